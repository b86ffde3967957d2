import type { State } from './algorithm.ts';
import type { RateLimitPolicy } from '../policy.ts';

// State: [at, level, windowMs]. The level is what has been spent and not drained yet, in thousandths of cost times
// milliseconds of window, which is why every number here is whole: a cost adds `amount * windowMs`, and one
// microsecond drains `limit`.

/** The state at `now`, rescaled when the policy's window was changed. */
export function drain(state: State | undefined, policy: RateLimitPolicy, now: number): State {
  return [now, levelAt(state, policy, now), policy.windowMs];
}

/** The level at `now`. */
export function levelAt(state: State | undefined, policy: RateLimitPolicy, now: number): number {
  if (state === undefined) return 0;
  const at = state[0]!;
  const windowMs = state[2]!;
  const spent =
    windowMs === policy.windowMs ? state[1]! : Math.ceil((state[1]! / windowMs) * policy.windowMs);
  const left = now > at ? spent - (now - at) * policy.limit : spent;
  return left > 0 ? left : 0;
}

/** The state after spending `amount`. */
export function fill(state: State, policy: RateLimitPolicy, amount: number): State {
  return [state[0]!, state[1]! + amount * policy.windowMs, policy.windowMs];
}

/** The state after giving back what of `amount` cannot have drained since `chargedAt`. */
export function unfill(state: State, policy: RateLimitPolicy, amount: number, chargedAt: number): State {
  const at = state[0]!;
  const drained = chargedAt < 0 ? 0 : Math.max(0, at - chargedAt) * policy.limit;
  const given = Math.max(0, amount * policy.windowMs - drained);
  return [at, Math.max(0, state[1]! - given), policy.windowMs];
}

/** How long until all is drained. */
export function untilDrained(state: State, policy: RateLimitPolicy): number {
  return Math.ceil(state[1]! / policy.limit);
}
