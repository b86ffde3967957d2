import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { realTime } from '@toolwright/testing';
import { redisCommand, startRedis } from '@toolwright/testing/redis';
import type { Address, RedisFixture } from '@toolwright/testing/redis';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { startProcess } from './redis-processes.ts';
import type { RedisProcess } from './redis-processes.ts';

// A level's soft timeout twice, for a read and a fill, and what a busy machine may add.
const longestCallMs = 100 + 500;
const patience = { timeout: 15_000, interval: 20 };

const probe = await startRedis();
await probe?.stop();

interface ColdAnswer {
  readonly loads: number;
  readonly values: readonly string[];
}

interface Load {
  readonly calls: number;
  readonly slowestMs: number;
  /** Rejections, and values from before an invalidation that this process made itself. */
  readonly wrong: readonly unknown[];
}

describe.runIf(probe?.kind === 'redis-server').concurrent(`a cache on ${probe?.title ?? 'no Redis'}`, () => {
  const servers: RedisFixture[] = [];
  const processes: RedisProcess[] = [];
  const unhandled: unknown[] = [];
  const remember = (error: unknown): void => void unhandled.push(error);
  process.on('unhandledRejection', remember);
  afterEach(() => expect(unhandled).toEqual([]));
  afterAll(async () => {
    process.off('unhandledRejection', remember);
    await Promise.all(processes.map((one) => one.close()));
    await Promise.all(servers.map((server) => server.stop()));
  });

  async function start() {
    const server = (await startRedis())!;
    servers.push(server);
    const { hostname: host, port } = new URL(server.url);
    const address: Address = { host, port: Number(port) };
    return { url: server.url, faults: server.faults!, address };
  }

  async function join(url: string): Promise<RedisProcess> {
    const one = await startProcess(url, { failureBackoffMs: 0 });
    processes.push(one);
    return one;
  }

  /** Reads and deletes in each process all the time, until `during` is over. */
  async function underLoad(members: readonly RedisProcess[], during: () => Promise<void>): Promise<Load> {
    const load = { calls: 0, slowestMs: 0, wrong: [] as unknown[] };
    const state = { over: false };
    const worker = async ({ cache }: RedisProcess, id: number): Promise<void> => {
      for (let truth = 1; !state.over; truth += 1) {
        const key = `key-${id}`;
        const started = performance.now();
        try {
          const value = await cache.getOrSet(key, async () => truth, { ttlMs: 60_000 });
          load.slowestMs = Math.max(load.slowestMs, performance.now() - started);
          if (value !== truth) load.wrong.push(`${key}: ${value} instead of ${truth}`);
          await cache.getOrSet(key, async () => -1);
          await cache.delete(key);
        } catch (error) {
          load.wrong.push(error);
        }
        load.calls += 1;
        await realTime.elapse(5);
      }
    };
    const workers = members.flatMap((member, index) =>
      Array.from({ length: 5 }, (_value, id) => worker(member, index * 100 + id)),
    );
    await during();
    state.over = true;
    await Promise.all(workers);
    return load;
  }

  /** Both processes reach each other through Redis again, without help. */
  async function recovers([a, b]: readonly [RedisProcess, RedisProcess], key: string): Promise<void> {
    let round = 0;
    await vi.waitFor(async () => {
      round += 1;
      const name = `${key}-${round}`;
      await a.cache.set(name, 'shared');
      expect(await b.cache.get(name)).toMatchObject({ value: 'shared', source: 'redis' });
      await a.cache.delete(name);
      await vi.waitFor(async () => expect(await b.cache.get(name)).toBeUndefined(), { timeout: 200 });
    }, patience);
  }

  it('fails no call and serves nothing wrong when it is killed and restarted', async () => {
    const { url, faults } = await start();
    const pair = [await join(url), await join(url)] as const;
    const load = await underLoad(pair, async () => {
      await realTime.elapse(300);
      await faults.stop();
      await realTime.elapse(1_000);
      await faults.start();
      await realTime.elapse(1_500);
    });
    expect(load.wrong).toEqual([]);
    expect(load.slowestMs).toBeLessThan(longestCallMs);
    expect(load.calls).toBeGreaterThan(100);
    await recovers(pair, 'restarted');
  });

  it('fails no call and makes none wait when it is frozen for 5 s', async () => {
    const { url, faults } = await start();
    const pair = [await join(url), await join(url)] as const;
    const load = await underLoad(pair, async () => {
      await realTime.elapse(200);
      faults.pause();
      await realTime.elapse(5_000);
      faults.resume();
      await realTime.elapse(1_000);
    });
    expect(load.wrong).toEqual([]);
    expect(load.slowestMs).toBeLessThan(longestCallMs);
    await recovers(pair, 'resumed');
  });

  it('fails no call when its connections are reset in the middle of commands', async () => {
    const { url, address } = await start();
    const pair = [await join(url), await join(url)] as const;
    const load = await underLoad(pair, async () => {
      for (let time = 0; time < 10; time += 1) {
        await realTime.elapse(100);
        await redisCommand(address, 'CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      }
    });
    expect(load.wrong).toEqual([]);
    expect(load.slowestMs).toBeLessThan(longestCallMs);
    await recovers(pair, 'reset');
  });

  it('repairs what it missed while its subscription was away', async () => {
    const { url, address } = await start();
    const [a, b] = [await join(url), await join(url)];
    await a.cache.set('key', 'old', { tags: ['tag'] });
    expect(await b.cache.get('key')).toMatchObject({ value: 'old' });
    // Killed together with the change, so that no message can be heard in between.
    const killed = redisCommand(address, 'CLIENT', 'KILL', 'TYPE', 'pubsub');
    await Promise.all([killed, a.cache.deleteByTag('tag')]);
    await vi.waitFor(async () => expect(await b.cache.get('key')).toBeUndefined(), patience);
    await recovers([a, b], 'resubscribed');
  });

  it('goes on reading and deleting when it is full', async () => {
    const { url, address } = await start();
    const [a, b] = [await join(url), await join(url)];
    await a.cache.set('there', 'value');
    await a.cache.set('deleted', 'value');
    await redisCommand(address, 'CONFIG', 'SET', 'maxmemory', '1');
    expect(await b.cache.getOrSet('new', async () => 'made')).toBe('made');
    expect(await b.cache.get('there')).toMatchObject({ value: 'value', source: 'redis' });
    await b.cache.delete('deleted');
    await redisCommand(address, 'CONFIG', 'SET', 'maxmemory', '0');
    await recovers([a, b], 'emptied');
    await vi.waitFor(async () => expect(await a.cache.get('deleted')).toBeUndefined(), patience);
  });

  it('loads instead of serving what somebody else wrote under its key', async () => {
    const { url, address } = await start();
    const { cache } = await join(url);
    await redisCommand(address, 'SET', 'cache:e::text', 'rubbish');
    await redisCommand(address, 'LPUSH', 'cache:e::list', 'rubbish');
    expect(await cache.getOrSet('text', async () => 'made')).toBe('made');
    expect(await cache.getOrSet('list', async () => 'made')).toBe('made');
    const other = await join(url);
    await vi.waitFor(
      async () => expect(await other.cache.get('text')).toMatchObject({ value: 'made' }),
      patience,
    );
  });

  it('loads once for a thousand callers in each of four processes of the system', async () => {
    const { url } = await start();
    const program = fileURLToPath(new URL('cold-callers.ts', import.meta.url));
    const execArgv = ['--conditions=@toolwright/source', '--disable-warning=ExperimentalWarning'];
    const four = Array.from({ length: 4 }, () => fork(program, [url, '1000'], { execArgv }));
    await Promise.all(four.map((child) => once(child, 'message')));
    const answers = four.map((child) => once(child, 'message'));
    for (const child of four) child.send('cold');
    const told = (await Promise.all(answers)).map(([answer]) => answer as ColdAnswer);
    expect(told.reduce((sum, { loads }) => sum + loads, 0)).toBe(1);
    expect(new Set(told.flatMap(({ values }) => values)).size).toBe(1);
  });
});
