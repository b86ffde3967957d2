import type { Plan } from '../plan.ts';

/** One request of a batch: numbers for the script. */
export interface BatchRequest {
  readonly mode: number;
  readonly parts: number;
  /** The horizon of a booking, or when a cost that comes back was charged. */
  readonly extra: number;
}

/** Where a request's answer stands in the script's reply. */
export interface BatchAnswer {
  readonly reply: readonly number[];
  readonly from: number;
}

/** The requests of one turn of the event loop that travel together. */
export interface Batch {
  readonly plan: Plan;
  /** The states' keys, all policies of the first key, then of the second. */
  readonly keys: readonly string[];
  /** Four numbers for each request. */
  readonly requests: readonly number[];
  readonly full: boolean;
  /** Resolves to the answer, or to undefined when the store did not give one. */
  add(key: string, request: BatchRequest): Promise<BatchAnswer | undefined>;
  /** Hands the reply to those who asked. */
  answer(reply: readonly number[]): void;
  /** Tells those who asked that there is no answer. Does nothing after `answer`. */
  fail(): void;
  readonly settled: boolean;
}

const mostRequests = 256;
const mostKeys = 1_024;
const fixedNumbers = 4;
const lastAnsweringMode = 3;

/** Starts a batch. `keyOf` makes the name of one policy's state of a key. */
export function createBatch(plan: Plan, keyOf: (key: string, identity: string) => string): Batch {
  const keys: string[] = [];
  const firstPlaces = new Map<string, number>();
  const requests: number[] = [];
  const askers: ((answer: BatchAnswer | undefined) => void)[] = [];
  let settled = false;

  const placeOf = (key: string): number => {
    const known = firstPlaces.get(key);
    if (known !== undefined) return known;
    const place = keys.length;
    firstPlaces.set(key, place);
    for (const identity of plan.identities) keys.push(keyOf(key, identity));
    return place;
  };
  return {
    plan,
    keys,
    requests,
    get full() {
      return askers.length >= mostRequests || keys.length + plan.identities.length > mostKeys;
    },
    add(key, { mode, parts, extra }) {
      requests.push(mode, placeOf(key), parts, extra);
      return new Promise((resolve) => void askers.push(resolve));
    },
    answer(reply) {
      if (settled) return;
      settled = true;
      let from = 1;
      for (const [index, resolve] of askers.entries()) {
        resolve({ reply, from });
        if (requests[index * 4]! <= lastAnsweringMode) from += fixedNumbers + 3 * plan.policies.length;
      }
    },
    fail() {
      if (settled) return;
      settled = true;
      for (const resolve of askers) resolve(undefined);
    },
    get settled() {
      return settled;
    },
  };
}
