import type { Cache } from '@toolwright/core';
import { assertEventually, assertHolds, assertRejectsWith, assertSame, deferred } from './assert-promise.ts';
import { invalidationCases } from './cache-invalidation-cases.ts';
import { staleCases } from './cache-stale-cases.ts';
import { contractCase } from './contract-case.ts';
import type { ContractCase } from './contract-case.ts';

const ttlMs = 600;
const partMs = 250;
// A cache may hand out a failure for a moment more, to spare what has failed, but not for longer.
const cooledDownMs = 1_000;

const entryCases: readonly ContractCase<Cache>[] = [
  contractCase(
    'misses with undefined, and takes 0, the empty text, false and null for hits',
    async (cache) => {
      assertSame('get of nothing', await cache.get('none'), undefined);
      for (const value of [0, '', false, null]) {
        const key = `key of ${String(value)}`;
        await cache.set(key, value, { ttlMs });
        const entry = await cache.get(key);
        assertHolds(`get finds ${String(value)}`, entry !== undefined);
        assertSame('value', entry.value, value);
        let loads = 0;
        const load = async () => {
          loads += 1;
          return 'loaded';
        };
        assertSame(`getOrSet of a cached ${String(value)}`, await cache.getOrSet(key, load), value);
        assertSame(`loads of a cached ${String(value)}`, loads, 0);
      }
    },
  ),
  contractCase('stores what a loader makes, falsy values too, and never undefined', async (cache) => {
    for (const value of [0, '', false, null, undefined]) {
      let loads = 0;
      const load = async () => {
        loads += 1;
        return value;
      };
      for (let round = 0; round < 2; round += 1) {
        assertSame('getOrSet', await cache.getOrSet(`key of ${String(value)}`, load, { ttlMs }), value);
      }
      assertSame(`loads of ${String(value)}`, loads, value === undefined ? 2 : 1);
    }
  }),
  contractCase(
    'says when an entry was made, how long it is fresh and where it came from',
    async (cache, { clock }) => {
      const beforeMs = clock.now();
      const loaded = await cache.getOrSetEntry('key', async () => ({ a: [1] }), { ttlMs: 60_000 });
      assertSame('value', loaded.value, { a: [1] });
      assertSame('source of a load', loaded.source, 'load');
      assertSame('stale', loaded.stale, false);
      assertHolds('createdAtMs is the time of the load', loaded.createdAtMs >= beforeMs);
      assertHolds('createdAtMs is not to come', loaded.createdAtMs <= clock.now());
      assertSame('life', loaded.freshUntilMs - loaded.createdAtMs, 60_000);
      const hit = await cache.get('key');
      assertHolds('get finds the entry', hit !== undefined);
      assertSame('value', hit.value, { a: [1] });
      assertHolds(`source of a hit is a level, not ${hit.source}`, hit.source !== 'load');
      assertSame('freshUntilMs', hit.freshUntilMs, loaded.freshUntilMs);
    },
  ),
  contractCase('keeps a value for its ttl and not longer', async (cache, time) => {
    await cache.set('key', 'old', { ttlMs });
    await time.elapse(partMs);
    assertSame('get before the ttl', (await cache.get('key'))?.value, 'old');
    await time.elapse(ttlMs - partMs + 100);
    const entry = await cache.get('key');
    assertHolds('get after the ttl finds nothing fresh', entry === undefined || entry.stale);
    assertSame('getOrSet', await cache.getOrSet('key', async () => 'new', { ttlMs }), 'new');
  }),
  contractCase(
    'lets the loader say how long its value lives, and that it is not to be stored',
    async (cache, time) => {
      const first = cache.getOrSet(
        'key',
        async (by) => {
          by.keep({ ttlMs: 200 });
          return 'short';
        },
        { ttlMs: 60_000 },
      );
      assertSame('getOrSet', await first, 'short');
      await time.elapse(300);
      assertSame('getOrSet later', await cache.getOrSet('key', async () => 'next'), 'next');
      const skipping = await cache.getOrSet('skipped', async (by) => {
        by.skip();
        return 'handed out';
      });
      assertSame('getOrSet of what is not to be stored', skipping, 'handed out');
      assertSame('get', await cache.get('skipped'), undefined);
    },
  ),
  contractCase('loads anew when asked, and stores what came', async (cache) => {
    await cache.set('key', 'old', { ttlMs: 60_000 });
    const forced = await cache.getOrSet('key', async () => 'new', { forceRefresh: true, ttlMs: 60_000 });
    assertSame('getOrSet', forced, 'new');
    assertSame('get', (await cache.get('key'))?.value, 'new');
  }),
];

const loadCases: readonly ContractCase<Cache>[] = [
  contractCase('loads once for all who ask at the same time', async (cache, time) => {
    const gate = deferred<string>();
    let loads = 0;
    const load = () => {
      loads += 1;
      return gate.promise;
    };
    const values = Array.from({ length: 50 }, async () => cache.getOrSet('key', load, { ttlMs }));
    await assertEventually('the load starts', time, () => loads > 0);
    gate.resolve('loaded');
    for (const value of values) assertSame('getOrSet', await value, 'loaded');
    assertSame('loads', loads, 1);
  }),
  contractCase(
    "rejects all who ask with the load's own failure, once, and stores none",
    async (cache, time) => {
      const broken = new Error('The upstream is broken');
      const gate = deferred<string>();
      let loads = 0;
      const load = () => {
        loads += 1;
        return gate.promise;
      };
      const values = Array.from({ length: 20 }, async () => cache.getOrSet('key', load, { ttlMs: 60_000 }));
      for (const value of values) value.catch(() => undefined);
      await assertEventually('the load starts', time, () => loads > 0);
      gate.reject(broken);
      for (const value of values) await assertRejectsWith('getOrSet', () => value, broken);
      assertSame('loads', loads, 1);
      await time.elapse(cooledDownMs);
      assertSame('getOrSet afterwards', await cache.getOrSet('key', async () => 'well'), 'well');
    },
  ),
  contractCase('rejects with what a loader throws before its first await', async (cache, time) => {
    const broken = new Error('The loader is broken');
    const load = (): Promise<string> => {
      throw broken;
    };
    await assertRejectsWith('getOrSet', async () => cache.getOrSet('key', load), broken);
    await time.elapse(cooledDownMs);
    assertSame('getOrSet afterwards', await cache.getOrSet('key', async () => 'well'), 'well');
  }),
  contractCase('tells every key from every other', async (cache) => {
    const keys = ['a', 'A', 'a ', 'a:b', '__proto__', 'constructor', 'ä', ''];
    for (const key of keys) await cache.set(key, `value of ${key}`, { ttlMs: 60_000 });
    for (const key of keys) assertSame(`get ${key}`, (await cache.get(key))?.value, `value of ${key}`);
  }),
];

/** What every {@link Cache} promises. */
export const cacheContract: readonly ContractCase<Cache>[] = [
  ...entryCases,
  ...loadCases,
  ...staleCases,
  ...invalidationCases,
];
