import { describe, expect, it } from 'vitest';
import { manualClock } from '../../test-support/manual-clock.ts';
import { createOutageGate } from './outage-gate.ts';
import type { OutageGateOptions } from './outage-gate.ts';

function setUp(options: Partial<OutageGateOptions> = {}) {
  const clock = manualClock();
  return { clock, gate: createOutageGate({ clock, ...options }) };
}

describe('an outage gate', () => {
  it('lets everybody through while the remote answers, without reading the clock', () => {
    const { clock, gate } = setUp();
    expect([gate.allows(), gate.allows(), gate.skipping]).toEqual([true, true, false]);
    gate.succeeded();
    expect(clock.reads).toBe(0);
  });

  it('skips the remote after a failure, then sends one probe at a time', async () => {
    const { clock, gate } = setUp();
    gate.failed();
    expect([gate.allows(), gate.skipping]).toEqual([false, true]);
    await clock.advance(999);
    expect(gate.allows()).toBe(false);
    await clock.advance(1);
    expect([gate.allows(), gate.allows(), gate.skipping]).toEqual([true, false, true]);
    gate.succeeded();
    expect([gate.allows(), gate.allows(), gate.skipping]).toEqual([true, true, false]);
  });

  it('waits for as many failures in a row as asked', () => {
    const { gate } = setUp({ failureThreshold: 3 });
    gate.failed();
    gate.failed();
    gate.succeeded();
    gate.failed();
    gate.failed();
    expect(gate.allows()).toBe(true);
    gate.failed();
    expect(gate.allows()).toBe(false);
  });

  it('doubles the skip with each failed probe up to the longest, and starts over after an answer', async () => {
    const { clock, gate } = setUp({ skipMs: 100, longestSkipMs: 350 });
    const skips: number[] = [];
    gate.failed();
    for (let probe = 0; probe < 4; probe += 1) {
      let waitedMs = 0;
      for (; !gate.allows(); waitedMs += 50) await clock.advance(50);
      skips.push(waitedMs);
      gate.failed();
    }
    expect(skips).toEqual([100, 200, 350, 350]);
    gate.succeeded();
    gate.failed();
    await clock.advance(100);
    expect(gate.allows()).toBe(true);
  });

  it('does not skip longer because many callers fail at once', async () => {
    const { clock, gate } = setUp();
    for (let caller = 0; caller < 64; caller += 1) gate.failed();
    await clock.advance(500);
    gate.failed();
    await clock.advance(500);
    expect(gate.allows()).toBe(true);
  });

  it('sends another probe when one never reports', async () => {
    const { clock, gate } = setUp();
    gate.failed();
    await clock.advance(1_000);
    expect(gate.allows()).toBe(true);
    await clock.advance(999);
    expect(gate.allows()).toBe(false);
    await clock.advance(1);
    expect(gate.allows()).toBe(true);
  });

  it.each([{ failureThreshold: 0 }, { failureThreshold: 1.5 }, { skipMs: 0 }, { longestSkipMs: 999 }])(
    'is not made with %j',
    (options) => {
      expect(() => setUp(options)).toThrow(`"${Object.keys(options)[0]}"`);
    },
  );
});
