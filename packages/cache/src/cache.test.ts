import { createFakeClock, seededRandom } from '@toolwright/testing';
import { describe, expect, it, vi } from 'vitest';
import { createCache } from './cache.ts';
import type { TieredCacheOptions } from './cache-options.ts';
import type { TieredCache } from './cache.ts';
import { controlledLoader } from '../test-support/controlled-loader.ts';

const clock = createFakeClock();
const random = seededRandom(1);

function memoryCache(options: TieredCacheOptions = {}): TieredCache {
  return createCache({ clock, random, ...options });
}

async function throwsUndefined(): Promise<number> {
  throw undefined;
}

function throwsAtOnce(): Promise<number> {
  throw new Error('at once');
}

describe('a cache in memory', () => {
  it('loads a missing key once and then answers from memory, synchronously', async () => {
    const cache = memoryCache();
    const load = vi.fn(async () => ({ temperature: 21 }));
    expect(await cache.getOrSet('madrid', load)).toEqual({ temperature: 21 });
    expect(cache.getOrSet('madrid', load)).toEqual({ temperature: 21 });
    expect(load).toHaveBeenCalledTimes(1);
  });

  it.each([[0], [''], [false], [null]])('serves a cached %j as a hit', async (value) => {
    const cache = memoryCache();
    const load = vi.fn(async () => value);
    await cache.getOrSet<unknown>('key', load);
    expect(cache.getOrSet<unknown>('key', load)).toBe(value);
    expect(await cache.get('key')).toMatchObject({ value });
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('does not store undefined', async () => {
    const cache = memoryCache();
    const load = vi.fn(async () => undefined);
    await cache.getOrSet('key', load);
    await cache.getOrSet('key', load);
    expect(load).toHaveBeenCalledTimes(2);
    expect(await cache.get('key')).toBeUndefined();
  });

  it('loads again when the time of an entry has passed, and not before', async () => {
    const cache = memoryCache();
    const load = vi.fn(async () => 1);
    await cache.getOrSet('key', load, { ttlMs: 1_000 });
    await clock.advance(999);
    await cache.getOrSet('key', load);
    expect(load).toHaveBeenCalledTimes(1);
    await clock.advance(1);
    await cache.getOrSet('key', load);
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('keeps no entry fresh in memory for longer than 300 000 ms, unless memory.ttlMs says so', async () => {
    const load = vi.fn(async () => 1);
    for (const [cache, expected] of [
      [memoryCache(), 2],
      [memoryCache({ memory: { ttlMs: 3_600_000 } }), 1],
    ] as const) {
      load.mockClear();
      await cache.getOrSet('key', load, { ttlMs: 3_600_000 });
      await clock.advance(300_000);
      await cache.getOrSet('key', load);
      expect(load).toHaveBeenCalledTimes(expected);
    }
  });

  it('calls one loader for a thousand callers', async () => {
    const cache = memoryCache();
    const loader = controlledLoader<number>();
    const calls = Array.from({ length: 1_000 }, async () => cache.getOrSet('key', loader.load));
    await clock.advance(0);
    expect(loader.calls).toHaveLength(1);
    loader.resolve(7);
    expect(new Set(await Promise.all(calls))).toEqual(new Set([7]));
  });

  it('calls one failing loader for a thousand callers, then backs off and tries again', async () => {
    const cache = memoryCache();
    const broken = new Error('broken');
    const load = vi.fn(async () => {
      throw broken;
    });
    const calls = Array.from({ length: 1_000 }, async () => cache.getOrSet('key', load));
    const settled = await Promise.allSettled(calls);
    expect(settled.every((one) => one.status === 'rejected' && one.reason === broken)).toBe(true);
    await expect(cache.getOrSet('key', load)).rejects.toBe(broken);
    expect(load).toHaveBeenCalledTimes(1);
    await clock.advance(100);
    await expect(cache.getOrSet('key', load)).rejects.toBe(broken);
    expect(load).toHaveBeenCalledTimes(2);
    await clock.advance(199);
    await expect(cache.getOrSet('key', load)).rejects.toBe(broken);
    expect(load).toHaveBeenCalledTimes(2);
    await clock.advance(1);
    expect(await cache.getOrSet('key', async () => 'well')).toBe('well');
  });

  it('rejects everybody when a loader throws undefined', async () => {
    const cache = memoryCache();
    const settled = await Promise.allSettled([
      cache.getOrSet('key', throwsUndefined),
      cache.getOrSet('key', throwsUndefined),
    ]);
    expect(settled).toEqual([
      { status: 'rejected', reason: undefined },
      { status: 'rejected', reason: undefined },
    ]);
    await expect(cache.getOrSet('key', throwsUndefined)).rejects.toBeUndefined();
  });

  it('rejects when a loader throws before it returns a promise', async () => {
    await expect(memoryCache().getOrSet('key', throwsAtOnce)).rejects.toThrow('at once');
  });

  it('loads although an entry is fresh when told to, and shares that load only with those who are told so later', async () => {
    const cache = memoryCache();
    await cache.set('key', 'old');
    const loader = controlledLoader<string>();
    const forced = cache.getOrSet('key', loader.load, { forceRefresh: true });
    await clock.advance(0);
    expect(await cache.getOrSet('key', loader.load)).toBe('old');
    loader.resolve('new');
    expect(await forced).toBe('new');
    expect(await cache.getOrSet('key', loader.load)).toBe('new');
    expect(loader.calls).toHaveLength(1);
  });

  it('does not answer a forced refresh with a load that began before it', async () => {
    const cache = memoryCache();
    const loader = controlledLoader<string>();
    const first = cache.getOrSet('key', loader.load);
    await clock.advance(1);
    const forced = cache.getOrSet('key', loader.load, { forceRefresh: true });
    await clock.advance(0);
    loader.resolve('before');
    expect(await first).toBe('before');
    loader.resolve('after');
    expect(await forced).toBe('after');
    expect(await cache.getOrSet('key', loader.load)).toBe('after');
  });

  it('tells a loader what it would replace, and that nobody waits for a background load', async () => {
    const cache = memoryCache();
    const loader = controlledLoader<string>();
    await cache.set('key', 'old', { ttlMs: 100, staleWhileRevalidateMs: 1_000 });
    await clock.advance(100);
    expect(await cache.getOrSet('key', loader.load, { staleWhileRevalidateMs: 1_000 })).toBe('old');
    await clock.advance(0);
    expect(loader.calls[0]).toMatchObject({ background: true, stale: { value: 'old', stale: true } });
    const other = cache.getOrSet('other', loader.load);
    await clock.advance(0);
    expect(loader.calls[1]).toMatchObject({ background: false });
    expect(loader.calls[1]).not.toHaveProperty('stale');
    loader.resolve('new');
    loader.resolve('other');
    await other;
  });

  it('lets a loader choose life and tags, or not to be stored', async () => {
    const cache = memoryCache();
    await cache.getOrSet('short', async (load) => {
      load.keep({ ttlMs: 10, tags: ['a'] });
      return 1;
    });
    await clock.advance(10);
    expect(await cache.get('short')).toBeUndefined();
    await cache.getOrSet('tagged', async (load) => {
      load.keep({ tags: ['a'] });
      return 1;
    });
    await cache.deleteByTag('a');
    expect(await cache.get('tagged')).toBeUndefined();
    expect(
      await cache.getOrSet('skipped', async (load) => {
        load.skip();
        return 1;
      }),
    ).toBe(1);
    expect(await cache.get('skipped')).toBeUndefined();
  });

  it('keeps "there is none" for less time', async () => {
    const cache = memoryCache({ negativeTtlMs: 50 });
    await cache.getOrSet('none', async () => null);
    await cache.getOrSet('some', async () => 1);
    await clock.advance(50);
    expect(await cache.get('none')).toBeUndefined();
    expect(await cache.get('some')).toMatchObject({ value: 1 });
  });

  it('shortens lives at random by up to the jitter', async () => {
    const lives = new Set<number>();
    const cache = memoryCache({ jitter: 0.5, memory: { maxEntries: 100 } });
    for (let index = 0; index < 50; index += 1) {
      await cache.set(`key-${index}`, index, { ttlMs: 1_000 });
      const entry = await cache.get(`key-${index}`);
      lives.add(entry!.freshUntilMs - entry!.createdAtMs);
    }
    expect(Math.min(...lives)).toBeGreaterThanOrEqual(500);
    expect(Math.max(...lives)).toBeLessThanOrEqual(1_000);
    expect(lives.size).toBeGreaterThan(10);
  });

  it('refreshes a hot entry before its time, the earlier the longer its load takes', async () => {
    const cache = memoryCache({ random: { ...random, next: () => Math.exp(-1) } });
    const loader = controlledLoader<number>();
    const first = cache.getOrSet('key', loader.load, { ttlMs: 1_000 });
    await clock.advance(200);
    loader.resolve(1);
    await first;
    await clock.advance(799);
    await cache.getOrSet('key', loader.load, { ttlMs: 1_000 });
    await clock.advance(0);
    expect(loader.calls).toHaveLength(1);
    await clock.advance(1);
    expect(await cache.getOrSet('key', loader.load, { ttlMs: 1_000 })).toBe(1);
    await clock.advance(0);
    expect(loader.calls).toHaveLength(2);
    loader.resolve(2);
    await clock.advance(0);
    expect(cache.getOrSet('key', loader.load)).toBe(2);
  });

  it('forgets what was used least recently when it is full, and counts that', async () => {
    const cache = memoryCache({ memory: { maxEntries: 2 } });
    const evicted: string[] = [];
    cache.on((event) => event.type === 'entry-evicted' && evicted.push(`${event.namespace}:${event.key}`));
    await cache.set('a', 1);
    await cache.namespace('n').set('b', 1);
    await cache.get('a');
    await cache.set('c', 1);
    expect(evicted).toEqual(['n:b']);
    expect(cache.statistics().namespaces['n']?.levels['memory']?.evictions).toBe(1);
  });

  it('bounds memory by bytes', async () => {
    const cache = memoryCache({ memory: { maxBytes: 100 } });
    await cache.set('a', 'x'.repeat(60));
    await cache.set('b', 'x'.repeat(60));
    expect(await cache.get('a')).toBeUndefined();
    expect(await cache.get('b')).toMatchObject({ value: 'x'.repeat(60) });
  });

  it('hands out the very entry that it holds, which shows as a plain one', async () => {
    const cache = memoryCache();
    await cache.set('key', { a: 1 });
    const entry = await cache.getOrSetEntry('key', async () => ({ a: 2 }));
    expect(await cache.get('key')).toBe(entry);
    expect(JSON.parse(JSON.stringify(entry))).toEqual({
      value: { a: 1 },
      createdAtMs: clock.now(),
      freshUntilMs: clock.now() + 300_000,
      source: 'memory',
      stale: false,
    });
  });

  it('tells where an entry came from', async () => {
    const cache = memoryCache();
    const entry = await cache.getOrSetEntry('key', async () => 1);
    expect(entry).toEqual({
      value: 1,
      createdAtMs: clock.now(),
      freshUntilMs: clock.now() + 300_000,
      source: 'load',
      stale: false,
    });
  });

  it('keeps nothing when memory is off', async () => {
    const cache = memoryCache({ memory: false });
    const load = vi.fn(async () => 1);
    await cache.getOrSet('key', load);
    await cache.getOrSet('key', load);
    expect(load).toHaveBeenCalledTimes(2);
  });
});

describe('stale values', () => {
  const windows = { ttlMs: 100, staleWhileRevalidateMs: 200, staleIfErrorMs: 1_000 };

  it('are served at once while a refresh runs, once', async () => {
    const cache = memoryCache(windows);
    const loader = controlledLoader<string>();
    await cache.set('key', 'old');
    await clock.advance(100);
    const entries = await Promise.all([
      cache.getOrSetEntry('key', loader.load),
      cache.getOrSetEntry('key', loader.load),
    ]);
    expect(entries).toMatchObject([
      { value: 'old', stale: true },
      { value: 'old', stale: true },
    ]);
    await clock.advance(0);
    expect(loader.calls).toHaveLength(1);
    loader.resolve('new');
    await clock.advance(0);
    expect(cache.getOrSet('key', loader.load)).toBe('new');
  });

  it('are not served at once when their window has passed', async () => {
    const cache = memoryCache(windows);
    await cache.set('key', 'old');
    await clock.advance(300);
    expect(await cache.getOrSet('key', async () => 'new')).toBe('new');
  });

  it('are served when the load fails, until their window has passed', async () => {
    const cache = memoryCache(windows);
    await cache.set('key', 'old');
    await clock.advance(300);
    const fail = vi.fn(async () => {
      throw new Error('broken');
    });
    expect(await cache.getOrSetEntry('key', fail)).toMatchObject({ value: 'old', stale: true });
    expect(await cache.getOrSetEntry('key', fail)).toMatchObject({ value: 'old', stale: true });
    expect(fail).toHaveBeenCalledTimes(1);
    await clock.advance(800);
    await expect(cache.getOrSet('key', fail)).rejects.toThrow('broken');
    expect(cache.statistics().staleServed).toBe(2);
  });

  it('are served after the soft timeout, and the load goes on', async () => {
    const cache = memoryCache({ ...windows, staleWhileRevalidateMs: 0, softTimeoutMs: 20 });
    const loader = controlledLoader<string>();
    await cache.set('key', 'old');
    await clock.advance(100);
    const call = cache.getOrSetEntry('key', loader.load);
    await clock.advance(20);
    expect(await call).toMatchObject({ value: 'old', stale: true });
    expect(loader.calls[0]!.signal.aborted).toBe(false);
    loader.resolve('new');
    await clock.advance(0);
    expect(cache.getOrSet('key', loader.load)).toBe('new');
    expect(clock.pendingTimers).toBe(0);
  });

  it('wait no longer than the load when it is faster than the soft timeout', async () => {
    const cache = memoryCache({ ...windows, staleWhileRevalidateMs: 0, softTimeoutMs: 20 });
    await cache.set('key', 'old');
    await clock.advance(100);
    expect(await cache.getOrSet('key', async () => 'new')).toBe('new');
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('a load', () => {
  it('is aborted at its hard timeout and its callers are rejected', async () => {
    const cache = memoryCache({ hardTimeoutMs: 50 });
    const loader = controlledLoader<string>();
    const call = cache.getOrSet('key', loader.load);
    const expected = expect(call).rejects.toMatchObject({ code: 'OPERATION_TIMEOUT' });
    await clock.advance(50);
    await expected;
    expect(loader.calls[0]!.signal.aborted).toBe(true);
    expect(clock.pendingTimers).toBe(0);
  });

  it('goes on while one of its callers waits, and is aborted when the last has left', async () => {
    const cache = memoryCache();
    const loader = controlledLoader<string>();
    const [first, second] = [new AbortController(), new AbortController()];
    const calls = [first, second].map(async ({ signal }) => cache.getOrSet('key', loader.load, { signal }));
    const settled = Promise.allSettled(calls);
    await clock.advance(0);
    first.abort('first left');
    await clock.advance(0);
    expect(loader.calls[0]!.signal.aborted).toBe(false);
    second.abort('second left');
    expect(await settled).toEqual([
      { status: 'rejected', reason: 'first left' },
      { status: 'rejected', reason: 'second left' },
    ]);
    await clock.advance(0);
    expect(loader.calls[0]!.signal.aborted).toBe(true);
    expect(clock.pendingTimers).toBe(0);
    expect(await cache.getOrSet('key', async () => 'next')).toBe('next');
  });

  it('is not begun for a caller that has left already', async () => {
    const load = vi.fn(async () => 1);
    const call = memoryCache().getOrSet('key', load, { signal: AbortSignal.abort('gone') });
    await expect(call).rejects.toBe('gone');
    expect(load).not.toHaveBeenCalled();
  });

  it.each([
    ['a delete', (cache: TieredCache) => cache.delete('key')],
    ['a tag', (cache: TieredCache) => cache.deleteByTag('tag')],
    ['a clear', (cache: TieredCache) => cache.clear()],
  ])('never undoes %s that comes while it runs', async (_name, invalidate) => {
    const cache = memoryCache();
    const loader = controlledLoader<string>();
    const before = cache.getOrSet('key', loader.load, { tags: ['tag'] });
    await clock.advance(0);
    await invalidate(cache);
    loader.resolve('before');
    expect(await before).toBe('before');
    const after = cache.getOrSet('key', loader.load);
    await clock.advance(0);
    loader.resolve('after');
    expect(await after).toBe('after');
    expect(cache.statistics().fillsRefused).toBe(1);
  });

  it('never undoes a tag that it names itself', async () => {
    const cache = memoryCache();
    const loader = controlledLoader<string>();
    const before = cache.getOrSet('key', async (load) => {
      const value = await loader.load(load as never);
      load.keep({ tags: ['late'] });
      return value;
    });
    await clock.advance(0);
    await cache.deleteByTag('late');
    loader.resolve('before');
    await before;
    expect(await cache.getOrSet('key', async () => 'after')).toBe('after');
  });

  it('never undoes a set that comes while it runs', async () => {
    const cache = memoryCache();
    const loader = controlledLoader<string>();
    const before = cache.getOrSet('key', loader.load);
    await clock.advance(0);
    await cache.set('key', 'set');
    loader.resolve('loaded');
    await before;
    expect(cache.getOrSet('key', loader.load)).toBe('set');
  });

  it.each([
    ['a delete', (cache: TieredCache) => cache.delete('key')],
    ['a tag', (cache: TieredCache) => cache.deleteByTag('tag')],
    ['an expired tag', (cache: TieredCache) => cache.expireByTag('tag')],
    ['a clear', (cache: TieredCache) => cache.clear()],
  ])('does not answer those who come after %s', async (_name, invalidate) => {
    const cache = memoryCache();
    const loader = controlledLoader<string>();
    const before = cache.getOrSet('key', loader.load, { tags: ['tag'] });
    await clock.advance(0);
    await invalidate(cache);
    const after = cache.getOrSet('key', loader.load);
    await clock.advance(0);
    loader.resolve('before');
    await clock.advance(0);
    loader.resolve('after');
    expect(await Promise.all([before, after])).toEqual(['before', 'after']);
    expect(cache.getOrSet('key', loader.load)).toBe('after');
  });

  it('that fails does not fall back on what was invalidated meanwhile', async () => {
    const cache = memoryCache({ ttlMs: 100, staleIfErrorMs: 1_000, softTimeoutMs: 10 });
    const loader = controlledLoader<string>();
    await cache.set('key', 'old', { tags: ['tag'] });
    await clock.advance(100);
    const call = Promise.allSettled([cache.getOrSet('key', loader.load)]);
    await clock.advance(0);
    await cache.deleteByTag('tag');
    await clock.advance(50);
    loader.reject(new Error('broken'));
    expect(await call).toMatchObject([{ status: 'rejected' }]);
  });
});

describe('tags and namespaces', () => {
  it('forgets what carries a tag, and nothing else', async () => {
    const cache = memoryCache();
    await cache.set('a', 1, { tags: ['x', 'y'] });
    await cache.set('b', 2, { tags: ['y'] });
    await cache.set('c', 3);
    await cache.deleteByTag('x');
    expect(await Promise.all(['a', 'b', 'c'].map(async (key) => cache.get(key)))).toMatchObject([
      undefined,
      { value: 2 },
      { value: 3 },
    ]);
  });

  it('makes what carries an expired tag stale: served while it is refreshed, and if that fails', async () => {
    const cache = memoryCache({ staleWhileRevalidateMs: 1_000, staleIfErrorMs: 1_000 });
    const loader = controlledLoader<number>();
    await cache.set('a', 1, { tags: ['x'] });
    await clock.advance(5_000);
    await cache.expireByTag('x');
    expect(await cache.get('a')).toBeUndefined();
    expect(await cache.getOrSetEntry('a', loader.load)).toMatchObject({ value: 1, stale: true });
    await clock.advance(0);
    loader.resolve(2);
    await clock.advance(0);
    expect(cache.getOrSet('a', loader.load)).toBe(2);
  });

  it('keeps namespaces apart, whatever their keys look like', async () => {
    const cache = memoryCache();
    const weather = cache.namespace('weather');
    await weather.set('madrid', 'in weather');
    await cache.set('weather:madrid', 'at the root');
    await cache.set('\u0000weather:madrid', 'at the root, strangely');
    expect(await weather.get('madrid')).toMatchObject({ value: 'in weather' });
    expect(await cache.get('weather:madrid')).toMatchObject({ value: 'at the root' });
    expect(await cache.get('\u0000weather:madrid')).toMatchObject({ value: 'at the root, strangely' });
  });

  it('clears a namespace with those below it, and no other', async () => {
    const cache = memoryCache();
    const [a, b] = [cache.namespace('a'), cache.namespace('b')];
    const below = a.namespace('below');
    await Promise.all([cache.set('k', 0), a.set('k', 1), below.set('k', 2), b.set('k', 3)]);
    await a.clear();
    const found = await Promise.all([cache.get('k'), a.get('k'), below.get('k'), b.get('k')]);
    expect(found).toMatchObject([{ value: 0 }, undefined, undefined, { value: 3 }]);
    await cache.clear();
    expect(await Promise.all([cache.get('k'), b.get('k')])).toEqual([undefined, undefined]);
  });

  it('invalidates a tag within its namespace and those below', async () => {
    const cache = memoryCache();
    const [a, b] = [cache.namespace('a'), cache.namespace('b')];
    await a.set('k', 1, { tags: ['t'] });
    await b.set('k', 2, { tags: ['t'] });
    await a.deleteByTag('t');
    expect(await Promise.all([a.get('k'), b.get('k')])).toMatchObject([undefined, { value: 2 }]);
    await cache.deleteByTag('t');
    expect(await b.get('k')).toBeUndefined();
  });

  it('gives a namespace defaults of its own over those above it', async () => {
    const cache = memoryCache({ ttlMs: 1_000, staleIfErrorMs: 7 });
    const short = cache.namespace('short', { ttlMs: 10 });
    await short.set('k', 1);
    await cache.set('k', 1);
    await clock.advance(10);
    expect(await short.get('k')).toBeUndefined();
    expect(await cache.get('k')).toMatchObject({ value: 1 });
    expect(cache.namespace('short')).not.toBe(short);
    await cache.namespace('short').set('again', 1);
    expect(await short.get('again')).toMatchObject({ value: 1 });
  });

  it('refuses a namespace whose name could be mistaken for a path', () => {
    expect(() => memoryCache().namespace('a/b')).toThrow(/namespace/);
  });

  it('remembers so many tags and gives up what is older than the rest', async () => {
    const cache = memoryCache();
    await cache.set('tagged', 1, { tags: ['t'] });
    await cache.set('plain', 1);
    await cache.deleteByTag(...Array.from({ length: 50_001 }, (_value, index) => `tag-${index}`));
    expect(await cache.get('tagged')).toBeUndefined();
    expect(await cache.get('plain')).toMatchObject({ value: 1 });
    await cache.set('tagged', 2, { tags: ['t'] });
    expect(await cache.get('tagged')).toMatchObject({ value: 2 });
  });
});

describe('values', () => {
  it('cannot be changed by those who read them', async () => {
    const cache = memoryCache();
    await cache.set('key', { list: [1, { deep: true }] });
    const { value } = (await cache.get<{ list: unknown[] }>('key'))!;
    expect(() => value.list.push(2)).toThrow(TypeError);
    expect(() => Object.assign(value.list[1] as object, { deep: false })).toThrow(TypeError);
    const entry = (await cache.get('key'))!;
    expect(() => Object.assign(entry, { value: 'mine' })).toThrow(TypeError);
  });

  it('are copied for those who have to change them', async () => {
    const cache = memoryCache({ clone: true });
    const made = { list: [1] };
    await cache.getOrSet('key', async () => made);
    made.list.push(2);
    for (let read = 0; read < 2; read += 1) {
      const value = await cache.getOrSet('key', async () => made);
      expect(value).toEqual({ list: [1] });
      value.list.push(3);
    }
    await cache.set('set', made);
    made.list.push(4);
    expect(await cache.get('set')).toMatchObject({ value: { list: [1, 2] } });
  });

  it('that JSON cannot say are refused, and the place is named', async () => {
    const cache = memoryCache();
    await expect(cache.set('key', { when: new Date(0) })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(cache.getOrSet('key', async () => ({ a: [new Map()] }))).rejects.toThrow(/"a\.0" is Map/);
    await expect(cache.set('key', Number.NaN)).rejects.toThrow(/NaN/);
    await expect(cache.set('key', { a: () => 1 })).rejects.toThrow(/function/);
    const unchecked = memoryCache({ checkValues: false });
    await unchecked.set('key', { when: new Date(0) });
    expect(await unchecked.get('key')).toMatchObject({ value: { when: new Date(0) } });
  });

  it('of any kind go through a codec, and every reader gets its own', async () => {
    const codec = {
      encode: (value: unknown) => JSON.stringify([...(value as Map<string, number>)]),
      decode: (text: string) => new Map(JSON.parse(text) as [string, number][]),
    };
    const cache = memoryCache({ codec });
    const made = new Map([['a', 1]]);
    const first = await cache.getOrSet('key', async () => made);
    first.set('b', 2);
    made.set('c', 3);
    expect(await cache.getOrSet('key', async () => made)).toEqual(new Map([['a', 1]]));
  });
});
