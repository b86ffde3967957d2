import { setImmediate as turn } from 'node:timers/promises';

import { createFakeClock } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';

import { withSharedReadings } from './shared-readings.ts';

/** A clock that moves `stepMs` with each reading of the shared one, and counts the readings of its own. */
function steppingClock() {
  const truth = { nowMs: 1_000, reads: 0 };
  const inner = {
    ...createFakeClock(),
    monotonicNow: () => {
      truth.reads += 1;
      return truth.nowMs;
    },
  };
  const clock = withSharedReadings(inner);
  const read = (times: number, stepMs: number): number[] =>
    Array.from({ length: times }, () => {
      truth.nowMs += stepMs;
      return truth.nowMs - clock.monotonicNow();
    });
  return { truth, clock, read };
}

describe('withSharedReadings', () => {
  it('reads the true time each time for who asks now and then', () => {
    const { truth, read } = steppingClock();
    expect(new Set(read(1_000, 0.003))).toEqual(new Set([0]));
    expect(truth.reads).toBe(1_000);
  });

  it('reads a thirtieth as often in a burst, and is late by no more than 32 of its steps', () => {
    const { truth, read } = steppingClock();
    const late = read(3_300, 0.0001);
    expect(truth.reads).toBeLessThan(120);
    expect(Math.max(...late)).toBeLessThan(33 * 0.0001);
    expect(Math.min(...late)).toBe(0);
  });

  it('reads the true time again once the microtasks have run out', async () => {
    const { read } = steppingClock();
    expect(Math.max(...read(20, 0))).toBe(0);
    await turn();
    expect(read(1, 5_000)).toEqual([0]);
  });

  it('reads the true time again when the burst slows down', () => {
    const { truth, read } = steppingClock();
    read(41, 0);
    read(1, 1);
    const before = truth.reads;
    expect(new Set(read(10, 0.01))).toEqual(new Set([0]));
    expect(truth.reads - before).toBe(10);
  });

  it('never goes back, and leaves the wall clock and the timers as they are', () => {
    const { read, clock, truth } = steppingClock();
    const seen: number[] = [];
    for (let index = 0; index < 500; index += 1) {
      read(1, index % 100 === 0 ? 3 : 0.0005);
      seen.push(clock.monotonicNow());
    }
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(clock.now()).toBe(createFakeClock().now());
    clock.after(5, () => (truth.nowMs = Number.NaN))();
    expect(truth.nowMs).toBeGreaterThan(0);
  });
});
