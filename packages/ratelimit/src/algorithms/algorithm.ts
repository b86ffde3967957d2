import type { RateLimitPolicy } from '../policy.ts';

/**
 * What a policy remembers of one key: whole numbers, the first of them the instant (in microseconds) for which the
 * others hold. The same numbers in memory and in Redis.
 */
export type State = readonly number[];

/**
 * One way to count, as pure functions over a {@link State}; amounts are in thousandths of cost, times in microseconds.
 * Each has a twin in Lua, and a property test holds the two together.
 *
 * Everything but `advance` wants a state that `advance` has brought to now. Time that runs backwards (a server that
 * took over with another clock) counts as no time at all: nothing is forgiven, and nothing is locked.
 */
export interface Algorithm {
  /** The state as it stands at `now`; `undefined` is a key never seen, or forgotten. */
  advance(state: State | undefined, policy: RateLimitPolicy, now: number): State;
  /** As `advance`, then `charge` if the amount fits, in one step; `undefined` when it does not. The hot path. */
  take(state: State | undefined, policy: RateLimitPolicy, amount: number, now: number): State | undefined;
  /** The largest amount that fits now; below 0 while there is debt. */
  room(state: State, policy: RateLimitPolicy): number;
  /** The state after spending `amount`, whether it fits or not. */
  charge(state: State, policy: RateLimitPolicy, amount: number): State;
  /**
   * The state after giving `amount` back. `chargedAt` is when it was spent, or -1 if nobody knows: what has left the
   * window since is not given back a second time.
   */
  giveBack(state: State, policy: RateLimitPolicy, amount: number, chargedAt: number): State;
  /** How long until `amount` fits; 0: now; `Infinity`: never. */
  retryAfter(state: State, policy: RateLimitPolicy, amount: number): number;
  /** How long until the state is as new. */
  resetAfter(state: State, policy: RateLimitPolicy): number;
  /** `room` in whole units of cost and `resetAfter` in milliseconds, as decisions say them. The hot path. */
  unitsLeft(state: State, policy: RateLimitPolicy): number;
  resetAfterMs(state: State, policy: RateLimitPolicy): number;
  /** How long a booking made now waits for its turn, when the policy books ahead and its queue has a place. */
  wait?(state: State, policy: RateLimitPolicy): number;
}
