import { requestModes } from './decide.lua.ts';
import type { Verdict } from '../decide.ts';
import type { Plan } from '../plan.ts';

/** What is asked of one key: numbers for the script. */
export interface KeyRequest {
  readonly mode: number;
  readonly parts: number;
  /** The horizon of a booking, or when a cost that comes back, or a lease that goes on, was charged. */
  readonly extra: number;
}

/** One request of a batch. */
export interface BatchRequest extends KeyRequest {
  /** Where the key's states begin among the batch's keys, from 0. */
  readonly place: number;
}

/** What the server answered to one request. */
export interface BatchAnswer {
  /** When, by the server's clock, in microseconds. */
  readonly now: number;
  /** Undefined where the request only changes. */
  readonly verdict: Verdict | undefined;
}

// Few enough for Redis to run one call while this process reads the answers of another, and to serve others between.
const mostRequests = 32;
const mostKeys = 256;

/** Requests of one turn of the event loop that travel together. */
export class Batch {
  readonly plan: Plan;
  /** The states' keys, all policies of the first key, then of the second. */
  readonly keys: string[] = [];
  readonly requests: BatchRequest[] = [];
  readonly #keyOf: (key: string, identity: string) => string;
  readonly #places = new Map<string, number>();
  readonly #askers: ((answer: BatchAnswer | undefined) => void)[] = [];
  #takesOnly = true;
  #settled = false;

  /** `keyOf` makes the name of one policy's state of a key. */
  constructor(plan: Plan, keyOf: (key: string, identity: string) => string) {
    this.plan = plan;
    this.#keyOf = keyOf;
  }

  get full(): boolean {
    return this.#askers.length >= mostRequests || this.keys.length + this.plan.identities.length > mostKeys;
  }

  /** Whether nothing else is asked than to take, all or nothing. */
  get takesOnly(): boolean {
    return this.#takesOnly;
  }

  get settled(): boolean {
    return this.#settled;
  }

  /** Resolves to the answer, or to undefined when the store did not give one. */
  add(key: string, { mode, parts, extra }: KeyRequest): Promise<BatchAnswer | undefined> {
    if (mode !== requestModes.take) this.#takesOnly = false;
    this.requests.push({ mode, place: this.#placeOf(key), parts, extra });
    return new Promise((resolve) => void this.#askers.push(resolve));
  }

  /** Hands each answer to who asked. */
  answer(now: number, verdicts: readonly (Verdict | undefined)[]): void {
    if (this.#settled) return;
    this.#settled = true;
    for (const [index, resolve] of this.#askers.entries()) resolve({ now, verdict: verdicts[index] });
  }

  /** Tells those who asked that there is no answer. Does nothing after `answer`. */
  fail(): void {
    if (this.#settled) return;
    this.#settled = true;
    for (const resolve of this.#askers) resolve(undefined);
  }

  #placeOf(key: string): number {
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const place = this.keys.length;
    this.#places.set(key, place);
    for (const identity of this.plan.identities) this.keys.push(this.#keyOf(key, identity));
    return place;
  }
}
