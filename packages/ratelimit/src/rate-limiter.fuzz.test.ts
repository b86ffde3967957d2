import { createFakeClock } from '@toolwright/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createRateLimiter, rollingWindow, tokenBucket } from './index.ts';

const windowMs = 1_000;
const arrivals = fc.array(
  fc.record({
    gapMs: fc.oneof(
      fc.constant(0),
      fc.integer({ min: 0, max: 120 }),
      fc.integer({ min: 0, max: 1_500 }),
      fc.constantFrom(99, 100, 999, 1_000),
    ),
    cost: fc.oneof(fc.constant(1), fc.constantFrom(0, 0.001, 0.5, 2, 2.5, 100)),
    how: fc.constantFrom('consume', 'consume', 'consumeUpTo', 'peek'),
  }),
  { minLength: 1, maxLength: 80 },
);

interface Spent {
  readonly atMs: number;
  readonly parts: number;
}

/** The most thousandths that any window holds; the worst one starts with an admission. */
function worstWindow(spent: readonly Spent[]): number {
  const from = ({ atMs }: Spent) =>
    spent
      .filter((other) => other.atMs >= atMs && other.atMs < atMs + windowMs)
      .reduce((sum, { parts }) => sum + parts, 0);
  return Math.max(0, ...spent.map(from));
}

describe('a limiter of several policies', () => {
  it('lets no window hold more than any of them admits, for any arrivals', async () => {
    const limits = fc.record({
      limit: fc.integer({ min: 1, max: 12 }),
      rate: fc.integer({ min: 1, max: 12 }),
      burst: fc.integer({ min: 1, max: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(limits, arrivals, async ({ limit, rate, burst }, todo) => {
        const clock = createFakeClock();
        const policies = [
          rollingWindow({ name: 'rolling', limit, windowMs }),
          tokenBucket({ name: 'bucket', limit: rate, windowMs, burst }),
        ];
        const limiter = createRateLimiter({ policies, clock });
        const spent: Spent[] = [];
        for (const { gapMs, cost, how } of todo) {
          await clock.advance(gapMs);
          const atMs = clock.monotonicNow();
          const foreseen = await limiter.peek('key', { cost });
          if (how === 'consumeUpTo' && cost > 0) {
            const { granted, decision } = await limiter.consumeUpTo('key', { cost });
            expect(decision.allowed).toBe(granted > 0);
            spent.push({ atMs, parts: Math.round(granted * 1_000) });
          } else if (how === 'consume') {
            const { allowed, violated } = await limiter.consume('key', { cost });
            expect([allowed, violated]).toEqual([foreseen.allowed, foreseen.violated]);
            if (allowed) spent.push({ atMs, parts: Math.round(cost * 1_000) });
          }
        }
        expect(worstWindow(spent)).toBeLessThanOrEqual(Math.min(limit, burst + rate) * 1_000);
      }),
      { numRuns: 200 },
    );
  });
});
