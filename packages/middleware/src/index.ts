// Who may, and how often.
export { rateLimit } from './rate-limit.ts';
export type { RateLimitOptions } from './rate-limit.ts';
export { callerOf } from './caller-of.ts';

// Once, and results that are there already, and answers when there is none.
export { idempotency } from './idempotency.ts';
export type { IdempotencyOptions } from './idempotency.ts';
export { fallback } from './fallback.ts';
export type { FallbackOptions } from './fallback.ts';
export { prefetch } from './prefetch.ts';
export type { PrefetchOptions } from './prefetch.ts';
export { cached, cacheTtlMs } from './cached.ts';
export type { CachedOptions } from './cached.ts';
export type { SimilarOptions } from './similar-entry.ts';

// Around the attempts.
export { bulkhead } from './bulkhead.ts';
export type { BulkheadOptions } from './bulkhead.ts';
export { retry } from './retry.ts';
export type { RetryOptions } from './retry.ts';
export type { Backoff } from './backoff.ts';
export { createRetryBudget } from './retry-budget.ts';
export type { RetryBudget, RetryBudgetOptions } from './retry-budget.ts';
export { hedge } from './hedge.ts';
export type { HedgeOptions } from './hedge.ts';
export { circuitBreaker } from './circuit-breaker.ts';
export type { CircuitBreakerOptions } from './circuit-breaker.ts';
export { timeout } from './timeout.ts';
export type { TimeoutOptions } from './timeout.ts';
export { chaos } from './chaos.ts';
export type { ChaosFault, ChaosOptions } from './chaos.ts';

// Which calls a rail is for.
export { exceptTools, when } from './when.ts';
export type { CallPredicate } from './when.ts';
