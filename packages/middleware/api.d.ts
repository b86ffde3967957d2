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
export { tenant } from './tenant/tenant.ts';
export type { TenantOptions } from './tenant/tenant.ts';
export { createTenantResources } from './tenant/tenant-resources.ts';
export type { TenantLease, TenantResources, TenantResourcesOptions } from './tenant/tenant-resources.ts';
export { audit } from './audit/audit.ts';
export type { AuditDetails, AuditOptions } from './audit/audit.ts';
export type { AuditEntry, AuditHead, AuditRecord } from './audit/audit-record.ts';
export { createAuditTrail } from './audit/audit-trail.ts';
export type { AuditStatistics, AuditTrail, AuditTrailOptions } from './audit/audit-trail.ts';
export { verifyAuditTrail } from './audit/verify-audit-trail.ts';
export type { AuditProblem, AuditVerification, VerifyAuditOptions } from './audit/verify-audit-trail.ts';
export { memoryAuditSink } from './audit/memory-audit-sink.ts';
export type { MemoryAuditSink, MemoryAuditSinkOptions } from './audit/memory-audit-sink.ts';
export { keyValueAuditSink, readAuditStore } from './audit/key-value-audit-sink.ts';
export type { KeyValueAuditSinkOptions } from './audit/key-value-audit-sink.ts';
export { auditFileSink } from './audit/audit-file-sink.ts';
export type { AuditFileSink, AuditFileSinkOptions } from './audit/audit-file-sink.ts';
export { readAuditFile } from './audit/read-audit-file.ts';
export { authorize } from './authorize.ts';
export type { AuthorizeOptions, AuthorizePredicate } from './authorize.ts';
export { byVariant, exposeFlag, flags } from './flags/flags.ts';
export type { FlagDefaults, FlagsOptions, FlagValues, VariantOptions } from './flags/flags.ts';
export type { FlagExposure } from './flags/exposure-log.ts';
export { memoryFlagProvider } from './flags/memory-flag-provider.ts';
export type { MemoryFlag, MemoryFlagProvider } from './flags/memory-flag-provider.ts';
export { metrics } from './metrics.ts';
export type { MetricDimension, MetricsOptions } from './metrics.ts';
export { transformError, transformInput, transformOutput } from './transform/transform.ts';
export { validateInput, validateOutput } from './transform/validate.ts';
export type { ValueCheck } from './transform/validate.ts';
export { enrich } from './transform/enrich.ts';
export type { Enricher, Enrichment, EnrichOptions } from './transform/enrich.ts';

// audit/audit-file-sink.d.ts
import type { AuditSink } from '@toolwright/core';
/** Where records are kept. */
export interface AuditFileSinkOptions {
    /** The file, one JSON record in each line; made, for its owner only, where there is none. */
    readonly path: string;
    /** How many records may wait for the disk, at least 1; a write above that rejects. @default 10_000 */
    readonly maxPending?: number;
}
/** A file to write to. */
export interface AuditFileSink extends AuditSink {
    /** Waits for the writes under way and closes the file; later writes reject. Twice is once. */
    close(): Promise<void>;
    [Symbol.asyncDispose](): Promise<void>;
}
/**
 * Appends records to a file and resolves when they are on the disk (`fdatasync`); records that wait at the same time
 * share one. After a crash or a failed write the torn line stays for itself, and the next record begins a new line.
 *
 * @throws `INVALID_OPTIONS` for a bad path or bound.
 */
export declare function auditFileSink(options: AuditFileSinkOptions): AuditFileSink;

// audit/audit-record.d.ts
import type { JsonObject } from '@toolwright/core';
/** What an audit record tells, before it has its place in a chain. */
export interface AuditEntry {
    readonly event: 'call-started' | 'call-completed' | 'refused' | (string & {});
    readonly callId?: string;
    readonly tool?: string;
    readonly version?: string;
    readonly subject?: string;
    readonly tenant?: string;
    /** The caller's address. */
    readonly address?: string;
    /** What was done, in the application's words. */
    readonly action?: string;
    /** What it was done to. */
    readonly resource?: string;
    /** A keyed hash: equal inputs are seen to be equal, and nobody without the key can guess one. */
    readonly inputHash?: string;
    readonly outcome?: 'success' | 'error' | 'input-required';
    /** The failure's code. */
    readonly code?: string;
    readonly durationMs?: number;
    readonly metadata?: JsonObject;
}
/** Where a writer's chain stands after a record: keep it elsewhere, and nobody can cut records off unnoticed. */
export interface AuditHead {
    readonly writer: string;
    readonly sequence: number;
    readonly hash: string;
}
/** An entry in its writer's chain, as a sink is given it. */
export interface AuditRecord extends AuditEntry, AuditHead {
    /** `writer:sequence` */
    readonly id: string;
    /** UTC, ISO 8601. */
    readonly time: string;
    /** The hash of the record before; empty in the first. */
    readonly previousHash: string;
    /** From-to pairs of sequences that the sink has not said it kept: missing ones among them are lost, not removed. */
    readonly unconfirmed?: readonly (readonly [number, number])[];
}

// audit/audit-trail.d.ts
import type { AuditSink, Clock, Failure, Random } from '@toolwright/core';
import type { AuditEntry, AuditHead, AuditRecord } from './audit-record.ts';
/** How a trail is written. */
export interface AuditTrailOptions {
    readonly sink: AuditSink;
    /**
     * A secret. With it only who has it can make records that verify, and input hashes can be compared beyond this process.
     * @default none: the chain is hashed without a key, input hashes with one of this process
     */
    readonly key?: string | Uint8Array;
    /** Names this writer; two that write at the same time must differ. @default a name of its own, by chance */
    readonly writer?: string;
    /** Where a writer of a fixed name left off: the chain goes on there. */
    readonly resume?: Pick<AuditHead, 'sequence' | 'hash'>;
    /** How long the sink may take for one record, in milliseconds, 1 to 2 147 483 647. @default 1_000 */
    readonly timeoutMs?: number;
    /** How many records may wait for the sink, at least 1; a record above that is lost, and said to be. @default 1_000 */
    readonly maxPending?: number;
    /** Hears of each record that the sink has not said it kept. What it throws harms nobody. */
    readonly onLoss?: (record: AuditRecord, failure: Failure) => void;
    /** @default systemClock */
    readonly clock?: Clock;
    /** @default systemRandom */
    readonly random?: Random;
}
/** What became of a trail's records so far. */
export interface AuditStatistics {
    readonly kept: number;
    /** Not kept, or not known to be. */
    readonly lost: number;
    readonly pending: number;
    /** `refused` entries, and completed calls that ended with a refusal, by code. */
    readonly refusals: Readonly<Record<string, number>>;
}
/** A chain of records on their way to a sink. */
export interface AuditTrail {
    /** The latest record made, kept or not; `sequence` 0 before the first. */
    readonly head: AuditHead;
    /**
     * Gives the entry its place in the chain at once, and resolves when the sink has kept it. Rejects with
     * `STORE_UNAVAILABLE` when it has not said so within `timeoutMs`, or with `QUEUE_FULL`; the chain then tells of the gap.
     */
    append(entry: AuditEntry): Promise<AuditRecord>;
    /** The input's keyed hash, as records carry it; `undefined` for what is no JSON. */
    hashInput(input: unknown): string | undefined;
    statistics(): AuditStatistics;
    /** Resolves when every record made so far is kept or lost: within `timeoutMs` for each that waits. Never rejects. */
    flush(): Promise<void>;
}
/**
 * Makes a trail: each record holds the hash of the one before, so that whoever changes, removes or adds one breaks the
 * chain. Records are handed to the sink one after the other, in order.
 *
 * @throws `INVALID_OPTIONS` for a sink that is none, or a bad writer, bound or time.
 */
export declare function createAuditTrail(options: AuditTrailOptions): AuditTrail;

// audit/audit.d.ts
import type { Call, JsonObject, Middleware, Outcome, Redactor } from '@toolwright/core';
import type { AuditTrail, AuditTrailOptions } from './audit-trail.ts';
/** What is told of each call beside the facts. */
export interface AuditDetails {
    /** What was done, in the application's words. @default the tool's kind, `query` or `command` */
    readonly action?: string | ((call: Call) => string);
    /** What it was done to: `account:17`. */
    readonly resource?: (call: Call) => string | undefined;
    /** Whatever else the completed record shall tell; secrets are taken out by the redactor. */
    readonly metadata?: (call: Call, outcome: Outcome) => JsonObject | undefined;
    /** @default core's, with its list of sensitive names */
    readonly redactor?: Redactor;
    /**
     * What becomes of a call that cannot be recorded. `continue`: it waits for no sink, and what is lost is told in the
     * chain. `refuse`: it begins only once its started record is kept. @default 'continue'
     */
    readonly onSinkFailure?: 'continue' | 'refuse';
    /** How long a call waits to be recorded under `refuse`, in milliseconds, 1 to 2 147 483 647. @default 2_000 */
    readonly waitMs?: number;
}
/** A sink to write to, or the trail that others write to as well. */
export type AuditOptions = AuditDetails & (AuditTrailOptions | {
    readonly trail: AuditTrail;
});
/**
 * Records who called which tool with which input (as a keyed hash) when it starts, and how and when it ended: two
 * records of a hash-chained trail. It stands outside of everything that refuses, so that refusals are recorded too. A
 * stream has ended when its last chunk is out. `metadata.audit` has the started record's id.
 *
 * Under `refuse` a call that cannot be recorded fails with `SERVICE_UNAVAILABLE`, `details.reason: 'audit'`; one that
 * has run keeps its outcome, and `metadata.audit.complete` is false when its completed record was not kept.
 *
 * @throws `INVALID_OPTIONS` for a sink or a trail that is none, or a bad choice, bound or time.
 */
export declare function audit(options: AuditOptions): Middleware;

// audit/key-value-audit-sink.d.ts
import type { AuditSink, Clock, JsonObject, KeyValueStore, Random, Ttl } from '@toolwright/core';
/** Where records are kept. */
export interface KeyValueAuditSinkOptions {
    readonly store: KeyValueStore;
    /** What the records' keys start with; nothing else may. @default 'audit:' */
    readonly prefix?: string;
    /** How long records are kept. @default 'forever' */
    readonly ttl?: Ttl;
    /** @default systemClock */
    readonly clock?: Clock;
    /** @default systemRandom */
    readonly random?: Random;
}
/**
 * Keeps records in any {@link KeyValueStore}, one key each, and never overwrites one. The keys of one sink sort in the
 * order written; {@link readAuditStore} reads them back.
 *
 * @throws `INVALID_OPTIONS` for a store that is none, or an empty prefix.
 */
export declare function keyValueAuditSink(options: KeyValueAuditSinkOptions): AuditSink;
/** The records of a store, each sink's in the order written. Rejects as the store does, or with the signal's reason. */
export declare function readAuditStore(store: KeyValueStore, options?: {
    readonly prefix?: string;
    readonly signal?: AbortSignal;
}): AsyncGenerator<JsonObject, void, void>;

// audit/memory-audit-sink.d.ts
import type { AuditSink, JsonObject } from '@toolwright/core';
/** How many records are kept. */
export interface MemoryAuditSinkOptions {
    /** The oldest go first; at least 1. @default 10_000 */
    readonly maxRecords?: number;
}
/** A sink that can be read. */
export interface MemoryAuditSink extends AuditSink {
    /** The records kept, oldest first. */
    readonly records: () => readonly JsonObject[];
}
/**
 * Keeps the latest records in memory: for tests and for programs that show them. Copies what it is given.
 *
 * @throws `INVALID_OPTIONS` for a bad `maxRecords`.
 */
export declare function memoryAuditSink(options?: MemoryAuditSinkOptions): MemoryAuditSink;

// audit/read-audit-file.d.ts
import type { JsonObject } from '@toolwright/core';
/**
 * The records of a file that {@link auditFileSink} has written, in order. A line that a crash has torn is yielded as
 * `{ unreadableLine }`, its number from 1. Rejects when the file cannot be read, or with the signal's reason.
 */
export declare function readAuditFile(path: string, options?: {
    readonly signal?: AbortSignal;
}): AsyncGenerator<JsonObject, void, void>;

// audit/verify-audit-trail.d.ts
import type { JsonObject } from '@toolwright/core';
import type { AuditHead } from './audit-record.ts';
/** How a trail is verified. */
export interface VerifyAuditOptions {
    /** The trail's key, when it was written with one. */
    readonly key?: string | Uint8Array;
    /** Heads that were kept elsewhere: a trail that ends before one of them, or has another record there, was cut. */
    readonly heads?: readonly AuditHead[];
    /** How many problems are listed at most, at least 1. @default 1_000 */
    readonly maxProblems?: number;
}
/**
 * What is wrong with a trail. `malformed`: not a record. `tampered`: not what was hashed. `spliced`: does not follow from
 * the record before. `reordered`: stands after a later one. `duplicated`: a second record of one number. `missing`:
 * records that are not there, `truncated-start` and `truncated-end` when it is the first or the last.
 */
export interface AuditProblem {
    readonly kind: 'malformed' | 'tampered' | 'spliced' | 'reordered' | 'duplicated' | 'missing' | 'truncated-start' | 'truncated-end';
    readonly message: string;
    /** The place in what was read, from 0. */
    readonly index?: number;
    readonly writer?: string;
    readonly sequences?: readonly [from: number, to: number];
}
/** What a trail's verification came to. */
export interface AuditVerification {
    /** Nothing was changed, removed, added or moved, as far as can be told. */
    readonly intact: boolean;
    readonly records: number;
    readonly problems: readonly AuditProblem[];
    /** Records that the sink did not keep; later records of the chain say so. No sign of tampering. */
    readonly lost: readonly {
        readonly writer: string;
        readonly sequences: readonly [from: number, to: number];
    }[];
    /** Lines of a file that a crash has torn, from 1: what stood there was never confirmed. No sign of tampering. */
    readonly torn: readonly number[];
    /** Where each writer's chain ends: to keep elsewhere, or to resume from. */
    readonly heads: readonly AuditHead[];
}
/**
 * Checks that records are those that were written, all of them, in order; says what is not so. Writers' chains may be
 * mixed. Without a key whoever can write everything anew can also forge everything; without `heads` nobody can tell
 * whether the last records of a writer were cut off.
 */
export declare function verifyAuditTrail(records: Iterable<JsonObject> | AsyncIterable<JsonObject>, options?: VerifyAuditOptions): Promise<AuditVerification>;

// authorize.d.ts
import type { Awaitable, Call, Middleware } from '@toolwright/core';
/** Decides whether a caller may: `false`, or a sentence that says why not. What it throws fails the call. */
export type AuthorizePredicate = (call: Call) => Awaitable<boolean | string>;
/** Who may call. Everything that is given must hold. */
export interface AuthorizeOptions {
    /** What the principal must hold, all of it. */
    readonly permissions?: readonly string[] | ((call: Call) => readonly string[]);
    /** What the principal must hold one of. */
    readonly anyOf?: readonly string[];
    /** A rule of the application's own: an amount, an owner, an hour. */
    readonly allow?: AuthorizePredicate;
    /** How long the rule may take to answer, in milliseconds, at least 1. @default 5_000 */
    readonly timeoutMs?: number;
}
/**
 * Refuses callers who may not: `PERMISSION_DENIED`, with what is missing by name, or `UNAUTHENTICATED` where nobody is
 * known. A tool's own `metadata.permissions` are enforced anyway; this is for finer rules. A rule that does not answer
 * refuses.
 *
 * @throws `INVALID_OPTIONS` when there is nothing to check, or a bad list, rule or time.
 */
export declare function authorize(rule: AuthorizeOptions | AuthorizePredicate): Middleware;

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
 * until the work has really ended: a tool that ignores its timeout keeps it, however long, a stream keeps it to its last
 * chunk; a rail inside that hangs keeps it to the call's deadline.
 *
 * A refusal is `QUEUE_FULL` with the time in which a slot is likely to be free. `metadata.bulkhead` says `{ waitedMs }` of
 * a call that waited; a refusal's details say why, and how many run and wait.
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
 * version, the tenant and (unless results are shared) the caller. Concurrent calls of one key run the tool once,
 * in the tool's own time: a caller's shorter deadline ends its wait, and the last to leave aborts the run. Calls that
 * bring answers to questions pass by.
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

// flags/exposure-log.d.ts
/** Somebody met a variant of a flag. */
export interface FlagExposure {
    readonly flag: string;
    /** The variant's name, else its value as JSON. */
    readonly variant: string;
    /** Who met it; without one, each call is told. */
    readonly targetingKey?: string;
    /** The first call in which it was met. */
    readonly callId: string;
    readonly tool: string;
}
/** Tells each exposure once, as far as it remembers: the least recently met are forgotten first. */
export declare class ExposureLog {
    #private;
    constructor(tell: ((exposure: FlagExposure) => void) | undefined, maxExposures: number);
    record(exposure: FlagExposure): void;
}

// flags/flags.d.ts
import type { Call, FlagContext, FlagProvider, JsonValue, Middleware } from '@toolwright/core';
import type { FlagExposure } from './exposure-log.ts';
/** Flags by name, each with the value it has when nobody can decide. */
export type FlagDefaults = Readonly<Record<string, JsonValue>>;
/** A flag's values: every boolean for `false`, every text for `''`. */
export type FlagValues<Defaults extends FlagDefaults> = {
    readonly [Name in keyof Defaults]: Defaults[Name] extends boolean ? boolean : Defaults[Name] extends number ? number : Defaults[Name] extends string ? string : Defaults[Name];
};
/** Which flags are decided, by whom, and for whom. */
export interface FlagsOptions<Defaults extends FlagDefaults> {
    readonly provider: FlagProvider;
    /** The flags, and what each is when the provider cannot tell or is late. */
    readonly flags: Defaults;
    /** Whom flags are decided for. @default the principal's subject as targeting key, beside tool and tenant */
    readonly context?: (call: Call) => FlagContext;
    /** How long the provider may take, in milliseconds, 1 to 2 147 483 647. @default 500 */
    readonly timeoutMs?: number;
    /** Hears when somebody first meets a variant of a flag: what an experiment counts. What it throws harms nobody. */
    readonly onExposure?: (exposure: FlagExposure) => void;
    /** How many exposures are remembered, so that each is told once; at least 1. @default 10_000 */
    readonly maxExposures?: number;
}
/**
 * Decides flags for a call and puts them into `call.context.flags`; a late or failing provider costs the flag's
 * default and no failure. `metadata.flags` says each flag's variant and reason. What depends on a flag is exposed with
 * {@link byVariant} or {@link exposeFlag}. A cache inside must know of flags that change results: see its `vary`.
 *
 * @throws `INVALID_OPTIONS` for a provider that is none, no flags, or a bad time or bound.
 */
export declare function flags<const Defaults extends FlagDefaults>(options: FlagsOptions<Defaults>): Middleware<{
    readonly flags: FlagValues<Defaults>;
}>;
/** What {@link byVariant} chooses among: implementations by the values of a flag. */
export interface VariantOptions<Variants extends Readonly<Record<string, () => unknown>>> {
    /** A flag of texts, decided by a `flags` rail around the tool. */
    readonly flag: string;
    readonly variants: Variants;
    /** The variant for every other value, and where no rail has decided the flag. */
    readonly control: keyof Variants & string;
}
/**
 * Runs the implementation that the flag names for this call, and tells of the exposure: an A/B test, in a tool's
 * `execute`. The same caller gets the same one as long as the provider says so.
 *
 * @throws `INVALID_OPTIONS` when `control` is none of the variants.
 */
export declare function byVariant<const Variants extends Readonly<Record<string, () => unknown>>>(call: Pick<Call, 'get' | 'id' | 'tool'>, options: VariantOptions<Variants>): ReturnType<Variants[keyof Variants]>;
/** Tells that what this flag decides is being used, once for each caller and variant. Does nothing for a flag that no rail decided. */
export declare function exposeFlag(call: Pick<Call, 'get' | 'id' | 'tool'>, flag: string): void;

// flags/memory-flag-provider.d.ts
import type { FlagProvider, JsonValue } from '@toolwright/core';
/** A flag: one value for everybody, or variants that callers are spread over. */
export type MemoryFlag = {
    readonly value: JsonValue;
} | {
    /** The values by the names of the variants. */
    readonly variants: Readonly<Record<string, JsonValue>>;
    /** Each variant's share, by weight: `{ old: 90, new: 10 }`. Not named: none. */
    readonly weights: Readonly<Record<string, number>>;
    /** The variant for callers without a targeting key. */
    readonly defaultVariant: string;
};
/** A provider whose flags the program sets. */
export interface MemoryFlagProvider extends FlagProvider {
    /** Sets or replaces a flag, from the next evaluation on. Throws `INVALID_OPTIONS` for a bad one. */
    set(name: string, flag: MemoryFlag): void;
    /** Answers whether there was such a flag. */
    delete(name: string): boolean;
}
/**
 * Decides flags in memory. A targeting key's variant is decided by its hash, so it stays the same in every process
 * and for every call; a changed weight moves only as many callers as it must, when the order of the weights stays.
 *
 * @throws `INVALID_OPTIONS` for a flag without a value, or with weights that name no variant.
 */
export declare function memoryFlagProvider(flags?: Readonly<Record<string, MemoryFlag>>): MemoryFlagProvider;

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

// metrics.d.ts
import type { Call, Middleware, Outcome, Telemetry } from '@toolwright/core';
/** What a measurement is told apart by. `undefined` leaves the dimension out. */
export type MetricDimension = (call: Call, outcome: Outcome) => string | number | boolean | undefined;
/** What is measured of each call. */
export interface MetricsOptions {
    readonly telemetry: Telemetry;
    /** Dimensions beside `tool`, `outcome` and `code`, by name: `{ plan: (call) => … }`. */
    readonly dimensions?: Readonly<Record<string, MetricDimension>>;
    /** Numbers of the application's own, by name. `undefined` and what is no finite number are not recorded. */
    readonly custom?: Readonly<Record<string, (call: Call, outcome: Outcome) => number | undefined>>;
    /** How many values of one dimension are told apart; the later ones are `other`. At least 1. @default 1_000 */
    readonly maxValues?: number;
}
/**
 * Measures calls: `toolwright.call.count`, `toolwright.call.duration` (ms, a stream's until its end) and, for each of
 * `custom`, a histogram `toolwright.call.<name>`. A function that throws costs its measurement and a line in the log, never the
 * call. When the telemetry records nothing, a call costs nothing.
 *
 * @throws `INVALID_OPTIONS` for a telemetry that is none, a dimension or a measurement that is no function.
 */
export declare function metrics(options: MetricsOptions): Middleware;

// prefetch.d.ts
import type { Awaitable, Call, Middleware } from '@toolwright/core';
/** What is fetched ahead, and how much of it at once. */
export interface PrefetchOptions {
    /** The inputs (as the schema makes them) that this tool will probably be asked next, most likely first. */
    readonly predict: (call: Call, value: unknown) => Awaitable<readonly unknown[]>;
    /** Prefetches under way at once, an integer of at least 1; those beyond are left out. @default 2 */
    readonly maxConcurrent?: number;
    /** The longest that one may take, and the prediction before it, in milliseconds. @default 10_000 */
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
 * budget, and stops at once when the call is aborted. An open circuit is tried again only if its probe comes within `maxMs`.
 * The engine behind the repetitions is p-retry; a first attempt that succeeds never enters it. Each attempt after the
 * first is a span of its own.
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
    readonly scope: string;
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

// tenant/tenant-resources.d.ts
import type { Awaitable, Clock } from '@toolwright/core';
/** What each tenant has of its own: a connection, a key, a search index. */
export interface TenantResourcesOptions<Resource> {
    /** Opens it, once for all calls that wait. `signal` aborts when it takes too long. */
    readonly open: (tenant: string, options: {
        readonly signal: AbortSignal;
    }) => Awaitable<Resource>;
    /** Closes what `open` made, once, when no call uses it any more. */
    readonly close?: (resource: Resource, tenant: string) => Awaitable<void>;
    /** How many tenants' are open at most; the one unused for longest makes room. At least 1. @default 100 */
    readonly maxTenants?: number;
    /** How long one stays open unused, in milliseconds, 1 to 2 147 483 647. @default 600_000 */
    readonly idleMs?: number;
    /** How long opening may take, in milliseconds, 1 to 2 147 483 647. @default 10_000 */
    readonly openTimeoutMs?: number;
    /** How long closing may take, in milliseconds, 1 to 2 147 483 647. @default 10_000 */
    readonly closeTimeoutMs?: number;
    /** Hears of a resource that could not be closed. What it throws harms nobody. */
    readonly onCloseFailed?: (tenant: string, error: unknown) => void;
    /** @default systemClock */
    readonly clock?: Clock;
}
/** One user's hold on a tenant's resource. */
export interface TenantLease<Resource> {
    readonly resource: Resource;
    /** Lets go; twice is once. */
    readonly release: () => void;
}
/** Tenants' resources, opened when they are needed. */
export interface TenantResources<Resource> {
    /** How many are open or being opened. */
    readonly size: number;
    /**
     * Opens the tenant's resource, or shares the open one. Rejects with what `open` threw, `OPERATION_TIMEOUT`, the
     * signal's reason, `QUEUE_FULL` when every place is in use, or `SERVICE_UNAVAILABLE` after `close`.
     */
    use(tenant: string, options?: {
        readonly signal?: AbortSignal;
    }): Promise<TenantLease<Resource>>;
    /** Closes what is not in use, and the rest when it is released; waits for the former. Never rejects. */
    close(): Promise<void>;
    [Symbol.asyncDispose](): Promise<void>;
}
/**
 * Makes room for tenants' resources.
 *
 * @throws `INVALID_OPTIONS` for an `open` that is no function, or a bad bound or time.
 */
export declare function createTenantResources<Resource>(options: TenantResourcesOptions<Resource>): TenantResources<Resource>;

// tenant/tenant.d.ts
import type { Awaitable, Call, Failure, Middleware } from '@toolwright/core';
import type { TenantResources } from './tenant-resources.ts';
/** How a call's tenant is found. */
export interface TenantOptions<Resource = undefined> {
    /**
     * Names the tenant in the application's own way: by host, by a member of the input. What it names counts only if the
     * principal may act for it. @default the header, else the principal's tenant
     */
    readonly resolve?: (call: Call) => Awaitable<string | undefined>;
    /** The header by which a caller chooses among the tenants it may act for; lower case. @default 'x-tenant-id' */
    readonly header?: string;
    /**
     * Believes the header of a caller who is not known: only where something in front of the service sets it.
     * @default false: it is ignored
     */
    readonly trustHeader?: boolean;
    /** Refuses calls without a tenant. @default false */
    readonly required?: boolean;
    /** What each tenant has of its own: opened for its first call, and handed to calls as `call.context.tenantResource`. */
    readonly resources?: TenantResources<Resource>;
    /** Hears of each refusal, for an audit trail: this rail stands outside of `audit`. What it throws harms nobody. */
    readonly onRefused?: (call: Call, failure: Failure) => void;
    /** How long `resolve` may take, in milliseconds, 1 to 2 147 483 647. @default 5_000 */
    readonly timeoutMs?: number;
}
/**
 * Decides whom a call acts for, and refuses with `PERMISSION_DENIED` a tenant that its principal may not act for. A
 * tenant that the program itself gave the call stays, if the principal may. `metadata.tenant` says which, and from where.
 *
 * @throws `INVALID_OPTIONS` for a `resolve` that is no function, a bad header, or a bad time.
 */
export declare function tenant<Resource>(options: TenantOptions<Resource> & {
    readonly resources: TenantResources<Resource>;
}): Middleware<{
    readonly tenantResource?: Resource;
}>;
export declare function tenant(options?: TenantOptions): Middleware;

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

// transform/enrich.d.ts
import type { Awaitable, Call, Middleware } from '@toolwright/core';
/** Makes one value of the context. `signal` aborts when nobody waits for it any more. */
export type Enricher<Value = unknown> = (call: Call, options: {
    readonly signal: AbortSignal;
}) => Awaitable<Value>;
/** How a context is enriched. */
export interface EnrichOptions<OnFailure extends 'fail' | 'skip' = 'fail' | 'skip'> {
    /** How long each value may take, in milliseconds, 1 to 2 147 483 647. @default 1_000 */
    readonly timeoutMs?: number;
    /** What becomes of the call when a value cannot be made: it fails, or goes on without the value. @default 'fail' */
    readonly onFailure?: OnFailure;
}
/** What enrichers add to `call.context`, each under its name. */
export type Enrichment<Enrichers extends Readonly<Record<string, Enricher>>> = {
    readonly [Name in keyof Enrichers]: Awaited<ReturnType<Enrichers[Name]>>;
};
/**
 * Adds values to `call.context`, all made at the same time, each within its deadline:
 * `enrich({ account: (call) => accounts.of(call.principal) })`. A skipped value is named in `metadata.enrich`.
 *
 * @throws `INVALID_OPTIONS` for an enricher that is no function, or a bad `timeoutMs` or `onFailure`.
 */
export declare function enrich<const Enrichers extends Readonly<Record<string, Enricher>>>(enrichers: Enrichers, options: EnrichOptions<'skip'> & {
    readonly onFailure: 'skip';
}): Middleware<Partial<Enrichment<Enrichers>>>;
export declare function enrich<const Enrichers extends Readonly<Record<string, Enricher>>>(enrichers: Enrichers, options?: EnrichOptions<'fail'>): Middleware<Enrichment<Enrichers>>;

// transform/transform.d.ts
import type { Awaitable, Call, Failure, Middleware } from '@toolwright/core';
/**
 * Hands the rest of the pipeline another input. Among a toolbox's rails it changes what is validated; among a tool's,
 * what the schema has made.
 *
 * @throws `INVALID_OPTIONS` for a `transform` that is no function.
 */
export declare function transformInput<Input = unknown>(transform: (input: Input, call: Call) => Awaitable<unknown>): Middleware;
/**
 * Answers with what `transform` makes of a success. Failures, questions and streams pass by as they are.
 *
 * @throws `INVALID_OPTIONS` for a `transform` that is no function.
 */
export declare function transformOutput<Output = unknown>(transform: (output: Output, call: Call) => Awaitable<unknown>): Middleware;
/**
 * Tells a failure in other words: another code, a message for this service's callers. `undefined` leaves it as it is.
 * The cause stays with the failure, for the log. What fails a stream that has opened passes by.
 *
 * @throws `INVALID_OPTIONS` for a `transform` that is no function.
 */
export declare function transformError(transform: (failure: Failure, call: Call) => Awaitable<Failure | undefined>): Middleware;

// transform/validate.d.ts
import type { AnySchema, Awaitable, Call, Middleware, SchemaIssue } from '@toolwright/core';
/**
 * What a value must be: a Standard Schema, whose result goes on in the value's place, or a function that answers
 * `undefined` for a value that fits, else what is wrong with it.
 */
export type ValueCheck<Value = unknown> = AnySchema | ((value: Value, call: Call) => Awaitable<string | readonly SchemaIssue[] | undefined>);
/**
 * Refuses an input that does not fit with `INVALID_INPUT`, saying what is wrong with which member. For what a tool's
 * own schema cannot say: rules that need the caller, the tenant or another service.
 *
 * @throws `INVALID_OPTIONS` for a check that is neither schema nor function.
 */
export declare function validateInput<Input = unknown>(check: ValueCheck<Input>): Middleware;
/**
 * Fails a success that does not fit with `INVALID_OUTPUT`; the caller learns which members, the log what is wrong.
 * Streams pass by: the tool's own schemas check each chunk and the last value.
 *
 * @throws `INVALID_OPTIONS` for a check that is neither schema nor function.
 */
export declare function validateOutput<Output = unknown>(check: ValueCheck<Output>): Middleware;

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

// @toolwright/middleware/openfeature
// openfeature/index.d.ts
export { openFeatureProvider } from './open-feature-provider.ts';
export type { OpenFeatureClient, OpenFeatureDetails } from './open-feature-provider.ts';

// openfeature/open-feature-provider.d.ts
import type { FlagProvider } from '@toolwright/core';
/** What OpenFeature resolves a flag to. */
export interface OpenFeatureDetails {
    readonly value: unknown;
    readonly variant?: string;
    readonly reason?: string;
    readonly errorCode?: string;
}
/** The part of a client of `@openfeature/server-sdk` that is used. */
export interface OpenFeatureClient {
    getBooleanDetails(flag: string, fallback: boolean, context: never): Promise<OpenFeatureDetails>;
    getStringDetails(flag: string, fallback: string, context: never): Promise<OpenFeatureDetails>;
    getNumberDetails(flag: string, fallback: number, context: never): Promise<OpenFeatureDetails>;
    getObjectDetails(flag: string, fallback: never, context: never): Promise<OpenFeatureDetails>;
}
/**
 * Decides flags through OpenFeature: `openFeatureProvider(OpenFeature.getClient())`. The fallback's type chooses the
 * kind of flag. Never rejects.
 *
 * @throws `INVALID_OPTIONS` for a client that is none.
 */
export declare function openFeatureProvider(client: OpenFeatureClient): FlagProvider;
