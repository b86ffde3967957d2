import { getEventListeners } from 'node:events';
import type { Cache, CacheEntry } from '@toolwright/core';
import {
  assertEventually,
  assertHolds,
  assertRejectsWith,
  assertSame,
  assertSettles,
  deferred,
} from './assert-promise.ts';
import { contractCase } from './contract-case.ts';
import type { ContractCase, ContractTime } from './contract-case.ts';

const ttlMs = 200;

/** What a cache promises of stale entries, timeouts and signals. */
export const staleCases: readonly ContractCase<Cache>[] = [
  contractCase(
    'serves a stale entry at once while one refresh runs, then the new one',
    async (cache, time) => {
      const options = { ttlMs, staleWhileRevalidateMs: 60_000 };
      await becomeStale(cache, time, options);
      const gate = deferred<string>();
      let loads = 0;
      let seen: { background: boolean; stale: unknown } | undefined;
      const load = ({ background, stale }: { background: boolean; stale?: CacheEntry<string> }) => {
        loads += 1;
        seen = { background, stale: stale?.value };
        return gate.promise;
      };
      for (let round = 0; round < 5; round += 1) {
        const entry = await assertSettles('getOrSetEntry', time, async () =>
          cache.getOrSetEntry('key', load, options),
        );
        assertSame('what is served', [entry.value, entry.stale], ['old', true]);
      }
      await assertEventually('the refresh starts', time, () => loads > 0);
      assertSame('loads', loads, 1);
      assertSame('what the loader was told', seen, { background: true, stale: 'old' });
      gate.resolve('new');
      assertSame('what is served after the refresh', await refreshed(cache, time), 'new');
    },
  ),
  contractCase(
    'serves a stale entry when the load fails, for as long as it was told',
    async (cache, time) => {
      const options = { ttlMs, staleIfErrorMs: 500 };
      await becomeStale(cache, time, options);
      const broken = new Error('The upstream is broken');
      const load = (): Promise<string> => Promise.reject(broken);
      const entry = await cache.getOrSetEntry('key', load, options);
      assertSame('what is served', [entry.value, entry.stale], ['old', true]);
      await time.elapse(600);
      await assertRejectsWith('getOrSet later', async () => cache.getOrSet('key', load, options), broken);
    },
  ),
  contractCase('serves a stale entry after the soft timeout, and the load goes on', async (cache, time) => {
    const options = { ttlMs, staleIfErrorMs: 60_000, softTimeoutMs: 50 };
    await becomeStale(cache, time, options);
    const gate = deferred<string>();
    let entry: CacheEntry<string> | undefined;
    const reading = (async () => {
      entry = await cache.getOrSetEntry('key', () => gate.promise, options);
    })();
    await time.elapse(50);
    await assertEventually('the soft timeout passes', time, () => entry !== undefined);
    assertSame('what is served', [entry?.value, entry?.stale], ['old', true]);
    await reading;
    gate.resolve('new');
    assertSame('what the load brought', await refreshed(cache, time), 'new');
  }),
  contractCase('aborts the load and rejects its callers after the hard timeout', async (cache, time) => {
    let signal: AbortSignal | undefined;
    let rejected = false;
    const load = (by: { signal: AbortSignal }): Promise<string> => {
      signal = by.signal;
      return new Promise(() => {});
    };
    const read = (async () => {
      try {
        await cache.getOrSet('key', load, { ttlMs, hardTimeoutMs: 100 });
      } catch {
        rejected = true;
      }
    })();
    await time.elapse(100);
    await assertEventually('the caller is rejected', time, () => rejected);
    await read;
    assertSame('whether the load was aborted', signal?.aborted, true);
    await time.elapse(1_000);
    assertSame('getOrSet afterwards', await cache.getOrSet('key', async () => 'well'), 'well');
  }),
  contractCase('aborts a load when the last waiter has left, and not before', async (cache, time) => {
    const gate = deferred<string>();
    const signals: AbortSignal[] = [];
    const load = (by: { signal: AbortSignal }) => {
      signals.push(by.signal);
      return gate.promise;
    };
    const [first, last] = [new AbortController(), new AbortController()];
    const reason = new Error('gone');
    const wait = async ({ signal }: AbortController) => cache.getOrSet('key', load, { ttlMs, signal });
    const waits = [wait(first), wait(last)];
    for (const one of waits) one.catch(() => undefined);
    await assertEventually('the load starts', time, () => signals.length > 0);
    first.abort(reason);
    const settled = (index: number) => () =>
      assertSettles('getOrSet', time, () => waits[index] ?? gate.promise);
    await assertRejectsWith('getOrSet of the first', settled(0), reason);
    assertSame('whether the load was aborted', signals[0]?.aborted, false);
    last.abort(reason);
    await assertRejectsWith('getOrSet of the last', settled(1), reason);
    await assertEventually('the load is aborted', time, () => signals[0]?.aborted === true);
    for (const { signal } of [first, last]) {
      assertSame('listeners on the signal', getEventListeners(signal, 'abort').length, 0);
    }
  }),
  contractCase('leaves no listener behind on the signal of a caller who was served', async (cache) => {
    const { signal } = new AbortController();
    for (let round = 0; round < 3; round += 1) {
      await cache.getOrSet('key', async () => 'value', { ttlMs: 60_000, signal });
      await cache.getOrSet(`key ${round}`, async () => 'value', { ttlMs: 60_000, signal });
    }
    assertHolds('the caller was served', (await cache.get('key')) !== undefined);
    assertSame('listeners on the signal', getEventListeners(signal, 'abort').length, 0);
  }),
];

async function becomeStale(
  cache: Cache,
  time: ContractTime,
  options: Parameters<Cache['set']>[2],
): Promise<void> {
  await cache.set('key', 'old', options);
  await time.elapse(ttlMs + 50);
}

/** What is cached once a load that goes on by itself has brought something new. */
async function refreshed(cache: Cache, time: ContractTime): Promise<unknown> {
  let value: unknown = 'old';
  for (let round = 0; round < 50 && value === 'old'; round += 1) {
    await time.elapse(10);
    value = (await cache.get('key'))?.value;
  }
  return value;
}
