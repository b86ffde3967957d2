import { freezeJson } from './freeze.ts';
import type { ScopeSettings } from '../scope-settings.ts';

/** How readers get a copy of their own; `undefined`: they share what is frozen. */
export function copierOf({ codec, clone }: ScopeSettings): ((value: unknown) => unknown) | undefined {
  if (codec !== undefined)
    return (value) => (value === undefined ? value : codec.decode(codec.encode(value)));
  return clone ? (value) => structuredClone(value) : undefined;
}

/** What the cache itself keeps of a value: a copy where readers get copies, else the value, frozen all the way down. */
export function keptValue(value: unknown, settings: ScopeSettings, check: boolean): unknown {
  const copy = copierOf(settings);
  if (copy !== undefined) return copy(value);
  if (value !== undefined) freezeJson(value, check);
  return value;
}
