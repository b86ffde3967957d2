import type { Clock } from '../ports/clock.ts';
import { systemClock } from './system-clock.ts';

/**
 * The clock that deadlines run on: as given, but the machine's timers keep the process alive while a call is under way.
 * Otherwise a program that waits for a call between two attempts, and for nothing else, would end without its answer.
 */
export function callClock(clock: Clock): Clock {
  return clock === systemClock ? keeping : clock;
}

const keeping: Clock = {
  ...systemClock,
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
