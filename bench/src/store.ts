// Stores beside the clients they stand on: reads and writes of Redis with many callers, memory and SQLite alone.
import { DatabaseSync } from 'node:sqlite';
import { createMemoryStore } from '@toolwright/store';
import { createRedisStore } from '@toolwright/store/redis';
import { createSqliteStore } from '@toolwright/store/sqlite';
import { startRedis } from '@toolwright/testing/redis';
import { Redis } from 'ioredis';
import { machine, measure, printTable, repeat } from './harness.ts';

const callers = 64;
const keys = Array.from({ length: 1_000 }, (_, index) => `bench:key-${index}`);
const value = JSON.stringify({ id: 17, name: 'a value of ordinary length', tags: ['one', 'two', 'three'] });
const ttl = { ttlMs: 600_000 };
let turn = 0;
const nextKey = (): string => keys[(turn += 1) % keys.length] ?? '';

/** Callers that each wait for their own answer, all at once, as the requests of a server do. */
function concurrently(work: () => Promise<unknown>): (times: number) => Promise<void> {
  const alone = repeat(work);
  return async (times) => {
    await Promise.all(Array.from({ length: callers }, () => alone(Math.ceil(times / callers))));
  };
}

async function measureRedis(url: string): Promise<void> {
  const plain = new Redis(url);
  const pipelining = new Redis(url, { enableAutoPipelining: true });
  await using store = createRedisStore({ connection: { url } });
  await store.setMany(keys.map((key) => ({ key, value, ttl })));
  const options = { rounds: 9, timesPerRound: 20_000 };
  printTable(
    `Redis, reads of ${callers} callers at once`,
    await measure(
      [
        { name: 'ioredis `get`', run: concurrently(() => plain.get(nextKey())) },
        { name: 'ioredis `get`, auto-pipelining', run: concurrently(() => pipelining.get(nextKey())) },
        { name: 'store `get`', goal: '≤ 0.67', run: concurrently(() => store.get(nextKey())) },
      ],
      options,
    ),
  );
  printTable(
    'Redis, one read after the other',
    await measure(
      [
        { name: 'ioredis `get`', run: repeat(() => plain.get(nextKey())) },
        { name: 'store `get`', run: repeat(() => store.get(nextKey())) },
      ],
      { rounds: 9, timesPerRound: 3_000 },
    ),
  );
  printTable(
    `Redis, writes of ${callers} callers at once`,
    await measure(
      [
        { name: 'ioredis `set … PX`', run: concurrently(() => plain.set(nextKey(), value, 'PX', 600_000)) },
        { name: 'store `set`', run: concurrently(() => store.set(nextKey(), value, ttl)) },
        {
          name: 'store `compareAndSet`',
          run: concurrently(() => store.compareAndSet(nextKey(), value, value, ttl)),
        },
      ],
      options,
    ),
  );
  plain.disconnect();
  pipelining.disconnect();
}

async function measureMemory(): Promise<void> {
  const map = new Map(keys.map((key) => [key, value]));
  const small = createMemoryStore();
  const large = createMemoryStore({ maxEntries: 2_000_000, maxBytes: 2 ** 31 });
  const many = Array.from({ length: 1_000_000 }, (_, index) => `bench:key-${index}`);
  for (const key of keys) await small.set(key, value, ttl);
  for (const key of many) await large.set(key, value, ttl);
  const largeMap = new Map(many.map((key) => [key, value]));
  const anyKey = (): string => many[(turn = (turn + 7_919) % many.length)] ?? '';
  printTable(
    'Memory',
    await measure([
      { name: '`Map`, awaited', run: repeat(async () => map.get(nextKey())) },
      { name: 'store `get`', run: repeat(() => small.get(nextKey())) },
      { name: 'store `set`', run: repeat(() => small.set(nextKey(), value, ttl)) },
      { name: '`Map`, a million keys', run: repeat(async () => largeMap.get(anyKey())) },
      { name: 'store `get`, a million keys', run: repeat(() => large.get(anyKey())) },
      { name: 'store `set`, a million keys', run: repeat(() => large.set(anyKey(), value, ttl)) },
    ]),
  );
}

async function measureSqlite(): Promise<void> {
  const database = new DatabaseSync(':memory:');
  database.exec('CREATE TABLE plain (key TEXT PRIMARY KEY, value TEXT)');
  const read = database.prepare('SELECT value FROM plain WHERE key = ?');
  const write = database.prepare('INSERT OR REPLACE INTO plain VALUES (?, ?)');
  await using store = createSqliteStore({ path: ':memory:' });
  for (const key of keys) write.run(key, value);
  await store.setMany(keys.map((key) => ({ key, value, ttl })));
  const options = { rounds: 9, timesPerRound: 20_000 };
  printTable(
    'SQLite, reads',
    await measure(
      [
        { name: 'a prepared statement', run: repeat(async () => read.get(nextKey())) },
        { name: 'store `get`', run: repeat(() => store.get(nextKey())) },
      ],
      options,
    ),
  );
  printTable(
    'SQLite, writes',
    await measure(
      [
        { name: 'a prepared statement', run: repeat(async () => write.run(nextKey(), value)) },
        { name: 'store `set`', run: repeat(() => store.set(nextKey(), value, ttl)) },
        { name: 'store `increment`', run: repeat(() => store.increment('count', 1, ttl)) },
      ],
      options,
    ),
  );
}

console.log(machine());
const redis = await startRedis();
if (redis === undefined) console.log('\nNo Redis here: its part is left out.');
else {
  console.log(`\nRedis: ${redis.title}`);
  await measureRedis(redis.url);
  await redis.stop();
}
await measureMemory();
await measureSqlite();
