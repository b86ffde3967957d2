import type { PolicyState, RateLimitDecision } from '@toolwright/core';

import { partsPerUnit } from './amount.ts';
import type { Plan } from './plan.ts';
import type { RateLimitPolicy, WhenStoreFails } from './policy.ts';
import type { Standings, Verdict } from './decide.ts';

/** The one object that a decision costs: what is nearest to refusing is worked out, the rest waits to be read. */
export class Decision implements RateLimitDecision {
  readonly allowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  readonly retryAfterMs: number;
  readonly resetAfterMs: number;
  declare violated?: string;
  declare degraded?: WhenStoreFails;
  declare shadow?: boolean;
  readonly #policy: RateLimitPolicy;
  #rest: { readonly plan: Plan; readonly standings: Standings } | undefined;

  /** What one policy alone decides: `retryAfter` 0 is an admission. Room in parts of cost, times in microseconds. */
  constructor(policy: RateLimitPolicy, room: number, retryAfter: number, resetAfter: number) {
    this.allowed = retryAfter === 0;
    this.limit = policy.limit;
    this.remaining = unitsOf(room);
    this.retryAfterMs = Math.ceil(retryAfter / 1_000);
    this.resetAfterMs = Math.ceil(resetAfter / 1_000);
    this.#policy = policy;
    this.#rest = undefined;
    if (retryAfter !== 0) this.violated = policy.name;
  }

  /** Words a verdict of all policies of a plan. */
  static of(plan: Plan, verdict: Verdict): Decision {
    const { refusedBy, shadowedBy, standings } = verdict;
    const index = refusedBy < 0 ? nearest(plan, standings) : refusedBy;
    const policy = plan.policies[index]!;
    const retryAfter = refusedBy < 0 ? 0 : standings[index * 3 + 1]!;
    const decision = new Decision(policy, standings[index * 3]!, retryAfter, standings[index * 3 + 2]!);
    decision.#rest = { plan, standings };
    if (refusedBy < 0 && shadowedBy >= 0) {
      decision.violated = plan.policies[shadowedBy]!.name;
      decision.shadow = true;
    }
    return decision;
  }

  get policies(): readonly PolicyState[] {
    if (this.#rest === undefined) return [stateOf(this.#policy, this)];
    const { plan, standings } = this.#rest;
    return plan.policies.map((policy, index) =>
      stateOf(policy, {
        remaining: unitsOf(standings[index * 3]!),
        retryAfterMs: Math.ceil(standings[index * 3 + 1]! / 1_000),
        resetAfterMs: Math.ceil(standings[index * 3 + 2]! / 1_000),
      }),
    );
  }
}

/** The same state of affairs as a refusal: there was no time or no place to wait for what `decision` says. */
export function refusalFrom(decision: RateLimitDecision): RateLimitDecision {
  const { limit, remaining, resetAfterMs, violated, degraded } = decision;
  return {
    allowed: false,
    limit,
    remaining,
    retryAfterMs: Math.max(1, decision.retryAfterMs),
    resetAfterMs,
    ...(violated !== undefined && { violated }),
    ...(degraded !== undefined && { degraded }),
    get policies() {
      return decision.policies;
    },
  };
}

function stateOf(
  { name, limit, windowMs }: RateLimitPolicy,
  { remaining, resetAfterMs, retryAfterMs }: Pick<PolicyState, 'remaining' | 'resetAfterMs' | 'retryAfterMs'>,
): PolicyState {
  return { name, limit, remaining, windowMs, resetAfterMs, retryAfterMs };
}

// Rounded down, as promised: a refusal with 0.5 left says 0. Debt shows as 0 too.
function unitsOf(parts: number): number {
  return parts <= 0 ? 0 : Math.floor(parts / partsPerUnit);
}

function nearest(plan: Plan, standings: Standings): number {
  let found = 0;
  for (let index = 1; index < plan.policies.length; index += 1) {
    if (standings[index * 3]! < standings[found * 3]!) found = index;
  }
  return found;
}
