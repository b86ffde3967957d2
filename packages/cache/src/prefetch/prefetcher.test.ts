import { createFakeClock, seededRandom } from '@toolwright/testing';
import { describe, expect, it, vi } from 'vitest';
import { createCache } from '../cache.ts';
import type { TieredCache } from '../cache.ts';
import type { PrefetchOptions } from './prefetch-options.ts';

const clock = createFakeClock();

function prefetching(prefetch: PrefetchOptions = {}): TieredCache {
  return createCache({ clock, random: seededRandom(1), ttlMs: 10_000, earlyRefresh: 0, prefetch });
}

/** Asks for the key every half second, so often. */
async function use(
  cache: TieredCache,
  key: string,
  times: number,
  load: () => Promise<unknown>,
): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    await cache.getOrSet(key, load);
    await clock.advance(500);
  }
}

describe('prefetching', () => {
  it('refreshes what is hot before it expires, so that no caller waits for it', async () => {
    const cache = prefetching();
    const load = vi.fn(async ({ background }: { background: boolean }) => background);
    const loaded: unknown[] = [];
    cache.on((event) => event.type === 'load-succeeded' && loaded.push(event.background));
    for (let time = 0; time < 60; time += 1) {
      await cache.getOrSet('hot', load);
      await clock.advance(500);
    }
    expect(loaded).toEqual([false, true, true, true]);
    expect(cache.statistics()).toMatchObject({ prefetches: 3, prefetchesUsed: 3 });
    await clock.advance(20_000);
    expect(clock.pendingTimers).toBe(0);
  });

  it('leaves alone what is cold, and what nobody has asked for lately', async () => {
    const cache = prefetching();
    const load = vi.fn(async () => 1);
    await use(cache, 'cold', 2, load);
    await use(cache, 'cooled', 6, load);
    await clock.advance(30_000);
    expect(cache.statistics().prefetches).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });

  it('keeps within its budget, the hottest first', async () => {
    const cache = prefetching({ budget: 1, intervalMs: 5_000 });
    const load = vi.fn(async () => 1);
    const background: string[] = [];
    cache.on((event) => event.type === 'load-succeeded' && event.background && background.push(event.key));
    for (let time = 0; time < 12; time += 1) {
      await cache.getOrSet('warm', load);
      await cache.getOrSet('hot', load);
      await cache.getOrSet('hot', load);
      await clock.advance(500);
    }
    expect(background).toEqual(['hot']);
    await cache.close();
    expect(clock.pendingTimers).toBe(0);
  });

  it('pauses when too few of its refreshes are used, and tries one key again after that', async () => {
    const cache = prefetching({ pauseMs: 60_000 });
    const load = vi.fn(async () => 1);
    const lureAndLeave = async (keys: readonly string[]): Promise<void> => {
      // Busy until just before the end, then never again: each refresh is for nothing.
      for (let time = 0; time < 18; time += 1) {
        for (const key of keys) await cache.getOrSet(key, load);
        await clock.advance(500);
      }
      await clock.advance(25_000);
    };
    await lureAndLeave(['a', 'b', 'c', 'd', 'e']);
    expect(cache.statistics()).toMatchObject({ prefetches: 5, prefetchesUsed: 0 });
    await lureAndLeave(['f', 'g']);
    expect(cache.statistics().prefetches).toBe(5);
    await clock.advance(60_000);
    await lureAndLeave(['h', 'i']);
    expect(cache.statistics().prefetches).toBe(6);
    await clock.advance(60_000);
    for (let time = 0; time < 40; time += 1) {
      await cache.getOrSet('useful', load);
      await clock.advance(500);
    }
    expect(cache.statistics()).toMatchObject({ prefetches: 8, prefetchesUsed: 2 });
    await use(cache, 'useful', 20, load);
    expect(cache.statistics().prefetches).toBeGreaterThan(8);
    await cache.close();
  });

  it('remembers no more keys than it may', async () => {
    const cache = prefetching({ maxKeys: 1 });
    const load = vi.fn(async () => 1);
    for (let time = 0; time < 19; time += 1) {
      await cache.getOrSet('a', load);
      await cache.getOrSet('b', load);
      await clock.advance(500);
    }
    expect(cache.statistics().prefetches).toBe(0);
    await cache.close();
  });

  it('does not ask a loader that has just failed', async () => {
    const cache = prefetching({ intervalMs: 1_000 });
    let broken = false;
    const load = vi.fn(async () => {
      if (broken) throw new Error('broken');
      return 1;
    });
    await use(cache, 'key', 17, load);
    expect(load).toHaveBeenCalledTimes(2);
    broken = true;
    await use(cache, 'key', 10, load);
    await cache.close();
    expect(() => prefetching({ budget: 0 })).toThrow(/prefetch\.budget/);
  });

  it('is a choice of each namespace', async () => {
    const cache = createCache({ clock, random: seededRandom(1), ttlMs: 10_000, earlyRefresh: 0 });
    const queries = cache.namespace('queries', { prefetch: {} });
    const load = vi.fn(async () => 1);
    for (let time = 0; time < 19; time += 1) {
      await cache.getOrSet('key', load);
      await queries.getOrSetEntry('key', load);
      await cache.namespace('queries').getOrSet('key', load);
      await clock.advance(500);
    }
    expect(cache.statistics().namespaces).toMatchObject({
      '': { prefetches: 0 },
      queries: { prefetches: 1 },
    });
    await cache.close();
  });
});
