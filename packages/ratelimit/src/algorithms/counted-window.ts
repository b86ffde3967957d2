import { millisecondsOf, unitsOf } from '../amount.ts';
import type { Algorithm, State } from './algorithm.ts';
import type { RateLimitPolicy, WindowBounds } from '../policy.ts';

// State: [at, start, end, count]. A count is kept while its window has not ended, and carried on when the window
// grew around it; a window that starts later begins at nothing.

/** Counts in windows that follow one another; where they begin and end is the policy's `bounds`. */
export const countedWindowAlgorithm: Algorithm = {
  advance(state, policy, now) {
    const { start, end } = boundsOf(policy, now);
    return [now, start, end, countSince(start, state)];
  },
  take(state, policy, amount, now) {
    const { start, end } = boundsOf(policy, now);
    const count = countSince(start, state) + amount;
    return count <= policy.capacity ? [now, start, end, count] : undefined;
  },
  room: (state, policy) => policy.capacity - countOf(state),
  charge: (state, _policy, amount) => state.with(3, countOf(state) + amount),
  giveBack(state, _policy, amount, chargedAt) {
    if (chargedAt >= 0 && chargedAt < state[1]!) return state;
    return state.with(3, Math.max(0, countOf(state) - amount));
  },
  retryAfter(state, policy, amount) {
    if (amount > policy.capacity) return Infinity;
    if (amount <= policy.capacity - countOf(state)) return 0;
    return untilEnd(state);
  },
  resetAfter: untilEmpty,
  unitsLeft: (state, policy) => unitsOf(policy.capacity - countOf(state)),
  resetAfterMs: (state) => millisecondsOf(untilEmpty(state)),
};

function boundsOf(policy: RateLimitPolicy, now: number): WindowBounds {
  if (policy.bounds !== undefined) return policy.bounds(now);
  const length = policy.windowMs * 1_000;
  const start = Math.floor(now / length) * length;
  return { start, end: start + length };
}

function countSince(start: number, state: State | undefined): number {
  return state !== undefined && state[1]! >= start ? state[3]! : 0;
}

function countOf(state: State): number {
  return state[3]!;
}

function untilEmpty(state: State): number {
  return countOf(state) > 0 ? untilEnd(state) : 0;
}

function untilEnd(state: State): number {
  return state[2]! - state[0]!;
}
