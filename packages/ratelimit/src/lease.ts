import type { RateLimitDecision } from '@toolwright/core';

import type { StoreAnswer } from './stores/rate-limit-store.ts';
import type { Instant } from './decide.ts';

/** Places of `concurrency` policies, held until they are released, or end by themselves. */
export interface Lease {
  /** When refused, nothing is held, `renew` answers false and `release` does nothing. */
  readonly decision: RateLimitDecision;
  /** Starts the lease anew; false when it has ended, or the store did not answer. */
  renew(): Promise<boolean>;
  /** Frees the places; other policies keep what was spent. Again, or after the end: does nothing. */
  release(): Promise<void>;
}

/** What a lease asks of its limiter. */
export interface LeaseKeeper {
  renew(parts: number, since: Instant): Promise<StoreAnswer>;
  release(parts: number, since: Instant): Promise<void>;
}

/** Makes the lease of a store's answer. A lease that was given without the store cannot be released: it ends. */
export function leaseOf(answer: StoreAnswer, keeper: LeaseKeeper): Lease {
  const { decision, taken } = answer;
  let heldSince = decision.allowed ? answer.at : undefined;
  return {
    decision,
    async renew() {
      if (heldSince === undefined) return false;
      const renewed = await keeper.renew(taken, heldSince);
      if (renewed.taken === 0) return false;
      heldSince = renewed.at;
      return true;
    },
    async release() {
      const since = heldSince;
      heldSince = undefined;
      if (since !== undefined) await keeper.release(taken, since);
    },
  };
}
