import { createFakeClock } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';

import { createRefusalMemory } from './refusal-memory.ts';
import { rollingWindow, tokenBucket } from '../index.ts';
import { planOf } from '../plan.ts';

const plan = planOf([
  tokenBucket({ name: 'second', limit: 10, windowMs: 1_000 }),
  rollingWindow({ name: 'minute', limit: 60, windowMs: 60_000 }),
]);
// "second" refuses for 600 ms; "minute" has room.
const verdict = {
  refusedBy: 0,
  shadowedBy: -1,
  taken: 0,
  wait: 0,
  standings: [4_000, 600_000, 1_000_000, 30_000, 0, 40_000_000],
};
const parts = 10_000;

/** A refusal that was asked for, and answered 100 ms later. */
async function remembered(longestMs = 1_000) {
  const clock = createFakeClock();
  const refusals = createRefusalMemory(clock, longestMs);
  const askedAtMs = clock.monotonicNow();
  await clock.advance(100);
  refusals.remember(plan, 'key', { parts, verdict, askedAtMs, answeredAtMs: clock.monotonicNow() });
  return { clock, recall: () => refusals.recall(plan, 'key', parts), refusals };
}

describe('a remembered refusal', () => {
  it('runs down from when it was answered: nobody is told less than there is to wait', async () => {
    const { clock, recall } = await remembered();
    expect(recall()).toMatchObject({
      allowed: false,
      violated: 'second',
      retryAfterMs: 600,
      resetAfterMs: 1_000,
    });
    await clock.advance(200);
    const later = recall();
    expect(later).toMatchObject({ allowed: false, remaining: 4, retryAfterMs: 400, resetAfterMs: 800 });
    expect(later?.policies.map(({ retryAfterMs, resetAfterMs }) => [retryAfterMs, resetAfterMs])).toEqual([
      [400, 800],
      [0, 39_800],
    ]);
  });

  it('is asked for again once it could have ended, counted from when it was asked for', async () => {
    const { clock, recall } = await remembered();
    await clock.advance(499);
    expect(recall()).toMatchObject({ retryAfterMs: 101 });
    await clock.advance(1);
    expect(recall()).toBeUndefined();
  });

  it('counts for no longer than it may, however long it lasts', async () => {
    const { clock, recall } = await remembered(300);
    await clock.advance(199);
    expect(recall()).toMatchObject({ retryAfterMs: 401 });
    await clock.advance(1);
    expect(recall()).toBeUndefined();
  });

  it('counts for the same cost and the same policies alone, and until it is forgotten', async () => {
    const { recall, refusals } = await remembered();
    expect(refusals.recall(plan, 'key', parts - 1)).toBeUndefined();
    expect(refusals.recall(planOf(plan.policies), 'key', parts)).toBeUndefined();
    refusals.forget('key');
    expect(recall()).toBeUndefined();
  });

  it('is never one of more than ten thousand', async () => {
    const { clock, refusals, recall } = await remembered();
    const nowMs = clock.monotonicNow();
    for (let index = 0; index < 10_000; index += 1) {
      refusals.remember(plan, `key-${index}`, { parts, verdict, askedAtMs: nowMs, answeredAtMs: nowMs });
    }
    expect(recall()).toBeUndefined();
    expect(refusals.recall(plan, 'key-0', parts)).toBeDefined();
  });
});
