import type { Made } from '../load/made.ts';
import { freshForIn } from '../load/made.ts';
import type { ScopeSettings } from '../scope-settings.ts';
import { jsonCodec } from '../values/codec.ts';
import { writeValue } from './remote-record.ts';

/** A value as a store gets it, and how long it keeps it. */
export interface StoredText {
  readonly text: string;
  readonly ttlMs: number;
}

/** What a value is stored under. */
export interface StoredUnder {
  readonly epoch: number;
  readonly settings: ScopeSettings;
  /** The level's own. */
  readonly ttlMs: number;
  readonly now: number;
}

/** Writes a value for a store, unless its time has passed already or the codec cannot write it. */
export function storedText(made: Made, under: StoredUnder): StoredText | 'over' | 'not encodable' {
  const { epoch, settings, now } = under;
  const freshForMs = freshForIn(made, under.ttlMs, now);
  const keepForMs = freshForMs + made.staleForMs;
  const ttlMs = Math.ceil(made.createdAtMs + keepForMs - now);
  if (ttlMs <= 0) return 'over';
  const payload = encoded(settings, made.value);
  if (payload === undefined) return 'not encodable';
  const { begunAtMs, createdAtMs, loadMs, tags } = made;
  const { version } = settings;
  const header = { epoch, begunAtMs, createdAtMs, freshForMs, keepForMs, loadMs, version, tags };
  return { text: writeValue(header, payload), ttlMs };
}

function encoded({ codec = jsonCodec }: ScopeSettings, value: unknown): string | undefined {
  try {
    const text: unknown = codec.encode(value);
    return typeof text === 'string' ? text : undefined;
  } catch {
    return undefined;
  }
}
