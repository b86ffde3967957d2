import { createFakeClock, seededRandom } from '@toolwright/testing';
import { describe, expect, it, vi } from 'vitest';
import type { CacheEvent } from './cache-event.ts';
import { createCache } from './cache.ts';
import { SharedStore } from '../test-support/shared-store.ts';

const random = seededRandom(1);

async function fail(): Promise<number> {
  throw new Error('broken');
}

describe('statistics', () => {
  it('count hits, misses, stale hits, loads and failures, per level and namespace', async () => {
    const clock = createFakeClock();
    const store = new SharedStore(clock);
    const options = { clock, random, levels: [{ name: 'redis', store }], ttlMs: 100, staleIfErrorMs: 1_000 };
    await createCache(options).namespace('weather').set('madrid', 'sunny');
    const cache = createCache(options);
    const weather = cache.namespace('weather');
    await weather.getOrSet('madrid', async () => 'unused');
    await weather.getOrSet('madrid', async () => 'unused');
    await cache.getOrSet('root', async () => 1);
    await clock.advance(100);
    await cache.getOrSet('root', fail);
    const report = cache.statistics();
    expect(report.namespaces['weather']).toEqual({
      levels: {
        memory: {
          hits: 1,
          staleHits: 0,
          misses: 1,
          evictions: 0,
          incompatible: 0,
          errors: 0,
          skipped: 0,
          hitRate: 0.5,
        },
        redis: {
          hits: 1,
          staleHits: 0,
          misses: 0,
          evictions: 0,
          incompatible: 0,
          errors: 0,
          skipped: 0,
          hitRate: 1,
        },
      },
      loads: 0,
      loadFailures: 0,
      staleServed: 0,
      fillsRefused: 0,
      prefetches: 0,
      prefetchesUsed: 0,
    });
    expect(report.namespaces['']).toMatchObject({ loads: 2, loadFailures: 1, staleServed: 1 });
    expect(report.levels['memory']).toMatchObject({ hits: 1, misses: 3 });
    expect(Object.keys(weather.statistics().namespaces)).toEqual(['weather']);
  });

  it('are zero before anything happened', () => {
    const { levels, loads } = createCache().statistics();
    expect(levels['memory']).toMatchObject({ hits: 0, hitRate: 0 });
    expect(loads).toBe(0);
  });
});

describe('events', () => {
  it('tell what happened, and a listener that throws harms nobody', async () => {
    const clock = createFakeClock();
    const store = new SharedStore(clock);
    const options = { clock, random, levels: [{ name: 'redis', store }] };
    await createCache(options).set('below', 1);
    const cache = createCache(options);
    const events: CacheEvent[] = [];
    cache.on(() => {
      throw new Error('a bug of the listener');
    });
    const stop = cache.on((event) => events.push(event));
    await cache.getOrSet('key', async () => 1);
    await cache.getOrSet('key', async () => 1);
    await cache.get('below');
    await cache.get('nowhere');
    await expect(
      cache.getOrSet('bad', async () => {
        throw new Error('broken');
      }),
    ).rejects.toThrow('broken');
    stop();
    await cache.get('key');
    expect(events.map((event) => [event.type, 'key' in event ? event.key : ''])).toEqual([
      ['entry-missed', 'key'],
      ['load-succeeded', 'key'],
      ['entry-hit', 'key'],
      ['entry-hit', 'below'],
      ['entry-missed', 'nowhere'],
      ['entry-missed', 'bad'],
      ['load-failed', 'bad'],
    ]);
  });
});

describe('options', () => {
  it.each([
    [{ ttlMs: 0 }, 'ttlMs'],
    [{ jitter: 2 }, 'jitter'],
    [{ version: 2 as never }, 'version'],
    [{ keyPrefix: '' }, 'keyPrefix'],
    [{ memory: { maxEntries: 0 } }, 'memory.maxEntries'],
    [{ memory: { maxBytes: 0.5 } }, 'memory.maxBytes'],
    [{ lease: { ttlMs: 0 } }, 'lease.ttlMs'],
    [{ levels: [{ store: {} as never, name: 'memory' }] }, 'levels.name'],
    [
      {
        levels: [
          { store: {} as never, name: 'a' },
          { store: {} as never, name: 'a' },
        ],
      },
      'levels.name',
    ],
    [{ levels: [{ store: {} as never, hardTimeoutMs: 1 }] }, 'levels.hardTimeoutMs'],
  ])('out of range are refused when the cache is made: %j', (options, name) => {
    const make = vi.fn(() => createCache(options));
    expect(make).toThrow(name);
  });

  it('of a call are refused when they are out of range, and a life of 0 keeps nothing', async () => {
    const cache = createCache();
    await expect(cache.getOrSet('key', async () => 1, { ttlMs: -1 })).rejects.toMatchObject({
      code: 'INVALID_OPTIONS',
    });
    await expect(cache.set('key', 1, { staleIfErrorMs: Number.NaN })).rejects.toThrow(/staleIfErrorMs/);
    expect(await cache.getOrSet('key', async () => 1, { ttlMs: 0 })).toBe(1);
    expect(await cache.get('key')).toBeUndefined();
    await cache.set('key', 1);
    await cache.set('key', 2, { ttlMs: 0 });
    expect(await cache.get('key')).toBeUndefined();
  });

  it('close a cache at the end of a scope', async () => {
    await using cache = createCache();
    await cache.ready;
    await cache.delete();
    await cache.deleteByTag();
    await cache.expireByTag();
  });
});
