import { numberOption } from '@toolwright/core';
import type { Clock } from '@toolwright/core';
import { advanceUntil } from './advance-until.ts';
import { nextTurn } from './real-time.ts';
import { createTimerQueue } from './timer-queue.ts';

// Timers that one `advance` may run: more is a loop that re-arms itself without time passing.
const mostTimersPerAdvance = 100_000;

/** How a fake clock starts. */
export interface FakeClockOptions {
  /** The wall clock, in milliseconds since the epoch, at least 0. @default 1_767_225_600_000, the start of 2026 */
  readonly nowMs?: number;
}

/** A clock that moves only when the test says so. */
export interface FakeClock extends Clock {
  /**
   * Lets `ms` milliseconds pass: runs every timer that comes due, in the order of its time and then of its making, with
   * the clock standing at that timer's time, and lets promises settle before the first and after each. Timers that
   * timers make run too when they are due. `advance(0)` lets promises settle and runs what is due already.
   *
   * Advances wait for each other. Rejects with what a timer threw; the clock then stands at that timer's time.
   */
  advance(ms: number): Promise<void>;
  /**
   * Lets time pass, `stepMs` at a time, until the work settles, and settles as it does: for work that waits on this clock
   * and on what stands outside it by turns. Rejects when the work has not settled within 10 s of real time. @default 20
   */
  advanceUntil<T>(work: Promise<T>, stepMs?: number): Promise<T>;
  /** Sets the wall clock, forwards or back, as an administrator would: timers and `monotonicNow` do not notice. */
  setNow(nowMs: number): void;
  /** How many timers wait to run: 0 when nothing was left behind. */
  readonly pendingTimers: number;
}

/** Makes a clock that stands still until it is advanced. */
export function createFakeClock(options?: FakeClockOptions): FakeClock {
  let nowMs = numberOption('nowMs', options?.nowMs ?? 1_767_225_600_000, { min: 0 });
  // Not 0: code that takes a time of 0 for none would behave differently here than in production.
  let monotonicMs = 1_000;
  let lastAdvance: Promise<void> = Promise.resolve();
  const timers = createTimerQueue();

  const moveTo = (atMs: number): void => {
    const elapsedMs = Math.max(atMs - monotonicMs, 0);
    monotonicMs += elapsedMs;
    nowMs += elapsedMs;
  };
  const pass = async (ms: number): Promise<void> => {
    const untilMs = monotonicMs + ms;
    await nextTurn();
    for (let ran = 0, timer = timers.takeDue(untilMs); timer !== undefined; timer = timers.takeDue(untilMs)) {
      ran += 1;
      if (ran > mostTimersPerAdvance) throw runaway(ms);
      moveTo(timer.atMs);
      timer.run();
      await nextTurn();
    }
    moveTo(untilMs);
  };
  const advance = async (ms: number): Promise<void> => {
    numberOption('ms', ms, { min: 0 });
    const advanced = lastAdvance.then(() => pass(ms));
    lastAdvance = advanced.catch(() => undefined);
    return advanced;
  };
  return {
    now: () => nowMs,
    monotonicNow: () => monotonicMs,
    // As Node does it: a delay that is no number is the shortest one.
    after: (delayMs, run) => timers.add(monotonicMs + Math.max(delayMs || 0, 0), run),
    advance,
    advanceUntil: (work, stepMs = 20) => advanceUntil(work, () => advance(stepMs)),
    setNow: (toMs) => void (nowMs = numberOption('nowMs', toMs, { min: 0 })),
    get pendingTimers() {
      return timers.size;
    },
  };
}

function runaway(ms: number): Error {
  return new Error(
    `advance(${ms}) ran ${mostTimersPerAdvance} timers and more are due: a timer re-arms itself without time passing`,
  );
}
