import { isToolError } from '@toolwright/core';
import { realTime } from '@toolwright/testing';
import { redisCommand, startRedis, startRedisCluster } from '@toolwright/testing/redis';
import type { RedisFixture } from '@toolwright/testing/redis';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { startTcpProxy } from '../../test-support/tcp-proxy.ts';
import { withLock } from '../lock/with-lock.ts';
import { createRedisPubSub } from './redis-pub-sub.ts';
import { createRedisStore } from './redis-store.ts';
import type { RedisStore } from './redis-store.ts';

const timeoutMs = 200;
// What a busy machine may add.
const slackMs = 400;
const patience = { timeout: 10_000, interval: 5 };

const probe = await startRedis();
await probe?.stop();

interface Load {
  /** How long the slowest operation took. */
  readonly slowestMs: number;
  readonly answered: number;
  readonly unavailable: number;
  /** What was neither an answer nor `STORE_UNAVAILABLE`. */
  readonly wrong: readonly unknown[];
}

/** Reads and writes all the time, until `during` is over. */
async function underLoad(store: RedisStore, during: () => Promise<void>): Promise<Load> {
  const load = { slowestMs: 0, answered: 0, unavailable: 0, wrong: [] as unknown[] };
  const state = { over: false };
  const timed = async <T>(operation: () => Promise<T>): Promise<T> => {
    const startedAt = performance.now();
    try {
      return await operation();
    } finally {
      load.slowestMs = Math.max(load.slowestMs, performance.now() - startedAt);
    }
  };
  const worker = async (id: number): Promise<void> => {
    for (let count = 0; !state.over; count += 1) {
      try {
        await timed(() => store.set(`key-${id}`, `${count}`, { ttlMs: 60_000 }));
        const value = await timed(() => store.get(`key-${id}`));
        if (value !== undefined && value !== `${count}`) load.wrong.push(value);
        load.answered += 1;
      } catch (error) {
        if (isToolError(error, 'STORE_UNAVAILABLE')) load.unavailable += 1;
        else load.wrong.push(error);
      }
      await realTime.elapse(1);
    }
  };
  const workers = Promise.all(Array.from({ length: 20 }, (_, id) => worker(id)));
  await during();
  state.over = true;
  await workers;
  return load;
}

async function answersAgainAfterMs(store: RedisStore): Promise<number> {
  const startedAt = performance.now();
  await vi.waitFor(() => store.get('any'), patience);
  return performance.now() - startedAt;
}

describe.runIf(probe?.faults).concurrent(`faults of ${probe?.title ?? 'no Redis'}`, () => {
  const servers: RedisFixture[] = [];
  const unhandled: unknown[] = [];
  const remember = (error: unknown): void => void unhandled.push(error);
  process.on('unhandledRejection', remember);
  afterEach(() => expect(unhandled).toEqual([]));
  afterAll(async () => {
    process.off('unhandledRejection', remember);
    await Promise.all(servers.map((server) => server.stop()));
  });

  async function start(): Promise<RedisFixture & { readonly faults: NonNullable<RedisFixture['faults']> }> {
    const server = await startRedis();
    if (server?.faults === undefined) throw new Error('There was a Redis a moment ago');
    servers.push(server);
    return { ...server, faults: server.faults };
  }

  it('a Redis that is killed and started again under load is used again within a second', async () => {
    const redis = await start();
    await using store = createRedisStore({ connection: { url: redis.url }, timeoutMs });
    const load = await underLoad(store, async () => {
      await realTime.elapse(200);
      await redis.faults.stop();
      await realTime.elapse(1_000);
      await redis.faults.start();
      expect(await answersAgainAfterMs(store)).toBeLessThan(1_000 + slackMs);
      await realTime.elapse(200);
    });
    expect(load.wrong).toEqual([]);
    expect(load.slowestMs).toBeLessThan(timeoutMs + slackMs);
    expect(load.answered).toBeGreaterThan(100);
    expect(load.unavailable).toBeGreaterThan(20);
  });

  it(
    'a Redis that is paused for 5 seconds costs callers one timeout, then nothing',
    { timeout: 20_000 },
    async () => {
      const redis = await start();
      await using store = createRedisStore({ connection: { url: redis.url }, timeoutMs });
      const load = await underLoad(store, async () => {
        await realTime.elapse(200);
        redis.faults.pause();
        await realTime.elapse(5_000);
        const startedAt = performance.now();
        await Promise.allSettled(Array.from({ length: 1_000 }, () => store.get('key-1')));
        expect(performance.now() - startedAt).toBeLessThan(timeoutMs + slackMs);
        redis.faults.resume();
        expect(await answersAgainAfterMs(store)).toBeLessThan(2_000 + slackMs);
      });
      expect(load.wrong).toEqual([]);
      expect(load.slowestMs).toBeLessThan(timeoutMs + slackMs);
    },
  );

  it('a connection that is reset in the middle of a command fails that command alone', async () => {
    const redis = await start();
    const proxy = await startTcpProxy(redis.url);
    await using store = createRedisStore({ connection: { host: proxy.host, port: proxy.port }, timeoutMs });
    await store.set('key', 'value', 'forever');
    proxy.swallowAnswers();
    const broken = [store.set('key', 'new', 'forever'), store.get('key')].map((work) =>
      work.catch((error: unknown) => error),
    );
    await vi.waitFor(async () => {
      expect(await redisCommand(addressOf(redis), 'GET', 'key')).toBe('new');
    }, patience);
    proxy.heal();
    proxy.reset();
    expect(await Promise.all(broken)).toEqual([
      expect.objectContaining({
        details: { operation: 'set', reason: 'disconnected', committed: 'unknown' },
      }),
      expect.objectContaining({ details: { operation: 'get', reason: 'disconnected', committed: 'no' } }),
    ]);
    expect(await store.get('key')).toBe('new');
    await proxy.close();
  });

  it('a connection that has gone dark is replaced', { timeout: 20_000 }, async () => {
    const redis = await start();
    const proxy = await startTcpProxy(redis.url);
    await using store = createRedisStore({ connection: { host: proxy.host, port: proxy.port }, timeoutMs });
    await store.set('key', 'value', 'forever');
    proxy.goDark();
    const startedAt = performance.now();
    await expect(store.get('key')).rejects.toMatchObject({ details: { reason: 'timeout' } });
    expect(performance.now() - startedAt).toBeLessThan(timeoutMs + slackMs);
    // Whatever is sent over the old connection is lost for good, but the way is free again for a new one.
    await vi.waitFor(() => expect(proxy.connections).toBeGreaterThan(1), patience);
    proxy.heal();
    await answersAgainAfterMs(store);
    expect(await store.get('key')).toBe('value');
    await proxy.close();
  });

  it('a Redis that is not there refuses callers in time, and is found when it comes', async () => {
    const redis = await start();
    await redis.faults.stop();
    await using store = createRedisStore({ connection: { url: redis.url }, timeoutMs });
    const startedAt = performance.now();
    await expect(store.get('key')).rejects.toMatchObject({
      message: 'Redis could not answer "get": no connection within 200 ms',
    });
    expect(performance.now() - startedAt).toBeLessThan(timeoutMs + slackMs);
    await redis.faults.start();
    expect(await answersAgainAfterMs(store)).toBeLessThan(1_000 + slackMs);
  });

  it.runIf(probe?.kind === 'redis-server')(
    'a Cluster of which one node is down answers for the others',
    { timeout: 20_000 },
    async () => {
      const cluster = await startRedisCluster();
      if (cluster === undefined) throw new Error('There was a Redis a moment ago');
      await using store = createRedisStore({ connection: { cluster: cluster.nodes }, timeoutMs });
      const keys = Array.from({ length: 30 }, (_, index) => `key-${index}`);
      await store.setMany(keys.map((key) => ({ key, value: key, ttl: 'forever' })));
      await cluster.nodes[2]?.stop();
      for (let round = 0; round < 3; round += 1) {
        const values = await Promise.all(keys.map((key) => store.get(key).catch(isToolError)));
        expect(values.every((value, index) => value === true || value === keys[index])).toBe(true);
        // Two thirds of the slots are well.
        expect(values.filter((value) => value !== true).length).toBeGreaterThan(12);
      }
      await cluster.nodes[2]?.start();
      await cluster.stop();
    },
  );

  it('a dropped subscription comes back, says that there was a gap, and hears what follows', async () => {
    const redis = await start();
    const proxy = await startTcpProxy(redis.url);
    await using pubSub = createRedisPubSub({ connection: { host: proxy.host, port: proxy.port }, timeoutMs });
    const heard: string[] = [];
    const told = { message: (message: string) => heard.push(message), gap: () => heard.push('gap') };
    await pubSub.subscribe('news', told);
    const leave = await pubSub.subscribe('other', told);
    await pubSub.publish('news', '1');
    await vi.waitFor(() => expect(heard).toEqual(['1']), patience);
    await leave();
    proxy.reset();
    await vi.waitFor(() => expect(heard).toEqual(['1', 'gap']), patience);
    await pubSub.publish('news', '2');
    await vi.waitFor(() => expect(heard).toEqual(['1', 'gap', '2']), patience);
    await proxy.close();
  });

  it('a subscription that has gone dark is noticed by its heartbeat', async () => {
    const redis = await start();
    const proxy = await startTcpProxy(redis.url);
    const connection = { host: proxy.host, port: proxy.port };
    await using pubSub = createRedisPubSub({ connection, timeoutMs, heartbeatMs: 100 });
    const heard: string[] = [];
    await pubSub.subscribe('news', { message: (text) => heard.push(text), gap: () => heard.push('gap') });
    proxy.goDark();
    const before = proxy.connections;
    await vi.waitFor(() => expect(proxy.connections).toBeGreaterThan(before), patience);
    proxy.heal();
    proxy.reset();
    await vi.waitFor(() => expect(heard).toEqual(['gap']), patience);
    await redisCommand(addressOf(redis), 'PUBLISH', 'news', 'after');
    await vi.waitFor(() => expect(heard).toEqual(['gap', 'after']), patience);
    await proxy.close();
  });

  it('locks of several callers exclude each other, and their tokens rise', async () => {
    const redis = await start();
    await using store = createRedisStore({ connection: { url: redis.url }, timeoutMs });
    const tokens = await Promise.all(
      Array.from({ length: 5 }, () => withLock(store, 'job', { ttlMs: 1_000 }, async ({ token }) => token)),
    );
    expect(tokens.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5]);
  });
});

function addressOf(redis: RedisFixture): { readonly host: string; readonly port: number } {
  const { hostname, port } = new URL(redis.url);
  return { host: hostname, port: Number(port) };
}
