import { systemClock } from '@toolwright/core';
import type { RateLimitDecision } from '@toolwright/core';
import { redisCommand, startRedis, startRedisCluster } from '@toolwright/testing/redis';
import { Cluster, Redis } from 'ioredis';
import { afterAll, afterEach, describe, expect, it } from 'vitest';

import { redisStore } from './redis-store.ts';
import type { RedisScriptClient } from './script-client.ts';
import { tagOf } from './key-tag.ts';
import { createRateLimiter, rollingWindow } from '../index.ts';
import type { PolicyRateLimiter } from '../index.ts';

const fixture = await startRedis();
const faults = fixture?.faults;
// The Redis of npm has no replication.
const replicates = fixture?.title.startsWith('redis-server') === true;
const cluster = await startRedisCluster();
afterAll(async () => {
  await fixture?.stop();
  await cluster?.stop();
});

const cleanups: (() => void)[] = [];
afterEach(() => cleanups.splice(0).forEach((cleanup) => cleanup()));

/** A client as careless as it comes: it queues, retries and sends again. */
function careless(url: string): Redis {
  const client = new Redis(url, { retryStrategy: () => 20 });
  client.on('error', () => undefined);
  cleanups.push(() => client.disconnect());
  return client;
}

const timeoutMs = 50;
// What a turn of the event loop may take on a busy machine, beside the deadline itself.
const turnMs = 150;

let run = 0;
function limiterOver(client: RedisScriptClient, limit: number, deadlineMs = timeoutMs): PolicyRateLimiter {
  run += 1;
  const store = redisStore({ client, prefix: `faults:${run}:`, timeoutMs: deadlineMs });
  return createRateLimiter({ policies: [rollingWindow({ limit, windowMs: 600_000 })], store });
}

async function timed(
  limiter: PolicyRateLimiter,
  key = 'key',
): Promise<RateLimitDecision & { tookMs: number }> {
  const startMs = systemClock.monotonicNow();
  const decision = await limiter.consume(key);
  return Object.assign(decision, { tookMs: systemClock.monotonicNow() - startMs });
}

const back = { timeout: 8_000, interval: 50 };

describe.skipIf(faults === undefined)(
  `with faults of ${fixture?.title ?? 'Redis: none here to break'}`,
  () => {
    it('nobody waits past the deadline while Redis is paused; nothing is charged twice, and it comes back', async () => {
      const limiter = limiterOver(careless(fixture!.url), 1_000);
      await limiter.consume('key');
      faults!.pause();
      const decisions = await Promise.all(Array.from({ length: 20 }, async () => timed(limiter)));
      for (let call = 0; call < 20; call += 1) decisions.push(await timed(limiter));
      faults!.resume();
      expect(Math.max(...decisions.map(({ tookMs }) => tookMs))).toBeLessThan(timeoutMs + turnMs);
      expect(new Set(decisions.map(({ degraded }) => degraded))).toEqual(new Set(['local']));
      // The gate let a few through to find out; the rest did not pay a deadline each.
      expect(decisions.reduce((sum, { tookMs }) => sum + tookMs, 0)).toBeLessThan(
        20 * (timeoutMs + turnMs) + 1_000,
      );
      await expect.poll(async () => (await limiter.peek('key')).degraded, back).toBeUndefined();
      const { remaining } = await limiter.peek('key');
      // Each of the calls was charged once at most, whether Redis still ran it or found it too late.
      expect(remaining).toBeGreaterThanOrEqual(1_000 - 1 - decisions.length);
      expect(remaining).toBeLessThanOrEqual(999);
    });

    it('admits at most the limit in this process while Redis is down, and starts at nothing when it is back empty', async () => {
      const limiter = limiterOver(careless(fixture!.url), 10);
      for (let call = 0; call < 10; call += 1) await limiter.consume('key');
      expect((await limiter.consume('key')).allowed).toBe(false);
      await faults!.stop();
      const decisions: (RateLimitDecision & { tookMs: number })[] = [];
      await expect.poll(async () => (await limiter.peek('key')).degraded, back).toBe('local');
      for (let call = 0; call < 30; call += 1) decisions.push(await timed(limiter));
      expect(decisions.filter(({ allowed }) => allowed).length).toBeLessThanOrEqual(10);
      expect(Math.max(...decisions.map(({ tookMs }) => tookMs))).toBeLessThan(timeoutMs + turnMs);
      await faults!.start();
      await expect.poll(async () => (await limiter.peek('key')).degraded, back).toBeUndefined();
      // The refusal of before is remembered for a second at most.
      await expect.poll(async () => (await limiter.consume('key')).allowed, back).toBe(true);
      expect(await limiter.consume('key')).toMatchObject({ allowed: true, remaining: 8 });
    });

    it('three processes admit four times the limit in a window with an outage, and once more when Redis is back empty', async () => {
      const limit = 10;
      run += 1;
      const processes = [1, 2, 3].map(() => {
        // Long enough for a busy machine not to take itself for an outage.
        const store = redisStore({
          client: careless(fixture!.url),
          prefix: `faults:${run}:`,
          timeoutMs: 500,
        });
        const policies = [rollingWindow({ limit, windowMs: 600_000 })];
        return createRateLimiter({ policies, store });
      });
      /** How many of thirty calls each of them admits, by `degraded`. */
      const admitted = { no: 0, local: 0 };
      const press = async () => {
        const pressed = processes.map(async (limiter) => {
          for (let call = 0; call < 30; call += 1) {
            const { allowed, degraded = 'no' } = await limiter.consume('key');
            if (allowed) admitted[degraded as 'no' | 'local'] += 1;
          }
        });
        await Promise.all(pressed);
        return { ...admitted };
      };
      const inTouch = async () => {
        for (const limiter of processes)
          await expect.poll(async () => (await limiter.peek('key')).degraded, back).toBeUndefined();
      };
      await inTouch();
      expect(await press()).toEqual({ no: limit, local: 0 });
      faults!.pause();
      // A refusal of before is remembered for a second at most.
      await expect.poll(press, back).toEqual({ no: limit, local: 3 * limit });
      await press();
      faults!.resume();
      await inTouch();
      expect(await press()).toEqual({ no: limit, local: 3 * limit });
      await faults!.stop();
      await press();
      await faults!.start();
      await inTouch();
      await expect.poll(press, back).toEqual({ no: 2 * limit, local: 3 * limit });
      expect(await press()).toEqual({ no: 2 * limit, local: 3 * limit });
    });

    it.skipIf(!replicates)(
      'goes on with what was spent when a replica takes over',
      { timeout: 15_000 },
      async () => {
        const replica = await startRedis();
        const replicaUrl = new URL(replica!.url);
        const replicaAddress = { host: replicaUrl.hostname, port: Number(replicaUrl.port) };
        const { hostname, port } = new URL(fixture!.url);
        await careless(fixture!.url).config('SET', 'repl-diskless-sync-delay', '0');
        await redisCommand(replicaAddress, 'REPLICAOF', hostname, port);
        const clients = { now: careless(fixture!.url), later: careless(replica!.url) };
        const client: RedisScriptClient = {
          evalsha: (...args) => clients.now.evalsha(...args),
          eval: (...args) => clients.now.eval(...args),
        };
        const limiter = limiterOver(client, 10, 1_000);
        await expect
          .poll(() => redisCommand(replicaAddress, 'INFO', 'replication'), back)
          .toContain('link_status:up');
        for (let call = 0; call < 6; call += 1) await limiter.consume('key');
        await clients.now.wait(1, 2_000);
        await redisCommand(replicaAddress, 'REPLICAOF', 'NO', 'ONE');
        clients.now = clients.later;
        await expect.poll(async () => (await limiter.peek('key')).degraded, back).toBeUndefined();
        expect(await limiter.consume('key')).toMatchObject({ allowed: true, remaining: 3 });
        await replica!.stop();
      },
    );
  },
);

describe.skipIf(cluster === undefined)(`with ${cluster?.title ?? 'no Cluster here'}`, () => {
  function connect(): Cluster {
    const client = new Cluster(
      cluster!.nodes.map(({ host, port }) => ({ host, port })),
      { clusterRetryStrategy: () => 50, redisOptions: { maxRetriesPerRequest: 1 } },
    );
    client.on('error', () => undefined);
    cleanups.push(() => client.disconnect());
    return client;
  }

  it('decides over all slots, and lets keys of one tag travel together', async () => {
    const client = connect();
    let calls = 0;
    const counting: RedisScriptClient = {
      isCluster: true,
      evalsha: (...args) => {
        calls += 1;
        return client.evalsha(...args);
      },
      eval: (...args) => client.eval(...args),
    };
    const limiter = limiterOver(counting, 2, 2_000);
    const keys = Array.from({ length: 500 }, (_, index) => `user-${index}`);
    const tags = new Set(keys.map(tagOf)).size;
    const count = async () => {
      const decisions = await Promise.all(keys.map(async (key) => limiter.consume(key)));
      expect(decisions.filter(({ degraded }) => degraded)).toEqual([]);
      return decisions.filter(({ allowed }) => allowed).length;
    };
    expect([await count(), await count(), await count()]).toEqual([500, 500, 0]);
    expect(tags).toBe(64);
    expect(calls).toBe(3 * tags);
  });

  it('a dead master costs its own keys their store, and no others; no key is admitted more than twice its limit', async () => {
    const limit = 3;
    run += 1;
    const options = { prefix: `faults:${run}:`, timeoutMs, rememberRefusalsMs: 0 };
    const limiter = createRateLimiter({
      policies: [rollingWindow({ limit, windowMs: 600_000 })],
      store: redisStore({ client: connect(), ...options }),
    });
    const admitted = new Map<string, number>();
    const keys = Array.from({ length: 200 }, (_, index) => `user-${index}`);
    const degraded = async () => {
      const decisions = await Promise.all(keys.map(async (key) => timed(limiter, key)));
      expect(Math.max(...decisions.map(({ tookMs }) => tookMs))).toBeLessThan(timeoutMs + 3 * turnMs);
      for (const [index, { allowed }] of decisions.entries())
        if (allowed) admitted.set(keys[index]!, (admitted.get(keys[index]!) ?? 0) + 1);
      return decisions.filter((decision) => decision.degraded === 'local').length;
    };
    await expect.poll(degraded, back).toBe(0);
    for (let round = 0; round < limit; round += 1) await degraded();
    await cluster!.nodes[0]!.stop();
    // Within the time that the other masters take to notice, a third of the keys is decided here.
    expect(await degraded()).toBeGreaterThan(20);
    const still = await degraded();
    expect(still).toBeGreaterThan(20);
    expect(still).toBeLessThan(120);
    for (let round = 0; round < 2 * limit; round += 1) await degraded();
    const most = Math.max(...admitted.values());
    expect(most).toBeGreaterThan(limit);
    expect(most).toBeLessThanOrEqual(2 * limit);
  });
});
