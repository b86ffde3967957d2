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
let third: SharedStore;
let pubSub: SharedPubSub;
const random = seededRandom(1);

beforeEach(() => {
  clock = createFakeClock();
  store = new SharedStore(clock);
  third = new SharedStore(clock);
  pubSub = createSharedPubSub();
});

/** The cache of one process. */
function process(options: TieredCacheOptions = {}): TieredCache {
  return createCache({ clock, random, levels: [{ name: 'redis', store }], earlyRefresh: 0, ...options });
}

async function fail(): Promise<string> {
  throw new Error('broken');
}

/** Two processes that hear of each other. */
async function pair(options: TieredCacheOptions = {}): Promise<[TieredCache, TieredCache]> {
  const caches: [TieredCache, TieredCache] = [
    process({ pubSub, ...options }),
    process({ pubSub, ...options }),
  ];
  await Promise.all(caches.map(({ ready }) => ready));
  await clock.advance(0);
  return caches;
}

describe('levels', () => {
  it('are written by a load and read by another process, which keeps the entry in memory', async () => {
    const [a, b] = [process(), process()];
    await a.getOrSet('key', async () => ({ n: 1 }));
    const load = vi.fn(async () => ({ n: 2 }));
    expect(await b.getOrSetEntry('key', load)).toMatchObject({
      value: { n: 1 },
      source: 'redis',
      stale: false,
    });
    store.calls.length = 0;
    expect(b.getOrSet('key', load)).toEqual({ n: 1 });
    expect(store.calls).toEqual([]);
    expect(load).not.toHaveBeenCalled();
  });

  it('fill the ones above them, and no longer than they hold the entry themselves', async () => {
    const levels = [
      { name: 'redis', store },
      { name: 'disk', store: third },
    ];
    const a = process({ levels });
    await a.getOrSet('key', async () => 1, { ttlMs: 90_000 });
    await clock.advance(40_000);
    for (const key of store.values.keys()) if (key.startsWith('cache:e')) store.values.delete(key);
    const b = process({ levels });
    expect(await b.getOrSetEntry('key', async () => 2)).toMatchObject({ value: 1, source: 'disk' });
    const c = process({ levels });
    const entry = await c.getOrSetEntry('key', async () => 2);
    expect(entry).toMatchObject({ value: 1, source: 'redis' });
    const inMemory = (await c.get('key'))!;
    expect(inMemory.freshUntilMs).toBe(entry.createdAtMs + 90_000);
  });

  it('have lives of their own: 300 000 ms, an hour, a day, and 60 000 ms for what is read back into memory', async () => {
    const levels = [
      { name: 'redis', store },
      { name: 'disk', store: third },
    ];
    const a = process({ levels });
    const start = clock.now();
    await a.getOrSet('key', async () => 1);
    expect((await a.get('key'))!.freshUntilMs - start).toBe(300_000);
    const b = process({ levels });
    expect((await b.get('key'))!.freshUntilMs - start).toBe(3_600_000);
    expect((await b.get('key'))!.freshUntilMs - start).toBe(60_000);
    await clock.advance(3_600_000);
    const c = process({ levels });
    expect(await c.get('key')).toMatchObject({ value: 1, source: 'disk' });
    await clock.advance(86_400_000 - 3_600_000);
    expect(await c.get('key')).toBeUndefined();
  });

  it('are asked once for all reads of one turn', async () => {
    const a = process();
    await Promise.all(['a', 'b', 'c'].map((key) => a.set(key, key)));
    const b = process();
    store.calls.length = 0;
    const entries = await b.getMany(['a', 'b', 'c', 'd']);
    expect(entries.map((entry) => entry?.value)).toEqual(['a', 'b', 'c', undefined]);
    expect(store.calls).toEqual(['getMany']);
  });

  it('answer what is stale while one process refreshes it', async () => {
    const windows = { ttlMs: 100, staleWhileRevalidateMs: 1_000 };
    const [a, b] = [process(windows), process(windows)];
    await a.set('key', 'old');
    await clock.advance(100);
    const loader = controlledLoader<string>();
    expect(await b.getOrSetEntry('key', loader.load)).toMatchObject({
      value: 'old',
      source: 'redis',
      stale: true,
    });
    expect(await a.getOrSetEntry('key', loader.load)).toMatchObject({
      value: 'old',
      source: 'memory',
      stale: true,
    });
    await clock.advance(0);
    expect(loader.calls).toHaveLength(1);
    loader.resolve('new');
    await clock.advance(0);
    expect(await process().get('key')).toMatchObject({ value: 'new' });
    expect(b.statistics().levels['redis']).toMatchObject({ staleHits: 1 });
  });

  it('keep the stale value when its refresh fails', async () => {
    const windows = { ttlMs: 100, staleIfErrorMs: 10_000 };
    await process(windows).set('key', 'old');
    await clock.advance(100);
    expect(await process(windows).getOrSet('key', fail)).toBe('old');
    expect(await process(windows).getOrSet('key', fail)).toBe('old');
  });

  it('miss what another version wrote, what the schema refuses and what nobody can read, and count that', async () => {
    const events: CacheEvent[] = [];
    await process({ version: '1' }).set('key', { n: 1 });
    const next = process({ version: '2' });
    next.on((event) => events.push(event));
    expect(await next.get('key')).toBeUndefined();
    expect(await next.getOrSet('key', async () => ({ n: 2 }))).toEqual({ n: 2 });
    const schema = {
      '~standard': {
        version: 1 as const,
        vendor: 'test',
        validate: (value: unknown) =>
          (value as { n: number }).n > 2 ? { value } : { issues: [{ message: 'too small' }] },
      },
    };
    const strict = process({ version: '2', schema });
    expect(await strict.getOrSet('key', async () => ({ n: 3 }))).toEqual({ n: 3 });
    expect(await process({ version: '2', schema }).get('key')).toMatchObject({ value: { n: 3 } });
    const unreadable = [
      'rubbish',
      'V[1]\n1',
      'V[1,1,1,1,1,1,"2"]\n{',
      'V[1,1,1,1,1,,"2"]\n1',
      'V[1,1,1,1,1,-1,"2"]\n1',
      'V[1,1,1,1,1,1,2]\n1',
      'V[1,1,1,1,1,1,"2"\n1',
      'V[1,1,1,1,1,1]\n1',
      'L[]\n',
      'X[]\n',
    ];
    for (const raw of unreadable) {
      await store.set('cache:e::poisoned', raw, 'forever');
      const cache = process({ version: '2' });
      expect(await cache.getOrSet('poisoned', async () => 'well')).toBe('well');
    }
    expect(next.statistics().levels['redis']!.incompatible).toBeGreaterThan(0);
    expect(events[0]).toMatchObject({ type: 'value-incompatible', level: 'redis', reason: 'version "1"' });
  });

  it('hand out what no reader can change, in memory and without it', async () => {
    await process().set('key', { list: [{ n: 1 }] });
    const schema = {
      '~standard': { version: 1 as const, vendor: 'test', validate: (value: unknown) => ({ value }) },
    };
    for (const options of [{}, { memory: false }, { schema }] as const) {
      const { value } = (await process(options).get<{ list: { n: number }[] }>('key'))!;
      expect(() => value.list.push({ n: 2 })).toThrow(TypeError);
      expect(() => Object.assign(value.list[0]!, { n: 2 })).toThrow(TypeError);
      expect(await process(options).getOrSet('key', fail)).toEqual({ list: [{ n: 1 }] });
    }
    const copying = process({ clone: true });
    (await copying.get<{ list: { n: number }[] }>('key'))!.value.list.push({ n: 2 });
    expect(copying.get('key')).toMatchObject({ value: { list: [{ n: 1 }] } });
  });

  it('are not loaded below for a caller who has left while they were asked', async () => {
    store.mode = 'silent';
    const cache = process();
    const load = vi.fn(async () => 'made');
    const controller = new AbortController();
    const call = cache.getOrSet('key', load, { signal: controller.signal });
    const left = expect(call).rejects.toBe('left');
    await clock.advance(0);
    controller.abort('left');
    await left;
    await clock.advance(100);
    expect(load).not.toHaveBeenCalled();
    expect(cache.statistics().loadFailures).toBe(0);
    store.mode = 'up';
    expect(await cache.getOrSet('key', load)).toBe('made');
  });

  it('hold what a codec writes', async () => {
    const codec = {
      encode: (value: unknown) => String((value as Date).getTime()),
      decode: (text: string) => new Date(Number(text)),
    };
    await process({ codec }).set('key', new Date(7));
    expect(await process({ codec }).get('key')).toMatchObject({ value: new Date(7) });
  });

  it('forget what an entry that cannot be written would need, and the call goes on', async () => {
    const codec = {
      encode: () => {
        throw new Error('cannot');
      },
      decode: (text: string) => text,
    };
    const cache = process({ checkValues: false, clone: false });
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    expect(await cache.getOrSet<unknown>('key', async () => cycle)).toBe(cycle);
    expect(codec.encode).toThrow();
    expect(await process().get('key')).toBeUndefined();
  });
});

describe('loads across processes', () => {
  it('are one: the others wait for it and read what it stored', async () => {
    const caches = [process(), process(), process(), process()];
    const loader = controlledLoader<string>();
    const calls = caches.map(async (cache) => cache.getOrSet('key', loader.load));
    await clock.advance(20);
    expect(loader.calls).toHaveLength(1);
    loader.resolve('made');
    await clock.advance(100);
    expect(await Promise.all(calls)).toEqual(['made', 'made', 'made', 'made']);
    expect(loader.calls).toHaveLength(1);
    expect(clock.pendingTimers).toBe(0);
  });

  it('are heard of at once where there is pub/sub', async () => {
    const [a, b] = await pair();
    const loader = controlledLoader<string>();
    const first = a.getOrSet('key', loader.load);
    const second = b.getOrSet('key', loader.load);
    await clock.advance(40);
    loader.resolve('made');
    await clock.advance(0);
    expect(await first).toBe('made');
    expect(await second).toBe('made');
    expect(b.getOrSet('key', loader.load)).toBe('made');
  });

  it('cost the lease and no more when their process dies', async () => {
    const loader = controlledLoader<string>();
    const dead = new SharedStore(clock);
    const dying = process({ levels: [{ name: 'redis', store }] });
    void dying.getOrSet('key', loader.load);
    await clock.advance(0);
    // The process is gone: its timers no longer renew anything.
    store.before = (operation, [key]) => {
      if (operation === 'compareAndSet' && key === 'cache:e::key' && dead.calls.length === 0) {
        throw new Error('not reached');
      }
    };
    await clock.advance(9_999);
    dead.calls.push('reachable again');
    const call = process({ lease: { waitMs: 60_000 } }).getOrSet('key', loader.load);
    await clock.advance(200);
    expect(loader.calls).toHaveLength(2);
    loader.resolve('dead');
    loader.resolve('alive');
    await clock.advance(0);
    expect(await call).toBe('alive');
  });

  it('keep their lease for as long as they run', async () => {
    const loader = controlledLoader<string>();
    const first = process({ hardTimeoutMs: 60_000 }).getOrSet('key', loader.load);
    await clock.advance(25_000);
    const second = process({ lease: { waitMs: 60_000 }, hardTimeoutMs: 60_000 }).getOrSet('key', loader.load);
    await clock.advance(100);
    expect(loader.calls).toHaveLength(1);
    loader.resolve('made');
    await clock.advance(100);
    expect(await Promise.all([first, second])).toEqual(['made', 'made']);
  });

  it('are not waited for longer than lease.waitMs; then one loads for itself and does not store', async () => {
    const loader = controlledLoader<string>();
    void process().getOrSet('key', loader.load);
    await clock.advance(0);
    const impatient = process({ lease: { waitMs: 1_000 } });
    const call = impatient.getOrSet('key', loader.load);
    await clock.advance(1_100);
    expect(loader.calls).toHaveLength(2);
    loader.resolve('first');
    loader.resolve('second');
    await clock.advance(0);
    expect(await call).toBe('second');
    expect(await process().get('key')).toMatchObject({ value: 'first' });
  });

  it('leave the key to the next when they fail', async () => {
    const [a, b] = [process(), process()];
    const loader = controlledLoader<string>();
    const first = Promise.allSettled([a.getOrSet('key', loader.load)]);
    const second = b.getOrSet('key', loader.load);
    await clock.advance(10);
    loader.reject(new Error('broken'));
    await clock.advance(100);
    expect(await first).toMatchObject([{ status: 'rejected' }]);
    expect(loader.calls).toHaveLength(2);
    loader.resolve('made');
    await clock.advance(0);
    expect(await second).toBe('made');
  });

  it('can be left by those who wait for them', async () => {
    const loader = controlledLoader<string>();
    void process().getOrSet('key', loader.load);
    await clock.advance(0);
    const controller = new AbortController();
    const call = process().getOrSet('key', loader.load, { signal: controller.signal });
    const expected = expect(call).rejects.toBe('left');
    await clock.advance(50);
    controller.abort('left');
    await expected;
    await clock.advance(100);
    loader.resolve('made');
    await clock.advance(0);
    expect(clock.pendingTimers).toBe(0);
  });

  it.each([
    ['a delete', (cache: TieredCache) => cache.delete('key')],
    ['a tag', (cache: TieredCache) => cache.deleteByTag('tag')],
    ['a tag the loader names', (cache: TieredCache) => cache.deleteByTag('late')],
    ['a clear', (cache: TieredCache) => cache.clear()],
    ['a set', (cache: TieredCache) => cache.set('key', 'set')],
  ])('never undo %s in another process, with or without pub/sub', async (name, invalidate) => {
    for (const channel of [{}, { pubSub }]) {
      store.values.clear();
      const [a, b] = [process(channel), process(channel)];
      await Promise.all([a.ready, b.ready]);
      const loader = controlledLoader<string>();
      const before = a.getOrSet<string>(
        'key',
        (load) => {
          load.keep({ tags: ['tag', 'late'] });
          return loader.load(load);
        },
        { tags: ['tag'] },
      );
      await clock.advance(0);
      await invalidate(b);
      loader.resolve('before');
      expect(await before).toBe('before');
      const next = name === 'a set' ? 'set' : 'after';
      for (const cache of [a, b, process(channel)]) {
        expect(await cache.getOrSet('key', async () => 'after')).toBe(next);
      }
    }
  });

  it('never undo a delete that reaches the third level only after they looked there', async () => {
    const levels = [
      { name: 'redis', store },
      { name: 'disk', store: third },
    ];
    const [a, b] = [process({ levels }), process({ levels })];
    await a.set('key', 'old');
    store.values.delete('cache:e::key');
    let deleting: Promise<void> | undefined;
    const looked = new Promise<void>((resolve) => {
      third.before = (operation) => {
        if (operation !== 'getMany' || deleting !== undefined) return;
        deleting = Promise.resolve().then(() => b.delete('key'));
        resolve();
      };
    });
    const stale = process({ levels }).getOrSet('key', async () => 'loaded');
    await looked;
    await deleting;
    await stale;
    for (const cache of [process({ levels }), a, b]) {
      if (cache === a) continue;
      expect(await cache.get('key')).not.toMatchObject({ value: 'old' });
    }
  });
});

describe('invalidations', () => {
  it.each([
    ['a delete', (cache: TieredCache) => cache.delete('key')],
    ['a set', (cache: TieredCache) => cache.set('key', 'new')],
    ['a tag', (cache: TieredCache) => cache.deleteByTag('tag')],
    ['an expired tag', (cache: TieredCache) => cache.expireByTag('tag')],
    ['a clear', (cache: TieredCache) => cache.clear()],
    ['a namespace', (cache: TieredCache) => cache.namespace('n').clear()],
  ])('by %s reach the memory of every process', async (name, invalidate) => {
    const [a, b] = await pair();
    const [mine, theirs] = name === 'a namespace' ? [a.namespace('n'), b.namespace('n')] : [a, b];
    await mine.set('key', 'old', { tags: ['tag'] });
    expect(await theirs.get('key')).toMatchObject({ value: 'old' });
    expect(await theirs.get('key')).toMatchObject({ source: 'memory' });
    await invalidate(a);
    await clock.advance(0);
    const expected = name === 'a set' ? { value: 'new' } : undefined;
    if (expected === undefined) {
      expect(await theirs.get('key')).toBeUndefined();
      expect(await mine.get('key')).toBeUndefined();
    } else {
      expect(await theirs.get('key')).toMatchObject(expected);
    }
  });

  it('cost loads, not freshness, when a store loses their marks', async () => {
    const a = process();
    await a.set('key', 'old', { tags: ['tag'] });
    await a.deleteByTag('tag');
    store.values.delete('cache:t::tag');
    expect(await process().get('key')).toBeUndefined();
    await a.set('key', 'new', { tags: ['tag'] });
    expect(await process().get('key')).toMatchObject({ value: 'new' });
    store.values.delete('cache:epoch');
    await clock.advance(1_000);
    expect(await process().get('key')).toMatchObject({ value: 'new' });
    await a.deleteByTag('tag');
    expect(await process().get('key')).toBeUndefined();
    await a.set('key', 'newer', { tags: ['tag'] });
    expect(await process().get('key')).toMatchObject({ value: 'newer' });
  });

  it('of many in the same moment all count', async () => {
    const caches = Array.from({ length: 5 }, () => process());
    await caches[0]!.set('key', 'old', { tags: ['t0', 't1', 't2', 't3', 't4'] });
    await Promise.all(caches.map((cache, index) => cache.deleteByTag(`t${index}`)));
    const marks = [...store.values]
      .filter(([key]) => key.startsWith('cache:t:'))
      .map(([, { value }]) => value);
    expect(marks).toHaveLength(5);
    expect(await process().get('key')).toBeUndefined();
  });

  it('make an entry of a shared level stale where they expire', async () => {
    const windows = { staleWhileRevalidateMs: 1_000 };
    const a = process(windows);
    await a.set('key', 'old', { tags: ['tag'] });
    await clock.advance(60_000);
    await a.expireByTag('tag');
    const loader = controlledLoader<string>();
    const b = process(windows);
    expect(await b.get('key')).toBeUndefined();
    expect(await b.getOrSetEntry('key', loader.load)).toMatchObject({ value: 'old', stale: true });
    await clock.advance(0);
    loader.resolve('new');
    await clock.advance(0);
    expect(await process().get('key')).toMatchObject({ value: 'new' });
  });
});

describe('after messages were missed, memory', () => {
  it.each([
    ['the subscription says so', async () => pubSub.gap()],
    [
      'a sender skipped a number',
      async (a: TieredCache) => {
        await a.set('another', 1);
        await clock.advance(0);
      },
    ],
  ])('is held against the level below when %s', async (_name, notice) => {
    const [a, b] = await pair();
    await a.set('key', 'old');
    await a.set('kept', 'same');
    await b.get('key');
    await b.get('kept');
    pubSub.mode = 'lossy';
    await a.set('key', 'new');
    expect(await b.get('key')).toMatchObject({ value: 'old', source: 'memory' });
    pubSub.mode = 'up';
    await notice(a);
    expect(await b.get('key')).toMatchObject({ value: 'new' });
    expect(await b.getOrSetEntry('kept', async () => 'other')).toMatchObject({
      value: 'same',
      source: 'redis',
    });
    expect(await b.getOrSetEntry('kept', async () => 'other')).toMatchObject({
      value: 'same',
      source: 'memory',
    });
  });

  it('is held against the level below when a sender could not send', async () => {
    const [a, b] = await pair();
    await a.set('key', 'old');
    await b.get('key');
    pubSub.mode = 'down';
    const failed = vi.fn();
    a.on(failed);
    await a.delete('key');
    expect(failed).toHaveBeenCalledWith(expect.objectContaining({ type: 'pub-sub-failed' }));
    expect(await b.get('key')).toMatchObject({ value: 'old' });
    pubSub.mode = 'up';
    await clock.advance(1_000);
    expect(await b.get('key')).toBeUndefined();
    expect(clock.pendingTimers).toBe(0);
  });

  it('is still there to fall back on when nothing else answers', async () => {
    const [a, b] = await pair({ staleIfErrorMs: 1_000_000 });
    await a.set('key', 'old');
    await b.get('key');
    pubSub.gap();
    store.mode = 'down';
    expect(await b.getOrSetEntry('key', fail)).toMatchObject({ value: 'old', stale: true });
  });

  it('alone loads again', async () => {
    const cache = createCache({ clock, random, pubSub });
    await cache.ready;
    await cache.set('key', 'old');
    pubSub.gap();
    expect(await cache.getOrSet('key', async () => 'new')).toBe('new');
    expect(await cache.getOrSet('key', async () => 'newer')).toBe('new');
  });

  it('does not lose its entries to the loads of a process it shares no level with', async () => {
    const [a, b] = await pair({ levels: [] });
    await a.getOrSet('key', async () => 'a');
    await b.getOrSet('key', async () => 'b');
    expect(await a.getOrSet('key', async () => 'again')).toBe('a');
    await b.delete('key');
    expect(await a.getOrSet('key', async () => 'again')).toBe('again');
  });

  it('subscribes as soon as it can, and stops when closed', async () => {
    pubSub.mode = 'down';
    const cache = process({ pubSub });
    await clock.advance(0);
    pubSub.mode = 'up';
    await clock.advance(1_000);
    await cache.ready;
    expect(pubSub.sent).toHaveLength(1);
    await cache.close();
    await cache.set('key', 1);
    expect(pubSub.sent).toHaveLength(1);
    expect(clock.pendingTimers).toBe(0);
    for (const text of [
      '{',
      '1',
      '["a"]',
      '["a",1,{"kind":"?"}]',
      '["a",1,{"kind":"keys","keys":[1]}]',
      '["a",1,null]',
    ]) {
      await expect(pubSub.publish('cache:invalidations', text)).resolves.toBeUndefined();
    }
  });
});

describe('a key that others keep changing', () => {
  it('is loaded without a lease after a few tries', async () => {
    const cache = process();
    store.before = async (operation, [key]) => {
      if (operation !== 'compareAndSet' || key !== 'cache:e::key') return;
      store.values.set('cache:e::key', { value: `changed ${store.calls.length}`, untilMs: Infinity });
    };
    expect(await cache.getOrSet('key', async () => 'made')).toBe('made');
    expect(store.calls.filter((call) => call === 'compareAndSet').length).toBeLessThan(20);
    expect(await cache.getOrSet('key', async () => 'again')).toBe('again');
  });
});

describe('a tagged entry', () => {
  it('is read in one go by callers who name its tags, and in two by others', async () => {
    await process().set('key', 1, { tags: ['a', 'b'] });
    store.calls.length = 0;
    expect(await process().getOrSet('key', async () => 2, { tags: ['b', 'a', 'c'] })).toBe(1);
    expect(store.calls).toEqual(['getMany']);
    expect(await process().getOrSet('key', async () => 2, { tags: ['b'] })).toBe(1);
    expect(store.calls).toEqual(['getMany', 'getMany', 'getMany']);
  });
});
