import type { Awaitable, RateLimitDecision } from '@toolwright/core';

import type { Instant, Question } from '../decide.ts';
import type { Plan } from '../plan.ts';

/**
 * Where the states of keys live. Every method decides or changes one key atomically, and settles within the store's
 * own deadline; none rejects because the store is broken: then the policies' `whenStoreFails` decides.
 */
export interface RateLimitStore {
  /** Takes `parts` thousandths of cost, all or nothing. The hot path. */
  take(plan: Plan, key: string, parts: number): Awaitable<RateLimitDecision>;
  /** Answers any question about the key. */
  ask(plan: Plan, key: string, question: Question): Awaitable<StoreAnswer>;
  /** Changes what the key has spent. */
  change(plan: Plan, key: string, change: SpendingChange): Awaitable<void>;
  /** Lets go of timers; the store answers no more. */
  [Symbol.dispose](): void;
}

/** An answer with what a later change needs to know of it. */
export interface StoreAnswer {
  readonly decision: RateLimitDecision;
  /** The thousandths of cost that were taken. */
  readonly taken: number;
  /** Milliseconds until the booked turn. */
  readonly waitMs: number;
  /** When, by the store's clock; `undefined` when the store did not answer. */
  readonly at: Instant | undefined;
}

/** A change of what a key has spent. */
export type SpendingChange =
  /** More was spent than was taken: charged whether it fits or not. */
  | { readonly kind: 'charge'; readonly parts: number }
  /** Less was spent. `chargedAt` is when it was taken, if known. */
  | { readonly kind: 'give-back'; readonly parts: number; readonly chargedAt?: Instant | undefined }
  /** The places that `concurrency` policies hold since then are free. */
  | { readonly kind: 'release'; readonly parts: number; readonly chargedAt: Instant }
  | { readonly kind: 'forget' };
