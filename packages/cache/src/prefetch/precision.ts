import type { Clock } from '@toolwright/core';

// So many outcomes make a judgement, the last ones of so many.
const leastOutcomes = 5;
const mostOutcomes = 20;

/** Measures how many refreshes somebody used, and pauses when too few were. */
export class Precision {
  readonly #clock: Clock;
  readonly #minPrecision: number;
  readonly #pauseMs: number;
  #outcomes: boolean[] = [];
  #pausedUntilMs: number | undefined;

  constructor(clock: Clock, minPrecision: number, pauseMs: number) {
    this.#clock = clock;
    this.#minPrecision = minPrecision;
    this.#pauseMs = pauseMs;
  }

  /** How many of `budget` refreshes are allowed now; after a pause, one at a time until one was used. */
  allowed(budget: number, unjudged: number): number {
    if (this.#pausedUntilMs === undefined) return budget;
    if (this.#clock.monotonicNow() < this.#pausedUntilMs) return 0;
    return unjudged === 0 ? 1 : 0;
  }

  /** A refresh was used, or was for nothing. */
  add(used: boolean): void {
    if (this.#pausedUntilMs !== undefined) {
      this.#pausedUntilMs = used ? undefined : this.#clock.monotonicNow() + this.#pauseMs;
      return;
    }
    this.#outcomes = [...this.#outcomes, used].slice(-mostOutcomes);
    const share = this.#outcomes.filter(Boolean).length / this.#outcomes.length;
    if (this.#outcomes.length < leastOutcomes || share >= this.#minPrecision) return;
    this.#outcomes = [];
    this.#pausedUntilMs = this.#clock.monotonicNow() + this.#pauseMs;
  }
}
