import type { Clock } from '@toolwright/core';

/** A clock for these tests. */
export function fakeClock(): Clock & { advance(ms: number): void; readonly timers: number } {
  let now = 1_000_000;
  const timers = new Map<object, { at: number; run: () => void }>();
  return {
    now: () => now,
    monotonicNow: () => now,
    after(delayMs, run) {
      const id = {};
      timers.set(id, { at: now + delayMs, run });
      return () => void timers.delete(id);
    },
    advance(ms) {
      now += ms;
      for (const [id, { at, run }] of timers) {
        if (at > now) continue;
        timers.delete(id);
        run();
      }
    },
    get timers() {
      return timers.size;
    },
  };
}
