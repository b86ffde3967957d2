import { invalidOption } from '@toolwright/core';

import type { RateLimitPolicy } from './policy.ts';

/** The policies of a limiter, checked together. A store may keep what it derives from a plan, by identity. */
export interface Plan {
  readonly policies: readonly RateLimitPolicy[];
  /** The policy, when there is just one and it refuses in earnest: the hot path. */
  readonly only: RateLimitPolicy | undefined;
  /** What tells the policies' states apart, in a store: the name and the algorithm. */
  readonly identities: readonly string[];
  /** Whether the states are those of one policy, and always four numbers. */
  readonly rowed: boolean;
  /** Whether a window follows the wall clock. */
  readonly followsCalendar: boolean;
}

const mostPolicies = 16;

/** Checks that the policies can stand together: 1 to 16, under different names. */
export function planOf(policies: readonly RateLimitPolicy[]): Plan {
  if (!Array.isArray(policies) || policies.length === 0 || policies.length > mostPolicies) {
    throw invalidOption('policies', `a list of 1 to ${mostPolicies} policies`, policies);
  }
  const names = new Set<string>();
  for (const { name } of policies) {
    if (names.has(name)) throw invalidOption('policies', 'policies with different names', name);
    names.add(name);
  }
  return {
    policies,
    only: policies.length === 1 && !policies[0]?.shadow ? policies[0] : undefined,
    identities: policies.map(({ name, kind }) => `${name}~${kind}`),
    rowed: policies.length === 1 && !['rolling-window', 'concurrency'].includes(policies[0]!.kind),
    followsCalendar: policies.some(followsWallClock),
  };
}

/** Whether the policy's windows are instants of the wall clock, not lengths of time. */
export function followsWallClock(policy: RateLimitPolicy): boolean {
  return policy.kind === 'fixed-window' || policy.kind === 'calendar-window';
}
