// @toolwright/middleware
// index.d.ts
export { rateLimit } from './rate-limit.ts';
export type { RateLimitOptions } from './rate-limit.ts';
export { callerOf } from './caller-of.ts';
export { idempotency } from './idempotency.ts';
export type { IdempotencyOptions } from './idempotency.ts';
export { fallback } from './fallback.ts';
export type { FallbackOptions } from './fallback.ts';
export { prefetch } from './prefetch.ts';
export type { PrefetchOptions } from './prefetch.ts';
export { cached, cacheTtlMs } from './cached.ts';
export type { CachedOptions } from './cached.ts';
export type { SimilarOptions } from './similar-entry.ts';
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

// bulkhead.d.ts
import type { Call, Middleware } from '@toolwright/core';
/** How many calls run at once, and how many wait. */
export interface BulkheadOptions {
    /** Calls that run at once, for each key, an integer of at least 1. */
    readonly maxConcurrent: number;
    /** Calls that wait for a slot, for each key, an integer. @default 0: refuses at once */
    readonly maxQueue?: number;
    /** The longest wait, in milliseconds; the call's own deadline bounds it too. @default 1_000 */
    readonly maxQueueMs?: number;
    /** Which calls share slots. @default all calls through this rail */
    readonly key?: (call: Call) => string;
    /** Who takes turns while calls wait: one caller's crowd does not keep another's call waiting. @default the caller */
    readonly party?: (call: Call) => string;
    /** Higher goes first, and takes a full queue's last place from a lower one. @default 0 for all */
    readonly priority?: (call: Call) => number;
    /** Counts and tells, and lets every call run. @default false */
    readonly shadow?: boolean;
}
/**
 * Bounds how many calls run at once and how many wait, so that one slow upstream cannot take everything. A slot is held
 * until the work has really ended: a tool that ignores its timeout keeps it, a stream keeps it to its last chunk.
 *
 * A refusal is `QUEUE_FULL` with the time in which a slot is likely to be free. `metadata.bulkhead` says `{ waitedMs }` of
 * a call that waited, and of a refused one why and how many run and wait.
 *
 * @throws `INVALID_OPTIONS` for a bound out of its range.
 */
export declare function bulkhead(options: BulkheadOptions): Middleware;

// cached.d.ts
import type { Cache, CacheOptions, Call, ContextKey, Middleware } from '@toolwright/core';
import type { SimilarOptions } from './similar-entry.ts';
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
    readonly similar?: SimilarOptions;
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

// caller-of.d.ts
import type { Call } from '@toolwright/core';
/** Names the caller for a limit: kinds are kept apart, so that nobody can log in as an address. */
export declare function callerOf(call: Call): string;

// chaos.d.ts
import type { Call, Failure, Middleware, Random } from '@toolwright/core';
/** One way in which calls go wrong. */
export interface ChaosFault {
    /** Names the fault in `metadata.chaos`. */
    readonly name: string;
    /** The share of the calls it hits, 0 to 1. */
    readonly share: number;
    /** Which calls it may hit. @default all */
    readonly when?: (call: Call) => boolean;
    /** Milliseconds that it delays the call. @default 0 */
    readonly delayMs?: number;
    /** The failure that it ends the call with. @default none: the call goes on */
    readonly failure?: Failure | ((call: Call) => Failure);
    /** Before the work is done, or after it: the effect has taken place and its answer is lost. @default 'before' */
    readonly point?: 'before' | 'after';
}
/** What goes wrong, and the two switches that let it. */
export interface ChaosOptions {
    /** Tried in this order; the first that hits a call is the only one. */
    readonly faults: readonly ChaosFault[];
    /** The first switch. @default false */
    readonly enabled?: boolean;
    /** The second switch: where the program runs, as its own configuration says. */
    readonly environment: string | undefined;
    /** Where faults are allowed. @default 'development', 'test' and 'staging' */
    readonly environments?: readonly string[];
    /** @default systemRandom */
    readonly random?: Random;
}
/**
 * Lets a share of the calls fail, wait, or lose their answer, to see whether everything around stands it. Does nothing
 * unless it is switched on twice: `enabled`, and an `environment` that is one of `environments`. `metadata.chaos` names
 * the fault that hit a call.
 *
 * @throws `INVALID_OPTIONS` for a share outside 0 to 1, or a bad delay or point.
 */
export declare function chaos(options: ChaosOptions): Middleware;

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

// hedge.d.ts
import type { Middleware } from '@toolwright/core';
import type { RetryBudget } from './retry-budget.ts';
/** When a second attempt starts beside the first. */
export interface HedgeOptions {
    /** Which share of the answers is not waited beyond, 0.5 to 0.999. @default 0.95 */
    readonly quantile?: number;
    /** The shortest wait before a second attempt, in milliseconds. @default 10 */
    readonly minDelayMs?: number;
    /** The longest one. @default 10_000 */
    readonly maxDelayMs?: number;
    /** Answers of a tool that must have been measured before it is hedged, an integer of at least 1. @default 20 */
    readonly minimumSamples?: number;
    /** Shared with `retry`, whose first attempts then earn what both spend. @default one of its own */
    readonly budget?: RetryBudget;
}
/**
 * Starts a second attempt of a query that takes longer than most do, answers with whichever comes first, and aborts the
 * other ("The Tail at Scale", Dean and Barroso, 2013). The wait is the tool's own live p95, so about one call in twenty
 * is hedged; the budget bounds it when everything is slow. A first attempt that fails is `retry`'s business. Commands
 * and streams pass by.
 *
 * `metadata.hedge` says `{ delayMs, hedged, won }` when the wait was over.
 *
 * @throws `INVALID_OPTIONS` for a number out of its range.
 */
export declare function hedge(options?: HedgeOptions): Middleware;

// idempotency.d.ts
import type { Failure, KeyValueStore, Middleware, Random } from '@toolwright/core';
/** Where outcomes are kept, and for how long. */
export interface IdempotencyOptions {
    readonly store: KeyValueStore;
    /** How long an outcome is replayed, in milliseconds, an integer of at least 1. @default 86_400_000, a day */
    readonly ttlMs?: number;
    /** How long a call waits for another of its key that is under way, and no longer than its deadline. @default 5_000 */
    readonly waitMs?: number;
    /** What a crashed process costs the callers of its keys, an integer of at least 100. @default 30_000 */
    readonly leaseMs?: number;
    /** Which failures would come again, and are stored. @default those that are not retryable and come of what was asked */
    readonly isFinal?: (failure: Failure) => boolean;
    /** Without the store: refuse rather than risk a second effect, or run unprotected. @default 'refuse' */
    readonly whenStoreFails?: 'refuse' | 'run';
    /** @default systemRandom */
    readonly random?: Random;
}
/**
 * Makes a command that carries an idempotency key take effect once: its outcome is stored and replayed to whoever asks
 * again with the key, for the same tool, tenant and principal. While it runs, its duplicates wait, then are refused with
 * `IDEMPOTENCY_IN_PROGRESS`; the same key with another input is `IDEMPOTENCY_KEY_REUSED`. Failures that may pass, and
 * questions to the caller, are not stored. Queries, streams and calls without a key pass by.
 *
 * `metadata.idempotency` says `{ replayed, callId?, storedAtMs? }`. A result is replayed as JSON has it. If the store
 * fails once the work is done the result is answered all the same, `stored: false`: after `leaseMs` the key is free.
 *
 * @throws `INVALID_OPTIONS` for a store that is none, or a time out of its range.
 */
export declare function idempotency(options: IdempotencyOptions): Middleware;

// prefetch.d.ts
import type { Awaitable, Call, Middleware } from '@toolwright/core';
/** What is fetched ahead, and how much of it at once. */
export interface PrefetchOptions {
    /** The inputs (as the schema makes them) that this tool will probably be asked next, most likely first. */
    readonly predict: (call: Call, value: unknown) => Awaitable<readonly unknown[]>;
    /** Prefetches under way at once, an integer of at least 1; those beyond are left out. @default 2 */
    readonly maxConcurrent?: number;
    /** The longest that one may take, in milliseconds. @default 10_000 */
    readonly timeoutMs?: number;
}
/**
 * Asks a query, once it has succeeded, what it will probably be asked next (the next page, the neighbours), so that the
 * cache inside of this rail has it by then: for the same principal and tenant, in the background, a bounded number at
 * once. Nobody waits for it and its failures harm nobody. A prefetch predicts nothing further. Commands and streams pass by.
 *
 * @throws `INVALID_OPTIONS` for a `predict` that is no function or a number out of its range.
 */
export declare function prefetch(options: PrefetchOptions): Middleware;

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

// similar-entry.d.ts
import type { Cache, CacheEntry, Call, SimilarityIndex } from '@toolwright/core';
/** Which questions may be answered by each other. */
export interface SimilarOptions {
    readonly index: SimilarityIndex;
    /** The question, as text. */
    readonly text: (call: Call) => string;
    /** What of the input must be equal. @default the input without the members that are the text */
    readonly rest?: (call: Call) => unknown;
}
/** What a similar question is looked up by. */
export interface SimilarLookup {
    readonly cache: Cache;
    readonly similar: SimilarOptions;
    readonly call: Call;
    /** The key of the exact question. */
    readonly key: string;
    /** Everything but the text, which must be equal. */
    readonly scope: readonly unknown[];
}
/** What the look-up came to. */
export interface SimilarFinding {
    readonly entry?: CacheEntry<unknown>;
    /** Lets later questions find this one's result. */
    remember(): Promise<void>;
}
/**
 * Looks for the result of the exact question, then for that of the nearest earlier one that asks for the same. Tells in
 * `metadata.similar` what was near, and why it was not used.
 */
export declare function similarEntry(lookup: SimilarLookup): Promise<SimilarFinding>;
/** What of the input must be equal for one question to answer another: "in euros" is no other word for "in dollars". */
export declare function otherInputs(call: Call, { text, rest }: SimilarOptions): unknown;

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
