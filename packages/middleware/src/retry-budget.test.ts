import { createFakeClock } from '@toolwright/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRetryBudget } from './retry-budget.ts';

describe('a retry budget', () => {
  it('affords the floor at once, and again as time passes', async () => {
    const clock = createFakeClock();
    const budget = createRetryBudget({ ratio: 0, floorPerSecond: 2, saveSeconds: 3, clock });
    expect(budget.balance).toBe(6);
    for (let each = 0; each < 6; each += 1) expect(budget.spend()).toBe(true);
    expect(budget.spend()).toBe(false);
    await clock.advance(500);
    expect([budget.spend(), budget.spend()]).toEqual([true, false]);
    await clock.advance(60_000);
    expect(budget.balance).toBe(6);
  });

  it('earns a share of the first attempts, up to what can be saved', () => {
    const budget = createRetryBudget({
      ratio: 0.1,
      floorPerSecond: 0,
      saveSeconds: 1,
      clock: createFakeClock(),
    });
    for (let each = 0; each < 10; each += 1) budget.earn();
    expect([budget.spend(), budget.spend()]).toEqual([true, false]);
    for (let each = 0; each < 1_000_000; each += 1) budget.earn();
    expect(budget.balance).toBeCloseTo(100);
  });

  it('never gives out more than it had, whatever happens', () => {
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { maxLength: 300 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (steps, ratio) => {
          const budget = createRetryBudget({
            ratio,
            floorPerSecond: 1,
            saveSeconds: 2,
            clock: createFakeClock(),
          });
          let earned = 2;
          let spent = 0;
          for (const earns of steps) {
            if (earns) {
              budget.earn();
              earned += ratio;
            } else if (budget.spend()) spent += 1;
          }
          expect(spent).toBeLessThanOrEqual(earned + 1e-6);
          expect(budget.balance).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});
