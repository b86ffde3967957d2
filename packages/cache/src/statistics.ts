/** What one level did. */
export interface LevelStatistics {
  /** Reads that the level answered with a fresh entry. */
  readonly hits: number;
  /** Reads that were answered with a stale entry of the level. */
  readonly staleHits: number;
  readonly misses: number;
  /** Entries forgotten for want of room; only the memory level knows. */
  readonly evictions: number;
  /** Entries that were there and could not be used: of another version, refused by the schema, unreadable. */
  readonly incompatible: number;
  /** Operations that failed or took too long. */
  readonly errors: number;
  /** Reads and writes that went past the level because it was failing. */
  readonly skipped: number;
  /** Hits, stale ones included, of all reads that the level could answer; 0 before the first. */
  readonly hitRate: number;
}

/** What one namespace, or the whole cache, did. */
export interface CacheStatistics {
  /** By the name of the level; the first is `memory`. */
  readonly levels: Readonly<Record<string, LevelStatistics>>;
  readonly loads: number;
  readonly loadFailures: number;
  /** Calls that were handed a stale entry because the load failed or took too long, or while it ran. */
  readonly staleServed: number;
  /** Loads whose value was not stored, since the key was invalidated while they ran. */
  readonly fillsRefused: number;
  /** Refreshes of hot entries before anybody asked. */
  readonly prefetches: number;
  /** Those whose value somebody read when the old one would have been gone. */
  readonly prefetchesUsed: number;
}

/** The numbers of the whole cache and of each of its namespaces, by path (`''` is the root). */
export interface CacheReport extends CacheStatistics {
  readonly namespaces: Readonly<Record<string, CacheStatistics>>;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** The counters of one level in one namespace. */
export type LevelCounters = Mutable<Omit<LevelStatistics, 'hitRate'>>;

/** The counters of one namespace. */
export interface Counters extends Mutable<Omit<CacheStatistics, 'levels'>> {
  /** In the order of the levels, memory first. */
  readonly levels: readonly LevelCounters[];
}

/** Counters at zero, for so many levels. */
export function createCounters(levels: number): Counters {
  return {
    levels: Array.from({ length: levels }, emptyLevel),
    loads: 0,
    loadFailures: 0,
    staleServed: 0,
    fillsRefused: 0,
    prefetches: 0,
    prefetchesUsed: 0,
  };
}

/** Adds up counters and names the levels. */
export function summarize(counters: readonly Counters[], names: readonly string[]): CacheStatistics {
  const total = createCounters(names.length);
  for (const one of counters) {
    for (const [index, level] of one.levels.entries()) addLevel(total.levels[index]!, level);
    total.loads += one.loads;
    total.loadFailures += one.loadFailures;
    total.staleServed += one.staleServed;
    total.fillsRefused += one.fillsRefused;
    total.prefetches += one.prefetches;
    total.prefetchesUsed += one.prefetchesUsed;
  }
  const levels = Object.fromEntries(names.map((name, index) => [name, withRate(total.levels[index]!)]));
  return { ...total, levels };
}

function emptyLevel(): LevelCounters {
  return { hits: 0, staleHits: 0, misses: 0, evictions: 0, incompatible: 0, errors: 0, skipped: 0 };
}

function addLevel(total: LevelCounters, level: LevelCounters): void {
  for (const name of Object.keys(total) as (keyof LevelCounters)[]) total[name] += level[name];
}

function withRate(level: LevelCounters): LevelStatistics {
  const answered = level.hits + level.staleHits;
  const reads = answered + level.misses;
  return { ...level, hitRate: reads === 0 ? 0 : answered / reads };
}
