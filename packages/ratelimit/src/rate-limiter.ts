import { numberOption, systemClock } from '@toolwright/core';
import type { Awaitable, Clock, RateLimitDecision, RateLimiter } from '@toolwright/core';

import { partsAskedAbout, partsOf, partsPerUnit } from './amount.ts';
import { abandonable } from './abandonable.ts';
import { leaseOf } from './lease.ts';
import type { Lease } from './lease.ts';
import { planOf } from './plan.ts';
import type { Plan } from './plan.ts';
import type { RateLimitPolicy } from './policy.ts';
import { reservationOf } from './reservation.ts';
import type { Reservation } from './reservation.ts';
import { memoryStore } from './stores/memory.ts';
import type { RateLimitStore, StoreAnswer } from './stores/rate-limit-store.ts';
import { withSharedReadings } from './stores/shared-readings.ts';
import { WaitLine } from './wait-line.ts';

/** What {@link createRateLimiter} is made of. */
export interface RateLimiterOptions {
  /** 1 to 16 policies under different names; a request must fit all of them. */
  readonly policies: readonly RateLimitPolicy[];
  /** Where spending is remembered, for this limiter alone. @default this process's memory */
  readonly store?: RateLimitStore;
  /**
   * How many keys are remembered in memory, at least 1; above that, one that was not used lately is forgotten. Only
   * without a `store`. @default 100_000
   */
  readonly maxKeys?: number;
  /** How many callers may wait in `waitFor` at once, over all keys; from 0. @default 1_000 */
  readonly maxWaiting?: number;
  /**
   * Read anew for each decision. @default systemClock; without a `store`, decisions share its readings in a burst, up to
   * 32 each and never past the microtasks at hand
   */
  readonly clock?: Clock;
}

/** What one call may say. */
export interface ConsumeOptions {
  /**
   * At most 9 007 199 254 740; counted in thousandths, never less than one. Above 0, but that `consume` peeks for 0.
   * @default 1
   */
  readonly cost?: number;
  readonly signal?: AbortSignal;
}

/** A decision about a part. */
export interface PartialGrant {
  /** How much was taken: the whole cost, or as many whole units as fit, or 0. */
  readonly granted: number;
  /** Allowed when anything was granted. */
  readonly decision: RateLimitDecision;
}

/** A {@link RateLimiter} with what only this package offers. */
export interface PolicyRateLimiter extends RateLimiter, Disposable {
  /** Takes as much of `cost` as fits every policy, in whole units; nothing when not even one unit does. */
  consumeUpTo(key: string, options: ConsumeOptions & { readonly cost: number }): Promise<PartialGrant>;
  /**
   * Takes an estimate now, to be corrected by the reservation's `settle` or `cancel` once the cost is known. A
   * reservation that nobody settles, because its process died, stays spent as estimated and leaves with its window.
   */
  reserve(key: string, options: ConsumeOptions & { readonly cost: number }): Promise<Reservation>;
  /**
   * Takes `cost` as `consume` does, and holds the places of `concurrency` policies until the lease is released, or
   * their `leaseMs` has passed since it was taken or renewed.
   */
  acquire(key: string, options?: ConsumeOptions): Promise<Lease>;
  /** Applies other policies from the next call on. A policy that keeps its name and algorithm keeps what was spent. */
  replacePolicies(policies: readonly RateLimitPolicy[]): void;
}

/**
 * Makes a limiter over one or more policies: a request is charged to all of them, or refused and charged to none.
 *
 * @throws `INVALID_OPTIONS` naming the option that cannot be used.
 */
export function createRateLimiter(options: RateLimiterOptions): PolicyRateLimiter {
  const clock = options.clock ?? systemClock;
  const store =
    options.store ??
    memoryStore({ clock: options.clock ?? withSharedReadings(clock), maxKeys: options.maxKeys ?? 100_000 });
  const maxWaiting = numberOption('maxWaiting', options.maxWaiting ?? 1_000, { min: 0, integer: true });
  return new StoreRateLimiter(planOf(options.policies), store, { clock, maxWaiting });
}

class StoreRateLimiter implements PolicyRateLimiter {
  #plan: Plan;
  readonly #store: RateLimitStore;
  readonly #waitLine: WaitLine;

  constructor(plan: Plan, store: RateLimitStore, waiting: { clock: Clock; maxWaiting: number }) {
    this.#plan = plan;
    this.#store = store;
    this.#waitLine = new WaitLine({
      ...waiting,
      ask: (key, question) => store.ask(this.#plan, key, question),
      undo: (key, answer) => this.#undo(key, answer),
    });
  }

  consume(key: string, options?: ConsumeOptions): Awaitable<RateLimitDecision> {
    if (options === undefined) return this.#store.take(this.#plan, key, partsPerUnit);
    const { cost = 1, signal } = options;
    if (cost === 0) return this.#peek(key, signal);
    const parts = partsOf(cost);
    if (signal === undefined) return this.#store.take(this.#plan, key, parts);
    return this.#take(key, parts, signal).then(({ decision }) => decision);
  }

  peek(key: string, options?: { readonly cost?: number }): Awaitable<RateLimitDecision> {
    const parts = partsAskedAbout(options?.cost);
    const answer = this.#store.ask(this.#plan, key, { mode: 'peek', parts, horizon: 0 });
    return 'then' in answer ? answer.then(({ decision }) => decision) : answer.decision;
  }

  async waitFor(
    key: string,
    options: ConsumeOptions & { readonly maxWaitMs: number },
  ): Promise<RateLimitDecision> {
    const { cost = 1, maxWaitMs, signal } = options;
    return this.#waitLine.wait(key, { parts: partsOf(cost), maxWaitMs, signal });
  }

  async consumeUpTo(key: string, options: ConsumeOptions & { readonly cost: number }): Promise<PartialGrant> {
    const question = { mode: 'take-up-to', parts: partsOf(options.cost), horizon: 0 } as const;
    const ask = async (): Promise<StoreAnswer> => this.#store.ask(this.#plan, key, question);
    const answer = await abandonable(ask, options.signal, (late) => this.#undo(key, late));
    return { granted: answer.taken / partsPerUnit, decision: answer.decision };
  }

  async reserve(key: string, options: ConsumeOptions & { readonly cost: number }): Promise<Reservation> {
    const answer = await this.#take(key, partsOf(options.cost), options.signal);
    return reservationOf(answer, async (change) => this.#store.change(this.#plan, key, change));
  }

  async acquire(key: string, options?: ConsumeOptions): Promise<Lease> {
    const answer = await this.#take(key, partsOf(options?.cost ?? 1), options?.signal);
    const plan = this.#plan;
    return leaseOf(answer, {
      renew: async (parts, since) => this.#store.ask(plan, key, { mode: 'renew', parts, horizon: 0, since }),
      release: async (parts, since) =>
        this.#store.change(plan, key, { kind: 'release', parts, chargedAt: since }),
    });
  }

  async refund(key: string, cost: number): Promise<void> {
    await this.#store.change(this.#plan, key, { kind: 'give-back', parts: partsOf(cost) });
  }

  async reset(key: string): Promise<void> {
    await this.#store.change(this.#plan, key, { kind: 'forget' });
  }

  replacePolicies(policies: readonly RateLimitPolicy[]): void {
    this.#plan = planOf(policies);
  }

  [Symbol.dispose](): void {
    this.#store[Symbol.dispose]();
  }

  async #take(key: string, parts: number, signal: AbortSignal | undefined): Promise<StoreAnswer> {
    const question = { mode: 'take', parts, horizon: 0 } as const;
    const ask = async (): Promise<StoreAnswer> => this.#store.ask(this.#plan, key, question);
    return abandonable(ask, signal, (late) => this.#undo(key, late));
  }

  #peek(key: string, signal: AbortSignal | undefined): Awaitable<RateLimitDecision> {
    if (signal === undefined) return this.peek(key);
    return abandonable(
      async () => this.peek(key),
      signal,
      () => undefined,
    );
  }

  #undo(key: string, answer: StoreAnswer): Awaitable<void> {
    const { taken: parts, at: chargedAt } = answer;
    if (parts === 0 || chargedAt === undefined) return undefined;
    return this.#store.change(this.#plan, key, { kind: 'give-back', parts, chargedAt });
  }
}
