import type { KeyValueStore, Ttl } from '@toolwright/core';
import { assertHolds, assertRefuses, assertSame } from './assert-promise.ts';
import { contractCase } from './contract-case.ts';
import type { ContractCase } from './contract-case.ts';
import { scanCases } from './key-value-store-scan-cases.ts';

const forever: Ttl = 'forever';
const lifeMs = 600;
const life: Ttl = { ttlMs: lifeMs };
// Less than a life, by enough that a slow machine does not make it one.
const partMs = 250;
const rest = lifeMs - partMs + 100;

const keyCases: readonly ContractCase<KeyValueStore>[] = [
  contractCase('knows nothing of a key that was never written', async (store) => {
    assertSame('get', await store.get('none'), undefined);
    assertSame('has', await store.has('none'), false);
    assertSame('getMany', await store.getMany(['none']), [undefined]);
    assertSame('delete', await store.delete('none'), 0);
    assertSame('expire', await store.expire('none', forever), false);
    assertSame('get after expire', await store.get('none'), undefined);
  }),
  contractCase('gives back every text as it was written', async (store) => {
    const texts = ['', '0', 'null', ' \r\n\t\0', 'päivää 日本 🎉', '{"a":[1]}', 'x'.repeat(100_000)];
    for (const text of texts) {
      await store.set('text', text, forever);
      assertSame('get', await store.get('text'), text);
      assertSame('has', await store.has('text'), true);
    }
  }),
  contractCase('tells every key from every other', async (store) => {
    const keys = ['a', 'A', 'a ', 'a*', '__proto__', 'constructor', 'toString', 'ä', '{a}b', 'a:b', '🎉'];
    for (const key of keys) await store.set(key, `value of ${key}`, forever);
    for (const key of keys) assertSame(`get ${key}`, await store.get(key), `value of ${key}`);
  }),
  contractCase('replaces the value and the life of a key that is set again', async (store, time) => {
    await store.set('key', 'old', life);
    await store.set('key', 'new', forever);
    await store.set('other', 'old', forever);
    await store.set('other', 'new', life);
    assertSame('get', await store.get('key'), 'new');
    await time.elapse(lifeMs + 100);
    assertSame('get of the key set for ever', await store.get('key'), 'new');
    assertSame('get of the key set for a while', await store.get('other'), undefined);
  }),
  contractCase('answers getMany with one answer per key, in order', async (store) => {
    await store.set('a', '1', forever);
    await store.set('b', '', forever);
    const answers = await store.getMany(['b', 'none', 'a', 'b']);
    assertSame('getMany', [...answers], ['', undefined, '1', '']);
    assertSame('getMany of nothing', [...(await store.getMany([]))], []);
  }),
  contractCase(
    'writes all entries of setMany, each with its own life, the last of a repeated key',
    async (store, time) => {
      await store.setMany([]);
      await store.setMany([
        { key: 'a', value: 'first', ttl: life },
        { key: 'b', value: 'short', ttl: life },
        { key: 'a', value: 'last', ttl: forever },
      ]);
      assertSame('getMany', [...(await store.getMany(['a', 'b']))], ['last', 'short']);
      await time.elapse(lifeMs + 100);
      assertSame('getMany later', [...(await store.getMany(['a', 'b']))], ['last', undefined]);
    },
  ),
  contractCase('answers delete with how many of the keys existed', async (store) => {
    await store.set('a', '1', forever);
    await store.set('b', '', forever);
    assertSame('delete of nothing', await store.delete(), 0);
    assertSame('delete', await store.delete('a', 'none', 'b'), 2);
    assertSame('getMany', [...(await store.getMany(['a', 'b']))], [undefined, undefined]);
  }),
];

const lifeCases: readonly ContractCase<KeyValueStore>[] = [
  contractCase('keeps a value for its ttl and not longer', async (store, time) => {
    await store.set('key', 'value', life);
    await store.set('stays', 'value', forever);
    await time.elapse(partMs);
    assertSame('get before the ttl', await store.get('key'), 'value');
    await time.elapse(rest);
    assertSame('get', await store.get('key'), undefined);
    assertSame('getMany', [...(await store.getMany(['key', 'stays']))], [undefined, 'value']);
    assertSame('has', await store.has('key'), false);
    assertSame('expire', await store.expire('key', forever), false);
    assertSame('delete', await store.delete('key'), 0);
  }),
  contractCase('treats an expired key as absent when it is written conditionally', async (store, time) => {
    await store.set('key', 'value', life);
    await store.increment('count', 5, life);
    await time.elapse(lifeMs + 100);
    assertSame('compareAndSet', await store.compareAndSet('key', 'value', 'next', forever), false);
    assertSame('compareAndSet if absent', await store.compareAndSet('key', undefined, 'next', forever), true);
    assertSame('increment', await store.increment('count', 1, forever), 1);
  }),
  contractCase('gives an existing key a new life with expire', async (store, time) => {
    await store.setMany(['longer', 'ever'].map((key) => ({ key, value: 'v', ttl: life })));
    await store.set('shorter', 'v', forever);
    await time.elapse(partMs);
    assertSame('expire', await store.expire('longer', life), true);
    assertSame('expire for ever', await store.expire('ever', forever), true);
    assertSame('expire earlier', await store.expire('shorter', { ttlMs: 50 }), true);
    await time.elapse(rest);
    const values = await store.getMany(['longer', 'ever', 'shorter']);
    assertSame('getMany', [...values], ['v', 'v', undefined]);
  }),
  contractCase('refuses a ttl that is no positive integer and writes nothing', async (store) => {
    for (const ttlMs of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      const ttl = { ttlMs };
      await store.set('key', '1', forever);
      await assertRefuses(`set for ${ttlMs} ms`, () => store.set('key', '2', ttl), 'INVALID_OPTIONS');
      await assertRefuses(
        'setMany',
        () => store.setMany([{ key: 'key', value: '2', ttl }]),
        'INVALID_OPTIONS',
      );
      await assertRefuses(
        'compareAndSet',
        () => store.compareAndSet('key', '1', '2', ttl),
        'INVALID_OPTIONS',
      );
      await assertRefuses('increment', () => store.increment('key', 1, ttl), 'INVALID_OPTIONS');
      await assertRefuses('expire', () => store.expire('key', ttl), 'INVALID_OPTIONS');
      assertSame('get', await store.get('key'), '1');
    }
  }),
];

const conditionalCases: readonly ContractCase<KeyValueStore>[] = [
  contractCase('writes conditionally only when the key holds what was expected', async (store) => {
    const swap = (expected?: string, next?: string) => store.compareAndSet('key', expected, next, forever);
    assertSame('expecting a value where there is none', await swap('a', 'b'), false);
    assertSame('get', await store.get('key'), undefined);
    assertSame('expecting none', await swap(undefined, 'a'), true);
    assertSame('expecting none where there is one', await swap(undefined, 'b'), false);
    assertSame('expecting another value', await swap('b', 'c'), false);
    assertSame('get', await store.get('key'), 'a');
    assertSame('expecting the value', await swap('a', ''), true);
    assertSame('expecting none where there is an empty text', await swap(undefined, 'b'), false);
    assertSame('deleting another value', await swap('a', undefined), false);
    assertSame('get', await store.get('key'), '');
    assertSame('deleting the value', await swap('', undefined), true);
    assertSame('has', await store.has('key'), false);
  }),
  contractCase(
    'gives a conditional write its own life and leaves the life alone when it refuses',
    async (store, time) => {
      await store.set('key', 'a', life);
      await store.set('other', 'a', life);
      assertSame('compareAndSet', await store.compareAndSet('key', 'a', 'b', forever), true);
      assertSame('compareAndSet', await store.compareAndSet('other', 'b', 'c', forever), false);
      await time.elapse(lifeMs + 100);
      assertSame('getMany', [...(await store.getMany(['key', 'other']))], ['b', undefined]);
    },
  ),
  contractCase('lets one of many concurrent conditional writes win', async (store) => {
    for (let round = 0; round < 5; round += 1) {
      const writers = Array.from({ length: 20 }, (_, writer) => `writer ${writer}`);
      const won = await Promise.all(
        writers.map((writer) => store.compareAndSet(`key ${round}`, undefined, writer, forever)),
      );
      const winners = writers.filter((_, index) => won[index]);
      assertSame('how many writers won', winners.length, 1);
      assertSame('the value', await store.get(`key ${round}`), winners[0]);
    }
  }),
];

const countCases: readonly ContractCase<KeyValueStore>[] = [
  contractCase('counts from 0, up and down, and reads texts that are integers', async (store) => {
    assertSame('increment', await store.increment('count', 5, forever), 5);
    assertSame('increment by a negative', await store.increment('count', -7, forever), -2);
    assertSame('increment by 0', await store.increment('count', 0, forever), -2);
    assertSame('get', await store.get('count'), '-2');
    await store.set('count', '40', forever);
    assertSame('increment', await store.increment('count', 2, forever), 42);
    const half = Number.MAX_SAFE_INTEGER;
    assertSame('increment to the largest', await store.increment('large', half, forever), half);
  }),
  contractCase('loses no concurrent increment', async (store) => {
    const sums = await Promise.all(Array.from({ length: 100 }, () => store.increment('count', 1, forever)));
    assertSame(
      'the sums',
      sums.toSorted((a, b) => a - b),
      Array.from({ length: 100 }, (_, index) => index + 1),
    );
  }),
  contractCase('gives a counter its life when it is made, and no new one later', async (store, time) => {
    await store.increment('count', 1, life);
    await store.increment('kept', 1, forever);
    await time.elapse(partMs);
    assertSame('increment', await store.increment('count', 1, life), 2);
    assertSame('increment', await store.increment('kept', 1, { ttlMs: 50 }), 2);
    await time.elapse(rest);
    assertSame('getMany', [...(await store.getMany(['count', 'kept']))], [undefined, '2']);
  }),
  contractCase(
    'refuses to count what is no integer or leaves the safe integers, and changes nothing',
    async (store) => {
      for (const text of ['', 'abc', '1.5', '1e3']) {
        await store.set('key', text, forever);
        await assertRefuses(
          `increment of "${text}"`,
          () => store.increment('key', 1, forever),
          'INVALID_INPUT',
        );
        assertSame('get', await store.get('key'), text);
      }
      for (const edge of [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]) {
        await store.set('key', String(edge), forever);
        const step = Math.sign(edge);
        await assertRefuses(
          `increment of ${edge}`,
          () => store.increment('key', step, forever),
          'INVALID_INPUT',
        );
        assertSame('get', await store.get('key'), String(edge));
      }
    },
  ),
  contractCase('refuses to count by what is no safe integer', async (store) => {
    for (const by of [0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      const count = () => store.increment('key', by, forever);
      const refusal = await assertRefuses(`increment by ${by}`, count, 'INVALID_INPUT');
      assertHolds('the refusal names the step', refusal.message.includes(String(by)));
      assertSame('has', await store.has('key'), false);
    }
  }),
];

/** What every {@link KeyValueStore} promises. */
export const keyValueStoreContract: readonly ContractCase<KeyValueStore>[] = [
  ...keyCases,
  ...lifeCases,
  ...conditionalCases,
  ...countCases,
  ...scanCases,
];
