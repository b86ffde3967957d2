import { getEventListeners } from 'node:events';
import type { KeyValueStore } from '@toolwright/core';
import { assertHolds, assertRejectsWith, assertSame } from './assert-promise.ts';
import { contractCase } from './contract-case.ts';
import type { ContractCase } from './contract-case.ts';

/** What a store promises of `scan`. */
export const scanCases: readonly ContractCase<KeyValueStore>[] = [
  contractCase('scans exactly the keys that start with the prefix', async (store) => {
    const keys = ['user:1', 'user:2', 'users', 'user', 'USER:1', 'a user:1'];
    await store.setMany(keys.map((key) => ({ key, value: '', ttl: 'forever' })));
    assertSame('scan', await scanned(store, 'user:'), ['user:1', 'user:2']);
    assertSame('scan of all', await scanned(store, ''), keys.toSorted());
    assertSame('scan of nothing', await scanned(store, 'none'), []);
  }),
  contractCase('takes a prefix literally, whatever its characters mean elsewhere', async (store) => {
    for (const prefix of ['a*', 'a?', 'a[b]', 'a\\', '%', '_', 'a^']) {
      await store.set(`${prefix}1`, '', 'forever');
      await store.set('ab1', '', 'forever');
      assertSame(`scan of ${prefix}`, await scanned(store, prefix), [`${prefix}1`]);
    }
  }),
  contractCase('never scans an expired key', async (store, time) => {
    await store.set('k:short', '', { ttlMs: 200 });
    await store.set('k:long', '', 'forever');
    await time.elapse(300);
    assertSame('scan', await scanned(store, 'k:'), ['k:long']);
  }),
  contractCase('never skips a key that exists throughout, whatever happens to others', async (store) => {
    const write = (keys: readonly string[]) =>
      store.setMany(keys.map((key) => ({ key, value: '', ttl: 'forever' })));
    await write(manyKeys('passing'));
    await write(manyKeys('stable'));
    const seen = new Set<string>();
    for await (const key of store.scan('k:')) {
      if (seen.size === 0) await store.delete(...manyKeys('passing'));
      if (seen.size === 100) await write(manyKeys('new'));
      seen.add(key);
    }
    const skipped = manyKeys('stable').filter((key) => !seen.has(key));
    assertSame('stable keys that were skipped', skipped, []);
  }),
  contractCase("stops a scan with the signal's reason and leaves no listener behind", async (store) => {
    const many = Array.from({ length: 300 }, (_, index) => ({ key: `k:${index}`, value: '' }));
    await store.setMany(many.map((entry) => ({ ...entry, ttl: 'forever' })));
    const controller = new AbortController();
    const reason = new Error('enough');
    const scan = async (): Promise<void> => {
      let seen = 0;
      for await (const key of store.scan('k:', { signal: controller.signal })) {
        seen += 1;
        if (seen === 10) controller.abort(reason);
        assertHolds(`the scan stops once the signal has aborted, before ${key}`, seen <= 10);
      }
    };
    await assertRejectsWith('scan', scan, reason);
    await assertRejectsWith('scan with an aborted signal', scan, reason);
    assertSame('listeners on the signal', getEventListeners(controller.signal, 'abort').length, 0);
  }),
  contractCase('leaves no listener behind when a scan is left early', async (store) => {
    const { signal } = new AbortController();
    const entries = ['k:1', 'k:2', 'k:3'].map((key) => ({ key, value: '', ttl: 'forever' as const }));
    await store.setMany(entries);
    const scan = store.scan('k:', { signal })[Symbol.asyncIterator]();
    await scan.next();
    await scan.return?.();
    await scanned(store, 'k:', signal);
    assertSame('listeners on the signal', getEventListeners(signal, 'abort').length, 0);
  }),
];

function manyKeys(kind: string): readonly string[] {
  return Array.from({ length: 300 }, (_, index) => `k:${kind}:${index}`);
}

/** The keys of a scan, sorted and once each: the port allows repeats. */
async function scanned(
  store: KeyValueStore,
  prefix: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const keys = new Set<string>();
  for await (const key of store.scan(prefix, signal && { signal })) keys.add(key);
  return [...keys].toSorted();
}
