import type { Awaitable, Cache, CacheEntry, SimilarityIndex } from '@toolwright/core';
import { describe, expectTypeOf, it } from 'vitest';
import { createCache, createSimilarityIndex } from './index.ts';

describe('the types of a cache', () => {
  const cache = createCache();

  it('are those of the ports', () => {
    expectTypeOf(cache).toExtend<Cache>();
    expectTypeOf(createSimilarityIndex()).toExtend<SimilarityIndex>();
  });

  it('follow the loader', () => {
    expectTypeOf(cache.getOrSet('key', async () => 1)).toEqualTypeOf<Awaitable<number>>();
    expectTypeOf(cache.getOrSetEntry('key', async () => 'a')).toEqualTypeOf<Awaitable<CacheEntry<string>>>();
    const many = cache.getOrSetMany(['key'], async () => new Map([['key', true]]));
    expectTypeOf(many).toEqualTypeOf<Promise<readonly boolean[]>>();
    expectTypeOf(cache.namespace('name', { ttlMs: 1 })).toEqualTypeOf(cache);
  });
});
