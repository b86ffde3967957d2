import { invalidOption, numberOption, systemClock, systemRandom } from '@toolwright/core';
import type { Clock, PubSub, Random } from '@toolwright/core';
import type { MemoryEngineFactory } from './memory/memory-engine.ts';
import { lruEngine } from './memory/lru-engine.ts';
import { levelSettings } from './remote/level-options.ts';
import type { CacheLevelOptions, CacheLevelSettings } from './remote/level-options.ts';
import { scopeSettings } from './scope-settings.ts';
import type { EntryDefaults, ScopeSettings } from './scope-settings.ts';

/** The level in this process. */
export interface MemoryLevelOptions {
  /** At least 1. @default 1_000 */
  readonly maxEntries?: number;
  /** Bounds the entries by the size of their values as text, instead of or beside `maxEntries`. @default none */
  readonly maxBytes?: number;
  /** The longest an entry is fresh in memory, whatever it was stored with; above 0. @default 300_000 */
  readonly ttlMs?: number;
  /** The longest for an entry that was read from a level below; above 0. @default 60_000 */
  readonly backfillTtlMs?: number;
  /** What holds the entries. @default least recently used, on `lru-cache` */
  readonly engine?: MemoryEngineFactory;
}

/** One load across processes. */
export interface LeaseOptions {
  /** What a crashed holder costs the others; a living one renews its lease. Above 0. @default 10_000 */
  readonly ttlMs?: number;
  /** How long to wait for another process's load before loading oneself, without storing. @default 5_000 */
  readonly waitMs?: number;
}

/** How a cache is made. Without levels it is this process's memory alone. */
export interface TieredCacheOptions extends EntryDefaults {
  /** `false`: nothing is kept in memory. */
  readonly memory?: MemoryLevelOptions | false;
  /** The levels below memory, nearest first. */
  readonly levels?: readonly CacheLevelOptions[];
  /** Tells the memory of other processes what was invalidated. @default none: it lives as long as its ttl */
  readonly pubSub?: PubSub;
  /** What every key in a store and the channel begin with. @default 'cache' */
  readonly keyPrefix?: string;
  readonly lease?: LeaseOptions;
  /** Whether values are checked to be JSON data, once each. @default outside production (`NODE_ENV`) */
  readonly checkValues?: boolean;
  /** @default the system clock */
  readonly clock?: Clock;
  /** @default the system's chance */
  readonly random?: Random;
}

/** The options of a cache, complete and checked. */
export interface TieredCacheSettings {
  readonly memory: Required<Pick<MemoryLevelOptions, 'ttlMs' | 'backfillTtlMs' | 'engine'>> & {
    readonly maxEntries: number | undefined;
    readonly maxBytes: number | undefined;
    readonly enabled: boolean;
  };
  readonly levels: readonly CacheLevelSettings[];
  readonly pubSub: PubSub | undefined;
  readonly keyPrefix: string;
  readonly lease: Required<LeaseOptions>;
  readonly checkValues: boolean;
  readonly clock: Clock;
  readonly random: Random;
  readonly root: ScopeSettings;
}

/** Checks the options of a cache and fills in the defaults. Throws `INVALID_OPTIONS`. */
export function cacheSettings(options: TieredCacheOptions): TieredCacheSettings {
  const { memory, levels = [], pubSub, keyPrefix = 'cache', lease = {} } = options;
  const settings = levels.map(levelSettings);
  const names = new Set(settings.map(({ name }) => name));
  if (names.size < settings.length)
    throw invalidOption('levels.name', 'different for each level', 'a repetition');
  if (keyPrefix === '') throw invalidOption('keyPrefix', 'a text of at least one character', keyPrefix);
  const waitMs = numberOption('lease.waitMs', lease.waitMs ?? 5_000, { min: 0 });
  return {
    memory: memorySettings(memory),
    levels: settings,
    pubSub,
    keyPrefix,
    lease: { ttlMs: numberOption('lease.ttlMs', lease.ttlMs ?? 10_000, { min: 1 }), waitMs },
    checkValues: options.checkValues ?? process.env['NODE_ENV'] !== 'production',
    clock: options.clock ?? systemClock,
    random: options.random ?? systemRandom,
    root: scopeSettings(options),
  };
}

function memorySettings(options: MemoryLevelOptions | false = {}): TieredCacheSettings['memory'] {
  const enabled = options !== false;
  const { maxEntries, maxBytes, ttlMs, backfillTtlMs, engine = lruEngine } = enabled ? options : {};
  const entries = maxEntries ?? (maxBytes === undefined ? 1_000 : undefined);
  if (entries !== undefined) numberOption('memory.maxEntries', entries, { min: 1, integer: true });
  if (maxBytes !== undefined) numberOption('memory.maxBytes', maxBytes, { min: 1, integer: true });
  return {
    enabled,
    engine,
    maxEntries: entries,
    maxBytes,
    ttlMs: numberOption('memory.ttlMs', ttlMs ?? 300_000, { min: 1 }),
    backfillTtlMs: numberOption('memory.backfillTtlMs', backfillTtlMs ?? 60_000, { min: 1 }),
  };
}
