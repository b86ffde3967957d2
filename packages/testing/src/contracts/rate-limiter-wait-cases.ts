import { getEventListeners } from 'node:events';
import type { Awaitable, RateLimitDecision, RateLimiter } from '@toolwright/core';
import {
  assertEventually,
  assertHolds,
  assertRejectsWith,
  assertSame,
  assertSettles,
} from './assert-promise.ts';
import type { ContractTime } from './contract-case.ts';
import { limit, rateLimiterCase } from './rate-limiter-case.ts';
import type { RateLimiterCase } from './rate-limiter-case.ts';

/** What a limiter promises of `waitFor`. */
export const waitCases: readonly RateLimiterCase[] = [
  rateLimiterCase('does not wait when there is enough', async (limiter) => {
    const decision = await limiter.waitFor('key', { maxWaitMs: 1_000 });
    assertSame('allowed', decision.allowed, true);
    assertSame('remaining', decision.remaining, limit - 1);
  }),
  rateLimiterCase('lets callers wait for their turn, in order of arrival', async (limiter, time) => {
    await spendAll(limiter);
    const order: number[] = [];
    const waits = [1, 2, 3].map(async (turn) => {
      const decision = await limiter.waitFor('key', { maxWaitMs: 10_000 });
      order.push(turn);
      return decision;
    });
    await time.elapse(0);
    assertSame('who had a turn before there was one', order, []);
    await assertEventually('all have their turn', time, () => order.length === 3);
    assertSame('the order', order, [1, 2, 3]);
    const decisions = await Promise.all(waits);
    assertSame(
      'allowed',
      decisions.map(({ allowed }) => allowed),
      [true, true, true],
    );
  }),
  rateLimiterCase(
    'refuses when the wait is not enough, within it, and charges nothing',
    async (limiter, time) => {
      await spendAll(limiter);
      const refusal = await decided(time, 50, limiter.waitFor('key', { cost: limit, maxWaitMs: 50 }));
      assertSame('allowed', refusal.allowed, false);
      assertHolds(`retryAfterMs says when, not ${refusal.retryAfterMs}`, refusal.retryAfterMs > 0);
      await time.elapse(Math.ceil(refusal.retryAfterMs) + 50);
      assertSame('allowed later', (await spendAll(limiter)).allowed, true);
    },
  ),
  rateLimiterCase('refuses to wait for what never fits', async (limiter, time) => {
    const wait = limiter.waitFor('key', { cost: limit + 1, maxWaitMs: 100 });
    const refusal = await decided(time, 100, wait);
    assertSame('allowed', refusal.allowed, false);
    assertSame('retryAfterMs', refusal.retryAfterMs, Number.POSITIVE_INFINITY);
  }),
  rateLimiterCase("leaves the queue with the signal's reason, charged nothing", async (limiter, time) => {
    await spendAll(limiter);
    const { retryAfterMs } = await spendAll(limiter);
    const timers = time.pendingTimers?.();
    const controller = new AbortController();
    const { signal } = controller;
    const reason = new Error('gone');
    const wait = limiter.waitFor('key', { cost: limit, maxWaitMs: 10_000, signal });
    wait.catch(() => undefined);
    await time.elapse(0);
    controller.abort(reason);
    await assertRejectsWith('waitFor', () => assertSettles('waitFor', time, () => wait), reason);
    const again = () =>
      assertSettles('waitFor', time, () => limiter.waitFor('key', { maxWaitMs: 10_000, signal }));
    await assertRejectsWith('waitFor with an aborted signal', again, reason);
    assertSame('listeners on the signal', getEventListeners(signal, 'abort').length, 0);
    assertSame('timers left behind', time.pendingTimers?.(), timers);
    await time.elapse(Math.ceil(retryAfterMs));
    assertSame('allowed later', (await spendAll(limiter)).allowed, true);
  }),
  rateLimiterCase('leaves no listener behind when a turn has come', async (limiter, time) => {
    await spendAll(limiter);
    const { signal } = new AbortController();
    let decision: RateLimitDecision | undefined;
    const wait = limiter.waitFor('key', { maxWaitMs: 10_000, signal });
    const kept = wait.then((made) => (decision = made));
    await assertEventually('the turn comes', time, () => decision !== undefined);
    assertSame('allowed', (await kept).allowed, true);
    assertSame('listeners on the signal', getEventListeners(signal, 'abort').length, 0);
  }),
];

function spendAll(limiter: RateLimiter): Awaitable<RateLimitDecision> {
  return limiter.consume('key', { cost: limit });
}

async function decided(
  time: ContractTime,
  withinMs: number,
  wait: Promise<RateLimitDecision>,
): Promise<RateLimitDecision> {
  let decision: RateLimitDecision | undefined;
  const kept = wait.then((made) => (decision = made));
  kept.catch(() => undefined);
  await time.elapse(withinMs);
  if (decision === undefined) await time.elapse(time.slackMs ?? 0);
  assertHolds(`waitFor decides within ${withinMs} ms`, decision !== undefined);
  return kept;
}
