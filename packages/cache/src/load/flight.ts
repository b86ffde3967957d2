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
  readonly onSettledWithoutLoad?: (() => void) | undefined;
}

type FlightEnd = { readonly made: Made } | { readonly reason: unknown };

/** Somebody on board to the end. Is told once, at the end. */
export interface Passenger {
  landed(made: Made): void;
  crashed(reason: unknown): void;
}

/** The one attempt of this process to get a value for a key, shared by all who want it. */
export class Flight {
  readonly plan: FlightPlan;
  /** The best stale value known. */
  stale: Made | undefined;
  guard: Guard;
  waiters = 0;
  /** Somebody was served something stale on the promise that this flight goes on. */
  adopted = false;
  /** The load under way. */
  load: { giveUp(reason: unknown): void } | undefined = undefined;
  /** Whether nobody waited when its load began. */
  background = false;
  #end: FlightEnd | undefined = undefined;
  #aborted: { readonly reason: unknown } | undefined = undefined;
  #controller: AbortController | undefined = undefined;
  #shared: { readonly epoch: number; readonly value: Promise<unknown> } | undefined = undefined;
  #isFound = false;
  #found: Promise<void> | undefined = undefined;
  #resolveFound: (() => void) | undefined = undefined;
  #done: Promise<Made> | undefined = undefined;
  // Mostly one, so the first needs no set.
  #passenger: Passenger | undefined = undefined;
  #morePassengers: Set<Passenger> | undefined = undefined;

  constructor(plan: FlightPlan, guard: Guard) {
    this.plan = plan;
    this.guard = guard;
    this.stale = plan.stale;
  }

  /** The value; rejects with what the load threw. Made when it is read first, by somebody who will hear of both. */
  get done(): Promise<Made> {
    this.#done ??= new Promise((landed, crashed) => this.take({ landed, crashed }));
    return this.#done;
  }

  /** Tells the passenger how the flight ends, or has ended. */
  take(passenger: Passenger): void {
    if (this.#end !== undefined) tell(passenger, this.#end);
    else if (this.#passenger === undefined) this.#passenger = passenger;
    else (this.#morePassengers ??= new Set()).add(passenger);
  }

  /** The passenger wants to hear of it no more. */
  drop(passenger: Passenger): void {
    if (this.#passenger === passenger) this.#passenger = undefined;
    else this.#morePassengers?.delete(passenger);
  }

  /** Resolves when it is known whether there is something stale to serve. Made when it is read first. */
  get found(): Promise<void> {
    this.#found ??= this.#isFound
      ? Promise.resolve()
      : new Promise((resolve) => {
          this.#resolveFound = resolve;
        });
    return this.#found;
  }

  /** Aborts when the last waiter has left or the load has taken too long. Made when it is read first. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#aborted !== undefined) this.#controller.abort(this.#aborted.reason);
    }
    return this.#controller.signal;
  }

  /** Why nobody wants it any more, once that is so. */
  get aborted(): { readonly reason: unknown } | undefined {
    return this.#aborted;
  }

  throwIfAborted(): void {
    if (this.#aborted !== undefined) throw this.#aborted.reason;
  }

  /** Whether somebody waits. */
  get wanted(): boolean {
    return this.waiters > 0 || this.#shared !== undefined;
  }

  /** Whether it is to bring something newer than what is there. */
  get forced(): boolean {
    return this.plan.newerThanMs !== Number.NEGATIVE_INFINITY;
  }

  /** One promise for all who come on board at the same epoch, stay to the end and want the same of it. */
  share(epoch: number, make: () => Promise<unknown>): Promise<unknown> {
    if (this.#shared?.epoch === epoch) return this.#shared.value;
    const value = make();
    this.adopted = true;
    this.#shared = { epoch, value };
    return value;
  }

  /** Something stale was found on the way. */
  offer(stale: Made): void {
    if (this.stale === undefined || stale.createdAtMs > this.stale.createdAtMs) this.stale = stale;
    this.announce();
  }

  /** From here on it takes as long as it takes. */
  announce(): void {
    this.#isFound = true;
    this.#resolveFound?.();
  }

  land(made: Made): void {
    this.#over({ made });
  }

  fail(reason: unknown): void {
    this.#over({ reason });
  }

  join(): void {
    this.waiters += 1;
  }

  /** One waiter has what it wants, or has given up. A flight that nobody wants any more is aborted. */
  leave(reason: unknown): void {
    this.waiters -= 1;
    if (this.waiters > 0 || this.adopted || this.#end !== undefined) return;
    this.abort(reason ?? new DOMException('Nobody waits for it any more', 'AbortError'));
  }

  /** Ends the load, and tells the loader. */
  abort(reason: unknown): void {
    this.#aborted = { reason };
    this.load?.giveUp(reason);
    this.#controller?.abort(reason);
  }

  #over(end: FlightEnd): void {
    this.#end = end;
    if (this.#passenger !== undefined) tell(this.#passenger, end);
    if (this.#morePassengers !== undefined) for (const one of this.#morePassengers) tell(one, end);
    this.announce();
  }
}

function tell(passenger: Passenger, end: FlightEnd): void {
  if ('made' in end) passenger.landed(end.made);
  else passenger.crashed(end.reason);
}
