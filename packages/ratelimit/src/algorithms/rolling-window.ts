import { millisecondsOf, partsPerUnit, unitsOf } from '../amount.ts';
import { policyBase, windowOption } from '../policy.ts';
import type { Algorithm, State } from './algorithm.ts';
import type { RateLimitPolicy, WindowedPolicyOptions } from '../policy.ts';

/** What {@link rollingWindow} can be told. */
export interface RollingWindowOptions extends WindowedPolicyOptions {}

/**
 * Admits at most `limit` in every window of `windowMs`, wherever it starts. Counts in tenths of the window, so a
 * cost leaves up to a tenth of a window late: it may refuse what an exact log would admit, never the reverse.
 */
export function rollingWindow(options: RollingWindowOptions): RateLimitPolicy {
  return {
    ...policyBase(options),
    kind: 'rolling-window',
    windowMs: windowOption(options.windowMs),
    capacity: options.limit * partsPerUnit,
    algorithm: rollingWindowAlgorithm,
  };
}

// State: [at, windowMs, count of the current tenth, of the one before, …]. A window of ten tenths touches eleven of
// them, so admitting while the eleven newest hold no more than the limit bounds every window.
const tenths = 11;
const firstCount = 2;

const rollingWindowAlgorithm: Algorithm = {
  advance: shift,
  take(state, policy, amount, now) {
    const next = shift(state, policy, now);
    if (amount > policy.capacity - total(next)) return undefined;
    next[firstCount]! += amount;
    return next;
  },
  room: (state, policy) => policy.capacity - total(state),
  charge: (state, _policy, amount) => state.with(firstCount, countOf(state, 0) + amount),
  giveBack(state, _policy, amount, chargedAt) {
    const at = state[0]!;
    const windowMs = state[1]!;
    if (chargedAt >= 0) return takeOut(state, tenthOf(at, windowMs) - tenthOf(chargedAt, windowMs), amount);
    let next = state;
    let left = amount;
    // Oldest first: what stays counted is then never older than what was really spent.
    for (let age = tenths - 1; age >= 0 && left > 0; age -= 1) {
      const count = countOf(next, age);
      next = takeOut(next, age, left);
      left -= Math.min(count, left);
    }
    return next;
  },
  retryAfter(state, policy, amount) {
    if (amount > policy.capacity) return Infinity;
    let room = policy.capacity - total(state);
    if (amount <= room) return 0;
    let age = tenths;
    while (amount > room && age > 0) {
      age -= 1;
      room += countOf(state, age);
    }
    return untilGone(state, age);
  },
  resetAfter: untilEmpty,
  unitsLeft: (state, policy) => unitsOf(policy.capacity - total(state)),
  resetAfterMs: (state) => millisecondsOf(untilEmpty(state)),
};

// A list of its own, which the caller may go on to write.
function shift(state: State | undefined, policy: RateLimitPolicy, now: number): number[] {
  const { windowMs } = policy;
  const next = [now, windowMs, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  if (state === undefined) return next;
  if (state[1] !== windowMs) {
    next[firstCount] = total(state);
    return next;
  }
  const at = state[0]!;
  const passed = now > at ? tenthOf(now, windowMs) - tenthOf(at, windowMs) : 0;
  for (let age = passed; age < tenths; age += 1) next[firstCount + age] = countOf(state, age - passed);
  return next;
}

function tenthOf(at: number, windowMs: number): number {
  return Math.floor(at / (windowMs * 100));
}

function countOf(state: State, age: number): number {
  return state[firstCount + age]!;
}

function total(state: State): number {
  let sum = 0;
  for (let age = 0; age < tenths; age += 1) sum += countOf(state, age);
  return sum;
}

function takeOut(state: State, age: number, amount: number): State {
  if (age < 0 || age >= tenths) return state;
  return state.with(firstCount + age, Math.max(0, countOf(state, age) - amount));
}

function untilEmpty(state: State): number {
  for (let age = 0; age < tenths; age += 1) if (countOf(state, age) > 0) return untilGone(state, age);
  return 0;
}

function untilGone(state: State, age: number): number {
  const at = state[0]!;
  const windowMs = state[1]!;
  return (tenthOf(at, windowMs) - age + tenths) * windowMs * 100 - at;
}
