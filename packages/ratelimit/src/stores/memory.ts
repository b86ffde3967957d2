import { numberOption } from '@toolwright/core';
import type { Clock, RateLimitDecision } from '@toolwright/core';

import type { State } from '../algorithms/algorithm.ts';
import { advanceAll, chargeAll, decide, giveBackAll, longestReset, releaseAll } from '../decide.ts';
import type { Instant, Question, Verdict } from '../decide.ts';
import { Decision } from '../decision.ts';
import { epochMs } from '../policy.ts';
import type { RateLimitPolicy } from '../policy.ts';
import type { Plan } from '../plan.ts';
import { ExpiryBuckets } from './expiry-buckets.ts';
import type { Expiring } from './expiry-buckets.ts';
import type { RateLimitStore, SpendingChange, StoreAnswer } from './rate-limit-store.ts';

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

interface Entry extends Expiring {
  readonly key: string;
  plan: Plan;
  /** Its own lists, written in place: a new list per decision would be moved to the old heap with each one. */
  states: number[][];
  /** Used since the last time a place was needed. */
  used: boolean;
}

const mostSpared = 8;

/** See {@link memoryStore}. */
export class MemoryStore implements RateLimitStore {
  readonly #clock: Clock;
  readonly #maxKeys: number;
  readonly #entries = new Map<string, Entry>();
  readonly #expiry: ExpiryBuckets<Entry>;

  constructor(clock: Clock, maxKeys: number) {
    this.#clock = clock;
    this.#maxKeys = maxKeys;
    this.#expiry = new ExpiryBuckets<Entry>(clock, (entry) => this.#visit(entry));
  }

  /** How many keys are remembered. */
  get size(): number {
    return this.#entries.size;
  }

  take(plan: Plan, key: string, parts: number): RateLimitDecision {
    const { only } = plan;
    const entry = this.#entries.get(key);
    if (only === undefined || entry === undefined || entry.plan !== plan) {
      return this.ask(plan, key, { mode: 'take', parts, horizon: 0 }).decision;
    }
    // One policy that refuses in earnest, and a key seen before: the same transitions as below, without their lists.
    const { algorithm } = only;
    const now = plan.followsCalendar ? this.#wallTime() : Math.floor(this.#clock.monotonicNow() * 1_000);
    const known = entry.states[0]!;
    const state = algorithm.take(known, only, parts, now);
    entry.used = true;
    if (state === undefined) return refusalOf(only, algorithm.advance(known, only, now), parts);
    write(known, state);
    return new Decision(only, algorithm.room(state, only), 0, algorithm.resetAfter(state, only));
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
    if (change.kind === 'forget') return this.#forget(key);
    const states = this.#statesOf(plan, key, this.#instant(plan));
    this.#keep(plan, key, changed(plan, states, change));
  }

  [Symbol.dispose](): void {
    this.#expiry[Symbol.dispose]();
    this.#entries.clear();
  }

  #decide(plan: Plan, key: string, question: Question, at: Instant): Verdict {
    const [states, verdict] = decide(plan.policies, this.#statesOf(plan, key, at), question);
    if (verdict.taken > 0) this.#keep(plan, key, states);
    return verdict;
  }

  #statesOf(plan: Plan, key: string, at: Instant): readonly State[] {
    const entry = this.#entries.get(key);
    if (entry === undefined) return advanceAll(plan.policies, [], at);
    entry.used = true;
    const known = entry.plan === plan ? entry.states : carriedOver(entry, plan);
    return advanceAll(plan.policies, known, at);
  }

  #keep(plan: Plan, key: string, states: readonly State[]): void {
    const entry = this.#entries.get(key);
    if (entry !== undefined) {
      if (entry.plan === plan) {
        for (const [index, state] of states.entries()) write(entry.states[index]!, state);
      } else {
        entry.plan = plan;
        entry.states = states.map((state) => [...state]);
      }
      return;
    }
    const resetAfter = longestReset(plan.policies, states);
    if (resetAfter === 0) return;
    if (this.#entries.size >= this.#maxKeys) this.#makeRoom();
    const added: Entry = {
      key,
      plan,
      states: states.map((state) => [...state]),
      used: false,
      bucket: undefined,
    };
    this.#entries.set(key, added);
    this.#expiry.add(added, resetAfter / 1_000);
  }

  // Second chance: the oldest key goes, but one that was used since is spared once.
  #makeRoom(): void {
    let spared = 0;
    for (const [key, entry] of this.#entries) {
      if (!entry.used || spared === mostSpared) return this.#forget(key);
      spared += 1;
      entry.used = false;
      this.#entries.delete(key);
      this.#entries.set(key, entry);
    }
  }

  #forget(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#expiry.remove(entry);
    this.#entries.delete(key);
  }

  #visit(entry: Entry): number {
    const { policies } = entry.plan;
    const resetAfter = longestReset(policies, advanceAll(policies, entry.states, this.#instant(entry.plan)));
    if (resetAfter === 0) this.#entries.delete(entry.key);
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

function refusalOf(policy: RateLimitPolicy, state: State, parts: number): Decision {
  const { algorithm } = policy;
  const retryAfter = algorithm.retryAfter(state, policy, parts);
  return new Decision(policy, algorithm.room(state, policy), retryAfter, algorithm.resetAfter(state, policy));
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

function write(target: number[], state: State): void {
  if (target.length > state.length) target.length = state.length;
  for (let index = 0; index < state.length; index += 1) target[index] = state[index]!;
}

/** The states that a new plan takes over: those of policies that kept their name and algorithm. */
function carriedOver(entry: Entry, plan: Plan): readonly (State | undefined)[] {
  return plan.identities.map((identity) => entry.states[entry.plan.identities.indexOf(identity)]);
}
