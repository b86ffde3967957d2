import { failed, failure, invalidOption, isPromiseLike, numberOption, rail } from '@toolwright/core';
import type {
  Awaitable,
  Call,
  Failure,
  JsonObject,
  Middleware,
  Next,
  Outcome,
  PolicyState,
  RateLimitDecision,
  RateLimiter,
} from '@toolwright/core';
import { callerOf } from './caller-of.ts';
import { tryAgain } from './try-again.ts';

/** How calls are limited. */
export interface RateLimitOptions {
  /** The limiter, or the one for a call: another for each plan, say. */
  readonly limiter: RateLimiter | ((call: Call) => RateLimiter);
  /** Who shares a limit. @default the principal's subject, else the peer's address, else everybody who has neither */
  readonly key?: (call: Call) => string;
  /** What a call costs, above 0. @default 1 */
  readonly cost?: number | ((call: Call) => number);
  /** Waits for its turn this long, and no longer than the call's deadline, before it is refused. @default 0: never waits */
  readonly maxWaitMs?: number;
  /** Counts and tells, and never refuses. @default false */
  readonly shadow?: boolean;
}

/**
 * Refuses (or delays) calls above a limit with `RATE_LIMITED`, `retryAfterMs` and a sentence that a person or a model
 * can act on. `metadata.rateLimit` has the decision, which a server turns into `RateLimit` fields.
 *
 * @throws `INVALID_OPTIONS` for a limiter that is none, or a bad cost or wait.
 */
export function rateLimit(options: RateLimitOptions): Middleware {
  const { limiter, key = callerOf, cost = 1, shadow = false } = options;
  if (typeof limiter !== 'function' && typeof limiter?.consume !== 'function') {
    throw invalidOption('limiter', 'a RateLimiter or a function of the call', limiter);
  }
  if (typeof cost === 'number') numberOption('cost', cost, { min: Number.MIN_VALUE });
  const maxWaitMs = numberOption('maxWaitMs', options.maxWaitMs ?? 0, { min: 0 });
  const decide = (call: Call): Awaitable<RateLimitDecision> => {
    const chosen = typeof limiter === 'function' ? limiter(call) : limiter;
    const price = typeof cost === 'function' ? cost(call) : cost;
    return maxWaitMs > 0 && !shadow
      ? waitFor(chosen, { call, key: key(call), cost: price, maxWaitMs })
      : chosen.consume(key(call), { cost: price });
  };
  return rail(
    {
      name: 'rate-limit',
      outside: ['cache', 'retry', 'hedge', 'circuit-breaker', 'timeout'],
      describe: () => ({ maxWaitMs, shadow, ...(typeof cost === 'number' && { cost }) }),
    },
    (call, next) => {
      const decision = decide(call);
      if (!isPromiseLike(decision)) return apply(call, next, decision, shadow);
      return Promise.resolve(decision).then((settled) => apply(call, next, settled, shadow));
    },
  );
}

function apply(call: Call, next: Next, decision: RateLimitDecision, shadow: boolean): Promise<Outcome> {
  call.annotate('rateLimit', noteOf(decision, shadow));
  return decision.allowed || shadow ? next() : Promise.resolve(failed(refusal(decision)));
}

/** What result metadata says of a decision; a policy's state is looked up when somebody reads it, or writes it as JSON. */
class DecisionNote {
  readonly allowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  readonly retryAfterMs: number;
  readonly resetAfterMs: number;
  readonly #decision: RateLimitDecision;

  constructor(decision: RateLimitDecision) {
    this.allowed = decision.allowed;
    this.limit = decision.limit;
    this.remaining = decision.remaining;
    this.retryAfterMs = decision.retryAfterMs;
    this.resetAfterMs = decision.resetAfterMs;
    this.#decision = decision;
  }

  get policies(): readonly PolicyState[] {
    return this.#decision.policies;
  }

  toJSON(): object {
    return Object.assign({}, this, { policies: this.policies });
  }
}

function noteOf(decision: RateLimitDecision, shadow: boolean): JsonObject {
  const note = new DecisionNote(decision);
  const { allowed, violated, degraded } = decision;
  if (violated !== undefined) Object.assign(note, { violated });
  if (degraded !== undefined) Object.assign(note, { degraded });
  if (decision.shadow === true || (shadow && !allowed)) Object.assign(note, { shadow: true });
  return note as unknown as JsonObject;
}

function refusal(decision: RateLimitDecision): Failure {
  const { retryAfterMs, violated, limit } = decision;
  const details = { limit, ...(violated !== undefined && { violated }) };
  if (retryAfterMs === Infinity) {
    const message = `Rate limit exceeded. This call costs more than the limit of ${limit} ever allows.`;
    return failure('RATE_LIMITED', message, { retryable: false, details });
  }
  return failure('RATE_LIMITED', `Rate limit exceeded. ${tryAgain(retryAfterMs)}`, { retryAfterMs, details });
}

function waitFor(
  limiter: RateLimiter,
  wait: { readonly call: Call; readonly key: string; readonly cost: number; readonly maxWaitMs: number },
): Promise<RateLimitDecision> {
  const { call, key, cost } = wait;
  const leftMs = call.deadlineAtMs - call.clock.monotonicNow();
  const maxWaitMs = Math.max(0, Math.min(wait.maxWaitMs, leftMs));
  return limiter.waitFor(key, { cost, maxWaitMs, signal: call.signal });
}
