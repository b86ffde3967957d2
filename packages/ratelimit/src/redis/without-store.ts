import type { Clock, RateLimitDecision } from '@toolwright/core';

import { Decision } from '../decision.ts';
import { planOf } from '../plan.ts';
import type { Plan } from '../plan.ts';
import type { Question } from '../decide.ts';
import type { RateLimitPolicy } from '../policy.ts';
import { memoryStore } from '../stores/memory.ts';
import type { SpendingChange, StoreAnswer } from '../stores/rate-limit-store.ts';

/** Decides while the store does not answer, as each policy's `whenStoreFails` says. */
export interface WithoutStore extends Disposable {
  ask(plan: Plan, key: string, question: Question): StoreAnswer;
  change(plan: Plan, key: string, change: SpendingChange): void;
}

// When a server that failed is tried again for the first time.
const closedRetryMs = 1_000;

/** Makes what stands in for a store. What `local` policies spend here stays here. */
export function createWithoutStore(options: {
  readonly clock: Clock;
  readonly maxKeys: number;
}): WithoutStore {
  const local = memoryStore(options);
  const localPlans = new WeakMap<Plan, Plan>();
  const localPlanOf = (plan: Plan): Plan | undefined => {
    const known = localPlans.get(plan);
    if (known !== undefined) return known;
    const policies = plan.policies.filter(({ whenStoreFails }) => whenStoreFails === 'local');
    if (policies.length === 0) return undefined;
    const made = planOf(policies);
    localPlans.set(plan, made);
    return made;
  };
  return {
    ask(plan, key, question) {
      const closed = plan.policies.find(
        ({ whenStoreFails, shadow }) => whenStoreFails === 'closed' && !shadow,
      );
      if (closed !== undefined) return unstored(refusedBy(closed), 0);
      const localPlan = localPlanOf(plan);
      if (localPlan === undefined) return unstored(admittedBy(plan.policies[0]!), question.parts);
      const answer = local.ask(localPlan, key, question);
      const decision: RateLimitDecision = Object.assign(answer.decision, { degraded: 'local' as const });
      return { ...answer, decision, at: undefined };
    },
    change(plan, key, change) {
      const localPlan = localPlanOf(plan);
      if (localPlan !== undefined) local.change(localPlan, key, change);
    },
    [Symbol.dispose]: () => local[Symbol.dispose](),
  };
}

function unstored(decision: Decision, taken: number): StoreAnswer {
  return { decision, taken, waitMs: 0, at: undefined };
}

function refusedBy(policy: RateLimitPolicy): Decision {
  const decision = new Decision(policy, 0, closedRetryMs, closedRetryMs);
  decision.degraded = 'closed';
  return decision;
}

function admittedBy(policy: RateLimitPolicy): Decision {
  const { algorithm } = policy;
  const decision = new Decision(
    policy,
    algorithm.unitsLeft(algorithm.advance(undefined, policy, 0), policy),
    0,
    0,
  );
  decision.degraded = 'open';
  return decision;
}
