// @toolwright/cache
// index.d.ts
export { createCache } from './cache.ts';
export type { TieredCache } from './cache.ts';
export type { LeaseOptions, MemoryLevelOptions, TieredCacheOptions } from './cache-options.ts';
export type { EntryDefaults } from './scope-settings.ts';
export type { CacheLevelOptions } from './remote/level-options.ts';
export type { PrefetchOptions } from './prefetch/prefetch-options.ts';
export type { ManyLoader } from './load/get-or-set-many.ts';
export type { CacheEvent } from './cache-event.ts';
export type { CacheReport, CacheStatistics, LevelStatistics } from './statistics.ts';
export { jsonCodec } from './values/codec.ts';
export type { Codec } from './values/codec.ts';
export { lruEngine } from './memory/lru-engine.ts';
export type { MemoryEngine, MemoryEngineFactory, MemoryEngineOptions } from './memory/memory-engine.ts';
export { createSimilarityIndex } from './similarity/similarity-index.ts';
export type { SimilarityIndexOptions, SimilarityStatistics, TextSimilarityIndex, } from './similarity/similarity-index.ts';
export { hashedNgramEmbedder } from './similarity/hashed-ngram-embedder.ts';
export type { HashedNgramOptions } from './similarity/hashed-ngram-embedder.ts';
export { directionsDiffer, entitiesDiffer, negationDiffers, numbersDiffer, paraphraseGuards, strictGuards, wordsDiffer, } from './similarity/guards.ts';
export type { SimilarityGuard } from './similarity/guards.ts';

// cache-event.d.ts
/** What happened in a cache, for telemetry. `namespace` is the path, `''` at the root. */
export type CacheEvent = {
    readonly type: 'entry-hit';
    readonly namespace: string;
    readonly key: string;
    readonly level: string;
    readonly stale: boolean;
} | {
    readonly type: 'entry-missed';
    readonly namespace: string;
    readonly key: string;
} | {
    readonly type: 'entry-evicted';
    readonly namespace: string;
    readonly key: string;
} | {
    readonly type: 'load-succeeded';
    readonly namespace: string;
    readonly key: string;
    readonly durationMs: number;
    readonly background: boolean;
    readonly stored: boolean;
} | {
    readonly type: 'load-failed';
    readonly namespace: string;
    readonly key: string;
    readonly durationMs: number;
    readonly background: boolean;
    readonly error: unknown;
} | {
    readonly type: 'value-incompatible';
    readonly namespace: string;
    readonly key: string;
    readonly level: string;
    readonly reason: string;
} | {
    readonly type: 'level-failed';
    readonly level: string;
    readonly error: unknown;
} | {
    readonly type: 'level-recovered';
    readonly level: string;
    readonly replayed: number;
} | {
    readonly type: 'gap-noticed';
    readonly reason: string;
} | {
    readonly type: 'pub-sub-failed';
    readonly error: unknown;
};
/** Hands events to whoever listens. A listener that throws harms nobody. */
export interface CacheEvents {
    /** Whether anybody listens: ask before making an event. */
    readonly heard: boolean;
    emit(event: CacheEvent): void;
    on(listener: (event: CacheEvent) => void): () => void;
}
/** Makes the events of one cache. */
export declare function createCacheEvents(): CacheEvents;

// cache-options.d.ts
import type { Clock, PubSub, Random } from '@toolwright/core';
import type { MemoryEngineFactory } from './memory/memory-engine.ts';
import type { CacheLevelOptions, CacheLevelSettings } from './remote/level-options.ts';
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
export declare function cacheSettings(options: TieredCacheOptions): TieredCacheSettings;

// cache.d.ts
import type { Cache, CacheEntry, CacheOptions } from '@toolwright/core';
import type { CacheEvent } from './cache-event.ts';
import type { TieredCacheOptions } from './cache-options.ts';
import type { ManyLoader } from './load/get-or-set-many.ts';
import type { EntryDefaults } from './scope-settings.ts';
import type { CacheReport } from './statistics.ts';
/** Core's cache, with what only this one can do. */
export interface TieredCache extends Cache, AsyncDisposable {
    /** The fresh entries of the keys, in order; `undefined` for each miss. */
    getMany<T>(keys: readonly string[]): Promise<readonly (CacheEntry<T> | undefined)[]>;
    /** The values of the keys, in order; `load` is asked once for all that are missing, and answers by key. */
    getOrSetMany<T>(keys: readonly string[], load: ManyLoader<T>, options?: CacheOptions): Promise<readonly T[]>;
    /**
     * The same cache under a name of its own (1 to 128 of `A-Za-z0-9_.-`), with defaults of its own. The defaults count
     * when a name is used first. Names are for kinds of data, not for data: each is remembered.
     */
    namespace(name: string, defaults?: EntryDefaults): TieredCache;
    /** What this namespace and those below it did since the cache was made. */
    statistics(): CacheReport;
    /** Hears what happens in the whole cache; returns what ends that. Nobody listening costs nothing. */
    on(listener: (event: CacheEvent) => void): () => void;
    /** Resolves when invalidations of other processes are heard; at once without `pubSub`. */
    readonly ready: Promise<void>;
    /** Ends subscription and timers. What the stores have stays there. */
    close(): Promise<void>;
}
/** Makes a cache. Throws `INVALID_OPTIONS`. */
export declare function createCache(options?: TieredCacheOptions): TieredCache;

// load/get-or-set-many.d.ts
import type { CacheLoad, CacheLoader } from '@toolwright/core';
/** Makes the values of all missing keys at once; a key it leaves out has no value, and its callers are rejected. */
export type ManyLoader<T> = (keys: readonly string[], load: Pick<CacheLoad<T>, 'signal'>) => Promise<ReadonlyMap<string, T>>;
/**
 * Reads many keys, each on its own path through the levels, and gathers those that come to their loader: when every
 * key has either been answered, is waited for elsewhere, or wants to be loaded, one call loads the latter.
 */
export declare function getOrSetMany<T>(keys: readonly string[], load: ManyLoader<T>, getOne: (key: string, load: CacheLoader<unknown>, onSettledWithoutLoad: () => void) => Promise<T>): Promise<readonly T[]>;

// memory/lru-engine.d.ts
import type { MemoryEngine, MemoryEngineOptions } from './memory-engine.ts';
/** Forgets what was used least recently. Expiry is the cache's own, so that a hit reads one clock, once. */
export declare function lruEngine<V extends object>(options: MemoryEngineOptions): MemoryEngine<V>;

// memory/memory-engine.d.ts
/** What the memory level stands on: a bounded map that forgets what was used least recently, or by a rule of its own. */
export interface MemoryEngine<V> {
    readonly size: number;
    get(key: string): V | undefined;
    /** `bytes` is what the value counts for when the engine is bounded by bytes; 0 when it is not. */
    set(key: string, value: V, bytes: number): void;
    delete(key: string): void;
}
/** The bounds of an engine. At least one of them is given. */
export interface MemoryEngineOptions {
    readonly maxEntries?: number | undefined;
    readonly maxBytes?: number | undefined;
    /** To be called with the key of every value forgotten for want of room. */
    readonly onEvicted: (key: string) => void;
}
/** Makes the engine of one cache. */
export type MemoryEngineFactory = <V extends object>(options: MemoryEngineOptions) => MemoryEngine<V>;

// prefetch/prefetch-options.d.ts
/** How much is refreshed before it expires. */
export interface PrefetchOptions {
    /** Refreshes that may run in one `intervalMs`; at least 1. @default 10 */
    readonly budget?: number;
    /** How often the hot keys are looked through; at least 10. @default 1_000 */
    readonly intervalMs?: number;
    /** An entry is hot after so many hits since it was stored; at least 1. @default 3 */
    readonly minHits?: number;
    /** The hot keys that are remembered; beyond, the coldest is forgotten. @default 1_000 */
    readonly maxKeys?: number;
    /** Below this share of refreshes that somebody used, prefetching pauses; from 0 to 1. @default 0.5 */
    readonly minPrecision?: number;
    /** How long it pauses before it tries a single key again. @default 60_000 */
    readonly pauseMs?: number;
}

// remote/level-options.d.ts
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
/** Checks the options of the level at `index` (0 is the first below memory). Throws `INVALID_OPTIONS`. */
export declare function levelSettings(options: CacheLevelOptions, index: number): CacheLevelSettings;

// scope-settings.d.ts
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
export type ScopeSettings = EntryDefaults & Required<Omit<EntryDefaults, 'ttlMs' | 'softTimeoutMs' | 'schema' | 'codec' | 'prefetch'>>;
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
/** The settings of a namespace: its own, else its parent's, else the defaults. Throws `INVALID_OPTIONS`. */
export declare function scopeSettings(own?: EntryDefaults, parent?: Partial<ScopeSettings>): ScopeSettings;
/** What a call asks for that says nothing itself. */
export declare function defaultCallSettings(scope: ScopeSettings): CallSettings;
/** What a call asks for. Throws `INVALID_OPTIONS`. */
export declare function callSettings(call: CallSettings, options: CacheOptions | undefined): CallSettings;
/** How long one value lives. A life of 0 is a way to say "do not keep it". */
export declare function lifeOption(ttlMs: number): number;

// similarity/guards.d.ts
/** Says why two texts do not ask for the same, however alike they look; `undefined`: it sees no reason. */
export type SimilarityGuard = (asked: string, earlier: string) => string | undefined;
/** Refuses when numbers, dates or amounts differ, or come in another order. */
export declare function numbersDiffer(asked: string, earlier: string): string | undefined;
/** Refuses when one negates and the other does not, or not as often. */
export declare function negationDiffers(asked: string, earlier: string): string | undefined;
/** Refuses when names differ or change places: words with capitals, quotations, addresses, handles, identifiers. */
export declare function entitiesDiffer(asked: string, earlier: string): string | undefined;
/** Refuses when another word follows a direction: from, to, before, than… */
export declare function directionsDiffer(asked: string, earlier: string): string | undefined;
/** Refuses when a word that means something stands in one text only; inflection by a final s does not count. */
export declare function wordsDiffer(asked: string, earlier: string): string | undefined;
/** What an embedder that knows meaning needs beside it: paraphrases pass. */
export declare const paraphraseGuards: readonly SimilarityGuard[];
/** What an embedder that only knows spelling needs beside it: only small words, order and inflection may differ. */
export declare const strictGuards: readonly SimilarityGuard[];

// similarity/hashed-ngram-embedder.d.ts
import type { Embedder } from '@toolwright/core';
/** How the embedder hashes. */
export interface HashedNgramOptions {
    /** At least 16. @default 512 */
    readonly dimensions?: number;
}
/**
 * Turns texts into vectors without a model: counts words, and runs of three and four characters within them, hashed
 * into signed dimensions (Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", 2009). It knows
 * spelling and no meaning: use it to find the same question asked with other small words, order or inflection.
 */
export declare function hashedNgramEmbedder(options?: HashedNgramOptions): Embedder;
/** The vector with length 1; one of zeros stays so. */
export declare function normalized(vector: Float32Array): Float32Array;

// similarity/similarity-index.d.ts
import type { Clock, Embedder, SimilarityIndex } from '@toolwright/core';
import type { SimilarityGuard } from './guards.ts';
/** How earlier texts are found. */
export interface SimilarityIndexOptions {
    /** @default the hashed n-gram embedder, which needs no model */
    readonly embedder?: Embedder;
    /** The least cosine of a match, from 0 to 1. @default 0.8 */
    readonly threshold?: number;
    /** What a match must pass. @default strictGuards; give `paraphraseGuards` to an embedder that knows meaning */
    readonly guards?: readonly SimilarityGuard[];
    /** `shadow` only measures: every match says so and is not to be used. Begin there. @default 'shadow' */
    readonly mode?: 'shadow' | 'serve';
    /** Texts remembered in all, at least 1; those of the scope that was not used for longest go first. @default 10_000 */
    readonly maxEntries?: number;
    /** Texts remembered per scope, at least 1: a search looks at each. @default 1_000 */
    readonly maxEntriesPerScope?: number;
    /** The longest the embedder is waited for, above 0. @default 1_000 */
    readonly timeoutMs?: number;
    /** @default the system clock */
    readonly clock?: Clock;
}
/** What an index did: read it in shadow mode before serving. */
export interface SimilarityStatistics {
    readonly lookups: number;
    /** Matches that could be used, those in shadow mode included. */
    readonly matches: number;
    /** Near texts that a guard refused, by its reason. */
    readonly refused: Readonly<Record<string, number>>;
    /** Texts that the embedder did not answer for. */
    readonly failures: number;
    readonly entries: number;
}
/** Core's index, with its numbers. */
export interface TextSimilarityIndex extends SimilarityIndex {
    statistics(): SimilarityStatistics;
}
/** Makes an index in memory. Throws `INVALID_OPTIONS`. */
export declare function createSimilarityIndex(options?: SimilarityIndexOptions): TextSimilarityIndex;

// statistics.d.ts
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
type Mutable<T> = {
    -readonly [K in keyof T]: T[K];
};
/** The counters of one level in one namespace. */
export type LevelCounters = Mutable<Omit<LevelStatistics, 'hitRate'>>;
/** The counters of one namespace. */
export interface Counters extends Mutable<Omit<CacheStatistics, 'levels'>> {
    /** In the order of the levels, memory first. */
    readonly levels: readonly LevelCounters[];
}
/** Counters at zero, for so many levels. */
export declare function createCounters(levels: number): Counters;
/** Adds up counters and names the levels. */
export declare function summarize(counters: readonly Counters[], names: readonly string[]): CacheStatistics;
export {};

// values/codec.d.ts
/** Turns values into text and back, for those that JSON cannot say. `decode` throws on text it cannot read. */
export interface Codec {
    encode(value: unknown): string;
    decode(text: string): unknown;
}
/** JSON as the platform writes it. */
export declare const jsonCodec: Codec;
