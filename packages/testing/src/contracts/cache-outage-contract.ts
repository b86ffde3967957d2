import type { Cache } from '@toolwright/core';
import { assertRejectsWith, assertSame } from './assert-promise.ts';
import { contractCase } from './contract-case.ts';
import type { ContractCase } from './contract-case.ts';
import { assertBears } from './outage.ts';
import type { Outage } from './outage.ts';

const options = { ttlMs: 60_000, tags: ['tag'] };

/** What every {@link Cache} with a remote level promises of the times when that level is lost. */
export const cacheOutageContract: readonly ContractCase<Outage<Cache>>[] = [
  contractCase(
    'rejects nothing while a level is lost, and loads what it cannot read',
    async (outage, time) => {
      const cache = outage.subject;
      await cache.set('kept', 'old', options);
      await outage.lose();
      const loaded = new Set<string>();
      const load = async (key: string): Promise<void> => {
        loaded.add(await cache.getOrSet(key, async () => `value of ${key}`, options));
      };
      try {
        await assertBears(outage, time, {
          get: async () => cache.get('kept'),
          getOrSet: () => load('a'),
          'getOrSet of another key': () => load('b'),
          set: () => cache.set('c', 1, options),
          delete: () => cache.delete('kept'),
          deleteByTag: () => cache.deleteByTag('none'),
          expireByTag: () => cache.expireByTag('none'),
        });
        assertSame('what was loaded', loaded, new Set(['value of a', 'value of b']));
        await assertBears(outage, time, { clear: () => cache.clear() });
      } finally {
        await outage.restore();
      }
    },
  ),
  contractCase("rejects with the loader's own failure while a level is lost", async (outage, time) => {
    const broken = new Error('The upstream is broken');
    await outage.lose();
    try {
      await assertBears(outage, time, {
        getOrSet: () =>
          assertRejectsWith(
            'getOrSet',
            async () => outage.subject.getOrSet('key', () => Promise.reject(broken), options),
            broken,
          ),
      });
    } finally {
      await outage.restore();
    }
  }),
];
