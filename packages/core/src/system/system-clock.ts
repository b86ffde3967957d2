import type { Clock } from '../ports/clock.ts';

// The longest delay that Node's timers hold; a longer one would fire at once.
const longestDelayMs = 2_147_483_647;

/** The machine's own time. Its timers do not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicNow: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, Math.min(Math.max(delayMs, 0), longestDelayMs));
    timer.unref();
    return () => clearTimeout(timer);
  },
};
