import type { PolicyState, RateLimitDecision } from '@toolwright/core';

import { millisecondsOf, unitsOf } from './amount.ts';
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

  /** What one policy alone decides: `retryAfterMs` 0 is an admission. */
  constructor(policy: RateLimitPolicy, remaining: number, retryAfterMs: number, resetAfterMs: number) {
    this.allowed = retryAfterMs === 0;
    this.limit = policy.limit;
    this.remaining = remaining;
    this.retryAfterMs = retryAfterMs;
    this.resetAfterMs = resetAfterMs;
    this.#policy = policy;
    this.#rest = undefined;
    if (retryAfterMs !== 0) this.violated = policy.name;
  }

  /** Words a verdict of all policies of a plan. */
  static of(plan: Plan, verdict: Verdict): Decision {
    const { refusedBy, shadowedBy, standings } = verdict;
    const index = refusedBy < 0 ? nearest(plan, standings) : refusedBy;
    const policy = plan.policies[index]!;
    const { remaining, retryAfterMs, resetAfterMs } = standingOf(standings, index);
    const decision = new Decision(policy, remaining, refusedBy < 0 ? 0 : retryAfterMs, resetAfterMs);
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
    return plan.policies.map((policy, index) => stateOf(policy, standingOf(standings, index)));
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

type Standing = Pick<PolicyState, 'remaining' | 'resetAfterMs' | 'retryAfterMs'>;

function standingOf(standings: Standings, index: number): Standing {
  return {
    remaining: unitsOf(standings[index * 3]!),
    retryAfterMs: millisecondsOf(standings[index * 3 + 1]!),
    resetAfterMs: millisecondsOf(standings[index * 3 + 2]!),
  };
}

function stateOf({ name, limit, windowMs }: RateLimitPolicy, standing: Standing): PolicyState {
  const { remaining, resetAfterMs, retryAfterMs } = standing;
  return { name, limit, remaining, windowMs, resetAfterMs, retryAfterMs };
}

function nearest(plan: Plan, standings: Standings): number {
  let found = 0;
  for (let index = 1; index < plan.policies.length; index += 1) {
    if (standings[index * 3]! < standings[found * 3]!) found = index;
  }
  return found;
}
