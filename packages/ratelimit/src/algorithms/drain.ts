import { partsPerUnit } from '../amount.ts';
import type { State } from './algorithm.ts';
import type { RateLimitPolicy } from '../policy.ts';

// State: [at, level, windowMs, limit]. The level is what has been spent and not drained yet, in thousandths of cost
// times milliseconds of window, which is why every number here is whole: a cost adds `amount * windowMs`, and one
// microsecond drains `limit`.

/** The state of a level at an instant. */
export function levelled(at: number, level: number, policy: RateLimitPolicy): State {
  return [at, level, policy.windowMs, policy.limit];
}

/** The state at `now`. */
export function drain(state: State | undefined, policy: RateLimitPolicy, now: number): State {
  return levelled(now, levelAt(state, policy, now), policy);
}

/** The level at `now`. */
export function levelAt(state: State | undefined, policy: RateLimitPolicy, now: number): number {
  if (state === undefined) return 0;
  const at = state[0]!;
  const changed = state[2] !== policy.windowMs || state[3] !== policy.limit;
  const spent = changed ? carriedOver(state, policy) : state[1]!;
  const left = now > at ? spent - (now - at) * policy.limit : spent;
  return left > 0 ? left : 0;
}

// What was spent under another limit or window, and no more than could have been spent under this one: a key is not
// locked for the years that its old burst would take to drain at a new, slow rate.
function carriedOver(state: State, policy: RateLimitPolicy): number {
  const most = Math.max(policy.capacity, policy.limit * partsPerUnit * policy.windowMs);
  return Math.min(Math.ceil((state[1]! / state[2]!) * policy.windowMs), most);
}

/** The state after spending `amount`. */
export function fill(state: State, policy: RateLimitPolicy, amount: number): State {
  return levelled(state[0]!, state[1]! + amount * policy.windowMs, policy);
}

/** The state after giving back what of `amount` cannot have drained since `chargedAt`. */
export function unfill(state: State, policy: RateLimitPolicy, amount: number, chargedAt: number): State {
  const at = state[0]!;
  const drained = chargedAt < 0 ? 0 : Math.max(0, at - chargedAt) * policy.limit;
  const given = Math.max(0, amount * policy.windowMs - drained);
  return levelled(at, Math.max(0, state[1]! - given), policy);
}

/** How long until all is drained. */
export function untilDrained(state: State, policy: RateLimitPolicy): number {
  return Math.ceil(state[1]! / policy.limit);
}

/** The same in milliseconds, with one division: divisions are most of what a decision computes. */
export function millisecondsUntilDrained(state: State, policy: RateLimitPolicy): number {
  return Math.ceil(state[1]! / (policy.limit * 1_000));
}
