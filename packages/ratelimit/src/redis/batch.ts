import type { Plan } from '../plan.ts';

/** One request of a batch: numbers for the script. */
export interface BatchRequest {
  readonly mode: number;
  readonly parts: number;
  /** The horizon of a booking, or when a cost that comes back, or a lease that goes on, was charged. */
  readonly extra: number;
}

/** Where a request's answer stands in the script's reply. */
export interface BatchAnswer {
  readonly reply: readonly number[];
  readonly from: number;
}

// Few enough for Redis to run one call while this process reads the answers of another, and to serve others between.
const mostRequests = 32;
const mostKeys = 256;
const fixedNumbers = 4;
const lastAnsweringMode = 4;

/** Requests of one turn of the event loop that travel together. */
export class Batch {
  readonly plan: Plan;
  /** The states' keys, all policies of the first key, then of the second. */
  readonly keys: string[] = [];
  /** Four numbers for each request. */
  readonly requests: number[] = [];
  readonly #keyOf: (key: string, identity: string) => string;
  readonly #places = new Map<string, number>();
  readonly #askers: ((answer: BatchAnswer | undefined) => void)[] = [];
  #settled = false;

  /** `keyOf` makes the name of one policy's state of a key. */
  constructor(plan: Plan, keyOf: (key: string, identity: string) => string) {
    this.plan = plan;
    this.#keyOf = keyOf;
  }

  get full(): boolean {
    return this.#askers.length >= mostRequests || this.keys.length + this.plan.identities.length > mostKeys;
  }

  get settled(): boolean {
    return this.#settled;
  }

  /** Resolves to the answer, or to undefined when the store did not give one. */
  add(key: string, { mode, parts, extra }: BatchRequest): Promise<BatchAnswer | undefined> {
    this.requests.push(mode, this.#placeOf(key), parts, extra);
    return new Promise((resolve) => void this.#askers.push(resolve));
  }

  /** Hands the reply to those who asked. */
  answer(reply: readonly number[]): void {
    if (this.#settled) return;
    this.#settled = true;
    const length = fixedNumbers + 3 * this.plan.policies.length;
    let from = 1;
    for (const [index, resolve] of this.#askers.entries()) {
      resolve({ reply, from });
      if (this.requests[index * 4]! <= lastAnsweringMode) from += length;
    }
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
