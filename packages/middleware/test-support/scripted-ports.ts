import { failed, failure } from '@toolwright/core';
import type { CircuitBreaker, Outcome, RateLimitDecision, RateLimiter } from '@toolwright/core';

/** A decision that says yes, with what the test changes. */
export function decision(changes: Partial<RateLimitDecision> = {}): RateLimitDecision {
  return {
    allowed: true,
    limit: 10,
    remaining: 9,
    retryAfterMs: 0,
    resetAfterMs: 100,
    policies: [],
    ...changes,
  };
}

/** A limiter that answers what the test says, and keeps what it was asked. */
export function scriptedLimiter(
  answer: (key: string) => RateLimitDecision | Promise<RateLimitDecision> = () => decision(),
): RateLimiter & {
  readonly asked: { readonly how: string; readonly key: string; readonly options: object }[];
} {
  const asked: { how: string; key: string; options: object }[] = [];
  const ask =
    (how: string) =>
    (key: string, options: object = {}) => {
      asked.push({ how, key, options });
      return answer(key);
    };
  return {
    asked,
    consume: ask('consume'),
    peek: ask('peek'),
    waitFor: async (key, options) => ask('waitFor')(key, options),
    refund: async () => undefined,
    reset: async () => undefined,
  };
}

/** A breaker that is open when the test says so, and keeps what it has counted. */
export interface ScriptedBreaker extends CircuitBreaker {
  open: boolean;
  readonly counted: Outcome[];
  /** What the rail handed over beside the work. */
  readonly options: ({ readonly signal?: AbortSignal } | undefined)[];
}

export function scriptedBreaker(retryAfterMs = 5_000): ScriptedBreaker {
  const counted: Outcome[] = [];
  const options: ScriptedBreaker['options'] = [];
  const refusal = failure('SERVICE_UNAVAILABLE', 'The circuit "upstream" is open', {
    retryAfterMs,
    details: { reason: 'circuit-open' },
  });
  const breaker = {
    name: 'upstream',
    open: false,
    counted,
    options,
    get state() {
      return breaker.open ? 'open' : 'closed';
    },
    async executeOutcome(
      work: () => Promise<Outcome>,
      more?: { readonly signal?: AbortSignal },
    ): Promise<Outcome> {
      options.push(more);
      if (breaker.open) return failed(refusal);
      const outcome = await work();
      counted.push(outcome);
      return outcome;
    },
  };
  return breaker as unknown as ScriptedBreaker;
}
