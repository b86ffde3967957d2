import { createFakeClock } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';

import { createRateLimiter, leakyBucket, rollingWindow, tokenBucket } from './index.ts';
import type { RateLimitPolicy } from './index.ts';

function waiting(policy: RateLimitPolicy, maxWaiting = 1_000) {
  const clock = createFakeClock();
  const limiter = createRateLimiter({ policies: [policy], clock, maxWaiting });
  const startMs = clock.monotonicNow();
  const served: [string, boolean, number][] = [];
  const wait = async (name: string, maxWaitMs: number, cost = 1, signal?: AbortSignal) => {
    const decision = await limiter.waitFor('key', { cost, maxWaitMs, ...(signal && { signal }) });
    served.push([name, decision.allowed, clock.monotonicNow() - startMs]);
    return decision;
  };
  return { clock, limiter, served, wait };
}

describe('waitFor', () => {
  it('serves in order of arrival, and lets no cheaper cost pass', async () => {
    const { clock, limiter, served, wait } = waiting(tokenBucket({ limit: 10, windowMs: 1_000 }));
    await limiter.consume('key', { cost: 10 });
    const waits = [wait('dear', 5_000, 5), wait('cheap', 5_000), wait('last', 5_000)];
    await clock.advance(1_000);
    await Promise.all(waits);
    expect(served).toEqual([
      ['dear', true, 500],
      ['cheap', true, 600],
      ['last', true, 700],
    ]);
  });

  it('refuses whoever stood too long, and those behind move up', async () => {
    const { clock, limiter, served, wait } = waiting(rollingWindow({ limit: 1, windowMs: 1_000 }));
    await limiter.consume('key');
    const waits = [wait('first', 5_000), wait('impatient', 300), wait('last', 5_000)];
    await clock.advance(4_000);
    await Promise.all(waits);
    expect(served.map(([name, allowed]) => [name, allowed])).toEqual([
      ['impatient', false],
      ['first', true],
      ['last', true],
    ]);
    expect(served[0]).toEqual(['impatient', false, 300]);
  });

  it('books turns of a leaky bucket at its pace, and refuses at once who would wait too long', async () => {
    const { clock, served, wait } = waiting(leakyBucket({ limit: 10, windowMs: 1_000 }));
    const waits = ['a', 'b', 'c'].map((name) => wait(name, 5_000));
    const refused = await wait('late', 200);
    expect(refused).toMatchObject({ allowed: false, violated: 'default' });
    await clock.advance(1_000);
    await Promise.all(waits);
    expect(served.toSorted(([one], [other]) => one.localeCompare(other))).toEqual([
      ['a', true, 0],
      ['b', true, 100],
      ['c', true, 200],
      ['late', false, 0],
    ]);
  });

  it('refuses when the queue of a leaky bucket is full', async () => {
    const { clock, wait } = waiting(leakyBucket({ limit: 10, windowMs: 1_000, queue: 2 }));
    const waits = [1, 2, 3, 4].map((name) => wait(String(name), 60_000));
    await clock.advance(500);
    expect((await Promise.all(waits.slice(0, 3))).map(({ allowed }) => allowed)).toEqual([true, true, true]);
    await clock.advance(60_000);
    // The fourth found the queue full, and came again when its retry was due.
    expect((await waits[3]!).allowed).toBe(true);
  });

  it('refuses when too many wait already', async () => {
    const { clock, limiter, wait } = waiting(tokenBucket({ limit: 1, windowMs: 1_000 }), 1);
    await limiter.consume('key');
    const first = wait('first', 5_000);
    expect(await wait('second', 5_000)).toMatchObject({ allowed: false, retryAfterMs: 1_000 });
    await clock.advance(1_000);
    expect((await first).allowed).toBe(true);
  });

  it('gives a booked turn back when its caller leaves, and leaves no timer', async () => {
    const { clock, limiter, wait } = waiting(leakyBucket({ limit: 1, windowMs: 1_000 }));
    await limiter.consume('key');
    const timers = clock.pendingTimers;
    const controller = new AbortController();
    const leaving = wait('leaving', 60_000, 1, controller.signal);
    await clock.advance(0);
    expect((await limiter.peek('key')).retryAfterMs).toBe(2_000);
    controller.abort('gone');
    await expect(leaving).rejects.toBe('gone');
    expect((await limiter.peek('key')).retryAfterMs).toBe(1_000);
    expect(clock.pendingTimers).toBe(timers);
  });

  it('whoever leaves the middle of the line leaves it whole', async () => {
    const { clock, limiter, served, wait } = waiting(tokenBucket({ limit: 1, windowMs: 1_000 }));
    await limiter.consume('key');
    const controller = new AbortController();
    const first = wait('first', 9_000);
    const leaving = wait('leaving', 9_000, 1, controller.signal);
    const last = wait('last', 9_000);
    await clock.advance(0);
    controller.abort('gone');
    await expect(leaving).rejects.toBe('gone');
    await clock.advance(3_000);
    await Promise.all([first, last]);
    expect(served).toEqual([
      ['first', true, 1_000],
      ['last', true, 2_000],
    ]);
  });
});
