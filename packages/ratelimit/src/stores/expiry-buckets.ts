import type { Clock } from '@toolwright/core';

const finestMs = 1_000;
const mostVisitsPerTurn = 10_000;

/**
 * Visits items, which are numbers, when they are due, with one timer for all of them, armed only while there are any.
 * A bucket's width grows with the time ahead, so that windows of months need no more buckets than windows of seconds.
 */
export class ExpiryBuckets {
  readonly #clock: Clock;
  readonly #visit: (item: number) => number;
  readonly #buckets = new Map<number, Set<number>>();
  /** By item: which bucket holds it. */
  readonly #dueAtMs: number[] = [];
  #armedForMs = Infinity;
  #disarm: (() => void) | undefined;

  /** `visit` answers in how many milliseconds the item is due again, or 0: it is gone. */
  constructor(clock: Clock, visit: (item: number) => number) {
    this.#clock = clock;
    this.#visit = visit;
  }

  /** Has the item visited `dueInMs` from now, or up to a quarter of that (at least a second) later. */
  add(item: number, dueInMs: number): void {
    let widthMs = finestMs;
    while (widthMs * 8 < dueInMs) widthMs *= 2;
    const dueAtMs = Math.ceil((this.#clock.monotonicNow() + dueInMs) / widthMs) * widthMs;
    let bucket = this.#buckets.get(dueAtMs);
    if (bucket === undefined) this.#buckets.set(dueAtMs, (bucket = new Set()));
    bucket.add(item);
    this.#dueAtMs[item] = dueAtMs;
    if (dueAtMs < this.#armedForMs) this.#arm(dueAtMs);
  }

  remove(item: number): void {
    this.#buckets.get(this.#dueAtMs[item]!)?.delete(item);
  }

  [Symbol.dispose](): void {
    this.#disarm?.();
    this.#buckets.clear();
  }

  #arm(dueAtMs: number): void {
    this.#disarm?.();
    this.#armedForMs = dueAtMs;
    this.#disarm = this.#clock.after(dueAtMs - this.#clock.monotonicNow(), () => this.#sweep());
  }

  #sweep(): void {
    this.#armedForMs = Infinity;
    const nowMs = this.#clock.monotonicNow();
    let visits = 0;
    for (const [dueAtMs, bucket] of this.#buckets) {
      if (dueAtMs > nowMs) continue;
      for (const item of bucket) {
        visits += 1;
        // A turn of the event loop between portions: a million keys at once must not stop the process.
        if (visits > mostVisitsPerTurn) return this.#arm(nowMs + 1);
        bucket.delete(item);
        const dueInMs = this.#visit(item);
        if (dueInMs > 0) this.add(item, dueInMs);
      }
      this.#buckets.delete(dueAtMs);
    }
    if (this.#buckets.size === 0) this.#dueAtMs.length = 0;
    const next = Math.min(...this.#buckets.keys());
    if (next < this.#armedForMs) this.#arm(next);
    return undefined;
  }
}
