import { systemClock } from '@toolwright/core';
import type { Awaitable, Clock, Random } from '@toolwright/core';
import { createFakeClock } from '../fake-clock.ts';
import { realDelay } from '../real-time.ts';
import { seededRandom } from '../seeded-random.ts';
import { noHang } from '../no-hang.ts';

// A promise that never settles is to be named before the test runner gives up without a word.
const hangMs = { fake: 4_000, real: 20_000 };

/** One promise of a port, as data: any test runner can run it, and so can a plain loop. */
export interface ContractCase<Subject, Setting extends ContractSetting = ContractSetting> {
  /** The promise, as a fact in the present tense. */
  readonly name: string;
  /**
   * Resolves when the subject keeps the promise; rejects with an `AssertionError` that says what it did instead.
   * Calls `make` once and uses what it makes for this case only, from a state in which nothing was ever stored.
   */
  run(make: (setting: Setting) => Awaitable<Subject>, options?: ContractOptions): Promise<void>;
}

/** What a subject is made with. */
export interface ContractSetting {
  readonly clock: Clock;
  readonly random: Random;
}

/** How a case runs. */
export interface ContractOptions {
  /** How time passes. Hand in {@link realTime} for an adapter whose server keeps the time. @default a fake clock */
  readonly time?: ContractTime;
}

/** A clock, and the way to let its time pass. */
export interface ContractTime {
  readonly clock: Clock;
  /** Resolves when `ms` milliseconds have passed on the clock. */
  elapse(ms: number): Promise<void>;
  /** How much later than due something may happen, because the machine is busy. @default 0 */
  readonly slackMs?: number;
  /** How many timers wait on the clock, where it can be told. */
  pendingTimers?(): number;
}

// A timer may come a millisecond early, and a server counts in milliseconds of its own.
const realMarginMs = 2;

/** The machine's own time: `elapse` waits. No case lets more than two seconds pass. */
export const realTime: ContractTime = {
  clock: systemClock,
  elapse: (ms) => realDelay(ms === 0 ? 0 : ms + realMarginMs),
  slackMs: 500,
};

/** Time that passes at once, and only when the case says so. */
function fakeTime(): ContractTime {
  const clock = createFakeClock();
  return { clock, elapse: (ms) => clock.advance(ms), pendingTimers: () => clock.pendingTimers };
}

/** What a case is written as: the subject is made already, and `elapse` lets its time pass. */
export type ContractCheck<Subject> = (subject: Subject, time: ContractTime) => Promise<void>;

/** Makes the case of a promise whose subject needs nothing but a clock and chance. */
export function contractCase<Subject>(name: string, check: ContractCheck<Subject>): ContractCase<Subject> {
  return contractCaseWith(name, (setting) => setting, check);
}

/** Makes the case of a promise whose subject is made with more than that. */
export function contractCaseWith<Subject, Setting extends ContractSetting>(
  name: string,
  settingOf: (setting: ContractSetting) => Setting,
  check: ContractCheck<Subject>,
): ContractCase<Subject, Setting> {
  return {
    name,
    async run(make, options) {
      const time = options?.time ?? fakeTime();
      const setting = settingOf({ clock: time.clock, random: seededRandom(name) });
      const longestMs = time.slackMs === undefined ? hangMs.fake : hangMs.real;
      await noHang(longestMs, async () => check(await make(setting), time));
    },
  };
}
