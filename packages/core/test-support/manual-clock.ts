import type { Clock } from '../src/ports/clock.ts';

/** A clock that stands still until a test moves it. */
export interface ManualClock extends Clock {
  /** Moves the time on, runs what falls due in its order, and lets promises settle in between. */
  advance(ms: number): Promise<void>;
  /** How many timers are waiting. */
  readonly timers: number;
  /** How often the time was asked for. */
  readonly reads: number;
}

/** Starts at `startMs` of the epoch; its monotonic time starts at 0. */
export function manualClock(startMs = 1_800_000_000_000): ManualClock {
  const timers = new Set<{ readonly atMs: number; readonly run: () => void }>();
  let elapsedMs = 0;
  let reads = 0;
  const read = (base: number): number => {
    reads += 1;
    return base + elapsedMs;
  };
  return {
    now: () => read(startMs),
    monotonicNow: () => read(0),
    after(delayMs, run) {
      const timer = { atMs: elapsedMs + Math.max(delayMs, 0), run };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    async advance(ms) {
      const endMs = elapsedMs + ms;
      for (;;) {
        // Longer than any chain of promises in the tests, so that work set off by one timer can set the next.
        for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
        const next = [...timers]
          .filter((timer) => timer.atMs <= endMs)
          .toSorted((a, b) => a.atMs - b.atMs)[0];
        if (next === undefined) break;
        timers.delete(next);
        elapsedMs = next.atMs;
        next.run();
      }
      elapsedMs = endMs;
    },
    get timers() {
      return timers.size;
    },
    get reads() {
      return reads;
    },
  };
}
