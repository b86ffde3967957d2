import type { CacheLoader } from '@toolwright/core';
import type { Guard } from '../memory/memory-level.ts';
import type { Place } from '../remote/remote-level.ts';
import type { CallSettings } from '../scope-settings.ts';
import type { Made } from './made.ts';

/** What a flight is to do. */
export interface FlightPlan {
  readonly place: Place;
  readonly load: CacheLoader<unknown>;
  readonly settings: CallSettings;
  /** Entries made at or before this time do not count: `-Infinity` normally, later for a refresh. */
  readonly newerThanMs: number;
  /** What this process has that is stale. */
  readonly stale: Made | undefined;
  /** Called when the value has to be waited for elsewhere, or was found: no load will be asked for soon. */
  readonly onSettledWithoutLoad?: () => void;
}

/** The one attempt of this process to get a value for a key, shared by all who want it. */
export class Flight {
  readonly plan: FlightPlan;
  /** The value; rejects with what the load threw. */
  readonly done: Promise<Made>;
  /** Resolves when it is known whether there is something stale to serve. */
  readonly found: Promise<void>;
  /** The best stale value known. */
  stale: Made | undefined;
  guard: Guard;
  waiters = 0;
  /** Somebody was served something stale on the promise that this flight goes on. */
  adopted = false;
  #over = false;
  readonly #controller = new AbortController();
  #resolveFound: () => void = () => undefined;
  #resolve: (made: Made) => void = () => undefined;
  #reject: (reason: unknown) => void = () => undefined;

  constructor(plan: FlightPlan, guard: Guard) {
    this.plan = plan;
    this.guard = guard;
    this.stale = plan.stale;
    this.found = new Promise((resolve) => {
      this.#resolveFound = resolve;
    });
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // A background flight has nobody who would hear of its failure.
    this.done.catch(() => undefined);
  }

  /** Aborts when the last waiter has left. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Something stale was found on the way. */
  offer(stale: Made): void {
    if (this.stale === undefined || stale.createdAtMs > this.stale.createdAtMs) this.stale = stale;
    this.#resolveFound();
  }

  /** From here on it takes as long as it takes. */
  announce(): void {
    this.#resolveFound();
  }

  land(made: Made): void {
    this.#over = true;
    this.#resolve(made);
    this.#resolveFound();
  }

  fail(reason: unknown): void {
    this.#over = true;
    this.#reject(reason);
    this.#resolveFound();
  }

  join(): void {
    this.waiters += 1;
  }

  /** One waiter has what it wants, or has given up. A flight that nobody wants any more is aborted. */
  leave(reason: unknown): void {
    this.waiters -= 1;
    if (this.waiters === 0 && !this.adopted && !this.#over) this.#controller.abort(reason);
  }
}
