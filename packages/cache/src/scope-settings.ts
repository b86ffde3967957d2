import { invalidOption, numberOption } from '@toolwright/core';
import type { AnySchema, CacheOptions } from '@toolwright/core';
import type { PrefetchOptions } from './prefetch/prefetch-options.ts';
import type { Codec } from './values/codec.ts';

/** How entries are kept unless a call says otherwise. A namespace takes over what it does not set itself. */
export interface EntryDefaults {
  /** Milliseconds an entry is fresh, above 0; each level caps it with its own `ttlMs`. @default the level's own */
  readonly ttlMs?: number;
  /** How long after its `ttlMs` an entry is served at once while a refresh runs. @default 0 */
  readonly staleWhileRevalidateMs?: number;
  /** How long after its `ttlMs` an entry is served when the load fails. @default 0 */
  readonly staleIfErrorMs?: number;
  /** After this wait a stale entry is served, if there is one, and the load goes on. @default none */
  readonly softTimeoutMs?: number;
  /** After this wait the load is aborted and its callers are rejected with `OPERATION_TIMEOUT`. @default 30_000 */
  readonly hardTimeoutMs?: number;
  /** The longest life of a value that says there is none (see `isNegative`). @default 30_000 */
  readonly negativeTtlMs?: number;
  /** Whether a value says that there is none. @default `null` does */
  readonly isNegative?: (value: unknown) => boolean;
  /** Shortens each life by a random share of up to this, from 0 to 1. @default 0 */
  readonly jitter?: number;
  /** How early a hot entry is refreshed, in units of the time its load took (XFetch's beta); 0: never. @default 1 */
  readonly earlyRefresh?: number;
  /** After a failed load its callers get the same failure for this long; doubles with each. 0: never. @default 100 */
  readonly failureBackoffMs?: number;
  /** The longest such wait. @default 5_000 */
  readonly longestFailureBackoffMs?: number;
  /** The shape of the values: entries of another version in a shared level are misses. @default '' */
  readonly version?: string;
  /** Values read from a shared level that it refuses are misses. @default none */
  readonly schema?: AnySchema;
  /** Writes values that JSON cannot say; every reader then gets a copy of its own. @default JSON */
  readonly codec?: Codec;
  /** Hands every reader a copy of its own, made by `structuredClone`, instead of frozen data. @default false */
  readonly clone?: boolean;
  /** Refreshes what is hot before it expires. Only for what is safe to repeat unasked. @default none */
  readonly prefetch?: PrefetchOptions;
}

/** The defaults, complete. */
export type ScopeSettings = EntryDefaults &
  Required<Omit<EntryDefaults, 'ttlMs' | 'softTimeoutMs' | 'schema' | 'codec' | 'prefetch'>>;

/** What one call asks for, complete and checked. */
export interface CallSettings {
  /** Infinity: each level's own. */
  readonly ttlMs: number;
  readonly staleWhileRevalidateMs: number;
  readonly staleIfErrorMs: number;
  readonly softTimeoutMs: number | undefined;
  readonly hardTimeoutMs: number;
  readonly tags: readonly string[];
}

const defaults = {
  staleWhileRevalidateMs: 0,
  staleIfErrorMs: 0,
  hardTimeoutMs: 30_000,
  negativeTtlMs: 30_000,
  isNegative: (value: unknown): boolean => value === null,
  jitter: 0,
  earlyRefresh: 1,
  failureBackoffMs: 100,
  longestFailureBackoffMs: 5_000,
  version: '',
  clone: false,
} as const;

const noTags: readonly string[] = Object.freeze([]);
const longestMs = 2_147_483_647;

const ranges: Readonly<Record<string, { readonly min: number; readonly max?: number }>> = {
  ttlMs: { min: 1 },
  staleWhileRevalidateMs: { min: 0 },
  staleIfErrorMs: { min: 0 },
  softTimeoutMs: { min: 0, max: longestMs },
  hardTimeoutMs: { min: 1, max: longestMs },
  negativeTtlMs: { min: 1 },
  jitter: { min: 0, max: 1 },
  earlyRefresh: { min: 0 },
  failureBackoffMs: { min: 0 },
  longestFailureBackoffMs: { min: 0 },
};

const names: readonly (keyof EntryDefaults)[] = [
  ...(Object.keys(ranges) as (keyof EntryDefaults)[]),
  'isNegative',
  'version',
  'schema',
  'codec',
  'clone',
  'prefetch',
];

/** The settings of a namespace: its own, else its parent's, else the defaults. Throws `INVALID_OPTIONS`. */
export function scopeSettings(own: EntryDefaults = {}, parent: Partial<ScopeSettings> = {}): ScopeSettings {
  for (const [name, range] of Object.entries(ranges)) {
    const value = own[name as keyof EntryDefaults];
    if (value !== undefined) numberOption(name, value, range);
  }
  if (own.version !== undefined && typeof own.version !== 'string') {
    throw invalidOption('version', 'a string', own.version);
  }
  const given = Object.fromEntries(
    names.filter((name) => own[name] !== undefined).map((name) => [name, own[name]]),
  );
  return { ...defaults, ...parent, ...given };
}

/** What a call asks for that says nothing itself. */
export function defaultCallSettings(scope: ScopeSettings): CallSettings {
  return {
    ttlMs: scope.ttlMs ?? Number.POSITIVE_INFINITY,
    staleWhileRevalidateMs: scope.staleWhileRevalidateMs,
    staleIfErrorMs: scope.staleIfErrorMs,
    softTimeoutMs: scope.softTimeoutMs,
    hardTimeoutMs: scope.hardTimeoutMs,
    tags: noTags,
  };
}

/** What a call asks for. Throws `INVALID_OPTIONS`. */
export function callSettings(call: CallSettings, options: CacheOptions | undefined): CallSettings {
  if (options === undefined) return call;
  const { ttlMs, staleWhileRevalidateMs, staleIfErrorMs, softTimeoutMs, hardTimeoutMs, tags } = options;
  return {
    ttlMs: ttlMs === undefined ? call.ttlMs : lifeOption(ttlMs),
    staleWhileRevalidateMs:
      timeOption('staleWhileRevalidateMs', staleWhileRevalidateMs) ?? call.staleWhileRevalidateMs,
    staleIfErrorMs: timeOption('staleIfErrorMs', staleIfErrorMs) ?? call.staleIfErrorMs,
    softTimeoutMs: timeOption('softTimeoutMs', softTimeoutMs) ?? call.softTimeoutMs,
    hardTimeoutMs: timeOption('hardTimeoutMs', hardTimeoutMs) ?? call.hardTimeoutMs,
    tags: tags ?? noTags,
  };
}

/** How long one value lives. A life of 0 is a way to say "do not keep it". */
export function lifeOption(ttlMs: number): number {
  return numberOption('ttlMs', ttlMs, { min: 0 });
}

function timeOption(name: string, value: number | undefined): number | undefined {
  return value === undefined ? undefined : numberOption(name, value, ranges[name]!);
}
