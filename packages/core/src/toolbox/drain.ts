import type { Clock } from '../ports/clock.ts';

/** Counts what goes on, and tells when nothing does. */
export class Drain {
  #count = 0;
  #waiting: (() => void)[] = [];

  get count(): number {
    return this.#count;
  }

  began(): void {
    this.#count += 1;
  }

  ended(): void {
    this.#count -= 1;
    if (this.#count > 0 || this.#waiting.length === 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const tell of waiting) tell();
  }

  /** Resolves once nothing goes on. */
  empty(): Promise<void> {
    return this.#count === 0 ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve));
  }
}

/** Whether `wait` resolves in time. */
export function within(clock: Clock, waitMs: number, wait: Promise<void>): Promise<boolean> {
  return new Promise((resolve) => {
    const cancel = clock.after(waitMs, () => resolve(false));
    void wait.then(() => {
      cancel();
      resolve(true);
    });
  });
}
