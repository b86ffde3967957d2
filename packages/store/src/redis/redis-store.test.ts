import { redisCommand, startRedis } from '@toolwright/testing/redis';
import { Redis } from 'ioredis';
import { afterAll, describe, expect, it } from 'vitest';
import { startTcpProxy } from '../../test-support/tcp-proxy.ts';
import { createRedisPubSub } from './redis-pub-sub.ts';
import { createRedisStore } from './redis-store.ts';

const redis = await startRedis();
// Some tests change the server itself, which only one of their own may be asked to bear.
const ours = redis?.kind === 'redis-server';

describe.runIf(redis)(`a Redis store on ${redis?.title ?? 'no Redis'}`, () => {
  const url = redis?.url ?? 'redis://127.0.0.1:1';
  const address = { host: new URL(url).hostname, port: Number(new URL(url).port) };
  afterAll(() => redis?.stop());

  it.runIf(ours)('sends the reads of one turn of the event loop as one command, each key once', async () => {
    await using store = createRedisStore({ connection: { url }, prefix: 'batch:' });
    await store.setMany(['a', 'b', 'c'].map((key) => ({ key, value: key, ttl: 'forever' })));
    const before = await callsOf('mget');
    const reads = [store.get('a'), store.get('b'), store.getMany(['c', 'a', 'none']), store.get('a')];
    expect(await Promise.all(reads)).toEqual(['a', 'b', ['c', 'a', undefined], 'a']);
    expect((await callsOf('mget')) - before).toBe(1);
  });

  it.runIf(ours)('splits a very long batch', async () => {
    await using store = createRedisStore({ connection: { url }, prefix: 'long:' });
    await store.set('key-1000', 'there', 'forever');
    const before = await callsOf('mget');
    const values = await store.getMany(Array.from({ length: 1_200 }, (_, index) => `key-${index}`));
    expect(values.filter((value) => value !== undefined)).toEqual(['there']);
    expect((await callsOf('mget')) - before).toBe(3);
  });

  it('stands behind its prefix, whatever characters that has', async () => {
    await using store = createRedisStore({ connection: { url }, prefix: 'a[b]*:' });
    await using other = createRedisStore({ connection: { url }, prefix: 'ab:' });
    await store.set('key', '1', { ttlMs: 60_000 });
    await other.set('key', '2', 'forever');
    const keys: string[] = [];
    for await (const key of store.scan('')) keys.push(key);
    expect(keys).toEqual(['key']);
    expect(await redisCommand(address, 'GET', 'a[b]*:key')).toBe('1');
    expect(Number(await redisCommand(address, 'PTTL', 'a[b]*:key'))).toBeGreaterThan(50_000);
    expect(await redisCommand(address, 'PTTL', 'ab:key')).toBe('-1');
  });

  it.runIf(ours)('loads its scripts again when the server has forgotten them', async () => {
    await using store = createRedisStore({ connection: { url } });
    expect(await store.increment('script', 1, 'forever')).toBe(1);
    await redisCommand(address, 'SCRIPT', 'FLUSH');
    expect(await store.increment('script', 1, 'forever')).toBe(2);
    expect(await store.increment('script', 1, 'forever')).toBe(3);
  });

  it.runIf(ours)('speaks to the database, with the password, it is told', async () => {
    await redisCommand(address, 'ACL', 'SETUSER', 'app', 'on', '>secret', '~*', '+@all', '&*');
    const connection = { ...address, db: 3, username: 'app', password: 'secret' };
    await using store = createRedisStore({ connection });
    await store.set('where', 'three', 'forever');
    await using zero = createRedisStore({ connection: address });
    expect(await zero.has('where')).toBe(false);
    expect(await store.get('where')).toBe('three');
  });

  it('says that a wrong password is a store out of reach, in time', async () => {
    const connection = { ...address, username: 'nobody', password: 'wrong' };
    await using store = createRedisStore({ connection, timeoutMs: 200 });
    await expect(store.get('key')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });

  it('passes on what Redis refuses, and writes nothing', async () => {
    await using store = createRedisStore({ connection: { url } });
    await redisCommand(address, 'LPUSH', 'list', 'item');
    await expect(store.increment('list', 1, 'forever')).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      details: { reason: 'refused', committed: 'no' },
    });
  });

  it.runIf(ours)('refuses a full server with a reason, and goes on reading', async () => {
    await using store = createRedisStore({ connection: { url } });
    await store.set('full', 'old', 'forever');
    await redisCommand(address, 'CONFIG', 'SET', 'maxmemory', '1');
    await expect(store.set('full', 'new', 'forever')).rejects.toMatchObject({
      message: 'Redis could not answer "set": it refused (OOM)',
      details: { committed: 'no' },
    });
    expect(await store.get('full')).toBe('old');
    await redisCommand(address, 'CONFIG', 'SET', 'maxmemory', '0');
    await store.set('full', 'new', 'forever');
  });

  it('uses a client that somebody else made, and leaves it open', async () => {
    const client = new Redis(url, { maxRetriesPerRequest: 0 });
    const store = createRedisStore({ client });
    await store.set('shared', 'client', 'forever');
    await store.close();
    await expect(store.get('shared')).rejects.toMatchObject({ details: { reason: 'closed' } });
    expect(await client.get('shared')).toBe('client');
    client.disconnect();
  });

  it('makes an unopened client connect', async () => {
    const client = new Redis(url, { maxRetriesPerRequest: 0, lazyConnect: true });
    const store = createRedisStore({ client });
    expect(await store.has('none')).toBe(false);
    client.disconnect();
  });

  it.each([
    [
      'the default retries',
      {},
      'Option "client.maxRetriesPerRequest" must be 0, so that no command is sent twice; got 20',
    ],
    [
      'a prefix of its own',
      { keyPrefix: 'p:' },
      'Option "client.keyPrefix" must be empty: give the store its own prefix; got "p:"',
    ],
  ])('refuses a client with %s', (_, options, message) => {
    const client = new Redis(url, { ...options, lazyConnect: true });
    expect(() => createRedisStore({ client })).toThrowError(message);
  });

  it('asks for a connection or a client, not both', () => {
    const client = new Redis(url, { maxRetriesPerRequest: 0, lazyConnect: true });
    expect(() => createRedisStore({ client, connection: { url } })).toThrowError(
      'Option "connection" must be left out beside a client; got an object',
    );
    expect(() => createRedisPubSub({ client })).toThrowError(
      'Option "connectSubscriber" must be given beside a client; got undefined',
    );
  });

  it('takes a client that never sends again', () => {
    const client = new Redis(url, { autoResendUnfulfilledCommands: false, lazyConnect: true });
    expect(() => createRedisStore({ client })).not.toThrow();
  });

  it.each([
    [{ timeoutMs: 0 }, 'Option "timeoutMs" must be a number of at least 1; got 0'],
    [{ maxPending: 0 }, 'Option "maxPending" must be an integer of at least 1; got 0'],
    [{ connection: { cluster: [] } }, 'Option "cluster" must be at least one node; got an array'],
  ])('refuses %o', (options, message) => {
    expect(() => createRedisStore(options)).toThrowError(message);
  });

  it('never sends an increment twice when its answer is lost', async () => {
    const proxy = await startTcpProxy(url);
    await using store = createRedisStore({
      connection: { host: proxy.host, port: proxy.port },
      timeoutMs: 200,
    });
    expect(await store.increment('once', 1, 'forever')).toBe(1);
    proxy.swallowAnswers();
    const lost = store.increment('once', 1, 'forever');
    await expect(lost).rejects.toMatchObject({ details: { reason: 'timeout', committed: 'unknown' } });
    proxy.heal();
    proxy.reset();
    await expect.poll(() => store.get('once').catch(() => 'away')).toBe('2');
    await proxy.close();
  });

  async function callsOf(command: string): Promise<number> {
    const stats = await redisCommand(address, 'INFO', 'commandstats');
    return Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(stats)?.[1] ?? 0);
  }
});
