// The cache beside its peers: hits in memory, a thousand callers of a cold key, a level that stalls, reads from Redis,
// and what a million entries weigh.
import { setTimeout as elapse } from 'node:timers/promises';
import { createCache as createDedupe } from 'async-cache-dedupe';
import { BentoCache, bentostore } from 'bentocache';
import { memoryDriver } from 'bentocache/drivers/memory';
import { Cacheable } from 'cacheable';
import { createCache as createManager } from 'cache-manager';
import { createCache } from '@toolwright/cache';
import { createRedisStore } from '@toolwright/store/redis';
import { startRedis } from '@toolwright/testing/redis';
import type { RedisFixture } from '@toolwright/testing/redis';
import { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import { machine, measure, median, printTable, repeat } from './harness.ts';

const value = { id: 17, name: 'a value of ordinary size', tags: ['one', 'two', 'three'] };
const ttlMs = 600_000;

/** `getOrSet` of each library, in memory. */
function peers(): readonly {
  name: string;
  getOrSet: (key: string, load: () => Promise<unknown>) => unknown;
}[] {
  const bento = new BentoCache({
    default: 'memory',
    stores: { memory: bentostore().useL1Layer(memoryDriver({ maxItems: 10_000 })) },
  });
  const cacheable = new Cacheable({ ttl: ttlMs });
  const manager = createManager({ ttl: ttlMs });
  let load: () => Promise<unknown> = async () => value;
  const dedupe = createDedupe({ ttl: 600, storage: { type: 'memory' } }).define('loadKey', (_key: string) =>
    load(),
  );
  return [
    { name: 'bentocache', getOrSet: (key, factory) => bento.getOrSet({ key, factory, ttl: ttlMs }) },
    { name: 'cacheable', getOrSet: (key, factory) => cacheable.getOrSet(key, factory, { ttl: ttlMs }) },
    { name: 'cache-manager', getOrSet: (key, factory) => manager.wrap(key, factory) },
    {
      name: 'async-cache-dedupe',
      getOrSet: (key, factory) => {
        load = factory;
        return dedupe.loadKey(key);
      },
    },
  ];
}

async function measureHits(): Promise<void> {
  const cache = createCache();
  const namespaced = createCache().namespace('tools').namespace('weather');
  const tagged = createCache();
  const lru = new LRUCache<string, object>({ max: 1_000 });
  const load = async (): Promise<unknown> => value;
  lru.set('key', value);
  await cache.set('key', value);
  await namespaced.set('key', value);
  await tagged.set('key', value, { tags: ['a', 'b'] });
  const others = peers();
  for (const peer of others) await peer.getOrSet('key', load);
  const rows = await measure(
    [
      { name: 'raw `lru-cache` `get`, awaited', run: repeat(() => lru.get('key')) },
      { name: 'cache `getOrSet`', goal: '≤ 200 ns', run: repeat(() => cache.getOrSet('key', load)) },
      { name: 'the same in a namespace', run: repeat(() => namespaced.getOrSet('key', load)) },
      { name: 'the same with tags', run: repeat(() => tagged.getOrSet('key', load)) },
      ...others.map((peer) => ({ name: peer.name, run: repeat(() => peer.getOrSet('key', load)) })),
    ],
    { rounds: 7, timesPerRound: 50_000 },
  );
  printTable('A hit in memory, awaited', rows);
}

async function measureStampede(): Promise<void> {
  console.log('\n### 1 000 callers of a cold key, 20 ms loader\n');
  console.log(
    '| what | all answered after | loads | failing: after | failing: loads |\n|---|---:|---:|---:|---:|',
  );
  const cache = createCache();
  for (const peer of [{ name: 'cache', getOrSet: cache.getOrSet.bind(cache) }, ...peers()]) {
    const well = [];
    for (const round of [0, 1, 2, 3, 4]) well.push(await stampede(peer, `well-${round}`, false));
    const broken = await stampede(peer, 'broken', true);
    console.log(
      `| ${peer.name} | ${median(well.map(({ ms }) => ms)).toFixed(1)} ms | ${well[0]?.loads} | ${broken.ms.toFixed(1)} ms | ${broken.loads} |`,
    );
  }
}

async function stampede(
  peer: { getOrSet: (key: string, load: () => Promise<unknown>) => unknown },
  key: string,
  fails: boolean,
): Promise<{ ms: number; loads: number }> {
  let loads = 0;
  const load = async (): Promise<unknown> => {
    loads += 1;
    await elapse(20);
    if (fails) throw new Error('broken');
    return value;
  };
  const start = performance.now();
  await Promise.allSettled(Array.from({ length: 1_000 }, async () => peer.getOrSet(key, load)));
  return { ms: performance.now() - start, loads };
}

async function measureRedis(redis: RedisFixture): Promise<void> {
  const keys = Array.from({ length: 1_000 }, (_, index) => `key-${index}`);
  await using store = createRedisStore({ connection: { url: redis.url }, timeoutMs: 5_000 });
  const cache = createCache({ levels: [{ store, softTimeoutMs: 5_000 }], memory: false });
  const plain = new Redis(redis.url);
  const text = JSON.stringify(value);
  for (const key of keys) {
    await cache.set(key, value, { ttlMs });
    await plain.set(`plain:${key}`, text);
  }
  let turn = 0;
  const nextKey = (): string => keys[(turn += 1) % keys.length]!;
  const many = (work: () => unknown) => async (times: number) => {
    await Promise.all(Array.from({ length: 64 }, () => repeat(work)(Math.ceil(times / 64))));
  };
  const load = async (): Promise<unknown> => value;
  const rows = await measure(
    [
      {
        name: 'ioredis `get` and `JSON.parse`',
        run: many(async () => JSON.parse((await plain.get(`plain:${nextKey()}`)) ?? '')),
      },
      { name: 'cache `get` from Redis', goal: '≤ 0.67', run: many(() => cache.get(nextKey())) },
      { name: 'cache `getOrSet` from Redis', run: many(() => cache.getOrSet(nextKey(), load)) },
    ],
    { rounds: 7, timesPerRound: 10_000 },
  );
  printTable('Reads from Redis, 64 callers at once', rows);
  plain.disconnect();
}

async function measureStall(redis: RedisFixture): Promise<void> {
  await using store = createRedisStore({ connection: { url: redis.url }, timeoutMs: 5_000 });
  const cache = createCache({ levels: [{ store }] });
  await cache.getOrSet('warm', async () => value);
  redis.faults?.pause();
  const times: number[] = [];
  for (const key of ['first', 'second', 'third']) {
    const start = performance.now();
    await cache.getOrSet(key, async () => {
      await elapse(5);
      return value;
    });
    times.push(performance.now() - start);
  }
  redis.faults?.resume();
  await cache.close();
  console.log('\n### Redis frozen, a cold key with a 5 ms loader (goal: ≤ 80 ms)\n');
  console.log(times.map((ms) => `${ms.toFixed(1)} ms`).join(', then '));
}

async function measureSize(): Promise<void> {
  console.log('\n### Size and growth\n');
  console.log('| entries | beyond key and value | raw `lru-cache` `get` | `get` of a hit | `set` |');
  console.log('|---:|---:|---:|---:|---:|');
  for (const count of [1_000, 1_000_000]) {
    const keys = Array.from({ length: count }, (_, index) => `key-${index}`);
    for (const key of keys) Number(new Map([[key, 0]]).get(key)); // Flattened and hashed, as a used key is.
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
    const cache = createCache({ memory: { maxEntries: count } });
    for (const key of keys) await cache.set(key, 1);
    globalThis.gc?.();
    const after = process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
    let turn = 0;
    const next = (): string => keys[(turn += 7_919) % count]!;
    const lru = new LRUCache<string, number>({ max: count });
    for (const key of keys) lru.set(key, 1);
    const [raw, get, set] = await measure(
      [
        { name: 'raw', run: repeat(() => lru.get(next())) },
        { name: 'get', run: repeat(() => cache.get(next())) },
        { name: 'set', run: repeat(() => cache.set(next(), 1)) },
      ],
      { rounds: 5, timesPerRound: 50_000 },
    );
    const bytes =
      globalThis.gc === undefined ? 'run with --expose-gc' : `${((after - before) / count).toFixed(0)} B`;
    const times = [raw, get, set].map((one) => `${one!.nanoseconds.toFixed(0)} ns`);
    console.log(`| ${count} | ${bytes} | ${times.join(' | ')} |`);
  }
}

console.log(machine());
await measureHits();
await measureStampede();
const redis = await startRedis();
if (redis === undefined) {
  console.log('\nNo Redis: its part is left out.');
} else {
  await measureRedis(redis);
  await measureStall(redis);
  await redis.stop();
}
await measureSize();
process.exit(0);
