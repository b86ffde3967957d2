// Who may, and how often.
export { callerOf, rateLimit } from './rate-limit.ts';
export type { RateLimitOptions } from './rate-limit.ts';

// Results that are there already, and answers when there is none.
export { cached, cacheTtlMs } from './cached.ts';
export type { CachedOptions } from './cached.ts';
export { fallback } from './fallback.ts';
export type { FallbackOptions } from './fallback.ts';

// Around the attempts.
export { retry } from './retry.ts';
export type { RetryOptions } from './retry.ts';
export type { Backoff } from './backoff.ts';
export { createRetryBudget } from './retry-budget.ts';
export type { RetryBudget, RetryBudgetOptions } from './retry-budget.ts';
export { circuitBreaker } from './circuit-breaker.ts';
export type { CircuitBreakerOptions } from './circuit-breaker.ts';
export { timeout } from './timeout.ts';
export type { TimeoutOptions } from './timeout.ts';

// Which calls a rail is for.
export { exceptTools, when } from './when.ts';
export type { CallPredicate } from './when.ts';
