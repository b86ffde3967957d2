import { createFakeClock } from '@toolwright/testing';
import { startRedis } from '@toolwright/testing/redis';
import { Redis } from 'ioredis';
import { afterAll, describe, expect, it } from 'vitest';

import { concurrency, createRateLimiter, tokenBucket } from './index.ts';
import { redisStore } from './redis/index.ts';

const policies = [
  concurrency({ name: 'at-once', limit: 2, leaseMs: 10_000 }),
  tokenBucket({ name: 'rate', limit: 100, windowMs: 100_000 }),
];

describe('acquire', () => {
  it('holds a place until it is released, and keeps what other policies were charged', async () => {
    const limiter = createRateLimiter({ policies, clock: createFakeClock() });
    const [first, second] = [await limiter.acquire('key'), await limiter.acquire('key')];
    const refused = await limiter.acquire('key');
    expect(refused.decision).toMatchObject({ allowed: false, violated: 'at-once', retryAfterMs: 10_000 });
    await refused.release();
    expect(await refused.renew()).toBe(false);
    await first.release();
    await first.release();
    const third = await limiter.acquire('key');
    expect(third.decision.policies.map(({ remaining }) => remaining)).toEqual([0, 97]);
    await second.release();
    await third.release();
    expect((await limiter.peek('key')).policies.map(({ remaining }) => remaining)).toEqual([2, 97]);
  });

  it('frees the place of a holder that died, and keeps that of one that renews', async () => {
    const clock = createFakeClock();
    const limiter = createRateLimiter({ policies, clock });
    const [, renewing] = [await limiter.acquire('key'), await limiter.acquire('key')];
    await clock.advance(6_000);
    expect(await renewing.renew()).toBe(true);
    await clock.advance(4_000);
    expect((await limiter.peek('key')).policies[0]!.remaining).toBe(1);
    const next = await limiter.acquire('key');
    expect((await limiter.acquire('key')).decision).toMatchObject({ allowed: false, retryAfterMs: 6_000 });
    await clock.advance(6_000);
    expect(await renewing.renew()).toBe(false);
    await renewing.release();
    expect((await limiter.peek('key')).policies[0]!.remaining).toBe(1);
    await next.release();
  });

  it('waits for a place, and a cost may take several', async () => {
    const clock = createFakeClock();
    const limiter = createRateLimiter({ policies, clock });
    const held = await limiter.acquire('key', { cost: 2 });
    const waiting = limiter.waitFor('key', { maxWaitMs: 20_000 });
    await clock.advance(10_000);
    expect((await waiting).allowed).toBe(true);
    await held.release();
    expect((await limiter.peek('key')).policies[0]!.remaining).toBe(1);
    expect((await limiter.acquire('key', { cost: 3 })).decision.retryAfterMs).toBe(Infinity);
  });

  it('counts a plain refund against the lease that ends first', async () => {
    const clock = createFakeClock();
    const limiter = createRateLimiter({ policies, clock });
    await limiter.consume('key');
    await clock.advance(1_000);
    await limiter.consume('key');
    await limiter.refund('key', 1);
    expect((await limiter.peek('key')).policies[0]).toMatchObject({ remaining: 1, resetAfterMs: 10_000 });
  });
});

const fixture = await startRedis();
const client = fixture === undefined ? undefined : new Redis(fixture.url);
afterAll(async () => {
  client?.disconnect();
  await fixture?.stop();
});

describe.skipIf(client === undefined)(`leases over ${fixture?.title ?? 'Redis: none here'}`, () => {
  it('bound what two processes do at once', async () => {
    const limiters = [1, 2].map(() =>
      createRateLimiter({
        policies,
        store: redisStore({ client: client!, prefix: 'leases:', timeoutMs: 2_000 }),
      }),
    );
    const leases = await Promise.all(
      Array.from({ length: 10 }, async (_, index) => limiters[index % 2]!.acquire('key')),
    );
    const held = leases.filter(({ decision }) => decision.allowed);
    expect(held).toHaveLength(2);
    expect(await held[0]!.renew()).toBe(true);
    await Promise.all(held.map((lease) => lease.release()));
    expect(await held[1]!.renew()).toBe(false);
    expect((await limiters[0]!.peek('key')).policies[0]!.remaining).toBe(2);
  });
});
