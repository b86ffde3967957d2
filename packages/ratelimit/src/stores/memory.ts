import { numberOption } from '@toolwright/core';
import type { Clock, RateLimitDecision } from '@toolwright/core';

import type { State } from '../algorithms/algorithm.ts';
import { millisecondsOf } from '../amount.ts';
import { advanceAll, chargeAll, decide, giveBackAll, longestReset, releaseAll } from '../decide.ts';
import type { Instant, Question, Verdict } from '../decide.ts';
import { Decision } from '../decision.ts';
import { epochMs } from '../policy.ts';
import type { RateLimitPolicy } from '../policy.ts';
import type { Plan } from '../plan.ts';
import { ExpiryBuckets } from './expiry-buckets.ts';
import type { RateLimitStore, SpendingChange, StoreAnswer } from './rate-limit-store.ts';
import { Slots, write } from './slots.ts';

/** How a memory store keeps its keys. */
export interface MemoryStoreOptions {
  readonly clock: Clock;
  /** How many keys are remembered at once, at least 1; above that, one that was not used lately is forgotten. */
  readonly maxKeys: number;
}

/** Keeps states in this process: bounded, and free of keys that are as new, with one timer for all of them. */
export function memoryStore(options: MemoryStoreOptions): MemoryStore {
  return new MemoryStore(options.clock, numberOption('maxKeys', options.maxKeys, { min: 1, integer: true }));
}

/** See {@link memoryStore}. */
export class MemoryStore implements RateLimitStore {
  readonly #clock: Clock;
  readonly #slots: Slots;
  readonly #expiry: ExpiryBuckets;

  constructor(clock: Clock, maxKeys: number) {
    this.#clock = clock;
    this.#slots = new Slots(maxKeys);
    this.#expiry = new ExpiryBuckets(clock, (slot) => this.#visit(slot));
  }

  /** How many keys are remembered. */
  get size(): number {
    return this.#slots.size;
  }

  take(plan: Plan, key: string, parts: number): RateLimitDecision {
    const { only } = plan;
    const slots = this.#slots;
    const slot = slots.find(key);
    if (only === undefined || slot === undefined || slots.plans[slot] !== plan) {
      return this.ask(plan, key, { mode: 'take', parts, horizon: 0 }).decision;
    }
    // One policy that refuses in earnest, and a key seen before: the same transitions as below, without their lists.
    slots.used[slot] = 1;
    const now = plan.followsCalendar ? this.#wallTime() : Math.floor(this.#clock.monotonicNow() * 1_000);
    if (!plan.rowed) return takeFrom(slots.listOf(slot), only, parts, now);
    // Apart from the above, so that the compiler sees that these short lists go nowhere, and makes none.
    const known = slots.rowOf(slot);
    const state = only.algorithm.take(known, only, parts, now);
    if (state === undefined) return refusalOf(only, only.algorithm.advance(known, only, now), parts);
    slots.writeRow(slot, state);
    return admissionOf(only, state);
  }

  ask(plan: Plan, key: string, question: Question): StoreAnswer {
    const at = this.#instant(plan);
    const verdict = this.#decide(plan, key, question, at);
    return {
      decision: Decision.of(plan, verdict),
      taken: verdict.taken,
      waitMs: Math.ceil(verdict.wait / 1_000),
      at,
    };
  }

  change(plan: Plan, key: string, change: SpendingChange): void {
    const slot = this.#slots.find(key);
    if (change.kind !== 'forget') {
      const states = this.#statesOf(plan, slot, this.#instant(plan));
      this.#keep(plan, slot ?? key, changed(plan, states, change));
    } else if (slot !== undefined) {
      this.#forget(slot);
    }
  }

  [Symbol.dispose](): void {
    this.#expiry[Symbol.dispose]();
    this.#slots.clear();
  }

  #decide(plan: Plan, key: string, question: Question, at: Instant): Verdict {
    const slot = this.#slots.find(key);
    const [states, verdict] = decide(plan.policies, this.#statesOf(plan, slot, at), question);
    if (verdict.taken > 0) this.#keep(plan, slot ?? key, states);
    return verdict;
  }

  #statesOf(plan: Plan, slot: number | undefined, at: Instant): readonly State[] {
    if (slot === undefined) return advanceAll(plan.policies, [], at);
    this.#slots.used[slot] = 1;
    const known = this.#slots.statesOf(slot);
    const last = this.#slots.plans[slot]!;
    return advanceAll(plan.policies, last === plan ? known : carriedOver(last, known, plan), at);
  }

  /** `place` is the slot of a key that has one, or else the key. */
  #keep(plan: Plan, place: number | string, states: readonly State[]): void {
    if (typeof place === 'number') return this.#slots.keep(place, plan, states);
    const resetAfter = longestReset(plan.policies, states);
    if (resetAfter === 0) return;
    const leaving = this.#slots.leastUsed();
    if (leaving !== undefined) this.#forget(leaving);
    const slot = this.#slots.add(place);
    this.#slots.keep(slot, plan, states);
    this.#expiry.add(slot, resetAfter / 1_000);
  }

  #forget(slot: number): void {
    this.#expiry.remove(slot);
    this.#slots.remove(slot);
  }

  #visit(slot: number): number {
    const plan = this.#slots.plans[slot]!;
    const states = advanceAll(plan.policies, this.#slots.statesOf(slot), this.#instant(plan));
    const resetAfter = longestReset(plan.policies, states);
    if (resetAfter === 0) this.#slots.remove(slot);
    return resetAfter / 1_000;
  }

  #instant(plan: Plan): Instant {
    return {
      elapsed: Math.floor(this.#clock.monotonicNow() * 1_000),
      calendar: plan.followsCalendar ? this.#wallTime() : 0,
    };
  }

  #wallTime(): number {
    return Math.floor((this.#clock.now() - epochMs) * 1_000);
  }
}

function takeFrom(list: number[], policy: RateLimitPolicy, parts: number, now: number): Decision {
  const state = policy.algorithm.take(list, policy, parts, now);
  if (state === undefined) return refusalOf(policy, policy.algorithm.advance(list, policy, now), parts);
  write(list, state);
  return admissionOf(policy, state);
}

function admissionOf(policy: RateLimitPolicy, state: State): Decision {
  const { algorithm } = policy;
  return new Decision(policy, algorithm.unitsLeft(state, policy), 0, algorithm.resetAfterMs(state, policy));
}

function refusalOf(policy: RateLimitPolicy, state: State, parts: number): Decision {
  const { algorithm } = policy;
  const retryAfterMs = millisecondsOf(algorithm.retryAfter(state, policy, parts));
  const resetAfterMs = algorithm.resetAfterMs(state, policy);
  return new Decision(policy, algorithm.unitsLeft(state, policy), retryAfterMs, resetAfterMs);
}

function changed(
  { policies }: Plan,
  states: readonly State[],
  change: Exclude<SpendingChange, { kind: 'forget' }>,
): readonly State[] {
  switch (change.kind) {
    case 'charge':
      return chargeAll(policies, states, change.parts);
    case 'give-back':
      return giveBackAll(policies, states, change.parts, change.chargedAt);
    case 'release':
      return releaseAll(policies, states, change.parts, change.chargedAt);
    default:
      return change satisfies never;
  }
}

/** The states that a new plan takes over: those of policies that kept their name and algorithm. */
function carriedOver(last: Plan, states: readonly State[], plan: Plan): readonly (State | undefined)[] {
  return plan.identities.map((identity) => states[last.identities.indexOf(identity)]);
}
