import type { Clock } from '@toolwright/core';

// What comes this close to the one before comes in a row; that many in a row are a burst.
const closeMs = 0.002;
const burst = 8;
const mostShared = 32;

/**
 * The clock, read more rarely in a burst: once eight readings have come within two microseconds each, the next is
 * given out up to 32 times, and never after the microtasks at hand have run out. A reading is what costs most of a
 * decision in memory. Whoever decides now and then, as a server does per request, reads the true time each time.
 *
 * What a decision of a burst takes counts as spent too early by as long as the code between held the event loop: for
 * as long, more than the limit may pass.
 */
export function withSharedReadings(clock: Clock): Clock {
  return new SharedReadings(clock);
}

class SharedReadings implements Clock {
  readonly #clock: Clock;
  #lastMs = -Infinity;
  #inARow = 0;
  /** How often the last reading may still be given out. */
  #left = 0;
  #endComes = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now();
  }

  monotonicNow(): number {
    if (this.#left === 0) return this.#read();
    this.#left -= 1;
    return this.#lastMs;
  }

  after(delayMs: number, run: () => void): () => void {
    return this.#clock.after(delayMs, run);
  }

  #read(): number {
    const nowMs = this.#clock.monotonicNow();
    const sharedBy = this.#inARow >= burst ? mostShared + 1 : 1;
    this.#inARow = nowMs - this.#lastMs < closeMs * sharedBy ? this.#inARow + 1 : 0;
    this.#lastMs = nowMs;
    if (this.#inARow >= burst) this.#share();
    return nowMs;
  }

  #share(): void {
    this.#left = mostShared;
    if (this.#endComes) return;
    this.#endComes = true;
    // A tick comes when the microtasks have run out: the first moment at which anything else may have run.
    process.nextTick(() => {
      this.#endComes = false;
      this.#left = 0;
      this.#inARow = 0;
    });
  }
}
