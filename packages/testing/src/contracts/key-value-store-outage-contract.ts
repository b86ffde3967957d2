import type { KeyValueStore } from '@toolwright/core';
import { assertSame } from './assert-promise.ts';
import { contractCase } from './contract-case.ts';
import type { ContractCase } from './contract-case.ts';
import { assertUnavailable } from './outage.ts';
import type { Outage } from './outage.ts';

/** What every {@link KeyValueStore} over a remote promises of the times when the remote is lost. */
export const keyValueStoreOutageContract: readonly ContractCase<Outage<KeyValueStore>>[] = [
  contractCase(
    'rejects every method within its deadline while the store cannot answer',
    async (outage, time) => {
      const store = outage.subject;
      await store.set('key', '1', 'forever');
      await outage.lose();
      try {
        await assertUnavailable(outage, time, {
          get: () => store.get('key'),
          getMany: () => store.getMany(['key', 'other']),
          has: () => store.has('key'),
          set: () => store.set('key', '2', 'forever'),
          setMany: () => store.setMany([{ key: 'key', value: '2', ttl: 'forever' }]),
          compareAndSet: () => store.compareAndSet('key', '1', '2', 'forever'),
          increment: () => store.increment('key', 1, 'forever'),
          expire: () => store.expire('key', { ttlMs: 60_000 }),
          delete: () => store.delete('key'),
          scan: async () => {
            for await (const key of store.scan('')) throw new Error(`found ${key} in a lost store`);
          },
        });
      } finally {
        await outage.restore();
      }
    },
  ),
  contractCase('works again once the store answers again', async (outage, time) => {
    const store = outage.subject;
    await outage.lose();
    store.get('key').catch(() => undefined);
    await time.elapse(outage.timeoutMs);
    await outage.restore();
    await store.set('key', 'after', 'forever');
    assertSame('get', await store.get('key'), 'after');
  }),
];
