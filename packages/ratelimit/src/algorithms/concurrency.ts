import { millisecondsOf, partsPerUnit, unitsOf } from '../amount.ts';
import { limitOption, policyBase, windowOption } from '../policy.ts';
import type { Algorithm, State } from './algorithm.ts';
import type { PolicyOptions, RateLimitPolicy } from '../policy.ts';

/** What {@link concurrency} can be told. */
export interface ConcurrencyOptions extends PolicyOptions {
  /** How much may be held at once, over all processes: an integer from 1 to 1 000. */
  readonly limit: number;
  /** After how many milliseconds a place that nobody released or renewed is free again; as `windowMs` elsewhere. */
  readonly leaseMs: number;
}

/**
 * Admits `limit` at once. Take a place with `acquire` and release it; one whose holder died is free after `leaseMs`.
 * A plain `consume` holds its place for that long.
 */
export function concurrency(options: ConcurrencyOptions): RateLimitPolicy {
  const windowMs = windowOption(options.leaseMs, 'leaseMs');
  return {
    ...policyBase(options),
    limit: limitOption('limit', options.limit, 1, 1_000),
    kind: 'concurrency',
    windowMs,
    capacity: options.limit * partsPerUnit,
    algorithm: concurrencyAlgorithm,
  };
}

// State: [at, end, parts, end, parts, …], by end. A lease is known by its end: two that end together are alike.
const concurrencyAlgorithm: Algorithm = {
  advance: endPast,
  take(state, policy, amount, now) {
    const left = endPast(state, policy, now);
    return amount <= policy.capacity - total(left) ? hold(left, policy, amount) : undefined;
  },
  room: (state, policy) => policy.capacity - total(state),
  charge: (state, policy, amount) => hold([...state], policy, amount),
  giveBack(state, policy, amount, chargedAt) {
    const end = chargedAt + policy.windowMs * 1_000;
    const next = [state[0]!];
    let left = amount;
    for (let place = 1; place < state.length; place += 2) {
      const given = chargedAt < 0 || state[place] === end ? Math.min(left, state[place + 1]!) : 0;
      left -= given;
      if (state[place + 1]! > given) next.push(state[place]!, state[place + 1]! - given);
    }
    return next;
  },
  retryAfter(state, policy, amount) {
    if (amount > policy.capacity) return Infinity;
    let room = policy.capacity - total(state);
    let place = -1;
    while (amount > room) {
      place += 2;
      room += state[place + 1]!;
    }
    return place < 0 ? 0 : state[place]! - state[0]!;
  },
  resetAfter: untilAllEnded,
  unitsLeft: (state, policy) => unitsOf(policy.capacity - total(state)),
  resetAfterMs: (state) => millisecondsOf(untilAllEnded(state)),
};

// No lease ends later than one that is taken now: not after the clock was set back, nor when leases became shorter.
function endPast(state: State | undefined, policy: RateLimitPolicy, now: number): number[] {
  const next = [now];
  if (state === undefined) return next;
  const last = now + policy.windowMs * 1_000;
  for (let place = 1; place < state.length; place += 2) {
    if (state[place]! > now) next.push(Math.min(state[place]!, last), state[place + 1]!);
  }
  return next;
}

// Writes the list that it is given.
function hold(state: number[], policy: RateLimitPolicy, amount: number): number[] {
  const end = state[0]! + policy.windowMs * 1_000;
  if (state.length > 1 && state.at(-2) === end) state[state.length - 1]! += amount;
  else state.push(end, amount);
  return state;
}

function untilAllEnded(state: State): number {
  return state.length > 1 ? state.at(-2)! - state[0]! : 0;
}

function total(state: State): number {
  let sum = 0;
  for (let place = 2; place < state.length; place += 2) sum += state[place]!;
  return sum;
}
