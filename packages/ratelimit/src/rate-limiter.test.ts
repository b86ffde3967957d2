import { createFakeClock } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';

import {
  calendarWindow,
  createRateLimiter,
  fixedWindow,
  leakyBucket,
  rollingWindow,
  tokenBucket,
} from './index.ts';
import type { PolicyRateLimiter, RateLimitPolicy } from './index.ts';

function limiterOf(...policies: RateLimitPolicy[]) {
  const clock = createFakeClock();
  return { clock, limiter: createRateLimiter({ policies, clock }) };
}

async function spend(limiter: PolicyRateLimiter, times: number, key = 'key'): Promise<boolean[]> {
  const answers: boolean[] = [];
  for (let time = 0; time < times; time += 1) answers.push((await limiter.consume(key)).allowed);
  return answers;
}

describe('consume', () => {
  it('says what is left, and when a refused cost fits', async () => {
    const { clock, limiter } = limiterOf(tokenBucket({ limit: 2, windowMs: 1_000 }));
    expect(await limiter.consume('key')).toEqual({
      allowed: true,
      limit: 2,
      remaining: 1,
      retryAfterMs: 0,
      resetAfterMs: 500,
    });
    await limiter.consume('key');
    const refusal = { limit: 2, remaining: 0, retryAfterMs: 500, resetAfterMs: 1_000 };
    expect(await limiter.consume('key')).toEqual({ allowed: false, violated: 'default', ...refusal });
    await clock.advance(499);
    expect((await limiter.consume('key')).allowed).toBe(false);
    await clock.advance(1);
    expect((await limiter.consume('key')).allowed).toBe(true);
  });

  it('charges all policies or none, and names the one that refused', async () => {
    const { limiter } = limiterOf(
      tokenBucket({ name: 'second', limit: 10, windowMs: 1_000 }),
      rollingWindow({ name: 'minute', limit: 3, windowMs: 60_000 }),
    );
    expect(await spend(limiter, 3)).toEqual([true, true, true]);
    const refused = await limiter.consume('key');
    expect(refused).toMatchObject({ allowed: false, violated: 'minute', limit: 3, remaining: 0 });
    expect(refused.policies).toEqual([
      { name: 'second', limit: 10, remaining: 7, windowMs: 1_000, resetAfterMs: 300, retryAfterMs: 0 },
      {
        name: 'minute',
        limit: 3,
        remaining: 0,
        windowMs: 60_000,
        resetAfterMs: 65_000,
        retryAfterMs: 65_000,
      },
    ]);
  });

  it('reports the policy that is nearest to refusing', async () => {
    const { limiter } = limiterOf(
      tokenBucket({ name: 'wide', limit: 10, windowMs: 1_000 }),
      fixedWindow({ name: 'narrow', limit: 4, windowMs: 60_000 }),
    );
    expect(await limiter.consume('key')).toMatchObject({ limit: 4, remaining: 3 });
  });

  it('refuses a cost above the burst for ever', async () => {
    const { limiter } = limiterOf(tokenBucket({ limit: 100, windowMs: 1_000, burst: 5 }));
    expect(await limiter.consume('key', { cost: 6 })).toMatchObject({
      allowed: false,
      remaining: 5,
      retryAfterMs: Infinity,
    });
    expect((await limiter.consume('key', { cost: 5 })).allowed).toBe(true);
  });

  it('adds fractions of cost up exactly', async () => {
    const { limiter } = limiterOf(rollingWindow({ limit: 1, windowMs: 1_000 }));
    for (let tenth = 0; tenth < 10; tenth += 1) {
      expect((await limiter.consume('key', { cost: 0.1 })).allowed).toBe(true);
    }
    expect((await limiter.consume('key', { cost: 0.001 })).allowed).toBe(false);
  });

  it('peeks for a cost of 0', async () => {
    const { limiter } = limiterOf(
      tokenBucket({ name: 'a', limit: 3, windowMs: 3_000 }),
      rollingWindow({ name: 'b', limit: 1, windowMs: 60_000 }),
    );
    expect(await limiter.consume('key', { cost: 0 })).toEqual(await limiter.peek('key'));
    expect(await limiter.consume('key')).toMatchObject({ allowed: true, remaining: 0 });
    expect(await limiter.consume('key', { cost: 0 })).toEqual(await limiter.peek('key'));
    expect(await limiter.consume('key', { cost: 0 })).toMatchObject({ allowed: false, violated: 'b' });
  });

  it.each([-1, Number.NaN, Infinity, '1' as unknown as number])('throws for a cost of %s', async (cost) => {
    const { limiter } = limiterOf(tokenBucket({ limit: 1, windowMs: 1_000 }));
    const error = expect.objectContaining({ code: 'INVALID_OPTIONS' }) as Error;
    expect(() => limiter.consume('key', { cost })).toThrow(error);
    await expect(limiter.waitFor('key', { cost, maxWaitMs: 1 })).rejects.toThrow(error);
  });

  it('is the only one beside peek that takes a cost of 0', async () => {
    const { limiter } = limiterOf(tokenBucket({ limit: 1, windowMs: 1_000 }));
    const none = { cost: 0, maxWaitMs: 1 };
    const others = ['waitFor', 'consumeUpTo', 'reserve', 'acquire'] as const;
    for (const ask of others) await expect(limiter[ask]('key', none)).rejects.toThrow('"cost"');
    await expect(limiter.refund('key', 0)).rejects.toThrow('"cost"');
  });

  it('rejects with the reason of a signal that has aborted, and charges nothing', async () => {
    const { limiter } = limiterOf(tokenBucket({ limit: 1, windowMs: 1_000 }));
    const gone = AbortSignal.abort('gone');
    await expect(limiter.consume('key', { signal: gone })).rejects.toBe('gone');
    await expect(limiter.consume('key', { cost: 0, signal: gone })).rejects.toBe('gone');
    expect(await limiter.consume('key', { signal: new AbortController().signal })).toMatchObject({
      allowed: true,
    });
  });
});

describe('the algorithms', () => {
  it('a token bucket admits its burst at once, then the rate', async () => {
    const { clock, limiter } = limiterOf(tokenBucket({ limit: 10, windowMs: 1_000, burst: 3 }));
    expect(await spend(limiter, 4)).toEqual([true, true, true, false]);
    await clock.advance(100);
    expect(await spend(limiter, 2)).toEqual([true, false]);
  });

  it('a rolling window refuses the eleventh of ten until a window has passed since the first', async () => {
    const { clock, limiter } = limiterOf(rollingWindow({ limit: 10, windowMs: 1_000 }));
    await clock.advance(905);
    expect(await spend(limiter, 10)).toEqual(Array(10).fill(true));
    await clock.advance(905);
    const refused = await limiter.consume('key');
    expect(refused.allowed).toBe(false);
    await clock.advance(refused.retryAfterMs);
    expect(await spend(limiter, 10)).toEqual(Array(10).fill(true));
  });

  it('a fixed window starts anew at its border', async () => {
    const { clock, limiter } = limiterOf(fixedWindow({ limit: 1, windowMs: 60_000 }));
    await clock.advance(59_000);
    expect(await spend(limiter, 2)).toEqual([true, false]);
    expect(await limiter.peek('key')).toMatchObject({ retryAfterMs: 1_000 });
    await clock.advance(1_000);
    expect(await spend(limiter, 1)).toEqual([true]);
  });

  it('a leaky bucket admits one, then nothing until it has drained', async () => {
    const { clock, limiter } = limiterOf(leakyBucket({ limit: 10, windowMs: 1_000 }));
    expect(await spend(limiter, 2)).toEqual([true, false]);
    await clock.advance(100);
    expect(await spend(limiter, 2)).toEqual([true, false]);
    expect(await limiter.consume('key', { cost: 11 })).toMatchObject({ retryAfterMs: Infinity });
  });

  it.each([
    ['day', 'Europe/Madrid', '2026-03-29T10:00:00Z', '2026-03-29T22:00:00Z'],
    ['day', 'Asia/Beirut', '2026-03-28T12:00:00Z', '2026-03-28T22:00:00Z'],
    ['week', 'UTC', '2026-11-21T01:00:00Z', '2026-11-23T00:00:00Z'],
    ['month', 'America/New_York', '2026-10-31T12:00:00Z', '2026-11-01T04:00:00Z'],
    ['year', 'Asia/Tokyo', '2026-06-01T00:00:00Z', '2026-12-31T15:00:00Z'],
  ] as const)('a calendar %s in %s at %s ends at %s', async (period, timeZone, from, end) => {
    const clock = createFakeClock({ nowMs: Date.parse(from) });
    const limiter = createRateLimiter({ policies: [calendarWindow({ limit: 1, period, timeZone })], clock });
    const { resetAfterMs } = await limiter.consume('key');
    expect(new Date(clock.now() + resetAfterMs).toISOString()).toBe(new Date(end).toISOString());
    expect((await limiter.consume('key')).allowed).toBe(false);
    clock.setNow(Date.parse(end));
    expect((await limiter.consume('key')).allowed).toBe(true);
  });

  it('a wall clock that is set back or forth neither locks a rate nor forgives it', async () => {
    const { clock, limiter } = limiterOf(tokenBucket({ limit: 1, windowMs: 1_000 }));
    await limiter.consume('key');
    clock.setNow(clock.now() + 3_600_000);
    expect((await limiter.consume('key')).allowed).toBe(false);
    clock.setNow(clock.now() - 7_200_000);
    await clock.advance(1_000);
    expect((await limiter.consume('key')).allowed).toBe(true);
  });
});

describe('memory', () => {
  it(
    'holds a million idle keys with one timer, and lets go of them all in time',
    { timeout: 120_000 },
    async () => {
      const clock = createFakeClock();
      const policies = [tokenBucket({ limit: 10, windowMs: 60_000 })];
      const limiter = createRateLimiter({ policies, clock, maxKeys: 1_000_000 });
      for (let key = 0; key < 1_000_000; key += 1) void limiter.consume(`key-${key}`);
      expect(await limiter.peek('key-0')).toMatchObject({ remaining: 9, resetAfterMs: 6_000 });
      expect(clock.pendingTimers).toBe(1);
      // The timer is there while any key is.
      await clock.advance(6_000);
      expect(clock.pendingTimers).toBe(1);
      await clock.advance(1_200);
      expect(clock.pendingTimers).toBe(0);
      expect(await limiter.peek('key-0')).toMatchObject({ remaining: 10, resetAfterMs: 0 });
    },
  );
});

describe('what was spent can be changed', () => {
  it('peek says what consume would, and charges nothing', async () => {
    const { limiter } = limiterOf(tokenBucket({ limit: 1, windowMs: 1_000 }));
    expect((await limiter.peek('key')).allowed).toBe(true);
    expect((await limiter.peek('key', { cost: 2 })).retryAfterMs).toBe(Infinity);
    expect((await limiter.consume('key')).allowed).toBe(true);
    expect(await limiter.peek('key')).toMatchObject({ allowed: false, violated: 'default' });
  });

  it.each([
    tokenBucket({ limit: 3, windowMs: 1_000 }),
    rollingWindow({ limit: 3, windowMs: 1_000 }),
    fixedWindow({ limit: 3, windowMs: 1_000 }),
  ])('refund gives back to a $kind, never above the limit', async (policy) => {
    const { limiter } = limiterOf(policy);
    expect(await spend(limiter, 4)).toEqual([true, true, true, false]);
    await limiter.refund('key', 2);
    expect(await spend(limiter, 3)).toEqual([true, true, false]);
    await limiter.refund('key', 100);
    expect(await spend(limiter, 4)).toEqual([true, true, true, false]);
    await limiter.reset('key');
    expect(await limiter.peek('key')).toMatchObject({ remaining: 3, resetAfterMs: 0 });
  });

  it('consumeUpTo takes whole units, as many as fit every policy', async () => {
    const { limiter } = limiterOf(
      tokenBucket({ name: 'a', limit: 10, windowMs: 60_000 }),
      rollingWindow({ name: 'b', limit: 4, windowMs: 60_000 }),
    );
    await limiter.consume('key', { cost: 0.5 });
    expect(await limiter.consumeUpTo('key', { cost: 9 })).toMatchObject({
      granted: 3,
      decision: { allowed: true },
    });
    expect(await limiter.consumeUpTo('key', { cost: 9 })).toMatchObject({
      granted: 0,
      decision: { allowed: false, violated: 'b' },
    });
    expect(await limiter.consumeUpTo('key', { cost: 0.5 })).toMatchObject({ granted: 0.5 });
  });

  it('settling gives back what was too much, and charges what was too little even into debt', async () => {
    const { clock, limiter } = limiterOf(tokenBucket({ limit: 100, windowMs: 1_000 }));
    const high = await limiter.reserve('key', { cost: 80 });
    expect(high.decision).toMatchObject({ allowed: true, remaining: 20 });
    await high.settle(30);
    await high.settle(0);
    expect(await limiter.peek('key')).toMatchObject({ remaining: 70 });
    const low = await limiter.reserve('key', { cost: 10 });
    await low.settle(160);
    expect(await limiter.consume('key')).toMatchObject({ allowed: false, remaining: 0, retryAfterMs: 910 });
    await clock.advance(910);
    expect((await limiter.consume('key')).allowed).toBe(true);
  });

  it('a cancelled reservation leaves nothing, one that was refused took nothing', async () => {
    const { limiter } = limiterOf(tokenBucket({ limit: 5, windowMs: 1_000 }));
    const reservation = await limiter.reserve('key', { cost: 5 });
    const refused = await limiter.reserve('key', { cost: 1 });
    expect(refused.decision.allowed).toBe(false);
    await refused.cancel();
    await refused.settle(5);
    await reservation.cancel();
    expect(await limiter.peek('key')).toMatchObject({ remaining: 5 });
  });

  it('a reservation of which the window has passed gives back nothing of what others spent', async () => {
    const { clock, limiter } = limiterOf(
      tokenBucket({ name: 'a', limit: 5, windowMs: 1_000 }),
      fixedWindow({ name: 'b', limit: 5, windowMs: 1_000 }),
      rollingWindow({ name: 'c', limit: 5, windowMs: 1_000 }),
    );
    const late = await limiter.reserve('key', { cost: 5 });
    await clock.advance(1_100);
    expect(await spend(limiter, 6)).toEqual([true, true, true, true, true, false]);
    await late.cancel();
    expect((await limiter.consume('key')).allowed).toBe(false);
  });

  it('replacing the policies keeps what was spent under a name', async () => {
    const { clock, limiter } = limiterOf(
      tokenBucket({ name: 'a', limit: 10, windowMs: 1_000 }),
      rollingWindow({ name: 'b', limit: 10, windowMs: 1_000 }),
    );
    await limiter.consume('key', { cost: 6 });
    limiter.replacePolicies([
      rollingWindow({ name: 'b', limit: 8, windowMs: 1_000 }),
      tokenBucket({ name: 'a', limit: 20, windowMs: 2_000 }),
      fixedWindow({ name: 'new', limit: 30, windowMs: 1_000 }),
    ]);
    const { policies } = await limiter.peek('key');
    expect(policies.map(({ name, remaining }) => [name, remaining])).toEqual([
      ['b', 2],
      ['a', 14],
      ['new', 30],
    ]);
    await limiter.consume('key', { cost: 2 });
    await clock.advance(60_000);
    expect((await limiter.peek('key')).policies.map(({ remaining }) => remaining)).toEqual([8, 20, 30]);
  });

  it('a new, slower rate does not lock a key for what the old one admitted', async () => {
    const { limiter } = limiterOf(tokenBucket({ limit: 1_000, windowMs: 1_000 }));
    await limiter.consume('key', { cost: 1_000 });
    limiter.replacePolicies([tokenBucket({ limit: 10, windowMs: 60_000 })]);
    expect(await limiter.consume('key')).toMatchObject({ allowed: false, retryAfterMs: 6_000 });
  });

  it('a shadow policy counts what it would refuse, and refuses nothing', async () => {
    const { limiter } = limiterOf(
      tokenBucket({ name: 'real', limit: 3, windowMs: 60_000 }),
      tokenBucket({ name: 'tried', limit: 1, windowMs: 60_000, shadow: true }),
    );
    expect(await limiter.consume('key')).not.toHaveProperty('shadow');
    expect(await limiter.consume('key')).toMatchObject({ allowed: true, shadow: true, violated: 'tried' });
    expect(await spend(limiter, 2)).toEqual([true, false]);
    expect(await limiter.consume('key')).toMatchObject({ allowed: false, violated: 'real' });
    const alone = limiterOf(tokenBucket({ limit: 1, windowMs: 60_000, shadow: true })).limiter;
    expect(await spend(alone, 3)).toEqual([true, true, true]);
    expect(await alone.consume('key')).toMatchObject({ allowed: true, shadow: true, retryAfterMs: 0 });
  });
});

describe('options that cannot be used are refused, by name', () => {
  const bucket = { limit: 1, windowMs: 1 };
  it.each([
    ['limit', () => tokenBucket({ ...bucket, limit: 0 })],
    ['limit', () => tokenBucket({ ...bucket, limit: 1.5 })],
    ['windowMs', () => tokenBucket({ ...bucket, windowMs: 0.5 })],
    ['windowMs', () => rollingWindow({ ...bucket, windowMs: 400 * 86_400_000 })],
    ['burst', () => tokenBucket({ ...bucket, burst: 0 })],
    ['queue', () => leakyBucket({ ...bucket, queue: -1 })],
    ['name', () => tokenBucket({ ...bucket, name: 'a:b' })],
    ['shadow', () => tokenBucket({ ...bucket, shadow: 'yes' as unknown as boolean })],
    ['whenStoreFails', () => tokenBucket({ ...bucket, whenStoreFails: 'panic' as 'open' })],
    ['period', () => calendarWindow({ limit: 1, period: 'decade' as 'year' })],
    ['timeZone', () => calendarWindow({ limit: 1, period: 'day', timeZone: 'Mars/Olympus' })],
    ['policies', () => createRateLimiter({ policies: [] })],
    ['policies', () => createRateLimiter({ policies: [tokenBucket(bucket), fixedWindow(bucket)] })],
    ['maxKeys', () => createRateLimiter({ policies: [tokenBucket(bucket)], maxKeys: 0 })],
    ['maxWaiting', () => createRateLimiter({ policies: [tokenBucket(bucket)], maxWaiting: -1 })],
  ])('%s', (option, make) => {
    expect(make).toThrow(`"${option}"`);
  });
});
