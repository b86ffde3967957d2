export { createRateLimiter } from './rate-limiter.ts';
export type { ConsumeOptions, PartialGrant, PolicyRateLimiter, RateLimiterOptions } from './rate-limiter.ts';
export type { Reservation } from './reservation.ts';
export type { Lease } from './lease.ts';

export { tokenBucket } from './algorithms/token-bucket.ts';
export type { TokenBucketOptions } from './algorithms/token-bucket.ts';
export { rollingWindow } from './algorithms/rolling-window.ts';
export type { RollingWindowOptions } from './algorithms/rolling-window.ts';
export { leakyBucket } from './algorithms/leaky-bucket.ts';
export type { LeakyBucketOptions } from './algorithms/leaky-bucket.ts';
export { fixedWindow } from './algorithms/fixed-window.ts';
export type { FixedWindowOptions } from './algorithms/fixed-window.ts';
export { calendarWindow } from './algorithms/calendar-window.ts';
export type { CalendarPeriod, CalendarWindowOptions } from './algorithms/calendar-window.ts';
export { concurrency } from './algorithms/concurrency.ts';
export type { ConcurrencyOptions } from './algorithms/concurrency.ts';
export type {
  PolicyOptions,
  RateLimitPolicy,
  WhenStoreFails,
  WindowBounds,
  WindowedPolicyOptions,
} from './policy.ts';

export type { RateLimitStore, SpendingChange, StoreAnswer } from './stores/rate-limit-store.ts';
export type { Instant, Question } from './decide.ts';
export type { Plan } from './plan.ts';
export type { Algorithm, State } from './algorithms/algorithm.ts';
