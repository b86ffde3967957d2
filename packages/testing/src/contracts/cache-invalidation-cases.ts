import type { Cache } from '@toolwright/core';
import { assertEventually, assertHolds, assertSame, deferred } from './assert-promise.ts';
import { contractCase } from './contract-case.ts';
import type { ContractCase } from './contract-case.ts';

const options = { ttlMs: 60_000 };
const invalidations: Readonly<Record<string, (cache: Cache) => Promise<void>>> = {
  delete: (cache) => cache.delete('key'),
  deleteByTag: (cache) => cache.deleteByTag('tag'),
  expireByTag: (cache) => cache.expireByTag('tag'),
  clear: (cache) => cache.clear(),
};

/** What a cache promises of forgetting. */
export const invalidationCases: readonly ContractCase<Cache>[] = [
  contractCase('forgets the keys that are deleted, and no others', async (cache) => {
    for (const key of ['a', 'b', 'c']) await cache.set(key, key, options);
    await cache.delete();
    await cache.delete('a', 'none', 'c');
    assertSame('what is left', await values(cache, ['a', 'b', 'c']), [undefined, 'b', undefined]);
  }),
  ...Object.entries(invalidations).map(([name, invalidate]) =>
    contractCase<Cache>(`lets no load that is under way undo ${name}`, async (cache, time) => {
      const gate = deferred<string>();
      let started = false;
      const load = () => {
        started = true;
        return gate.promise;
      };
      const reading = (async () => cache.getOrSet('key', load, { ...options, tags: ['tag'] }))();
      await assertEventually('the load starts', time, () => started);
      await invalidate(cache);
      gate.resolve('from before');
      await reading;
      await time.elapse(0);
      const next = await cache.getOrSetEntry('key', async () => 'from after', options);
      assertSame(`what is read after ${name}`, [next.value, next.stale], ['from after', false]);
    }),
  ),
  contractCase('forgets every entry that carries one of the tags, and no others', async (cache) => {
    await cache.set('a', 'a', { ...options, tags: ['red'] });
    await cache.set('b', 'b', { ...options, tags: ['blue', 'green'] });
    await cache.set('c', 'c', { ...options, tags: ['yellow'] });
    await cache.getOrSet('d', async (by) => {
      by.keep({ tags: ['red'] });
      return 'd';
    });
    await cache.set('e', 'e', options);
    await cache.deleteByTag();
    await cache.deleteByTag('red', 'green', 'none');
    const left = await values(cache, ['a', 'b', 'c', 'd', 'e']);
    assertSame('what is left', left, [undefined, undefined, 'c', undefined, 'e']);
    await cache.set('a', 'again', { ...options, tags: ['red'] });
    assertSame('what is set afterwards', await values(cache, ['a']), ['again']);
  }),
  contractCase(
    'makes every entry that carries one of the tags stale, and serves it if the refresh fails',
    async (cache, time) => {
      const kept = { ...options, staleIfErrorMs: 60_000, tags: ['red'] };
      await cache.set('a', 'old', kept);
      await cache.set('b', 'other', { ...kept, tags: ['blue'] });
      await cache.expireByTag('red');
      const stale = await cache.getOrSetEntry('a', failing, kept);
      assertSame('what is served while the refresh fails', [stale.value, stale.stale], ['old', true]);
      assertSame('what another tag carries', await cache.getOrSet('b', failing, kept), 'other');
      await time.elapse(1_000);
      assertSame('what a refresh brings', await cache.getOrSet('a', async () => 'new', kept), 'new');
    },
  ),
  contractCase('keeps namespaces apart', async (cache) => {
    const [a, ab] = [cache.namespace('a'), cache.namespace('a.b')];
    const deep = a.namespace('b');
    const all = { root: cache, a, ab, deep };
    for (const [name, one] of Object.entries(all)) await one.set('b:c', name, options);
    await a.set('c', 'c of a', options);
    for (const [name, one] of Object.entries(all)) {
      assertSame(`what ${name} holds`, await values(one, ['b:c']), [name]);
    }
    for (const separator of [':', '.', '/', '|']) await a.set(`b${separator}k`, 'of a', options);
    assertSame('what is not there', (await values(ab, ['k'])).concat(await values(deep, ['k'])), [
      undefined,
      undefined,
    ]);
    assertSame('the same namespace again', await values(cache.namespace('a'), ['c']), ['c of a']);
    await a.delete('b:c');
    assertSame('what is left', await values(deep, ['b:c']), ['deep']);
  }),
  contractCase('forgets a namespace and those below it, and nothing beside it', async (cache) => {
    const [a, b] = [cache.namespace('a'), cache.namespace('b')];
    const deep = a.namespace('deep');
    for (const one of [cache, a, b, deep]) await one.set('key', 'value', options);
    await a.clear();
    const left = await Promise.all([cache, a, b, deep].map((one) => values(one, ['key'])));
    assertSame('what is left', left.flat(), ['value', undefined, 'value', undefined]);
    await cache.clear();
    assertSame('what is left of all', (await values(b, ['key'])).concat(await values(cache, ['key'])), [
      undefined,
      undefined,
    ]);
    await a.set('key', 'again', options);
    const entry = await a.get('key');
    assertHolds('what is set afterwards is there', entry?.value === 'again');
  }),
];

function failing(): Promise<string> {
  return Promise.reject(new Error('The upstream is broken'));
}

async function values(cache: Cache, keys: readonly string[]): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const key of keys) found.push((await cache.get(key))?.value);
  return found;
}
