import type { z } from 'zod';
import { definitionOf } from '../zod/zod-internals.ts';

type AnyZod = z.core.$ZodType;

/** The members of zod's definitions that lead to other schemas. */
interface Links {
  readonly type: string;
  readonly innerType?: AnyZod;
  readonly in?: AnyZod;
  readonly out?: AnyZod;
  readonly left?: AnyZod;
  readonly right?: AnyZod;
  readonly options?: readonly AnyZod[];
  readonly getter?: () => AnyZod;
  readonly shape?: Readonly<Record<string, AnyZod>>;
  readonly catchall?: AnyZod;
  readonly element?: AnyZod;
  readonly items?: readonly AnyZod[];
  readonly rest?: AnyZod | null;
  readonly valueType?: AnyZod;
}

/** The schemas that stand for the same value as this one: itself, and what it wraps, joins or chooses from. */
export function schemasHere(schema: AnyZod, seen: Set<AnyZod> = new Set()): Set<AnyZod> {
  if (seen.has(schema)) return seen;
  seen.add(schema);
  const links = definitionOf<Links>(schema);
  const { innerType, in: before, out, left, right, options = [], getter } = links;
  for (const next of [innerType, before, out, left, right, ...options, getter?.()]) {
    if (next) schemasHere(next, seen);
  }
  return seen;
}

/** The schemas of the value at `key` of a value of this schema. */
export function schemasAt(schema: AnyZod, key: PropertyKey): AnyZod[] {
  const links = definitionOf<Links>(schema);
  const { shape, catchall, element, items, rest, valueType } = links;
  const named = shape && Object.hasOwn(shape, key) ? shape[key as string] : catchall;
  const placed = typeof key === 'number' && items ? (items[key] ?? rest) : undefined;
  return [named, element, placed, valueType].filter((next) => next !== undefined && next !== null);
}
