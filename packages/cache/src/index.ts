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
export type {
  SimilarityIndexOptions,
  SimilarityStatistics,
  TextSimilarityIndex,
} from './similarity/similarity-index.ts';
export { hashedNgramEmbedder } from './similarity/hashed-ngram-embedder.ts';
export type { HashedNgramOptions } from './similarity/hashed-ngram-embedder.ts';
export {
  directionsDiffer,
  entitiesDiffer,
  negationDiffers,
  numbersDiffer,
  paraphraseGuards,
  strictGuards,
  wordsDiffer,
} from './similarity/guards.ts';
export type { SimilarityGuard } from './similarity/guards.ts';
