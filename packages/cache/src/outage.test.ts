import { ToolError } from '@toolwright/core';
import { createFakeClock, seededRandom } from '@toolwright/testing';
import type { FakeClock } from '@toolwright/testing';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { CacheEvent } from './cache-event.ts';
import { createCache } from './cache.ts';
import type { TieredCacheOptions } from './cache-options.ts';
import type { TieredCache } from './cache.ts';
import { controlledLoader } from '../test-support/controlled-loader.ts';
import { createSharedPubSub } from '../test-support/shared-pub-sub.ts';
import type { SharedPubSub } from '../test-support/shared-pub-sub.ts';
import { SharedStore } from '../test-support/shared-store.ts';

let clock: FakeClock;
let store: SharedStore;
let pubSub: SharedPubSub;
const random = seededRandom(1);

beforeEach(() => {
  clock = createFakeClock();
  store = new SharedStore(clock);
  pubSub = createSharedPubSub();
});

function process(options: TieredCacheOptions = {}): TieredCache {
  return createCache({ clock, random, levels: [{ name: 'redis', store }], earlyRefresh: 0, ...options });
}

/** What `work` comes to, and how long it takes on the fake clock, to the millisecond. */
async function durationOf<T>(work: () => T | PromiseLike<T>): Promise<{ value: T; ms: number }> {
  const startMs = clock.monotonicNow();
  const settled: { value: T; ms: number }[] = [];
  void (async () => {
    const value = await work();
    settled.push({ value, ms: clock.monotonicNow() - startMs });
  })();
  for (let ms = 0; settled.length === 0 && ms < 10_000; ms += 1) await clock.advance(ms === 0 ? 0 : 1);
  return settled[0]!;
}

describe('a level that is silent', () => {
  it('costs its soft timeout once, then nothing, until a probe finds it well', async () => {
    const cache = process();
    store.mode = 'silent';
    const first = await durationOf(() => cache.getOrSetEntry('a', async () => 1));
    expect(first).toMatchObject({ value: { value: 1, source: 'load' }, ms: 50 });
    const calls = store.calls.length;
    const second = await durationOf(() => cache.getOrSetEntry('b', async () => 2));
    expect(second).toMatchObject({ value: { value: 2 }, ms: 0 });
    expect(store.calls).toHaveLength(calls);
    expect(cache.statistics().levels['redis']).toMatchObject({ errors: 1, skipped: 1 });
    await cache.close();
    const events: CacheEvent[] = [];
    cache.on((event) => events.push(event));
    store.mode = 'up';
    await clock.advance(1_000);
    await process().set('c', 3);
    const third = await durationOf(() => cache.getOrSetEntry('c', async () => 4));
    expect(third).toMatchObject({ value: { value: 3, source: 'redis' }, ms: 0 });
  });

  it('costs many callers in the same moment one skip, not one each', async () => {
    const cache = process({ levels: [{ name: 'redis', store, skipMs: 100, longestSkipMs: 10_000 }] });
    store.mode = 'silent';
    const keys = Array.from({ length: 50 }, (_value, index) => `key-${index}`);
    await durationOf(() => Promise.all(keys.map(async (key) => cache.getOrSet(key, async () => 1))));
    store.mode = 'up';
    await process().set('other', 'here');
    await clock.advance(100);
    expect(await cache.get('other')).toMatchObject({ value: 'here' });
    await cache.close();
  });

  it('is given another turn to answer before it is given up', async () => {
    const cache = process();
    // The answer comes in the very moment of the timeout, and behind it.
    store.before = () =>
      new Promise((resolve) => {
        clock.after(49, () => clock.after(1, resolve));
      });
    const call = cache.get('key');
    await clock.advance(50);
    expect(await call).toBeUndefined();
    expect(cache.statistics().levels['redis']).toMatchObject({ errors: 0, misses: 1 });
  });

  it('costs a fill its soft timeout, and the value is handed out and kept in memory', async () => {
    const cache = process();
    const loader = controlledLoader<number>();
    const call = durationOf(() => cache.getOrSet('key', loader.load));
    await clock.advance(0);
    store.mode = 'silent';
    loader.resolve(1);
    expect(await call).toMatchObject({ value: 1, ms: 50 });
    expect(await cache.getOrSet('key', loader.load)).toBe(1);
    await cache.close();
  });

  it('makes no invalidation wait for longer than its hard timeout', async () => {
    const cache = process();
    await cache.set('key', 1, { tags: ['tag'] });
    store.mode = 'silent';
    expect(await durationOf(() => cache.delete('key'))).toMatchObject({ ms: 1_000 });
    expect(await durationOf(() => cache.deleteByTag('tag'))).toMatchObject({ ms: 0 });
    expect(await cache.get('key')).toBeUndefined();
    await cache.close();
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('a level that fails', () => {
  it('never fails a call', async () => {
    store.mode = 'down';
    const cache = process();
    const heard = vi.fn();
    cache.on(heard);
    expect(await cache.getOrSet('key', async () => 1)).toBe(1);
    expect(await cache.getOrSet('key', async () => 2)).toBe(1);
    await cache.set('set', 2);
    await cache.delete('set');
    await cache.deleteByTag('tag');
    await cache.expireByTag('tag');
    await cache.clear();
    expect(await cache.get('set')).toBeUndefined();
    expect(heard).toHaveBeenCalledWith(expect.objectContaining({ type: 'level-failed', level: 'redis' }));
    await cache.close();
  });

  it('is told what it missed when it is back: writes', async () => {
    const cache = process();
    await cache.get('warm');
    store.mode = 'down';
    await cache.set('set', 'value', { tags: ['tag'] });
    await cache.getOrSet('loaded', async () => 'value');
    store.mode = 'up';
    await clock.advance(3_000);
    expect(await process().getMany(['set', 'loaded'])).toMatchObject([
      { value: 'value' },
      { value: 'value' },
    ]);
    expect(clock.pendingTimers).toBe(0);
  });

  it.each([
    ['deletes', (cache: TieredCache) => cache.delete('key')],
    ['tags', (cache: TieredCache) => cache.deleteByTag('tag')],
    ['clears', (cache: TieredCache) => cache.clear()],
  ])('is told what it missed when it is back: %s', async (_name, invalidate) => {
    const [a, b] = [process({ pubSub }), process({ pubSub })];
    await a.set('key', 'old', { tags: ['tag'] });
    store.mode = 'down';
    await invalidate(a);
    store.mode = 'up';
    // Another process, whose own way to the store was never interrupted, reads what the store still has.
    expect(await b.get('key')).toMatchObject({ value: 'old' });
    // This one knows better, although the store is there again.
    await clock.advance(400);
    expect(await a.get('key')).toBeUndefined();
    await clock.advance(3_000);
    expect(await process().get('key')).toBeUndefined();
    expect(await b.get('key')).toBeUndefined();
    expect(clock.pendingTimers).toBe(0);
  });

  it('keeps what is newer than what it missed', async () => {
    const [a, b] = [process(), process()];
    await a.set('deleted', 'old');
    await a.set('written', 'old');
    store.mode = 'down';
    await a.delete('deleted');
    await a.set('written', 'from the outage');
    store.mode = 'up';
    await clock.advance(10);
    await b.set('deleted', 'new');
    await b.set('written', 'new');
    await clock.advance(3_000);
    const after = await process().getMany(['deleted', 'written']);
    expect(after).toMatchObject([{ value: 'new' }, { value: 'new' }]);
  });

  it('drops what began to load before a delete that it missed, also when the wall clock was set forward meanwhile', async () => {
    const [a, b] = [process(), process()];
    const loader = controlledLoader();
    const loading = b.getOrSet('key', loader.load);
    await clock.advance(10);
    store.mode = 'down';
    await a.delete('key');
    store.mode = 'up';
    clock.setNow(clock.now() + 3_600_000);
    loader.resolve('old');
    expect(await loading).toBe('old');
    await clock.advance(3_000);
    expect(await process().get('key')).toBeUndefined();
  });

  it('does not get back a write that somebody else invalidated meanwhile', async () => {
    const [a, b] = [process({ pubSub }), process({ pubSub })];
    await Promise.all([a.ready, b.ready]);
    await a.get('warm');
    store.mode = 'down';
    await a.set('deleted', 'old');
    await a.set('cleared', 'old', { tags: ['tag'] });
    store.mode = 'up';
    await b.delete('deleted');
    await b.deleteByTag('tag');
    await clock.advance(3_000);
    expect(await process().getMany(['deleted', 'cleared'])).toEqual([undefined, undefined]);
  });

  it('gets no write onto nothing after messages were missed', async () => {
    const a = process({ pubSub });
    await a.ready;
    await a.get('warm');
    store.mode = 'down';
    await a.set('key', 'old');
    pubSub.gap();
    store.mode = 'up';
    await clock.advance(3_000);
    expect(await process().get('key')).toBeUndefined();
  });

  it('is invalidated as a whole when it missed more than is remembered', async () => {
    const a = process();
    await a.set('key', 'old');
    store.mode = 'down';
    await a.delete(...Array.from({ length: 10_001 }, (_value, index) => `other-${index}`));
    store.mode = 'up';
    await clock.advance(3_000);
    expect(await process().get('key')).toBeUndefined();
  });

  it('gives up the oldest writes first', async () => {
    const a = process();
    await a.set('deleted', 'old');
    store.mode = 'down';
    await a.delete('deleted');
    await a.set('written', 1);
    await a.delete(...Array.from({ length: 9_999 }, (_value, index) => `other-${index}`));
    store.mode = 'up';
    await process().set('kept', 1);
    await clock.advance(6_000);
    const after = await process().getMany(['deleted', 'written', 'kept']);
    expect(after).toMatchObject([undefined, undefined, { value: 1 }]);
  });
});

describe('a level that is full', () => {
  it('is still read, and deletes still reach it at once', async () => {
    const cache = process();
    await process().set('there', 'value');
    await process().set('deleted', 'value');
    store.mode = 'full';
    expect(await cache.getOrSet('new', async () => 1)).toBe(1);
    expect(await cache.getOrSetEntry('there', async () => 'other')).toMatchObject({
      value: 'value',
      source: 'redis',
    });
    await cache.delete('deleted');
    expect(await process().get('deleted')).toBeUndefined();
    store.mode = 'up';
    await clock.advance(5_000);
    expect(await process().get('new')).toMatchObject({ value: 1 });
    expect(cache.statistics().levels['redis']).toMatchObject({ skipped: 0 });
  });

  it('does not go on with the old value when it takes no new one', async () => {
    const cache = process();
    await cache.set('key', 'old');
    store.mode = 'full';
    await cache.set('key', 'new');
    expect(await process().get('key')).toBeUndefined();
    expect(await cache.get('key')).toMatchObject({ value: 'new' });
    await clock.advance(60_000);
    expect(clock.pendingTimers).toBe(0);
    store.mode = 'up';
    expect(await process().get('key')).toBeUndefined();
  });

  it('is told of a delete although it would not have the key touched', async () => {
    const cache = process();
    await cache.set('key', 'old');
    store.mode = 'down';
    await cache.delete('key');
    store.mode = 'up';
    store.before = (operation) => {
      if (operation !== 'get') return;
      throw new ToolError('STORE_UNAVAILABLE', 'Not a text', { details: { reason: 'refused' } });
    };
    await clock.advance(3_000);
    expect(store.values.has('cache:e::key')).toBe(false);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('a second level that is out', () => {
  it('does not keep memory from its work after an invalidation that it missed', async () => {
    const far = new SharedStore(clock);
    const levels = [
      { name: 'near', store },
      { name: 'far', store: far },
    ];
    const cache = process({ levels });
    await cache.set('key', 'old', { tags: ['tag'] });
    far.mode = 'down';
    await cache.deleteByTag('tag');
    // Somebody else carries the old value up from where it was not deleted.
    await process({
      levels: [
        { name: 'near', store },
        { name: 'far', store: far },
      ],
    }).get('key');
    const load = vi.fn(async () => 'new');
    expect(await cache.getOrSet('key', load, { tags: ['tag'] })).toBe('new');
    expect(await cache.getOrSet('key', load, { tags: ['tag'] })).toBe('new');
    expect(load).toHaveBeenCalledTimes(1);
    far.mode = 'up';
    await clock.advance(6_000);
    expect(await process({ levels }).get('key')).not.toMatchObject({ value: 'old' });
    expect(clock.pendingTimers).toBe(0);
  });
});
