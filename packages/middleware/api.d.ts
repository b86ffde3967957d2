// @toolwright/middleware
// index.d.ts
export { callerOf, rateLimit } from './rate-limit.ts';
export type { RateLimitOptions } from './rate-limit.ts';
export { cached, cacheTtlMs } from './cached.ts';
export type { CachedOptions } from './cached.ts';
export { fallback } from './fallback.ts';
export type { FallbackOptions } from './fallback.ts';
export { retry } from './retry.ts';
export type { RetryOptions } from './retry.ts';
export type { Backoff } from './backoff.ts';
export { createRetryBudget } from './retry-budget.ts';
export type { RetryBudget, RetryBudgetOptions } from './retry-budget.ts';
export { circuitBreaker } from './circuit-breaker.ts';
export type { CircuitBreakerOptions } from './circuit-breaker.ts';
export { timeout } from './timeout.ts';
export type { TimeoutOptions } from './timeout.ts';
export { exceptTools, when } from './when.ts';
export type { CallPredicate } from './when.ts';

// backoff.d.ts
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
export declare function backoffMs(plan: BackoffPlan, repetition: number, random: Random): number;

// cached.d.ts
import type { Cache, CacheOptions, Call, ContextKey, Middleware, SimilarityIndex } from '@toolwright/core';
/** How a tool's results are cached. */
export interface CachedOptions {
    readonly cache: Cache;
    /** How long a result is fresh, in milliseconds. What the tool sets under {@link cacheTtlMs} wins. @default 300_000 */
    readonly ttlMs?: number | ((value: unknown, call: Call) => number);
    /** Who shares a result: only its caller, the tenant, or everybody. @default 'caller' */
    readonly scope?: 'caller' | 'tenant' | 'shared';
    /** What of the call the result depends on, as JSON. @default the input */
    readonly key?: (call: Call) => unknown;
    /** What it depends on beside the key: a header, a flag. */
    readonly vary?: (call: Call) => unknown;
    /** Which calls are cached. @default all of queries; commands never, unless `commands` is set */
    readonly when?: (call: Call) => boolean;
    /** Which calls skip the read and still write. A `cache-control: no-cache` header does so too, `no-store` skips both. */
    readonly bypass?: (call: Call) => boolean;
    /** Tags to invalidate results by. */
    readonly tags?: (value: unknown, call: Call) => readonly string[];
    /** Caches commands too. @default false */
    readonly commands?: boolean;
    /** Serves the result of an earlier question that asks for the same in other words. */
    readonly similar?: {
        readonly index: SimilarityIndex;
        readonly text: (call: Call) => string;
    };
    /** How stale results may be served, and how long loads may take: see core's `CacheOptions`. */
    readonly stale?: Pick<CacheOptions, 'staleWhileRevalidateMs' | 'staleIfErrorMs' | 'softTimeoutMs' | 'hardTimeoutMs'>;
}
/** How long this result is fresh: `call.set(cacheTtlMs, 60_000)` in a tool; 0 keeps it out of the cache. */
export declare const cacheTtlMs: ContextKey<number>;
/**
 * Serves a tool's successes from a cache; failures, streams and questions are never stored. The key holds the tool, its
 * version, the tenant and (unless results are shared) the caller. Concurrent calls of one key run the tool once.
 * `metadata.cache` says `{ hit, key, ageMs, level, stale }`.
 *
 * @throws `INVALID_OPTIONS` for a cache that is none, a bad scope or a bad time.
 */
export declare function cached(options: CachedOptions): Middleware;

// circuit-breaker.d.ts
import type { Call, CircuitBreaker, Middleware } from '@toolwright/core';
/** Which circuit guards a call. */
export interface CircuitBreakerOptions {
    /** The breaker, or the one for a call: one for each upstream, say. */
    readonly breaker: CircuitBreaker | ((call: Call) => CircuitBreaker);
    /** Counts and tells, and lets refused calls through. @default false */
    readonly shadow?: boolean;
}
/**
 * Lets the breaker decide whether the rest of the pipeline runs, and count how it ends; a stream counts when it ends.
 * A refusal is `SERVICE_UNAVAILABLE` with the time until the next probe; `metadata.circuitBreaker` then names the circuit.
 *
 * @throws `INVALID_OPTIONS` for a breaker that is none.
 */
export declare function circuitBreaker(options: CircuitBreakerOptions): Middleware;

// fallback.d.ts
import type { Awaitable, Call, Failure, Middleware } from '@toolwright/core';
/** What is answered when the call fails. */
export interface FallbackOptions {
    /** Makes the answer: a plain value, what another service says, an older result. What it throws becomes the failure. */
    readonly run: (call: Call, failure: Failure) => Awaitable<unknown>;
    /** Which failures it stands in for. @default those of what the tool depends on; never the caller's own mistakes */
    readonly when?: (failure: Failure) => boolean;
}
/**
 * Answers something else when the call fails, and says so in `metadata.fallback`. It stands outside of the cache, so
 * that fallbacks are not stored. After the call's own deadline there is no time left: the answer must be at hand.
 *
 * @throws `INVALID_OPTIONS` for a `run` that is no function.
 */
export declare function fallback(options: FallbackOptions): Middleware;

// rate-limit.d.ts
import type { Call, Middleware, RateLimiter } from '@toolwright/core';
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
export declare function rateLimit(options: RateLimitOptions): Middleware;
/** Names the caller for a limit: kinds are kept apart, so that nobody can log in as an address. */
export declare function callerOf(call: Call): string;

// retry-budget.d.ts
import type { Clock } from '@toolwright/core';
/** How many repetitions a service affords. */
export interface RetryBudgetOptions {
    /** Repetitions earned by each first attempt, 0 to 1: 0.1 is one in ten. @default 0.1 */
    readonly ratio?: number;
    /** Repetitions earned by each second, so that a quiet service may retry too. @default 10 */
    readonly floorPerSecond?: number;
    /** Seconds' worth of floor, and of earnings, that can be saved. @default 10 */
    readonly saveSeconds?: number;
    /** @default systemClock */
    readonly clock?: Clock;
}
/** Bounds repetitions to a share of the first attempts, so that retries cannot multiply an outage. Share one. */
export interface RetryBudget {
    /** A first attempt is made. */
    earn(): void;
    /** Takes the price of one repetition, or answers `false` when there is nothing left. */
    spend(): boolean;
    /** What is left, in repetitions. */
    readonly balance: number;
}
/**
 * Makes a budget for {@link retry} and {@link hedge} to share: a ratio of the first attempts plus a floor, as Finagle's
 * `RetryBudget`. Earning reads no clock.
 *
 * @throws `INVALID_OPTIONS` for a ratio outside 0 to 1 or a negative number.
 */
export declare function createRetryBudget(options?: RetryBudgetOptions): RetryBudget;

// retry.d.ts
import type { Failure, Middleware, Random } from '@toolwright/core';
import type { Backoff } from './backoff.ts';
import type { RetryBudget } from './retry-budget.ts';
/** When and how often a call is tried again. */
export interface RetryOptions {
    /** The first attempt included, 1 to 20. @default 3 */
    readonly maxAttempts?: number;
    /** @default 'exponential' */
    readonly backoff?: Backoff;
    /** The first wait, in milliseconds. @default 100 */
    readonly baseMs?: number;
    /** The longest wait, in milliseconds. @default 10_000 */
    readonly maxMs?: number;
    /** @default 'full' */
    readonly jitter?: 'full' | 'none';
    /** Which failures are worth another try. @default those that say `retryable` */
    readonly when?: (failure: Failure) => boolean;
    /** The longest that a failure's own `retryAfterMs` makes it wait. @default 60_000 */
    readonly maxRetryAfterMs?: number;
    /** @default one of its own: a tenth of the calls, and ten a second */
    readonly budget?: RetryBudget;
    /** @default systemRandom */
    readonly random?: Random;
}
/**
 * Tries again what failed and may be repeated: queries, idempotent tools, and calls with an idempotency key. Waits with
 * full jitter, and as long as the failure says (`retryAfterMs`); never past the call's deadline, never beyond the
 * budget, and stops at once when the call is aborted. An open circuit is tried again only if its probe comes in time.
 * The engine behind the repetitions is p-retry; a first attempt that succeeds never enters it.
 *
 * `metadata.retry` says `{ attempts, waitedMs, gaveUp? }` when there was more than one attempt or would have been.
 *
 * @throws `INVALID_OPTIONS` for a number out of its range.
 */
export declare function retry(options?: RetryOptions): Middleware;

// timeout.d.ts
import type { Middleware } from '@toolwright/core';
/** How long one attempt may take. */
export interface TimeoutOptions {
    /** Milliseconds, 1 to 2 147 483 647. Of a stream: until its first chunk. */
    readonly attemptMs: number;
}
/**
 * Bounds one attempt: after `attemptMs` its signal aborts and it fails with `OPERATION_TIMEOUT`, which a retry outside
 * of this rail may repeat. The whole call has a deadline anyway: the tool's `timeoutMs`, or the caller's.
 *
 * @throws `INVALID_OPTIONS` for a bad `attemptMs`.
 */
export declare function timeout(options: TimeoutOptions): Middleware;

// when.d.ts
import type { Awaitable, Call, Middleware } from '@toolwright/core';
/** Decides whether a middleware applies to a call. What it throws fails the call. */
export type CallPredicate = (call: Call) => Awaitable<boolean>;
/**
 * Applies `middleware` only to calls for which `predicate` holds; the others pass by. A predicate that answers at once
 * costs no promise.
 */
export declare function when<Adds extends object>(predicate: CallPredicate, middleware: Middleware<Adds>): Middleware<Partial<Adds>>;
/** Applies `middleware` to every tool but those named. A name may end in `*`: `admin.*`. */
export declare function exceptTools<Adds extends object>(names: readonly string[], middleware: Middleware<Adds>): Middleware<Partial<Adds>>;
