import type { Awaitable } from './awaitable.ts';

/**
 * Values that cost something to make. A failing level never rejects a method; only the loader's own failure does.
 * `undefined` is a miss: a cached `0`, `''`, `false` or `null` is a hit.
 */
export interface Cache {
  get<T>(key: string): Awaitable<CacheEntry<T> | undefined>;
  /** The cached value, or what `load` makes; concurrent callers of one key share one load, and its failure. */
  getOrSet<T>(key: string, load: CacheLoader<T>, options?: CacheOptions): Awaitable<T>;
  /** As `getOrSet`, with the entry's age and source. */
  getOrSetEntry<T>(key: string, load: CacheLoader<T>, options?: CacheOptions): Awaitable<CacheEntry<T>>;
  set<T>(key: string, value: T, options?: CacheOptions): Promise<void>;
  /** A load that is under way never undoes it: the next read is fresh. So for every kind of invalidation. */
  delete(...keys: readonly string[]): Promise<void>;
  /** Forgets every entry that carries one of the tags. */
  deleteByTag(...tags: readonly string[]): Promise<void>;
  /** Makes every entry that carries one of the tags stale: it may still be served while, or if, a refresh fails. */
  expireByTag(...tags: readonly string[]): Promise<void>;
  /** Forgets everything of this namespace and those below it. */
  clear(): Promise<void>;
  /** The same cache under a name of its own. */
  namespace(name: string): Cache;
}

/** A cached value. On a hit in memory this is the stored object itself, so that a hit allocates nothing. */
export interface CacheEntry<T> {
  readonly value: T;
  readonly createdAtMs: number;
  readonly freshUntilMs: number;
  /** The level that answered, or `load`. */
  readonly source: 'load' | (string & {});
  readonly stale: boolean;
}

/** Makes the value of a missing or stale key. */
export type CacheLoader<T> = (load: CacheLoad<T>) => Promise<T>;

/** What a loader is told, and may say. */
export interface CacheLoad<T> {
  /** Aborts when the last waiter has left or a hard timeout has passed. */
  readonly signal: AbortSignal;
  /** The entry that the load would replace. */
  readonly stale?: CacheEntry<T>;
  /** Nobody waits for this load. */
  readonly background: boolean;
  /** Overrides the options for this value. */
  readonly keep: (options: { readonly ttlMs?: number; readonly tags?: readonly string[] }) => void;
  /** The value is handed to whoever waits and not stored. */
  readonly skip: () => void;
}

/** How one entry is kept. Durations are milliseconds; defaults are the cache's own. */
export interface CacheOptions {
  readonly ttlMs?: number;
  /** How long after its `ttlMs` an entry may still be served at once while a refresh runs. */
  readonly staleWhileRevalidateMs?: number;
  /** How long after its `ttlMs` an entry may still be served when the load fails. */
  readonly staleIfErrorMs?: number;
  /** After this wait a stale entry is served, if there is one, and the load goes on. */
  readonly softTimeoutMs?: number;
  /** After this wait the load is aborted and its callers are rejected. */
  readonly hardTimeoutMs?: number;
  readonly tags?: readonly string[];
  /** Loads even when a fresh entry is there. */
  readonly forceRefresh?: boolean;
  readonly signal?: AbortSignal;
}
