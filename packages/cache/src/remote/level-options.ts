import { invalidOption, numberOption } from '@toolwright/core';
import type { KeyValueStore } from '@toolwright/core';

/** One level below memory. */
export interface CacheLevelOptions {
  readonly store: KeyValueStore;
  /** What statistics and `entry.source` call it. @default `level-2`, `level-3`… */
  readonly name?: string;
  /** The longest an entry is fresh here, above 0. @default 3_600_000, below the first such level 86_400_000 */
  readonly ttlMs?: number;
  /** The longest a read or a fill keeps a caller waiting; then the level is skipped. Above 0. @default 50 */
  readonly softTimeoutMs?: number;
  /** The longest an invalidation or a repair is waited for; at least `softTimeoutMs`. @default 1_000 */
  readonly hardTimeoutMs?: number;
  /** How long a failing level is skipped before one probe is let through; doubles. Above 0. @default 1_000 */
  readonly skipMs?: number;
  /** The longest such skip. @default 5_000 */
  readonly longestSkipMs?: number;
  /** The longest a tag is remembered; entries that outlive it are misses. @default 604_800_000, a week */
  readonly tagTtlMs?: number;
}

/** A level's options, complete and checked. */
export type CacheLevelSettings = Required<CacheLevelOptions>;

const minute = 60_000;
const defaultTtls = [60 * minute, 24 * 60 * minute] as const;

/** Checks the options of the level at `index` (0 is the first below memory). Throws `INVALID_OPTIONS`. */
export function levelSettings(options: CacheLevelOptions, index: number): CacheLevelSettings {
  const name = options.name ?? `level-${index + 2}`;
  if (name === '' || name === 'memory' || name === 'load') {
    throw invalidOption('levels.name', 'a name of its own, not "memory" or "load"', name);
  }
  const softTimeoutMs = numberOption('softTimeoutMs', options.softTimeoutMs ?? 50, { min: 1 });
  const skipMs = numberOption('skipMs', options.skipMs ?? 1_000, { min: 1 });
  const { store } = options;
  const ttlMs = options.ttlMs ?? (index === 0 ? defaultTtls[0] : defaultTtls[1]);
  const hardTimeoutMs = options.hardTimeoutMs ?? Math.max(1_000, softTimeoutMs);
  const longestSkipMs = options.longestSkipMs ?? Math.max(5_000, skipMs);
  return {
    store,
    name,
    softTimeoutMs,
    skipMs,
    ttlMs: numberOption('levels.ttlMs', ttlMs, { min: 1 }),
    hardTimeoutMs: numberOption('levels.hardTimeoutMs', hardTimeoutMs, { min: softTimeoutMs }),
    longestSkipMs: numberOption('levels.longestSkipMs', longestSkipMs, { min: skipMs }),
    tagTtlMs: numberOption('levels.tagTtlMs', options.tagTtlMs ?? 7 * 24 * 60 * minute, { min: 1 }),
  };
}
