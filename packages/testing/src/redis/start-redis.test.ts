import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { redisCommand } from './redis-command.ts';
import { startLocalRedis } from './local-redis.ts';
import type { LocalRedis } from './local-redis.ts';
import { findRedisProgram } from './redis-program.ts';
import { startRedis } from './start-redis.ts';
import { startRedisCluster } from './start-redis-cluster.ts';

afterEach(() => vi.unstubAllEnvs());

describe('startRedis', () => {
  it('hands out the server at REDIS_URL and leaves it alone', async () => {
    vi.stubEnv('REDIS_URL', 'redis://example.invalid:6379');
    const redis = await startRedis();
    expect(redis).toMatchObject({
      url: 'redis://example.invalid:6379',
      kind: 'REDIS_URL',
      faults: undefined,
    });
    await redis?.stop();
  });

  it('falls back to js-redis-server and says so', async () => {
    vi.stubEnv('PATH', '/nowhere');
    const program = await findRedisProgram();
    expect(program?.title).toBe('js-redis-server from npm');
  });

  it('runs js-redis-server when there is no redis-server', async () => {
    vi.stubEnv('REDIS_URL', '');
    vi.stubEnv('PATH', '/nowhere');
    const redis = await startRedis();
    expect(redis?.kind).toBe('js-redis-server');
    const address = { host: '127.0.0.1', port: Number(new URL(redis?.url ?? '').port) };
    expect(await redisCommand(address, 'SET', 'word', 'wörd')).toBe('OK');
    expect(await redisCommand(address, 'GET', 'word')).toBe('wörd');
    await redis?.stop();
  });
});

const program = await findRedisProgram();

describe.runIf(program)(`startLocalRedis with ${program?.title ?? 'no program'}`, () => {
  let redis: LocalRedis;
  beforeAll(async () => {
    redis = await startLocalRedis(program ?? never());
  });
  afterAll(() => redis.stop());

  it('keeps its address and nothing else when it is stopped and started', async () => {
    await redisCommand(redis, 'SET', 'kept', 'no');
    await redis.stop();
    await expect(redisCommand(redis, 'PING')).rejects.toThrow('ECONNREFUSED');
    expect(() => redis.pause()).toThrow('is stopped: start it first');
    await redis.start();
    expect(await redisCommand(redis, 'EXISTS', 'kept')).toBe('0');
  });

  it('is silent while paused and answers once resumed', async () => {
    redis.pause();
    await expect(redisCommand(redis, 'PING')).rejects.toThrow('No answer to PING');
    redis.resume();
    expect(await redisCommand(redis, 'PING')).toBe('PONG');
  });

  it('rejects with the error of the server', async () => {
    await expect(redisCommand(redis, 'NONSENSE')).rejects.toThrow(/unknown command/i);
  });

  it('stops a paused server', async () => {
    const other = await startLocalRedis(program ?? never());
    other.pause();
    await other.stop();
    await expect(redisCommand(other, 'PING')).rejects.toThrow('ECONNREFUSED');
  });
});

describe.runIf(program?.kind === 'redis-server')('startRedisCluster', () => {
  it('serves all slots from three masters, each of which can be broken alone', async () => {
    const cluster = await startRedisCluster();
    const [first, , last] = cluster?.nodes ?? [];
    if (first === undefined || last === undefined) throw new Error('A node is missing');
    // The slot of "foo" is 12182, the highest third.
    expect(await redisCommand(last, 'SET', 'foo', 'here')).toBe('OK');
    await expect(redisCommand(first, 'GET', 'foo')).rejects.toThrow(`MOVED 12182 127.0.0.1:${last.port}`);
    await cluster?.stop();
    await expect(redisCommand(first, 'PING')).rejects.toThrow('ECONNREFUSED');
  });
});

function never(): never {
  throw new Error('unreachable');
}
