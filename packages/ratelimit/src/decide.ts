import { partsPerUnit } from './amount.ts';
import type { State } from './algorithms/algorithm.ts';
import { followsWallClock } from './plan.ts';
import type { RateLimitPolicy } from './policy.ts';

/** What is asked of the policies of one key. */
export interface Question {
  /**
   * `take`: all of it or nothing. `take-up-to`: as many whole units as fit. `book`: as `take`, but where a policy
   * books ahead, a turn at most `horizon` away will do. `peek`: what `take` would answer. `renew`: starts the places
   * anew that `concurrency` policies hold since `since`, or takes nothing when they are not held any more.
   */
  readonly mode: 'take' | 'take-up-to' | 'book' | 'peek' | 'renew';
  /** Thousandths of cost, above 0. */
  readonly parts: number;
  /** Microseconds; only for `book`. */
  readonly horizon: number;
  /** Only for `renew`. */
  readonly since?: Instant;
}

/**
 * Now, in microseconds, on the two lines of time that policies follow: lengths are measured where no clock is ever
 * set, the borders of calendar windows where the wall clock is. In Redis both are the server's.
 */
export interface Instant {
  readonly elapsed: number;
  readonly calendar: number;
}

/**
 * Where the policies of a plan stand, three numbers each, in the plan's order: the room left (in parts of cost), the
 * microseconds until the asked cost fits (0 when it did), and until the policy is as new.
 */
export type Standings = readonly number[];

/** What the policies of one key answered together. */
export interface Verdict {
  /** The index of the policy that refused (of several, the one to wait for longest), or -1. */
  readonly refusedBy: number;
  /** The index of a shadow policy that would have refused, or -1. */
  readonly shadowedBy: number;
  /** The thousandths of cost that were taken. */
  readonly taken: number;
  /** How long the booked turn is away, in microseconds. */
  readonly wait: number;
  readonly standings: Standings;
}

/** Now, on the line of time that `policy` follows. */
function nowFor(policy: RateLimitPolicy, instant: Instant): number {
  return followsWallClock(policy) ? instant.calendar : instant.elapsed;
}

/** Brings each policy's state to now. */
export function advanceAll(
  policies: readonly RateLimitPolicy[],
  states: readonly (State | undefined)[],
  instant: Instant,
): State[] {
  return policies.map((policy, index) =>
    policy.algorithm.advance(states[index], policy, nowFor(policy, instant)),
  );
}

/**
 * Asks all policies, then charges all of them or none; a shadow policy that would refuse is not asked twice, and not
 * charged. Pure: answers the states to keep, beside the verdict.
 */
export function decide(
  policies: readonly RateLimitPolicy[],
  states: readonly State[],
  question: Question,
): readonly [State[], Verdict] {
  if (question.mode === 'renew') return renewAll(policies, states, question);
  const parts =
    question.mode === 'take-up-to' ? partsThatFit(policies, states, question.parts) : question.parts;
  const horizon = question.mode === 'book' ? question.horizon : -1;
  const waits = policies.map((policy, index) => turnAfter(policy, states[index]!, parts, horizon));
  const refusedBy = longestWait(policies, waits, false);
  const charges = refusedBy < 0 && question.mode !== 'peek';
  const next = [...states];
  const standings: number[] = [];
  for (const [index, policy] of policies.entries()) {
    const wait = waits[index]!;
    if (charges && wait <= 0) next[index] = policy.algorithm.charge(next[index]!, policy, parts);
    standings.push(...standingOf(policy, next[index]!, wait));
  }
  const shadowedBy = longestWait(policies, waits, true);
  const wait = charges ? Math.max(0, -Math.min(...waits)) : 0;
  return [next, { refusedBy, shadowedBy, taken: charges ? parts : 0, wait, standings }];
}

/** Spends `parts` whether they fit or not: what is above the limit is debt. */
export function chargeAll(
  policies: readonly RateLimitPolicy[],
  states: readonly State[],
  parts: number,
): State[] {
  return policies.map((policy, index) => policy.algorithm.charge(states[index]!, policy, parts));
}

/** Gives `parts` back to every policy; `chargedAt` as in {@link Algorithm.giveBack}, `undefined` for unknown. */
export function giveBackAll(
  policies: readonly RateLimitPolicy[],
  states: readonly State[],
  parts: number,
  chargedAt: Instant | undefined,
): State[] {
  return policies.map((policy, index) => {
    const at = chargedAt === undefined ? -1 : nowFor(policy, chargedAt);
    return policy.algorithm.giveBack(states[index]!, policy, parts, at);
  });
}

/** Frees the places that `concurrency` policies hold since `since`. */
export function releaseAll(
  policies: readonly RateLimitPolicy[],
  states: readonly State[],
  parts: number,
  since: Instant,
): State[] {
  return policies.map((policy, index) => {
    const state = states[index]!;
    if (policy.kind !== 'concurrency') return state;
    return policy.algorithm.giveBack(state, policy, parts, nowFor(policy, since));
  });
}

function renewAll(
  policies: readonly RateLimitPolicy[],
  states: readonly State[],
  { parts, since }: Question,
): readonly [State[], Verdict] {
  const released = since === undefined ? states : releaseAll(policies, states, parts, since);
  let held = false;
  const next = policies.map((policy, index) => {
    const { algorithm } = policy;
    const freed = algorithm.room(released[index]!, policy) - algorithm.room(states[index]!, policy);
    if (freed < parts) return states[index]!;
    held = true;
    return algorithm.charge(released[index]!, policy, parts);
  });
  const standings = policies.flatMap((policy, index) => standingOf(policy, next[index]!, 0));
  return [next, { refusedBy: -1, shadowedBy: -1, taken: held ? parts : 0, wait: 0, standings }];
}

function standingOf(policy: RateLimitPolicy, state: State, wait: number): readonly number[] {
  const { algorithm } = policy;
  return [algorithm.room(state, policy), Math.max(0, wait), algorithm.resetAfter(state, policy)];
}

/** How long until every policy is as new: the key need not be remembered after that. */
export function longestReset(policies: readonly RateLimitPolicy[], states: readonly State[]): number {
  let longest = 0;
  for (const [index, policy] of policies.entries()) {
    longest = Math.max(longest, policy.algorithm.resetAfter(states[index]!, policy));
  }
  return longest;
}

// Above 0: refused, and for how long. 0: fits now. Below 0: a turn was found, that far away.
function turnAfter(policy: RateLimitPolicy, state: State, parts: number, horizon: number): number {
  const { algorithm } = policy;
  const retryAfter = algorithm.retryAfter(state, policy, parts);
  if (retryAfter === 0 || retryAfter === Infinity || algorithm.wait === undefined) return retryAfter;
  const wait = algorithm.wait(state, policy);
  return wait <= horizon ? -wait : retryAfter;
}

function longestWait(
  policies: readonly RateLimitPolicy[],
  waits: readonly number[],
  shadow: boolean,
): number {
  let found = -1;
  for (const [index, wait] of waits.entries()) {
    if (wait > 0 && policies[index]?.shadow === shadow && wait > (waits[found] ?? 0)) found = index;
  }
  return found;
}

function partsThatFit(policies: readonly RateLimitPolicy[], states: readonly State[], asked: number): number {
  let room = asked;
  for (const [index, policy] of policies.entries()) {
    if (!policy.shadow) room = Math.min(room, policy.algorithm.room(states[index]!, policy));
  }
  if (room >= asked) return asked;
  const whole = Math.floor(room / partsPerUnit) * partsPerUnit;
  return whole > 0 ? whole : Math.min(asked, partsPerUnit);
}
