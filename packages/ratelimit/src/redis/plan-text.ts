import type { Plan } from '../plan.ts';
import type { RateLimitPolicy } from '../policy.ts';

// The order of `algorithms` in the script.
const scriptKinds: Readonly<Record<RateLimitPolicy['kind'], number>> = {
  'token-bucket': 1,
  'leaky-bucket': 2,
  'rolling-window': 3,
  'fixed-window': 4,
  'calendar-window': 4,
  concurrency: 5,
};

/**
 * Writes plans as the script reads them. The calendar stays here, where time zones are known: the script gets the
 * borders of the window that holds `now` and of the next, and says so when its own clock is outside of both.
 */
export function createPlanWriter(): (plan: Plan, now: number) => string {
  let known: { readonly plan: Plan; readonly text: string; from: number; until: number } | undefined;
  return (plan, now) => {
    if (known?.plan === plan && now >= known.from && now < known.until) return known.text;
    let from = -Infinity;
    let until = Infinity;
    const policies = plan.policies.map((policy) => {
      const { kind, limit, windowMs, capacity, shadow, bounds } = policy;
      const numbers = [scriptKinds[kind], limit, windowMs, capacity, shadow ? 1 : 0];
      if (bounds === undefined) return numbers;
      const { start, end } = bounds(now);
      from = Math.max(from, start);
      until = Math.min(until, end);
      return [...numbers, start, end, bounds(end).end];
    });
    known = { plan, text: JSON.stringify(policies), from, until };
    return known.text;
  };
}
