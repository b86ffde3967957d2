import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { calendarWindow } from './calendar-window.ts';
import { concurrency } from './concurrency.ts';
import { fixedWindow } from './fixed-window.ts';
import { leakyBucket } from './leaky-bucket.ts';
import { rollingWindow } from './rolling-window.ts';
import { tokenBucket } from './token-bucket.ts';
import type { State } from './algorithm.ts';
import type { RateLimitPolicy } from '../policy.ts';

interface Spent {
  readonly at: number;
  readonly parts: number;
}

const arrivals = (windowMs: number) =>
  fc.array(
    fc.record({
      gap: fc.oneof(
        fc.constant(0),
        fc.integer({ min: 0, max: windowMs * 100 }),
        fc.integer({ min: 0, max: windowMs * 1_500 }),
        fc.constantFrom(windowMs * 100 - 1, windowMs * 100, windowMs * 1_000 - 1, windowMs * 1_000),
      ),
      parts: fc.oneof(fc.constant(1_000), fc.integer({ min: 1, max: 4_000 })),
    }),
    { minLength: 1, maxLength: 80 },
  );

/** Everything the policy admits of the arrivals. */
function admitted(policy: RateLimitPolicy, gaps: readonly { gap: number; parts: number }[]): Spent[] {
  const spent: Spent[] = [];
  let state: State | undefined;
  let now = 27_000_000_000_000;
  for (const { gap, parts } of gaps) {
    now += gap;
    const next = policy.algorithm.take(state, policy, parts, now);
    if (next === undefined) continue;
    state = next;
    spent.push({ at: now, parts });
  }
  return spent;
}

/** The most that any window of the length holds; the worst one starts with an admission. */
function worstWindow(spent: readonly Spent[], lengthUs: number): number {
  return Math.max(
    0,
    ...spent.map(({ at }) =>
      spent
        .filter((other) => other.at >= at && other.at < at + lengthUs)
        .reduce((sum, { parts }) => sum + parts, 0),
    ),
  );
}

const limits = fc.record({
  limit: fc.integer({ min: 1, max: 12 }),
  windowMs: fc.constantFrom(1, 7, 1_000, 60_000),
});

describe('no arrivals break a bound', () => {
  it('never lets a rolling window hold more than the limit, wherever the window starts', () => {
    fc.assert(
      fc.property(
        limits.chain((plan) => fc.tuple(fc.constant(plan), arrivals(plan.windowMs))),
        ([plan, gaps]) => {
          const worst = worstWindow(admitted(rollingWindow(plan), gaps), plan.windowMs * 1_000);
          expect(worst).toBeLessThanOrEqual(plan.limit * 1_000);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('never lets a window hold more than the burst and what flows back into a token bucket', () => {
    fc.assert(
      fc.property(
        limits.chain((plan) =>
          fc.tuple(fc.constant(plan), fc.integer({ min: 1, max: 20 }), arrivals(plan.windowMs)),
        ),
        ([plan, burst, gaps]) => {
          const worst = worstWindow(admitted(tokenBucket({ ...plan, burst }), gaps), plan.windowMs * 1_000);
          expect(worst).toBeLessThanOrEqual((burst + plan.limit) * 1_000);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('never lets a fixed window hold more than the limit', () => {
    fc.assert(
      fc.property(
        limits.chain((plan) => fc.tuple(fc.constant(plan), arrivals(plan.windowMs))),
        ([plan, gaps]) => {
          const totals = new Map<number, number>();
          for (const { at, parts } of admitted(fixedWindow(plan), gaps)) {
            const window = Math.floor(at / (plan.windowMs * 1_000));
            totals.set(window, (totals.get(window) ?? 0) + parts);
          }
          expect(Math.max(...totals.values(), 0)).toBeLessThanOrEqual(plan.limit * 1_000);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('never lets a leaky bucket admit before the last cost has drained', () => {
    fc.assert(
      fc.property(
        limits.chain((plan) => fc.tuple(fc.constant(plan), arrivals(plan.windowMs))),
        ([plan, gaps]) => {
          const spent = admitted(leakyBucket(plan), gaps);
          for (const [index, { at, parts }] of spent.slice(0, -1).entries()) {
            const drainedAt = at + (parts * plan.windowMs) / plan.limit;
            expect(spent[index + 1]!.at).toBeGreaterThanOrEqual(drainedAt);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('a refusal says how long to wait', () => {
  const policies = [
    tokenBucket({ limit: 7, windowMs: 1_000, burst: 5 }),
    leakyBucket({ limit: 7, windowMs: 1_000 }),
    rollingWindow({ limit: 7, windowMs: 1_000 }),
    fixedWindow({ limit: 7, windowMs: 1_000 }),
    calendarWindow({ limit: 7, period: 'day', timeZone: 'America/New_York' }),
  ];
  it.each(policies)('$kind: the same cost fits then, and not a microsecond earlier', (policy) => {
    fc.assert(
      fc.property(arrivals(1_000), fc.integer({ min: 1, max: 5_000 }), (gaps, parts) => {
        const { algorithm } = policy;
        let state: State | undefined;
        let now = 27_000_000_000_000;
        for (const arrival of gaps) {
          now += arrival.gap;
          state = algorithm.take(state, policy, arrival.parts, now) ?? state;
        }
        const standing = algorithm.advance(state, policy, now);
        const retryAfter = algorithm.retryAfter(standing, policy, parts);
        const fitsAt = (instant: number): boolean =>
          algorithm.take(state, policy, parts, instant) !== undefined;
        expect(retryAfter).not.toBe(Infinity);
        expect(fitsAt(now + retryAfter)).toBe(true);
        if (retryAfter > 0) expect(fitsAt(now + retryAfter - 1)).toBe(false);
        expect(algorithm.room(standing, policy) >= parts).toBe(retryAfter === 0);
        const resetAfter = algorithm.resetAfter(standing, policy);
        expect(algorithm.resetAfter(algorithm.advance(standing, policy, now + resetAfter), policy)).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it.each(policies)('$kind: taking in one step is advancing and charging', (policy) => {
    fc.assert(
      fc.property(arrivals(1_000), (gaps) => {
        const { algorithm } = policy;
        let state: State | undefined;
        let now = 27_000_000_000_000;
        for (const { gap, parts } of gaps) {
          now += gap;
          const advanced = algorithm.advance(state, policy, now);
          const taken = algorithm.take(state, policy, parts, now);
          const fits = algorithm.retryAfter(advanced, policy, parts) === 0;
          expect(taken).toEqual(fits ? algorithm.charge(advanced, policy, parts) : undefined);
          state = taken ?? advanced;
        }
      }),
    );
  });
});

describe('what decisions say is what the state says', () => {
  const policies = [
    tokenBucket({ limit: 7, windowMs: 1_000, burst: 5 }),
    tokenBucket({ limit: 5_000_000, windowMs: 86_400_000, burst: 3 }),
    leakyBucket({ limit: 7, windowMs: 1_000 }),
    rollingWindow({ limit: 7, windowMs: 1_000 }),
    fixedWindow({ limit: 7, windowMs: 1_000 }),
    concurrency({ limit: 7, leaseMs: 1_000 }),
  ];
  it.each(policies)('$kind: in whole units, rounded down, and whole milliseconds, rounded up', (policy) => {
    fc.assert(
      fc.property(arrivals(1_000), (gaps) => {
        const { algorithm } = policy;
        let state: State | undefined;
        let now = 27_000_000_000_000;
        for (const { gap, parts } of gaps) {
          now += gap;
          // Into debt, too: charged whether it fits or not.
          state = algorithm.charge(algorithm.advance(state, policy, now), policy, parts);
          const units = Math.max(0, Math.floor(algorithm.room(state, policy) / 1_000));
          expect(algorithm.unitsLeft(state, policy)).toBe(units);
          const resetAfterMs = Math.ceil(algorithm.resetAfter(state, policy) / 1_000);
          expect(algorithm.resetAfterMs(state, policy)).toBe(resetAfterMs);
        }
      }),
    );
  });
});
