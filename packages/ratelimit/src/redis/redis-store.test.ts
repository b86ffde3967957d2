import { createFakeClock } from '@toolwright/testing';
import { systemClock } from '@toolwright/core';
import { startRedis } from '@toolwright/testing/redis';
import { Redis } from 'ioredis';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';

import { tagOf } from './key-tag.ts';
import { redisStore } from './redis-store.ts';
import type { RedisStoreOptions } from './redis-store.ts';
import type { RedisScriptClient } from './script-client.ts';
import { calendarWindow, createRateLimiter, leakyBucket, rollingWindow, tokenBucket } from '../index.ts';
import type { RateLimitPolicy } from '../index.ts';

const fixture = await startRedis();
const client = fixture === undefined ? undefined : new Redis(fixture.url);
afterAll(async () => {
  client?.disconnect();
  await fixture?.stop();
});

/** The client, and how often it was called. */
function counted(inner: RedisScriptClient) {
  const calls = { count: 0 };
  const counting: RedisScriptClient = {
    evalsha: (...args) => {
      calls.count += 1;
      return inner.evalsha(...args);
    },
    eval: (...args) => inner.eval(...args),
  };
  return { calls, client: counting };
}

let run = 0;
function limiterOver(
  policies: readonly RateLimitPolicy[],
  options: Partial<RedisStoreOptions> & { client: RedisScriptClient },
) {
  const store = redisStore({ prefix: `store:${run}:`, timeoutMs: 2_000, ...options });
  const { clock } = options;
  return createRateLimiter({ policies, store, ...(clock && { clock }) });
}
beforeEach(() => void (run += 1));

describe.skipIf(client === undefined)(`redisStore over ${fixture?.title ?? 'Redis: none here'}`, () => {
  it('asks once for all policies and all keys of a turn', async () => {
    const { calls, client: counting } = counted(client!);
    const policies = [
      tokenBucket({ name: 'a', limit: 9, windowMs: 9_000 }),
      rollingWindow({ limit: 3, windowMs: 9_000 }),
    ];
    const limiter = limiterOver(policies, { client: counting });
    const keys = Array.from({ length: 20 }, (_, index) => `key-${index % 5}`);
    const decisions = await Promise.all(keys.map(async (key) => limiter.consume(key)));
    expect(calls.count).toBe(1);
    expect(decisions.filter(({ allowed }) => allowed)).toHaveLength(15);
    expect(decisions.find(({ allowed }) => !allowed)).toMatchObject({ violated: 'default', limit: 3 });
  });

  it('splits what is too much for one call', async () => {
    const { calls, client: counting } = counted(client!);
    const limiter = limiterOver([tokenBucket({ limit: 1_000, windowMs: 60_000 })], { client: counting });
    const decisions = await Promise.all(Array.from({ length: 80 }, async () => limiter.consume('key')));
    expect(calls.count).toBe(3);
    expect(Math.min(...decisions.map(({ remaining }) => remaining))).toBe(920);
  });

  it('lets every key expire, in one slot for all policies of a key', async () => {
    const limiter = limiterOver(
      [
        tokenBucket({ name: 'a', limit: 10, windowMs: 10_000 }),
        calendarWindow({ name: 'b', limit: 10, period: 'year', timeZone: 'Asia/Tokyo' }),
      ],
      { client: client! },
    );
    await limiter.consume('key {with} braces', { cost: 4 });
    const keys = await client!.keys(`store:${run}:*`);
    expect(keys.map((key) => key.replace(/batch:.*/, 'batch')).toSorted()).toEqual([
      expect.stringMatching(/^store:\d+:\{0\}:batch$/),
      expect.stringMatching(/^store:\d+:\{\d+\}:a~token-bucket:key \{with\} braces$/),
      expect.stringMatching(/^store:\d+:\{\d+\}:b~calendar-window:key \{with\} braces$/),
    ]);
    for (const key of keys) expect(await client!.pttl(key)).toBeGreaterThan(0);
    expect(await client!.pttl(keys.find((key) => key.includes('~token'))!)).toBeLessThanOrEqual(4_000);
    await limiter.reset('key {with} braces');
    expect(await client!.keys(`store:${run}:*~*`)).toEqual([]);
  });

  it('keeps a token bucket for as long as it matters, and for at most as long again and a second', async () => {
    const limiter = limiterOver([tokenBucket({ limit: 10, windowMs: 10_000 })], { client: client! });
    for (const cost of [0.1, 1, 1, 5]) {
      const startMs = systemClock.monotonicNow();
      const { resetAfterMs } = await limiter.consume('key', { cost });
      const ttlMs = await client!.pttl(`store:${run}:{${tagOf('key')}}:default~token-bucket:key`);
      const tookMs = systemClock.monotonicNow() - startMs;
      expect(ttlMs).toBeGreaterThanOrEqual(resetAfterMs - Math.ceil(tookMs) - 1);
      expect(ttlMs).toBeLessThanOrEqual(2 * resetAfterMs + 1_000);
    }
  });

  it('charges once though the client sends each call twice', async () => {
    const limiter = limiterOver([tokenBucket({ limit: 10, windowMs: 60_000 })], {
      client: {
        eval: (...args) => client!.eval(...args),
        async evalsha(...args) {
          const answer = await client!.evalsha(...args);
          expect(await client!.evalsha(...args)).toEqual([expect.any(Number), 'repeated']);
          return answer;
        },
      },
    });
    for (let left = 9; left >= 7; left -= 1) expect((await limiter.consume('key')).remaining).toBe(left);
  });

  it('runs no call that comes too late', async () => {
    const sent: Parameters<RedisScriptClient['evalsha']>[] = [];
    const limiter = limiterOver([tokenBucket({ limit: 10, windowMs: 60_000 })], {
      timeoutMs: 50,
      client: {
        eval: (...args) => client!.eval(...args),
        evalsha: (...args) => {
          sent.push(args);
          return client!.evalsha(...args);
        },
      },
    });
    await limiter.consume('key');
    await limiter.consume('key');
    const [digest, keyCount, mark, ...rest] = sent.at(-1)!;
    rest[1] = Number(rest[1]) - 3_000_000;
    expect(await client!.evalsha(digest, keyCount, `${mark}-copy`, ...rest)).toEqual([
      expect.any(Number),
      'late',
    ]);
    expect((await limiter.consume('key')).remaining).toBe(7);
  });

  it('goes by the clock of the server when its own is an hour off', async () => {
    const policies = [
      tokenBucket({ name: 'rate', limit: 4, windowMs: 60_000 }),
      calendarWindow({ name: 'day', limit: 100, period: 'day' }),
    ];
    const offsets = [0, 3_600_000, -3_600_000, 40 * 86_400_000];
    const limiters = offsets.map((offsetMs) =>
      limiterOver(policies, {
        client: client!,
        clock: { ...systemClock, now: () => systemClock.now() + offsetMs },
      }),
    );
    const resets: number[] = [];
    for (const limiter of limiters) {
      const decision = await limiter.consume('key');
      expect(decision).toMatchObject({ allowed: true });
      expect(decision).not.toHaveProperty('degraded');
      resets.push(decision.policies[1]!.resetAfterMs);
    }
    expect(Math.max(...resets) - Math.min(...resets)).toBeLessThan(5_000);
    expect(await limiters[1]!.consume('key')).toMatchObject({ allowed: false, violated: 'rate' });
  });

  it('remembers a refusal until it could change, for the same cost', async () => {
    const { calls, client: counting } = counted(client!);
    const limiter = limiterOver([tokenBucket({ limit: 2, windowMs: 60_000 })], { client: counting });
    await limiter.consume('key', { cost: 1 });
    const first = await limiter.consume('key', { cost: 2 });
    const asked = calls.count;
    const again = await limiter.consume('key', { cost: 2 });
    expect(again).toMatchObject({ allowed: false, violated: 'default' });
    expect(again.retryAfterMs).toBeLessThanOrEqual(first.retryAfterMs);
    expect(calls.count).toBe(asked);
    expect(await limiter.consume('key', { cost: 3 })).toMatchObject({ retryAfterMs: Infinity });
    expect((await limiter.consume('key', { cost: 1 })).allowed).toBe(true);
    await limiter.consume('key', { cost: 2 });
    await limiter.refund('key', 2);
    expect((await limiter.consume('key', { cost: 2 })).allowed).toBe(true);
  });

  it('forgets a refusal when the key spends, which may be for longer than it said', async () => {
    const limiter = limiterOver([tokenBucket({ limit: 4, windowMs: 60_000 })], { client: client! });
    await limiter.consume('key', { cost: 3 });
    const early = await limiter.consume('key', { cost: 2 });
    expect(early.retryAfterMs).toBeLessThanOrEqual(15_000);
    await limiter.consume('key', { cost: 1 });
    expect((await limiter.consume('key', { cost: 2 })).retryAfterMs).toBeGreaterThan(25_000);
    await limiter.refund('key', 1);
    expect((await limiter.consume('key', { cost: 2 })).retryAfterMs).toBeLessThanOrEqual(15_000);
    await limiter.consumeUpTo('key', { cost: 9 });
    expect((await limiter.consume('key', { cost: 2 })).retryAfterMs).toBeGreaterThan(25_000);
  });

  it('gives back what was charged after its caller had left', async () => {
    const limiter = limiterOver([tokenBucket({ limit: 2, windowMs: 600_000 })], { client: client! });
    const controller = new AbortController();
    const leaving = limiter.consume('key', { cost: 2, signal: controller.signal });
    controller.abort('gone');
    await expect(leaving).rejects.toBe('gone');
    await expect.poll(async () => (await limiter.peek('key', { cost: 2 })).allowed).toBe(true);
  });

  it('settles a reservation where it was made', async () => {
    const limiter = limiterOver([tokenBucket({ limit: 100, windowMs: 600_000 })], { client: client! });
    const reservation = await limiter.reserve('key', { cost: 90 });
    expect((await limiter.consume('key', { cost: 20 })).allowed).toBe(false);
    await reservation.settle(20);
    expect((await limiter.consume('key', { cost: 80 })).allowed).toBe(true);
    expect(await limiter.consumeUpTo('key', { cost: 5 })).toMatchObject({ granted: 0 });
  });

  it('paces one rate for two limiters', async () => {
    const policies = [leakyBucket({ limit: 50, windowMs: 1_000 })];
    const limiters = [1, 2].map(() => limiterOver(policies, { client: client! }));
    const turns = await Promise.all(
      Array.from({ length: 10 }, async (_, index) => {
        const { allowed } = await limiters[index % 2]!.waitFor('key', { maxWaitMs: 5_000 });
        return allowed ? systemClock.monotonicNow() : Number.NaN;
      }),
    );
    const lasted = Math.max(...turns) - Math.min(...turns);
    expect(lasted).toBeGreaterThan(9 * 20 - 15);
    expect(lasted).toBeLessThan(1_000);
  });

  it('loads its scripts again after SCRIPT FLUSH, and charges each call once', async () => {
    const limiter = limiterOver([tokenBucket({ limit: 1_000, windowMs: 6_000_000 })], { client: client! });
    const reserve = async () => {
      const reservation = await limiter.reserve('key', { cost: 3 });
      await reservation.settle(5);
      return reservation.decision;
    };
    for (let round = 0; round < 10; round += 1) {
      const asked = Array.from({ length: 40 }, async (_, index) =>
        index % 10 === 0 ? reserve() : limiter.consume('key'),
      );
      const [, ...decisions] = await Promise.all([client!.script('FLUSH'), ...asked]);
      expect(decisions.every((decision) => decision.allowed && decision.degraded === undefined)).toBe(true);
    }
    expect(await limiter.peek('key')).toMatchObject({ remaining: 440 });
  });
});

describe('a store that answers nonsense, or not at all', () => {
  const never = (): Promise<never> => new Promise(() => undefined);
  it.each([
    ['hangs', never],
    ['fails', () => Promise.reject(new Error('LOADING Redis is loading the dataset in memory'))],
    ['answers nonsense', () => Promise.resolve('OK')],
    ['says late for ever', () => Promise.resolve([1, 'late'])],
    ['says repeated', () => Promise.resolve([1, 'repeated'])],
  ])('%s: the policies decide', async (_, evalsha) => {
    const clock = createFakeClock();
    const failures: unknown[] = [];
    const limiter = limiterOver([tokenBucket({ limit: 1, windowMs: 60_000 })], {
      clock,
      timeoutMs: 50,
      client: { evalsha, eval: never },
      onFailure: (error) => failures.push(error),
    });
    const first = limiter.consume('key');
    await clock.advance(50);
    expect(await first).toMatchObject({ allowed: true, degraded: 'local' });
    const second = limiter.consume('key');
    await clock.advance(50);
    expect(await second).toMatchObject({ allowed: false, degraded: 'local', violated: 'default' });
    expect(failures).toHaveLength(2);
    limiter[Symbol.dispose]();
    expect(clock.pendingTimers).toBe(0);
  });

  it.each([
    ['open', ['open', 'open'], { allowed: true, degraded: 'open' }],
    [
      'closed',
      ['open', 'closed'],
      { allowed: false, degraded: 'closed', violated: 'b', retryAfterMs: 1_000 },
    ],
    ['local', ['open', 'local'], { allowed: true, degraded: 'local', limit: 2 }],
  ] as const)('decides %s by policy, and peeks for a cost of 0', async (_, [a, b], decision) => {
    const clock = createFakeClock();
    const policies = [
      tokenBucket({ name: 'a', limit: 1, windowMs: 60_000, whenStoreFails: a }),
      tokenBucket({ name: 'b', limit: 2, windowMs: 60_000, whenStoreFails: b }),
    ];
    const limiter = limiterOver(policies, { clock, timeoutMs: 50, client: { evalsha: never, eval: never } });
    for (const cost of [0, 0, 0, 1]) {
      const asked = limiter.consume('key', { cost });
      await clock.advance(50);
      expect(await asked).toMatchObject(decision);
    }
  });

  it('costs three deadlines, then none, then one probe', async () => {
    const clock = createFakeClock();
    const { calls, client: counting } = counted({ evalsha: never, eval: never });
    const limiter = limiterOver([tokenBucket({ limit: 9, windowMs: 60_000 })], {
      clock,
      timeoutMs: 50,
      client: counting,
    });
    for (let call = 0; call < 3; call += 1) {
      const asked = limiter.consume('key');
      await clock.advance(50);
      await asked;
    }
    const nowMs = clock.monotonicNow();
    for (let call = 0; call < 10; call += 1) await limiter.consume('key');
    expect(clock.monotonicNow()).toBe(nowMs);
    expect(calls.count).toBe(3);
    await clock.advance(1_000);
    const probes = [1, 2].map(async () => limiter.consume('key'));
    await clock.advance(50);
    await Promise.all(probes);
    expect(calls.count).toBe(4);
  });

  it('tries again after a second, however many calls were under way when the store went', async () => {
    const clock = createFakeClock();
    const { calls, client: counting } = counted({ evalsha: never, eval: never });
    const policies = [tokenBucket({ limit: 99, windowMs: 60_000 })];
    const limiter = limiterOver(policies, { clock, timeoutMs: 50, client: counting });
    const asked = [];
    for (let call = 0; call < 12; call += 1) {
      asked.push((async () => limiter.consume('key'))());
      await clock.advance(1);
    }
    await clock.advance(60);
    await Promise.all(asked);
    expect(calls.count).toBe(12);
    await clock.advance(1_000);
    const probe = (async () => limiter.consume('key'))();
    await clock.advance(50);
    await probe;
    expect(calls.count).toBe(13);
  });

  it('keeps a reservation, a debt and a reset of an outage in this process', async () => {
    const clock = createFakeClock();
    const failing = () => Promise.reject(new Error('down'));
    const policies = [tokenBucket({ limit: 10, windowMs: 60_000 })];
    const limiter = limiterOver(policies, { clock, client: { evalsha: failing, eval: failing } });
    const reservation = await limiter.reserve('key', { cost: 5 });
    await reservation.settle(10);
    expect(await limiter.consume('key')).toMatchObject({ allowed: false, degraded: 'local' });
    const cancelled = await limiter.reserve('other', { cost: 5 });
    await cancelled.cancel();
    expect(await limiter.peek('other')).toMatchObject({ remaining: 5 });
    await limiter.reset('key');
    expect(await limiter.peek('key')).toMatchObject({ allowed: true, remaining: 10 });
  });

  it.each([
    ['client', { client: {} as RedisScriptClient }],
    ['prefix', { prefix: 'a{b}' }],
    ['timeoutMs', { timeoutMs: 0 }],
    ['rememberRefusalsMs', { rememberRefusalsMs: -1 }],
    ['maxKeys', { maxLocalKeys: 0 }],
  ])('refuses a bad option: %s', (option, bad) => {
    expect(() => redisStore({ client: { evalsha: never, eval: never }, ...bad })).toThrow(`"${option}"`);
  });
});
