import { numberOption, systemClock } from '@toolwright/core';
import type { Clock } from '@toolwright/core';

/** How many repetitions a service affords. */
export interface RetryBudgetOptions {
  /** Repetitions earned by each first attempt, 0 to 1: 0.1 is one in ten. @default 0.1 */
  readonly ratio?: number;
  /** Repetitions earned by each second, so that a quiet service may retry too. @default 10 */
  readonly floorPerSecond?: number;
  /** Seconds' worth of floor, and of earnings, that can be saved. @default 10 */
  readonly saveSeconds?: number;
  /** @default systemClock */
  readonly clock?: Clock;
}

/** Bounds repetitions to a share of the first attempts, so that retries cannot multiply an outage. Share one. */
export interface RetryBudget {
  /** A first attempt is made. */
  earn(): void;
  /** Takes the price of one repetition, or answers `false` when there is nothing left. */
  spend(): boolean;
  /** What is left, in repetitions. */
  readonly balance: number;
}

const defaults = { ratio: 0.1, floorPerSecond: 10, saveSeconds: 10 };
// What a burst of first attempts can earn at most, per saved second: bounds the balance of a very busy service.
const mostEarnedPerSecond = 1_000;

/**
 * Makes a budget for {@link retry} and {@link hedge} to share: a ratio of the first attempts plus a floor, as Finagle's
 * `RetryBudget`. Earning reads no clock.
 *
 * @throws `INVALID_OPTIONS` for a ratio outside 0 to 1 or a negative number.
 */
export function createRetryBudget(options: RetryBudgetOptions = {}): RetryBudget {
  const { clock = systemClock } = options;
  const ratio = numberOption('ratio', options.ratio ?? defaults.ratio, { min: 0, max: 1 });
  const floor = numberOption('floorPerSecond', options.floorPerSecond ?? defaults.floorPerSecond, { min: 0 });
  const save = numberOption('saveSeconds', options.saveSeconds ?? defaults.saveSeconds, { min: 1 });
  const mostEarned = mostEarnedPerSecond * save * ratio;
  let earned = 0;
  let given = floor * save;
  let givenAtMs = clock.monotonicNow();
  const accrue = (): void => {
    const now = clock.monotonicNow();
    given = Math.min(given + ((now - givenAtMs) / 1_000) * floor, floor * save);
    givenAtMs = now;
  };
  return {
    earn() {
      earned = Math.min(earned + ratio, mostEarned);
    },
    spend() {
      accrue();
      // Sums of a ratio such as 0.1 fall short of 1 by a rounding.
      if (earned + given < 1 - 1e-9) return false;
      const fromEarned = Math.min(earned, 1);
      earned -= fromEarned;
      given = Math.max(0, given - (1 - fromEarned));
      return true;
    },
    get balance() {
      accrue();
      return earned + given;
    },
  };
}
