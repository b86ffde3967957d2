import type { Random } from '@toolwright/core';

/** How waits grow from one attempt to the next. */
export type Backoff = 'exponential' | 'linear' | 'constant';

/** What a wait is worked out from. */
export interface BackoffPlan {
  readonly backoff: Backoff;
  readonly baseMs: number;
  readonly maxMs: number;
  readonly jitter: 'full' | 'none';
}

/**
 * The wait before repetition `n` (from 1). With full jitter it is anywhere between 0 and the plan's wait, also at the
 * cap, so that callers who failed together do not return together ("Exponential Backoff And Jitter", AWS, 2015).
 */
export function backoffMs(plan: BackoffPlan, repetition: number, random: Random): number {
  const ceilingMs = Math.min(plan.maxMs, plan.baseMs * growth(plan.backoff, repetition));
  return plan.jitter === 'full' ? random.next() * ceilingMs : ceilingMs;
}

function growth(backoff: Backoff, repetition: number): number {
  switch (backoff) {
    case 'exponential':
      return 2 ** (repetition - 1);
    case 'linear':
      return repetition;
    case 'constant':
      return 1;
    default:
      return backoff satisfies never;
  }
}
