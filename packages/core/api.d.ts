// @toolwright/core
// index.d.ts
export { createTool } from './tool/create-tool.ts';
export type { ContextOf, ExecuteResult, OutputOf, ToolDefinition } from './tool/create-tool.ts';
export type { AnyTool, ExecuteContext, SetupContext, Tool, ToolChunk, ToolConfig, ToolDescription, ToolInfo, ToolInput, ToolMetadata, ToolName, ToolOutput, ToolSchemas, } from './tool/tool.ts';
export type { TenantConfig } from './tool/tool-runtime.ts';
export { createToolbox } from './toolbox/create-toolbox.ts';
export type { AnyToolbox, StopOptions, StreamItem, Toolbox, ToolboxOptions, ToolNamed, } from './toolbox/toolbox.ts';
export type { ResultError, ResultMetadata, ToolResult } from './toolbox/tool-result.ts';
export type { CallEvents, CallFacts } from './toolbox/call-events.ts';
export type { AskOptions, Call, ForkOptions, ProgressUpdate } from './call/call.ts';
export type { CallOptions } from './call/call-options.ts';
export type { CallerSignal } from './call/caller-signal.ts';
export { failed, succeeded } from './call/outcome.ts';
export type { AskRequest, Failed, InputRequest, InputRequired, Outcome, Success } from './call/outcome.ts';
export type { Peer, Principal } from './call/principal.ts';
export { contextKey } from './call/context-key.ts';
export type { ContextKey } from './call/context-key.ts';
export { activeSpan, traceParent } from './call/trace-keys.ts';
export { rail } from './pipeline/middleware.ts';
export type { Middleware, Next, Rail } from './pipeline/middleware.ts';
export { errorTable } from './errors/error-type.ts';
export type { ErrorAnswer, ErrorType } from './errors/error-type.ts';
export { errorCodes } from './errors/error-code.ts';
export type { CoreErrorCode } from './errors/error-code.ts';
export { failure, failureOf } from './errors/failure.ts';
export type { Failure, FailureOptions } from './errors/failure.ts';
export { isToolError, toFailure, ToolError, toToolError } from './errors/tool-error.ts';
export { invalidOption, numberOption } from './errors/invalid-options.ts';
export { createEventBus } from './events/event-bus.ts';
export type { BusEvent, BusEvents, EventBus, EventBusOptions, EventContext, EventListener, EventMiddleware, ListenerFailure, } from './events/event-bus.ts';
export { createPluginHost } from './plugins/plugin-host.ts';
export type { EventSource, PluginHost, PluginHostOptions } from './plugins/plugin-host.ts';
export type { HookSettings, Plugin, PluginChannel, PluginContext, PluginFailure, PluginHook, PluginHooks, } from './plugins/plugin.ts';
export type { PluginConflict } from './plugins/plugin-error.ts';
export { streamOf } from './stream/running-stream.ts';
export type { RunningStream } from './stream/running-stream.ts';
export { createStream } from './stream/create-stream.ts';
export type { StreamOptions, ToolStream } from './stream/create-stream.ts';
export { isStreamEvent, streamEvent } from './stream/stream-event.ts';
export type { StreamEvent } from './stream/stream-event.ts';
export { forEachBounded } from './batch/for-each-bounded.ts';
export type { BatchError, BatchItem, BatchOptions, BatchProgress, BatchResult, } from './batch/for-each-bounded.ts';
export { forEachChunk } from './batch/for-each-chunk.ts';
export type { ChunkOptions } from './batch/for-each-chunk.ts';
export type { ToolHttp } from './tool/tool-http.ts';
export { composeFields } from './schema/field-record.ts';
export { invalidInput, invalidOutput } from './schema/schema-failure.ts';
export { jsonSchemaOf } from './schema/json-schema.ts';
export type { FieldLiteral, FieldRecord, SchemaSource, SourceInput, SourceOutput, } from './schema/field-record.ts';
export type { AnySchema, JsonSchemaConverter, JsonSchemaTarget, Schema, SchemaInput, SchemaIssue, SchemaOutput, SchemaProperties, SchemaResult, } from './ports/schema.ts';
export { isPromiseLike } from './ports/awaitable.ts';
export type { Awaitable } from './ports/awaitable.ts';
export type { AuditSink } from './ports/audit-sink.ts';
export type { Cache, CacheEntry, CacheLoad, CacheLoader, CacheOptions } from './ports/cache.ts';
export type { CircuitBreaker, CircuitEvent, CircuitSnapshot, CircuitState } from './ports/circuit-breaker.ts';
export type { Clock } from './ports/clock.ts';
export type { FlagContext, FlagEvaluation, FlagProvider } from './ports/flag-provider.ts';
export type { KeyValueEntry, KeyValueStore, Ttl } from './ports/key-value-store.ts';
export type { LogFields, Logger } from './ports/logger.ts';
export type { PubSub, Subscriber } from './ports/pub-sub.ts';
export type { Random } from './ports/random.ts';
export type { PolicyState, RateLimitDecision, RateLimiter } from './ports/rate-limiter.ts';
export type { Embedder, SimilarityIndex, SimilarityMatch } from './ports/similarity-index.ts';
export type { Attributes, Counter, InstrumentOptions, Recorder, Span, Telemetry, TraceContext, } from './ports/telemetry.ts';
export { systemClock } from './system/system-clock.ts';
export { systemRandom } from './system/system-random.ts';
export { uniqueIds } from './system/unique-ids.ts';
export { consoleLogger, silentLogger } from './system/console-logger.ts';
export { noopSpan, noopTelemetry } from './system/noop-telemetry.ts';
export { createOutageGate } from './remote/outage-gate.ts';
export type { OutageGate, OutageGateOptions } from './remote/outage-gate.ts';
export { withDeadline } from './remote/with-deadline.ts';
export type { DeadlineOptions } from './remote/with-deadline.ts';
export { isLeaseRecord, lease } from './remote/lease.ts';
export type { Lease, LeaseAnswer, LeaseOptions } from './remote/lease.ts';
export { pause } from './remote/pause.ts';
export { canonicalDigest, canonicalJson } from './json/canonical-json.ts';
export type { JsonObject, JsonValue } from './json/json-value.ts';
export { createRedactor } from './json/redactor.ts';
export type { Redactor, RedactorOptions } from './json/redactor.ts';
export { defaultSensitiveKeys } from './json/sensitive-keys.ts';
export { formatRetryAfter, parseRetryAfter } from './http-fields/retry-after.ts';
export { formatRateLimitFields, parseRateLimitFields } from './http-fields/rate-limit-fields.ts';
export type { FieldSource, RateLimitFieldPolicy, RateLimitFields } from './http-fields/rate-limit-fields.ts';

// batch/for-each-bounded.d.ts
import type { Awaitable } from '../ports/awaitable.ts';
/** How items are worked on. */
export interface BatchOptions {
    /** Items worked on at once, an integer from 1 to 10 000. @default 5 */
    readonly concurrency?: number;
    /** Items between two reports of progress, an integer of at least 1. @default 10 */
    readonly batchSize?: number;
    /** Stops at once: nothing more is started, running work sees it, and the promise rejects with its reason. */
    readonly signal?: AbortSignal | undefined;
    /** Told after every `batchSize` items and after the last. What it throws stops the batch and rejects the promise. */
    readonly onProgress?: (progress: BatchProgress) => void;
}
/** How far a batch has come. */
export interface BatchProgress {
    /** Items that succeeded. */
    readonly processed: number;
    readonly failed: number;
    /** All items, where that is known before the end: for arrays, maps and sets. */
    readonly total?: number;
}
/** What the work is told beside its item. */
export interface BatchItem {
    /** The item's place, from 0. */
    readonly index: number;
    /** Aborts when the batch stops early. */
    readonly signal: AbortSignal;
}
/** What a batch came to. */
export interface BatchResult<T, R> {
    /** Items that succeeded. */
    readonly processed: number;
    readonly failed: number;
    readonly total: number;
    /** By the item's index; `undefined` where the work failed. */
    readonly results: readonly (R | undefined)[];
    /** By index, lowest first. */
    readonly errors: readonly BatchError<T>[];
}
/** One item whose work failed. */
export interface BatchError<T> {
    readonly index: number;
    readonly item: T;
    readonly error: unknown;
}
/**
 * Works on every item, `concurrency` at a time, and says what came of each: a failing item never rejects the whole.
 * Items are read one by one, as there is room, so that an async iterable is never held whole; its results are.
 *
 * @throws the signal's reason when it aborts; `STREAM_PROCESSING_ERROR` when the items cannot be read further. Either
 * way the source is closed and running work sees its signal abort; it is not waited for.
 */
export declare function forEachBounded<T, R>(items: Iterable<T> | AsyncIterable<T>, work: (item: T, at: BatchItem) => Awaitable<R>, options?: BatchOptions): Promise<BatchResult<T, R>>;

// batch/for-each-chunk.d.ts
import type { Awaitable } from '../ports/awaitable.ts';
import type { BatchItem, BatchOptions, BatchResult } from './for-each-bounded.ts';
/** How chunks are worked on. */
export interface ChunkOptions extends BatchOptions {
    /** Items in a chunk, the last one excepted; an integer of at least 1. @default 1_000 */
    readonly chunkSize?: number;
    /** Chunks worked on at once; as many are held. @default 1 */
    readonly concurrency?: number;
    /** Chunks between two reports of progress. @default 1 */
    readonly batchSize?: number;
}
/**
 * Works on the items in chunks of `chunkSize`, by default one chunk after the other. All that {@link forEachBounded}
 * promises holds, with a chunk as the item: indexes, counts and errors are those of chunks.
 */
export declare function forEachChunk<T, R>(items: Iterable<T> | AsyncIterable<T>, work: (chunk: readonly T[], at: BatchItem) => Awaitable<R>, options?: ChunkOptions): Promise<BatchResult<readonly T[], R>>;

// call/call-host.d.ts
import type { Failure } from '../errors/failure.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import type { AnyTool } from '../tool/tool.ts';
import type { CallState } from './call-state.ts';
import type { Outcome } from './outcome.ts';
import type { TimerWheel } from './timer-wheel.ts';
/** What a call needs of the toolbox that runs it. */
export interface CallHost {
    /** Waits on the wheel. */
    readonly clock: Clock;
    readonly wheel: TimerWheel;
    readonly logger: Logger;
    readonly telemetry: Telemetry;
    /** Why nothing may begin any more, once the toolbox has drained. */
    readonly halted: Failure | undefined;
    nextCallId(): string;
    /** Runs another tool below `parent`. */
    invoke(parent: CallState, tool: AnyTool, input: unknown): Promise<Outcome>;
    /** A piece of work began that the drain must wait for. */
    workBegan(): void;
    workEnded(): void;
}

// call/call-options.d.ts
import type { JsonValue } from '../json/json-value.ts';
import type { Logger } from '../ports/logger.ts';
import type { ProgressUpdate } from './call.ts';
import type { CallerSignal } from './caller-signal.ts';
import type { ContextKey } from './context-key.ts';
import type { Peer, Principal } from './principal.ts';
/** What a caller may say beside the input. Everything is optional. */
export interface CallOptions {
    readonly principal?: Principal | undefined;
    /** @default the principal's tenant */
    readonly tenant?: string | undefined;
    readonly peer?: Peer | undefined;
    /** Lower-case names. `authorization`, `cookie`, `proxy-authorization` and `x-api-key` never reach rails or tools. */
    readonly headers?: Readonly<Record<string, string>> | undefined;
    /** @default the `idempotency-key` header */
    readonly idempotencyKey?: string | undefined;
    /** Leaving: aborts the call with `CANCELLED`. */
    readonly signal?: AbortSignal | undefined;
    /** As `signal`, which is not looked at beside it: for a host that can tell of leaving for less. */
    readonly caller?: CallerSignal | undefined;
    /** The longest wait; the tool's own `timeoutMs` bounds it. */
    readonly timeoutMs?: number | undefined;
    /** Answers to what an earlier run of this call asked, by the request's id. */
    readonly answers?: Readonly<Record<string, JsonValue>> | undefined;
    /** Hears how far the call has come. */
    readonly onProgress?: ((update: ProgressUpdate) => void) | undefined;
    /** Gets the lines of the call too, beside the toolbox's logger. */
    readonly logger?: Logger | undefined;
    /** Values for the call's keys, set before its first rail. */
    readonly values?: readonly (readonly [ContextKey<unknown>, unknown])[] | undefined;
}

// call/call-state.d.ts
import type { Failure } from '../errors/failure.ts';
import type { JsonObject, JsonValue } from '../json/json-value.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { AnySchema, SchemaOutput } from '../ports/schema.ts';
import type { Attributes, Span } from '../ports/telemetry.ts';
import type { AnyTool, ToolInfo, ToolInput, ToolOutput } from '../tool/tool.ts';
import type { CallHost } from './call-host.ts';
import type { CallOptions } from './call-options.ts';
import type { AskOptions, Call, ForkOptions, ProgressUpdate } from './call.ts';
import type { ContextKey } from './context-key.ts';
import type { InputRequest, Outcome } from './outcome.ts';
import type { Peer, Principal } from './principal.ts';
import type { WheelTimer } from './timer-wheel.ts';
/**
 * The kernel's own call. Rails and tools see it as {@link Call}; everything that is made on demand is made by a getter,
 * so that a call which nobody looks at is one object. It is its own timer in the wheel.
 */
export declare class CallState implements Call, WheelTimer {
    #private;
    readonly host: CallHost;
    readonly tool: ToolInfo;
    readonly options: CallOptions;
    /** The call that this one was forked from. */
    readonly parent: CallState | undefined;
    /** The first of the forks: what they share lives there. */
    readonly root: CallState;
    /** The call whose tool made this one with `call.invoke`: its work is not over before this one's is. */
    caller: CallState | undefined;
    input: unknown;
    tenant: string | undefined;
    attempt: number;
    /** The deepest layer passed so far. */
    depth: number;
    /** What the deadline or the caller decided; the outcome, whatever happens now. */
    interruption: Failure | undefined;
    /** Ends the wait for work that does not end by itself. */
    abandonWork: ((outcome: Outcome) => void) | undefined;
    /** The outermost end: answers the caller although the rails have not. */
    giveUp: ((outcome: Outcome) => void) | undefined;
    /** Stops listening to the caller's signal, or to the fork's own. */
    release: (() => void) | undefined;
    pendingRequests: readonly InputRequest[] | undefined;
    /** Aborts this fork alone. */
    ownSignal: AbortSignal | undefined;
    detached: boolean;
    /** It runs, or has run; a fork that is only made does not. */
    underWay: boolean;
    /** It runs only because forks of it do. */
    forForks: boolean;
    asked: number;
    nested: number;
    askPrefix: string;
    nextTimer: WheelTimer | undefined;
    previousTimer: WheelTimer | undefined;
    due: number;
    /** How long the call may take; `Infinity` for a fork that has its call's deadline only. */
    readonly waitMs: number;
    constructor(from: {
        readonly host: CallHost;
        readonly tool: ToolInfo;
        readonly parent?: CallState | undefined;
    }, input: unknown, options: CallOptions, waitMs: number);
    get id(): string;
    get principal(): Principal | undefined;
    get peer(): Peer | undefined;
    get headers(): Readonly<Record<string, string>>;
    get idempotencyKey(): string | undefined;
    get answers(): Readonly<Record<string, JsonValue>> | undefined;
    get deadlineAtMs(): number;
    /** The wheel's: the deadline counts from this instant, unless somebody has read it before. */
    placed(nowMs: number): void;
    get clock(): Clock;
    get logger(): Logger;
    get interrupted(): boolean;
    get signal(): AbortSignal;
    get context(): object;
    provide(values: object): void;
    get<T>(key: ContextKey<T>): T | undefined;
    set<T>(key: ContextKey<T>, value: T): void;
    annotate(name: string, data: JsonObject): void;
    get annotations(): Readonly<Record<string, JsonObject>> | undefined;
    progress(update: ProgressUpdate): void;
    span<T>(name: string, attributes: Attributes, work: (span: Span) => Promise<T>): Promise<T>;
    invoke<T extends AnyTool>(tool: T, input: ToolInput<T>): Promise<ToolOutput<T>>;
    ask<S extends AnySchema>(schema: S, prompt: string, options?: AskOptions): Promise<SchemaOutput<S>>;
    /** The run waits for these answers, beside those it waits for already. */
    suspend(requests: readonly InputRequest[]): void;
    fork(options?: ForkOptions): CallState;
    detach(options: {
        readonly timeoutMs: number;
        readonly signal?: AbortSignal;
    }): CallState;
    /** Interrupts `child` with this call, now if it is interrupted already. */
    adopt(child: CallState): void;
    /** The child has ended. */
    dismiss(child: CallState): void;
    /** Whether forks or nested calls of it go on. */
    get hasChildren(): boolean;
    /** It has been answered: what of it still goes on is abandoned, and nothing more is begun. */
    end(): void;
    afterWork(run: () => void): void;
    beginWork(): void;
    endWork(): void;
    /**
     * Decides the outcome now: aborts the signal, leaves the work, and does so for every fork and nested call. Rails that
     * do not see it have a moment, and then the caller is answered without them.
     */
    interrupt(reason: Failure): void;
    /** The wheel's: the deadline has passed; and later, the time to unwind has, too. */
    fire(): void;
    /** Gives the rails a moment to see the interruption; after it the caller is answered without them. */
    unwind(): void;
}

// call/call.d.ts
import type { JsonObject, JsonValue } from '../json/json-value.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { AnySchema, SchemaOutput } from '../ports/schema.ts';
import type { Attributes, Span } from '../ports/telemetry.ts';
import type { AnyTool, ToolInfo, ToolInput, ToolOutput } from '../tool/tool.ts';
import type { ContextKey } from './context-key.ts';
import type { AskRequest } from './outcome.ts';
import type { Peer, Principal } from './principal.ts';
/** How far a call has come. */
export interface ProgressUpdate {
    readonly completed: number;
    readonly total?: number;
    readonly message?: string;
}
/** What a fork changes; the rest it shares with the call it was made from. */
export interface ForkOptions<Input = unknown> {
    /** @default one more than the call's */
    readonly attempt?: number;
    /** How long the fork may take from when it is passed on; the call's own deadline bounds it. @default as the call */
    readonly timeoutMs?: number;
    /** Aborts this fork alone, beside whatever aborts the call. */
    readonly signal?: AbortSignal;
    readonly input?: Input;
    /** Whom the fork acts for; a rail that sets it has checked that the principal may. */
    readonly tenant?: string;
}
/** How a question is put. */
export interface AskOptions {
    /**
     * Names the question, and its answer in the next call's `answers`: 1 to 64 of `A-Za-z0-9_-`. Asked twice by one name,
     * it is answered once. @default `ask-1`, `ask-2`… in the order of asking
     */
    readonly id?: string;
    /** What a door that knows this request sends in place of a form for a person; every other shows the prompt. */
    readonly via?: AskRequest;
}
/** One call of one tool, on its way through the rails and in the tool. */
export interface Call<Input = unknown, Context extends object = object> {
    readonly id: string;
    readonly tool: ToolInfo;
    /** Outside the validation (a toolbox's rails): as it came. Inside (a tool's rails, `execute`): as the schema made it. */
    readonly input: Input;
    /** What the rails added by name; typed by the rails that the tool lists in `use`. */
    readonly context: Readonly<Context>;
    readonly principal?: Principal | undefined;
    readonly tenant?: string | undefined;
    readonly peer?: Peer | undefined;
    /** Lower-case names; never `authorization`, `cookie`, `proxy-authorization` or `x-api-key`. */
    readonly headers: Readonly<Record<string, string>>;
    /** Names the effect that the caller wants once, however often it asks: the `idempotency-key` header or the option. */
    readonly idempotencyKey?: string | undefined;
    /** What the caller answers to the questions of an earlier run: the result may depend on it as on the input. */
    readonly answers?: Readonly<Record<string, JsonValue>> | undefined;
    /** 1 for the first. */
    readonly attempt: number;
    /** Monotonic milliseconds of `clock`; `Infinity`: none. */
    readonly deadlineAtMs: number;
    /** Aborts, with a `ToolError` as reason, when the deadline passes or the caller leaves. Made on first read. */
    readonly signal: AbortSignal;
    /** Carries the call's id, tool and tenant. */
    readonly logger: Logger;
    /** The toolbox's clock; its `after` runs on the shared timer wheel, 5 ms fine. */
    readonly clock: Clock;
    /** Aborted, or past its deadline: the outcome is decided, whatever happens now. Cheaper than `signal.aborted`. */
    readonly interrupted: boolean;
    /** Adds values to `context`, for everything inside of the rail that calls it. */
    provide(values: Partial<Context> & object): void;
    get<T>(key: ContextKey<T>): T | undefined;
    set<T>(key: ContextKey<T>, value: T): void;
    /** Tells the caller what a rail did: becomes `result.metadata[name]`. The last one of a name wins. */
    annotate(name: string, data: JsonObject): void;
    /** What rails have annotated so far, forks included; `undefined` while none has. */
    readonly annotations: Readonly<Record<string, JsonObject>> | undefined;
    progress(update: ProgressUpdate): void;
    /** Runs `work` in a span below this call's; ends it and records a failure, whatever happens. */
    span<T>(name: string, attributes: Attributes, work: (span: Span) => Promise<T>): Promise<T>;
    /**
     * Calls another tool of the same toolbox for the same principal, tenant, trace and deadline; throws its failure.
     * Below 32 calls it throws `EXECUTION_FAILED`: a recursion that does not end.
     */
    invoke<T extends AnyTool>(tool: T, input: ToolInput<T>): Promise<ToolOutput<T>>;
    /**
     * Asks the person behind the call. Where the answer has not come yet the call ends as `input_required`, and runs
     * again from the start once it has: ask before any effect. What is asked together (`Promise.all`) is put together.
     */
    ask<S extends AnySchema>(schema: S, prompt: string, options?: AskOptions): Promise<SchemaOutput<S>>;
    /** The same call for another try: `next(call.fork())`. */
    fork(options?: ForkOptions<Input>): Call<Input, Context>;
    /**
     * The same call for work that outlives its caller: not aborted with it but by `signal`, counted in the drain, bounded
     * by `timeoutMs`. What it annotates is told while its caller has not been answered.
     */
    detach(options: {
        readonly timeoutMs: number;
        readonly signal?: AbortSignal;
    }): Call<Input, Context>;
    /**
     * Runs `run` once no work of this call (or its forks) goes on any more: at once when none does. A tool that
     * ignores its signal works on after its call has timed out; whoever counts work must wait for this.
     */
    afterWork(run: () => void): void;
}

// call/caller-signal.d.ts
/**
 * What a call asks of its caller's signal. An `AbortSignal` has it, and so may something that a host keeps for many
 * calls and that costs each of them less.
 */
export interface CallerSignal {
    /** Whether the caller has left. */
    readonly aborted: boolean;
    /** Why; the cause of the failure that the call ends with. */
    readonly reason: unknown;
    /** `listener` hears that the caller leaves, once. */
    addEventListener(type: 'abort', listener: () => void, options?: {
        readonly once: true;
    }): void;
    removeEventListener(type: 'abort', listener: () => void): void;
}

// call/context-key.d.ts
/** Names a value that rails and tools share through a call. Two keys are never the same, whatever their names. */
export interface ContextKey<T> {
    readonly name: string;
    readonly '~value'?: T;
}
/** Makes a key: `const tenantKey = contextKey<Tenant>('tenant')`, once, where both sides can import it. */
export declare function contextKey<T>(name: string): ContextKey<T>;

// call/outcome.d.ts
import type { Failure } from '../errors/failure.ts';
import type { JsonObject } from '../json/json-value.ts';
/** How a call ended, as a value: inside the pipeline nothing is thrown. */
export type Outcome<T = unknown> = Success<T> | Failed | InputRequired;
/** The call has a result. */
export interface Success<T = unknown> {
    readonly ok: true;
    readonly value: T;
}
/** The call failed. */
export interface Failed {
    readonly ok: false;
    readonly failure: Failure;
}
/**
 * The call cannot go on before somebody answers: neither success nor failure, so it is not retried, cached, counted or
 * stored.
 */
export interface InputRequired {
    readonly ok: 'input-required';
    readonly requests: readonly InputRequest[];
}
/** What a tool asks of the person behind the call. */
export interface InputRequest {
    /** Names the answer in the next call's `answers`. */
    readonly id: string;
    readonly prompt: string;
    /** JSON Schema of the answer, where the schema library offers one. */
    readonly schema?: JsonObject;
    /** What a door that knows this request sends in place of a form. */
    readonly via?: AskRequest;
}
/** A request of some protocol whose result answers a question, such as `sampling/createMessage`. */
export type AskRequest = {
    readonly method: string;
    readonly params: JsonObject;
};
/** Makes a success. */
export declare function succeeded<T>(value: T): Success<T>;
/** Makes the outcome of a failure. */
export declare function failed(failure: Failure): Failed;

// call/principal.d.ts
import type { JsonObject } from '../json/json-value.ts';
/** Who calls, as the server's `authenticate` (or the program itself) says. */
export interface Principal {
    /** Names the caller; stable. */
    readonly subject: string;
    /** The tenant the caller acts for unless it chooses another of `tenants`. */
    readonly tenant?: string;
    /** Every tenant the caller may act for. */
    readonly tenants?: readonly string[];
    readonly permissions: readonly string[];
    readonly claims?: JsonObject;
}
/** The other end of the wire. */
export interface Peer {
    /** The caller's address; from a forwarded header only when a listed trusted proxy says it. */
    readonly address?: string;
}
/** Whether the caller holds a permission. One without a list of them holds none, whatever its type says. */
export declare function holds(principal: Principal | undefined, permission: string): boolean;

// call/timer-wheel.d.ts
import type { Clock } from '../ports/clock.ts';
/** Something that is due once. A call is its own timer, so that a deadline allocates nothing. */
export interface WheelTimer {
    nextTimer: WheelTimer | undefined;
    previousTimer: WheelTimer | undefined;
    /** The wheel's: the delay in milliseconds until the first tick, the tick when it is due after it. */
    due: number;
    /** Its delay counts from this monotonic instant. */
    placed?(nowMs: number): void;
    fire(): void;
}
/**
 * All deadlines of a toolbox on one timer of the clock: adding and removing cost a few pointer writes and no clock read.
 *
 * A hashed wheel (Varghese and Lauck, 1987, scheme 6) with a tick of 5 ms, armed only while somebody waits. A timer's
 * delay counts from the tick after it was added, where the clock is read for all of them: it never fires early, and at
 * most two ticks late unless the event loop is. Most calls have ended before that tick.
 */
export declare class TimerWheel {
    #private;
    constructor(clock: Clock);
    /** How many timers wait. */
    get size(): number;
    /** Lets `timer` fire once `delayMs` have passed. */
    add(timer: WheelTimer, delayMs: number): void;
    /** Takes `timer` out; does nothing when it is not in. */
    remove(timer: WheelTimer): void;
    /** Shows every waiting timer. The wheel must not be changed meanwhile. */
    forEach(show: (timer: WheelTimer) => void): void;
    /** Forgets every timer and disarms the clock. */
    clear(): void;
}
/** A clock whose `after` runs on the wheel: what rails and tools wait with. */
export declare function wheelClock(clock: Clock, wheel: TimerWheel): Clock;

// call/trace-keys.d.ts
import type { Span, TraceContext } from '../ports/telemetry.ts';
import type { ContextKey } from './context-key.ts';
/** The span of the call: a tracing rail sets it, and `call.span` starts its spans below it. */
export declare const activeSpan: ContextKey<Span>;
/** Where a nested call hangs in the trace: the kernel sets it, a tracing rail starts its span below it. */
export declare const traceParent: ContextKey<TraceContext>;

// errors/error-code.d.ts
/**
 * The codes that core and its ports create, each with its one type. Codes are API: never renamed, never reused.
 * Another package declares its own codes beside the code that creates them.
 */
export declare const errorCodes: {
    readonly INVALID_INPUT: 'validation_error';
    readonly MISSING_REQUIRED_FIELD: 'validation_error';
    readonly INVALID_OPTIONS: 'validation_error';
    readonly INVALID_OUTPUT: 'internal_error';
    readonly UNAUTHENTICATED: 'authentication_error';
    readonly PERMISSION_DENIED: 'permission_error';
    readonly TOOL_NOT_FOUND: 'not_found_error';
    readonly TOOL_SETUP_FAILED: 'unavailable_error';
    readonly PLUGIN_CONFLICT: 'conflict_error';
    readonly PLUGIN_INSTALL_FAILED: 'unavailable_error';
    readonly IDEMPOTENCY_KEY_REUSED: 'conflict_error';
    readonly RATE_LIMITED: 'rate_limit_error';
    readonly QUEUE_FULL: 'unavailable_error';
    readonly SERVICE_UNAVAILABLE: 'unavailable_error';
    readonly STORE_UNAVAILABLE: 'unavailable_error';
    readonly NETWORK_ERROR: 'network_error';
    readonly OPERATION_TIMEOUT: 'timeout_error';
    readonly CANCELLED: 'cancelled_error';
    readonly EXECUTION_FAILED: 'execution_error';
    readonly STREAM_PROCESSING_ERROR: 'execution_error';
    readonly INTERNAL_ERROR: 'internal_error';
};
/** One of core's own error codes. */
export type CoreErrorCode = keyof typeof errorCodes;

// errors/error-type.d.ts
/** What kind of thing went wrong. Every failure has exactly one type; the type decides status and retry. */
export type ErrorType = 'validation_error' | 'authentication_error' | 'permission_error' | 'not_found_error' | 'conflict_error' | 'rate_limit_error' | 'cancelled_error' | 'execution_error' | 'internal_error' | 'network_error' | 'unavailable_error' | 'timeout_error';
/** How one error type is answered at each door. */
export interface ErrorAnswer {
    /** The HTTP status of a REST answer. */
    readonly status: number;
    /** Whether the same call may succeed later, unless the failure itself says otherwise. */
    readonly retryable: boolean;
}
/**
 * The one error table: type to HTTP status, to the default of `retryable`. Over MCP every failure of a call is a result
 * with `isError: true`, which a model can repair or wait out; JSON-RPC's own codes are for messages that are no calls.
 * 499 is the de-facto status for a client that went away.
 */
export declare const errorTable: Readonly<Record<ErrorType, ErrorAnswer>>;

// errors/failure.d.ts
import type { CoreErrorCode } from './error-code.ts';
import type { ErrorType } from './error-type.ts';
import type { JsonObject } from '../json/json-value.ts';
/**
 * What went wrong, as a plain record: inside the pipeline failures travel as values, because a record costs a tenth of
 * a thrown error. `cause` is for logs and spans and never reaches a caller.
 */
export interface Failure {
    readonly code: string;
    readonly type: ErrorType;
    /** For the person who reads it: what happened, with which value, what to do. Safe to show to a caller. */
    readonly message: string;
    readonly retryable: boolean;
    /** Milliseconds until another try makes sense. */
    readonly retryAfterMs?: number;
    readonly details?: JsonObject;
    readonly cause?: unknown;
}
/** What a failure may say beyond its code and message. */
export interface FailureOptions {
    /** @default the code's own type */
    readonly type?: ErrorType;
    /** @default the error table's value for the type */
    readonly retryable?: boolean;
    readonly retryAfterMs?: number | undefined;
    readonly details?: JsonObject | undefined;
    readonly cause?: unknown;
}
/** Makes the failure of one of core's codes; type and `retryable` come from the tables unless given. */
export declare function failure(code: CoreErrorCode, message: string, options?: FailureOptions): Failure;
/** Makes the failure of a code that another package or an application owns. */
export declare function failureOf(code: string, type: ErrorType, message: string, options?: FailureOptions): Failure;

// errors/invalid-options.d.ts
import { ToolError } from './tool-error.ts';
/** Makes the error of an option that cannot be used: names the option, what is allowed, and the value given. */
export declare function invalidOption(option: string, allowed: string, given: unknown): ToolError<'INVALID_OPTIONS'>;
/** Returns `value` when it is a finite number in the range, else throws {@link invalidOption}. */
export declare function numberOption(option: string, value: unknown, range: {
    readonly min: number;
    readonly max?: number;
    readonly integer?: boolean;
}): number;

// errors/tool-error.d.ts
import type { CoreErrorCode } from './error-code.ts';
import type { ErrorType } from './error-type.ts';
import type { Failure, FailureOptions } from './failure.ts';
import type { JsonObject } from '../json/json-value.ts';
/**
 * The one error that Toolwright throws, told apart by `code`. Throw it from a tool to choose what the caller sees:
 * `throw new ToolError('EXECUTION_FAILED', 'The bank refused the card')`.
 *
 * A code that is not core's needs its `type` in the options.
 */
export declare class ToolError<Code extends string = string> extends Error {
    readonly code: Code;
    readonly type: ErrorType;
    readonly retryable: boolean;
    readonly retryAfterMs?: number;
    readonly details?: JsonObject;
    constructor(code: Code & CoreErrorCode, message: string, options?: FailureOptions);
    constructor(code: Code, message: string, options: FailureOptions & {
        readonly type: ErrorType;
    });
}
/** Whether `value` is a {@link ToolError}, of any copy of this package, and (when given) of that code. */
export declare function isToolError<Code extends string>(value: unknown, code: Code): value is ToolError<Code>;
export declare function isToolError(value: unknown): value is ToolError;
/** Makes the error of a failure: where a value must be thrown, at the edge. */
export declare function toToolError(record: Failure): ToolError;
/**
 * Makes the failure of anything thrown. A {@link ToolError} keeps all it says; anything else becomes an
 * `INTERNAL_ERROR` whose message tells nothing of it, with the thrown value as `cause` for the log.
 */
export declare function toFailure(thrown: unknown): Failure;

// events/event-bus.d.ts
import type { Awaitable } from '../ports/awaitable.ts';
import type { Clock } from '../ports/clock.ts';
import type { Random } from '../ports/random.ts';
/** What an event carries beside its data: the call's id, its tenant… */
export type EventContext = Readonly<Record<string, unknown>>;
/** Something that happened. */
export interface BusEvent<Name extends string = string, Data = unknown> {
    readonly name: Name;
    readonly data: Data;
    /** Milliseconds since the epoch. */
    readonly timestamp: number;
    /** Unique; events of one bus differ after the last dot, where they are numbered. */
    readonly id: string;
    readonly context: EventContext;
}
/** Hears an event. What it throws or rejects with is reported as an `error` event and harms no other listener. */
export type EventListener<Name extends string = string, Data = unknown> = (event: BusEvent<Name, Data>) => Awaitable<void>;
/**
 * Stands between `emit` and the listeners of every event, `error` included. Without `next()` the event ends here; a
 * changed event can be handed on.
 */
export type EventMiddleware = (event: BusEvent, next: (event?: BusEvent) => Promise<void>) => Awaitable<void>;
/** The data of the `error` event: what a listener or a middleware threw, and on which event. */
export interface ListenerFailure {
    readonly error: unknown;
    readonly event: BusEvent;
}
/** The declared events and the one that every bus has. */
export type BusEvents<Events extends object> = Events & {
    readonly error: ListenerFailure;
};
/** Tells whoever listens what happened. */
export interface EventBus<Events extends object> {
    /** Returns what stops listening. */
    on<Name extends keyof BusEvents<Events> & string>(name: Name, listener: EventListener<Name, BusEvents<Events>[Name]>): () => void;
    /** As `on`, for one event. */
    once<Name extends keyof BusEvents<Events> & string>(name: Name, listener: EventListener<Name, BusEvents<Events>[Name]>): () => void;
    /** Stops the listener wherever it listens to the name; events already on their way still reach it. */
    off<Name extends keyof BusEvents<Events> & string>(name: Name, listener: EventListener<Name, BusEvents<Events>[Name]>): void;
    /** Adds a middleware, inside of those before it. Returns what takes it out. */
    use(middleware: EventMiddleware): () => void;
    /** Whether anybody would see the event. Ask before making its data: then nobody listening costs nothing. */
    listens(name: keyof BusEvents<Events> & string): boolean;
    /**
     * Runs every listener of the name, at once and side by side, and resolves when all have finished or run out of
     * time. Never rejects. With nobody listening it makes no event and reads no clock.
     */
    emit<Name extends keyof Events & string>(name: Name, data: Events[Name], context?: EventContext): Promise<void>;
}
/** How an event bus behaves. */
export interface EventBusOptions {
    /** @default systemClock */
    readonly clock?: Clock;
    /** @default systemRandom */
    readonly random?: Random;
    /** How long `emit` waits for one listener, 1 to 2 147 483 647; a longer one is reported as failed. @default 30_000 */
    readonly listenerTimeoutMs?: number;
    /** Told of failures that no `error` listener took: none listens, or it failed itself. @default drops them */
    readonly onUnreported?: (failure: ListenerFailure) => void;
}
/** Makes a bus for the events that `Events` maps from name to data. */
export declare function createEventBus<Events extends object>(options?: EventBusOptions): EventBus<Events>;

// http-fields/rate-limit-fields.d.ts
import type { RateLimitDecision } from '../ports/rate-limiter.ts';
/**
 * Writes a decision as HTTP fields: `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-10), the
 * older `X-RateLimit-Limit`, `-Remaining` and `-Reset`, and `Retry-After` on a refusal that ends. `now` is milliseconds
 * since the epoch. All times are whole seconds, rounded up: from now, but for `X-RateLimit-Reset`, which is since the
 * epoch. What is unknown or endless is left out.
 */
export declare function formatRateLimitFields(decision: RateLimitDecision, now: number): Record<string, string>;
/** Where HTTP fields are read from: `Headers`, or a record with names in any case. */
export type FieldSource = {
    readonly get: (name: string) => string | null;
} | Readonly<Record<string, string | readonly string[] | undefined>>;
/** What a service said of its limits. */
export interface RateLimitFields {
    /** `Retry-After`, else the longest wait for a policy that has nothing left; milliseconds from now. */
    readonly retryAfterMs?: number;
    readonly policies: readonly RateLimitFieldPolicy[];
}
/** One policy as a service describes it; what it does not say is absent. */
export interface RateLimitFieldPolicy {
    /** `default` where only the older fields were sent. */
    readonly name: string;
    readonly limit?: number;
    readonly remaining?: number;
    readonly windowMs?: number;
    readonly resetAfterMs?: number;
}
/**
 * Reads what a service says of its limits: the fields that {@link formatRateLimitFields} writes, or else
 * `X-RateLimit-*` or `RateLimit-Limit`, `-Remaining` and `-Reset` of earlier drafts. A reset of the older fields above
 * 10⁹ is taken as seconds (above 10¹² as milliseconds) since the epoch, a smaller one as seconds from now. Never
 * throws; what cannot be understood is absent. `now` is milliseconds since the epoch.
 */
export declare function parseRateLimitFields(source: FieldSource, now: number): RateLimitFields;

// http-fields/retry-after.d.ts
/**
 * Writes `Retry-After` in whole seconds from now, rounded up so that nobody comes back too early. `undefined` for a
 * wait that never ends (`Infinity`): there is nothing to say then.
 */
export declare function formatRetryAfter(retryAfterMs: number): string | undefined;
/**
 * Reads `Retry-After` (RFC 9110, §10.2.3) as milliseconds from `now` (milliseconds since the epoch): seconds, or a
 * date in any of HTTP's three forms. A date gone by is 0; what is neither is `undefined`.
 */
export declare function parseRetryAfter(text: string, now: number): number | undefined;

// json/canonical-json.d.ts
/**
 * Writes a JSON value so that equal values give equal text: members sorted by UTF-16 code units, no spaces, as
 * RFC 8785 does. `undefined` members are left out; -0 is 0. Throws a `TypeError` on what JSON cannot say (a bigint,
 * a function, a cycle, a number that is not finite) rather than writing two values alike.
 */
export declare function canonicalJson(value: unknown): string;
/** The SHA-256 of {@link canonicalJson}, in base64url (43 characters); an HMAC when a `key` is given. */
export declare function canonicalDigest(value: unknown, key?: string | Uint8Array): string;

// json/json-value.d.ts
/** Anything JSON can say. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
/** A JSON object. `undefined` members are left out, as `JSON.stringify` leaves them out. */
export interface JsonObject {
    readonly [key: string]: JsonValue | undefined;
}

// json/redactor.d.ts
/**
 * Answers the value without its secrets. What holds none is shared with the original, which is never changed; what
 * holds one is copied. In place of a secret stands `[redacted]`, of a member that contains itself `[circular]`, and of
 * what lies beyond the bounds `[truncated]`: what was not looked at is not shown.
 */
export type Redactor = (value: unknown) => unknown;
/** What a redactor takes for a secret, and how far it looks. */
export interface RedactorOptions {
    /** A JSON Schema of the values: members marked `"x-sensitive": true` are secrets. @default none */
    readonly schema?: Readonly<Record<string, unknown>>;
    /**
     * Names of secrets at any depth, whatever their case and separators, also as the last words of a longer name.
     * @default {@link defaultSensitiveKeys}
     */
    readonly keys?: readonly string[];
    /** How deep values are looked into, 1 to 1 000. @default 64 */
    readonly maxDepth?: number;
    /** How many members of one value are looked at, all levels together; at least 1. @default 100_000 */
    readonly maxMembers?: number;
}
/** Makes a redactor; schema and names are compiled here, once. */
export declare function createRedactor(options?: RedactorOptions): Redactor;

// json/sensitive-keys.d.ts
/** Names whose values no log, trace or audit record should show, whichever schema they stand in. */
export declare const defaultSensitiveKeys: readonly string[];
/**
 * Makes the test whether a name is one of `keys`, or ends with one as a word: with `apiKey` also `API_KEY`, `x-api-key`
 * and `apikey`; with `token` also `accessToken`, but not `tokens` or `tokenCount`. A name
 * of over 256 characters always counts as one.
 */
export declare function sensitiveKeyTest(keys: readonly string[]): (name: string) => boolean;

// pipeline/compile.d.ts
import type { CallState } from '../call/call-state.ts';
import type { Outcome } from '../call/outcome.ts';
import type { Middleware } from './middleware.ts';
/** A compiled piece of the pipeline. Neither throws nor rejects. */
export type Stage = (call: CallState) => Promise<Outcome>;
/**
 * Folds middleware around `inner`, outermost first. `depth` numbers the layers through the whole pipeline, so that a
 * call can tell which it has passed. An idle rail is left out.
 */
export declare function compile(layers: readonly Middleware[], inner: Stage, depth: number): Stage;

// pipeline/middleware.d.ts
import type { Call } from '../call/call.ts';
import type { Outcome } from '../call/outcome.ts';
import type { JsonObject } from '../json/json-value.ts';
/**
 * Runs the rest of the pipeline, by default with the call it belongs to. Never rejects. A call passes each layer
 * once: repeat with `next(call.fork())`.
 */
export type Next = (call?: Call<any, any>) => Promise<Outcome>;
/** One function around the rest of the pipeline. What it throws becomes the call's failure. */
export interface Middleware<Adds extends object = object> {
    (call: Call, next: Next): Promise<Outcome>;
    /** What the middleware says of itself, when it is a rail. */
    readonly rail?: Rail;
    /** Phantom: what `call.context` has inside of it. */
    readonly '~adds'?: Adds;
}
/** How a middleware describes itself. */
export interface Rail {
    readonly name: string;
    /** Names of rails that must stand inside of this one, should they be there. */
    readonly outside?: readonly string[];
    /** Names of rails that must stand around this one, should they be there. */
    readonly inside?: readonly string[];
    /** It would do nothing for any call, such as telling a telemetry that records nothing: calls go without it. @default false */
    readonly idle?: boolean;
    /** The settings that a reader of `toolbox.describe()` wants to see; no secrets. */
    describe(): JsonObject;
}
/** Makes a middleware of a function and its description. */
export declare function rail<Adds extends object = object>(describe: Rail, run: (call: Call, next: Next) => Promise<Outcome>): Middleware<Adds>;

// plugins/plugin-error.d.ts
import { ToolError } from '../errors/tool-error.ts';
import type { JsonObject } from '../json/json-value.ts';
/** Why a plugin cannot come or go: `details.reason`. */
export type PluginConflict = 'already-installed' | 'not-installed' | 'dependency-missing' | 'dependency-version' | 'dependency-cycle' | 'dependents-remain';
/** Makes the error of a plugin that cannot come or go; nothing has changed. */
export declare function pluginConflict(reason: PluginConflict, message: string, details: JsonObject): ToolError<'PLUGIN_CONFLICT'>;
/** Makes the error of a plugin whose `install` failed and was undone. */
export declare function pluginInstallFailed(plugin: string, cause: unknown): ToolError<'PLUGIN_INSTALL_FAILED'>;

// plugins/plugin-host.d.ts
import type { BusEvent } from '../events/event-bus.ts';
import type { Middleware } from '../pipeline/middleware.ts';
import type { Awaitable } from '../ports/awaitable.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Plugin, PluginFailure } from './plugin.ts';
/** Installs plugins and takes them out again, one request after the other. */
export interface PluginHost extends AsyncDisposable {
    /** Every hook as one middleware, to stand outermost; `undefined` while there is none. Read it for each call. */
    readonly middleware: Middleware | undefined;
    /** Names and versions, in the order of installation. */
    readonly installed: ReadonlyMap<string, string>;
    /**
     * Installs all of the plugins, dependencies first, or none: when one fails, whatever it and those before it added is
     * undone. Do not await it inside of a plugin's `install`, which it would wait for.
     *
     * @throws `PLUGIN_CONFLICT` when one is there already, or a dependency is missing, of another version or circular;
     * `PLUGIN_INSTALL_FAILED` when an `install` fails or takes too long; `INVALID_OPTIONS` for a bad name, version or range.
     */
    install(...plugins: readonly Plugin[]): Promise<void>;
    /**
     * Takes a plugin out with everything it added. Steps of it that fail are reported and the rest goes on.
     *
     * @throws `PLUGIN_CONFLICT` when there is no such plugin, or other plugins depend on it.
     */
    uninstall(name: string): Promise<void>;
    /** Takes every plugin out, dependents first. */
    close(): Promise<void>;
}
/** How a plugin host behaves. */
export interface PluginHostOptions {
    /** @default systemClock */
    readonly clock?: Clock;
    /** What plugins log to. @default consoleLogger */
    readonly logger?: Logger;
    /** The events that plugins can listen to. @default none */
    readonly events?: EventSource;
    /** Milliseconds that one hook or channel handler may take, 1 to 2 147 483 647. @default 30_000 */
    readonly hookTimeoutMs?: number;
    /** Milliseconds that one `install` or step of an uninstallation may take, 1 to 2 147 483 647. @default 30_000 */
    readonly installTimeoutMs?: number;
    /** Told of each failure that was skipped. @default writes it to `logger` */
    readonly onFailure?: (failure: PluginFailure) => void;
}
/** The part of an event bus that plugins may use. */
export interface EventSource {
    on(name: string, listener: (event: BusEvent) => Awaitable<void>): () => void;
}
/** Makes a host without plugins. */
export declare function createPluginHost(options?: PluginHostOptions): PluginHost;

// plugins/plugin.d.ts
import type { Call } from '../call/call.ts';
import type { Failure } from '../errors/failure.ts';
import type { BusEvent } from '../events/event-bus.ts';
import type { Awaitable } from '../ports/awaitable.ts';
import type { Logger } from '../ports/logger.ts';
/** Adds to every call of a toolbox, and can be taken out again while it runs. */
export interface Plugin {
    /** Unique among the installed plugins. */
    readonly name: string;
    /** Semantic version. */
    readonly version: string;
    /** Other plugins that must be installed first: name to version range (`^1.2.0`, `>=1 <3`, `*`). */
    readonly dependencies?: Readonly<Record<string, string>>;
    readonly hooks?: PluginHooks;
    /** Runs once, before the hooks are heard. What it throws undoes whatever the context was used for. */
    install?(context: PluginContext): Awaitable<void>;
    /** Runs once, after the last hook; what was added through the context is undone afterwards anyway. */
    uninstall?(context: PluginContext): Awaitable<void>;
}
/** What a plugin does around a call. Hooks of one kind run one after the other. */
export interface PluginHooks {
    /** Before everything else of the call, with the input as it came. */
    readonly beforeExecute?: PluginHook<(call: Call) => Awaitable<void>>;
    /**
     * After success; of a streaming tool the value is its stream. `undefined` keeps the value, everything else
     * (`null`, `0`, `''` and `false` too) replaces it.
     */
    readonly afterExecute?: PluginHook<(call: Call, value: unknown) => Awaitable<unknown>>;
    /** After failure, that of a required hook included. It only looks: the failure stays what it is. */
    readonly onError?: PluginHook<(call: Call, failure: Failure) => Awaitable<void>>;
}
/** A hook, alone or with how it runs. */
export type PluginHook<Run> = Run | HookSettings<Run>;
/** A hook and how it runs. */
export interface HookSettings<Run> {
    readonly run: Run;
    /** Higher ones run first; equal ones in the order they were added. @default 0 */
    readonly priority?: number;
    /**
     * A failing hook fails the call (in `onError` it has failed already, and keeps its own failure). Of others a failure
     * is reported and the hook skipped. @default false
     */
    readonly required?: boolean;
}
/** What a plugin may use while it is installed. Whatever it adds here is undone, last first, when it goes. */
export interface PluginContext {
    readonly name: string;
    readonly logger: Logger;
    /** Aborts when the plugin goes, or its installation fails or takes too long. */
    readonly signal: AbortSignal;
    /** Adds hooks beside `plugin.hooks`. Returns what takes them out. */
    addHooks(hooks: PluginHooks): () => void;
    /** Listens to the toolbox's events. Returns what stops listening. */
    on(event: string, listener: (event: BusEvent) => Awaitable<void>): () => void;
    /** A channel that plugins share by its name. */
    channel<Message = unknown>(name: string): PluginChannel<Message>;
    /** Runs `undo` when the plugin goes. */
    onUninstall(undo: () => Awaitable<void>): void;
}
/** Messages between plugins. */
export interface PluginChannel<Message = unknown> {
    /**
     * Hands the message to the handlers of every other plugin, side by side; resolves when all have finished or run out
     * of time. Never rejects: a failing handler is reported and harms no other.
     */
    send(message: Message): Promise<void>;
    /** Returns what stops the handler. */
    receive(handler: (message: Message, from: string) => Awaitable<void>): () => void;
}
/** Something of a plugin that failed and was skipped. */
export interface PluginFailure {
    readonly plugin: string;
    readonly during: keyof PluginHooks | 'channel' | 'uninstall';
    readonly error: unknown;
}

// ports/audit-sink.d.ts
import type { JsonObject } from '../json/json-value.ts';
/** Where audit records go, in the order written. */
export interface AuditSink {
    /** Resolves when the record is kept as safely as the sink can; rejects when it is not kept. */
    write(record: JsonObject, options?: {
        readonly signal?: AbortSignal;
    }): Promise<void>;
}

// ports/awaitable.d.ts
/** A value, or the promise of one: synchronous where it can be, and callers always await. */
export type Awaitable<T> = T | PromiseLike<T>;
/** Whether a value has to be awaited. */
export declare function isPromiseLike<T>(value: Awaitable<T>): value is PromiseLike<T>;
export declare function isPromiseLike(value: unknown): value is PromiseLike<unknown>;

// ports/cache.d.ts
import type { Awaitable } from './awaitable.ts';
/**
 * Values that cost something to make. A failing level never rejects a method; only the loader's own failure does.
 * `undefined` is a miss: a cached `0`, `''`, `false` or `null` is a hit.
 */
export interface Cache {
    get<T>(key: string): Awaitable<CacheEntry<T> | undefined>;
    /** The cached value, or what `load` makes; concurrent callers of one key share one load, and its failure. */
    getOrSet<T>(key: string, load: CacheLoader<T>, options?: CacheOptions): Awaitable<T>;
    /** As `getOrSet`, with the entry's age and source. */
    getOrSetEntry<T>(key: string, load: CacheLoader<T>, options?: CacheOptions): Awaitable<CacheEntry<T>>;
    set<T>(key: string, value: T, options?: CacheOptions): Promise<void>;
    /** A load that is under way never undoes it: the next read is fresh. So for every kind of invalidation. */
    delete(...keys: readonly string[]): Promise<void>;
    /** Forgets every entry that carries one of the tags. */
    deleteByTag(...tags: readonly string[]): Promise<void>;
    /** Makes every entry that carries one of the tags stale: it may still be served while, or if, a refresh fails. */
    expireByTag(...tags: readonly string[]): Promise<void>;
    /** Forgets everything of this namespace and those below it. */
    clear(): Promise<void>;
    /** The same cache under a name of its own. */
    namespace(name: string): Cache;
}
/** A cached value. On a hit in memory this is the stored object itself, so that a hit allocates nothing. */
export interface CacheEntry<T> {
    readonly value: T;
    readonly createdAtMs: number;
    readonly freshUntilMs: number;
    /** The level that answered, or `load`. */
    readonly source: 'load' | (string & {});
    readonly stale: boolean;
}
/** Makes the value of a missing or stale key. */
export type CacheLoader<T> = (load: CacheLoad<T>) => Promise<T>;
/** What a loader is told, and may say. */
export interface CacheLoad<T> {
    /** Aborts when the last waiter has left or a hard timeout has passed. */
    readonly signal: AbortSignal;
    /** The entry that the load would replace. */
    readonly stale?: CacheEntry<T>;
    /** Nobody waits for this load. */
    readonly background: boolean;
    /** Overrides the options for this value. */
    readonly keep: (options: {
        readonly ttlMs?: number;
        readonly tags?: readonly string[];
    }) => void;
    /** The value is handed to whoever waits and not stored. */
    readonly skip: () => void;
}
/** How one entry is kept. Durations are milliseconds; defaults are the cache's own. */
export interface CacheOptions {
    readonly ttlMs?: number;
    /** How long after its `ttlMs` an entry may still be served at once while a refresh runs. */
    readonly staleWhileRevalidateMs?: number;
    /** How long after its `ttlMs` an entry may still be served when the load fails. */
    readonly staleIfErrorMs?: number;
    /** After this wait a stale entry is served, if there is one, and the load goes on. */
    readonly softTimeoutMs?: number;
    /** After this wait the load is aborted and its callers are rejected. */
    readonly hardTimeoutMs?: number;
    readonly tags?: readonly string[];
    /** Loads even when a fresh entry is there. */
    readonly forceRefresh?: boolean;
    readonly signal?: AbortSignal;
}

// ports/circuit-breaker.d.ts
import type { Failure } from '../errors/failure.ts';
import type { Outcome } from '../call/outcome.ts';
/** Where a circuit stands. `disabled`: lets everything through, counts nothing. `metrics-only`: counts, never opens. */
export type CircuitState = 'closed' | 'open' | 'half-open' | 'isolated' | 'disabled' | 'metrics-only';
/**
 * Stops calling what is broken, and finds out when it is well again.
 *
 * A refusal is `SERVICE_UNAVAILABLE` of type `unavailable_error`, retryable unless the circuit was isolated by hand,
 * with `details.reason: 'circuit-open'` and `retryAfterMs`, the time until the next probe.
 */
export interface CircuitBreaker {
    readonly name: string;
    readonly state: CircuitState;
    /** Runs `work` and returns or throws what it does; throws the refusal as a `ToolError`, `work` then does not run. */
    execute<T>(work: () => Promise<T>, options?: {
        readonly signal?: AbortSignal;
    }): Promise<T>;
    /** Runs `work`; a refusal is an outcome. Never rejects when `work` does not. */
    executeOutcome<T>(work: () => Promise<Outcome<T>>, options?: {
        readonly signal?: AbortSignal;
    }): Promise<Outcome<T>>;
    /** Refuses everything until `close()`. */
    isolate(): void;
    close(): void;
    snapshot(): CircuitSnapshot;
    /** Returns what stops listening. A throwing listener harms nobody. */
    on(listener: (event: CircuitEvent) => void): () => void;
    [Symbol.dispose](): void;
}
/** A circuit's numbers, as data: it can be stored and restored. */
export interface CircuitSnapshot {
    readonly name: string;
    readonly state: CircuitState;
    /** When the state was entered, in milliseconds since the epoch. */
    readonly sinceMs: number;
    /** When an open circuit probes next, in milliseconds since the epoch. */
    readonly nextProbeAtMs?: number;
    readonly counts: {
        readonly successes: number;
        readonly failures: number;
        readonly slow: number;
        readonly refused: number;
    };
    /** Milliseconds, of the rolling window. */
    readonly latency: {
        readonly count: number;
        readonly mean: number;
        readonly p50: number;
        readonly p95: number;
        readonly p99: number;
    };
}
/** What a circuit tells. `atMs` is milliseconds since the epoch. */
export type CircuitEvent = {
    readonly circuit: string;
    readonly atMs: number;
} & ({
    readonly type: 'circuit-opened';
    readonly reason: string;
    readonly retryAfterMs: number;
} | {
    readonly type: 'circuit-half-opened' | 'circuit-closed' | 'circuit-isolated';
} | {
    readonly type: 'call-refused';
    readonly retryAfterMs: number;
} | {
    readonly type: 'call-succeeded';
    readonly durationMs: number;
    readonly slow: boolean;
} | {
    readonly type: 'call-failed';
    readonly durationMs: number;
    readonly failure: Failure;
} | {
    readonly type: 'fallback-used';
    readonly failure: Failure;
});

// ports/clock.d.ts
/** Where time comes from. Tests hand in one that they drive. */
export interface Clock {
    /** Milliseconds since the Unix epoch; may jump when the machine's clock is set. */
    now(): number;
    /** Milliseconds since some fixed point, never going back: for durations and deadlines. */
    monotonicNow(): number;
    /**
     * Runs `run` once, `delayMs` from now, and returns what cancels it. Does not keep the process alive. A delay above
     * 2 147 483 647 ms waits that long at least; cancelling twice, or after the run, does nothing.
     */
    after(delayMs: number, run: () => void): () => void;
}

// ports/flag-provider.d.ts
import type { JsonValue } from '../json/json-value.ts';
import type { Awaitable } from './awaitable.ts';
/** Whom a flag is evaluated for. `targetingKey` makes an assignment sticky. */
export interface FlagContext {
    readonly targetingKey?: string;
    readonly [attribute: string]: JsonValue | undefined;
}
/** What a flag came to: the shape of OpenFeature's resolution details. */
export interface FlagEvaluation<T extends JsonValue> {
    readonly value: T;
    readonly variant?: string;
    readonly reason?: string;
    /** The provider could not tell, and `value` is the default that was handed in. */
    readonly errorCode?: string;
}
/** Decides flags. Never rejects: what cannot be decided comes back as `fallback`, with `errorCode`. */
export interface FlagProvider {
    evaluate<T extends JsonValue>(flag: string, fallback: T, context: FlagContext): Awaitable<FlagEvaluation<T>>;
}

// ports/key-value-store.d.ts
/** How long a value lives: milliseconds (a positive integer), or the word for a decision that is meant. */
export type Ttl = {
    readonly ttlMs: number;
} | 'forever';
/** One value to write. */
export interface KeyValueEntry {
    readonly key: string;
    readonly value: string;
    readonly ttl: Ttl;
}
/**
 * Strings under keys, with atomic conditional writes; codecs sit above. Keys and values are well-formed Unicode.
 *
 * Every method settles within the adapter's `timeoutMs`. When the store cannot answer it rejects with
 * `STORE_UNAVAILABLE`, whose `details.committed` is `'no'` (nothing was written) or `'unknown'`. A bad `Ttl` rejects
 * with `INVALID_OPTIONS`. An expired value is never returned.
 */
export interface KeyValueStore {
    get(key: string): Promise<string | undefined>;
    /** One answer per key, in order. */
    getMany(keys: readonly string[]): Promise<readonly (string | undefined)[]>;
    has(key: string): Promise<boolean>;
    set(key: string, value: string, ttl: Ttl): Promise<void>;
    /** Writes all entries, in order for a repeated key. Not atomic across keys: a failure may leave some written. */
    setMany(entries: readonly KeyValueEntry[]): Promise<void>;
    /**
     * Writes `next` if the key holds `expected`, atomically; answers whether it did. `expected` undefined: only if the
     * key is absent. `next` undefined: delete it. `ttl` is the new value's.
     */
    compareAndSet(key: string, expected: string | undefined, next: string | undefined, ttl: Ttl): Promise<boolean>;
    /**
     * Adds `by` (a safe integer) and answers the sum; an absent key counts from 0. The ttl is set on creation only.
     * Rejects with `INVALID_INPUT` when `by` or the stored value is no safe integer, or the sum would not be one; then
     * nothing changes.
     */
    increment(key: string, by: number, ttl: Ttl): Promise<number>;
    /** Gives an existing key a new life; `false` when there is none. */
    expire(key: string, ttl: Ttl): Promise<boolean>;
    /** Answers how many of the keys existed. */
    delete(...keys: readonly string[]): Promise<number>;
    /**
     * The keys that start with `prefix`, in no order. A key that exists throughout is never skipped; a key may come
     * twice. Stops with the signal's reason.
     */
    scan(prefix: string, options?: {
        readonly signal?: AbortSignal;
    }): AsyncIterable<string>;
}

// ports/logger.d.ts
/** What a log line says beside its message. An `Error` may stand under `error`. */
export type LogFields = Readonly<Record<string, unknown>>;
/** Where log lines go. No method throws; a line that cannot be written is dropped. */
export interface Logger {
    debug(message: string, fields?: LogFields): void;
    info(message: string, fields?: LogFields): void;
    warn(message: string, fields?: LogFields): void;
    error(message: string, fields?: LogFields): void;
    /** A logger whose every line carries these fields too. */
    child(fields: LogFields): Logger;
}

// ports/pub-sub.d.ts
/** What a subscriber wants to hear. */
export interface Subscriber {
    message(message: string): void;
    /** Messages may have been missed: a connection was lost and is back. Whatever was learnt from messages is stale. */
    gap?(): void;
}
/** Messages to everybody who listens now: at most once, in order per publisher. A throwing subscriber harms no other. */
export interface PubSub {
    /** Resolves when the broker took the message. Rejects with `STORE_UNAVAILABLE` within the adapter's deadline. */
    publish(channel: string, message: string): Promise<void>;
    /**
     * Resolves when messages published from now on will arrive; what it resolves to unsubscribes. Survives
     * reconnects, and says so through `gap`. Rejects with `STORE_UNAVAILABLE` within the adapter's deadline.
     */
    subscribe(channel: string, subscriber: Subscriber): Promise<() => Promise<void>>;
}

// ports/random.d.ts
/** Where chance comes from. Tests hand in a seeded one. */
export interface Random {
    /** A number in [0, 1), evenly spread. Not for secrets. */
    next(): number;
    /** That many bytes fit for secrets and identifiers. */
    bytes(length: number): Uint8Array;
}

// ports/rate-limiter.d.ts
import type { Awaitable } from './awaitable.ts';
/**
 * Decides whether a key may spend. Refusal is a value, and a refused request is not charged. A broken store never
 * rejects: the policy decides, and `degraded` says so. A bad cost throws `INVALID_OPTIONS`.
 */
export interface RateLimiter {
    /** Takes `cost` (1 by default, any positive number) from every policy of `key`, or nothing from any. 0 peeks. */
    consume(key: string, options?: {
        readonly cost?: number;
        readonly signal?: AbortSignal;
    }): Awaitable<RateLimitDecision>;
    /** What `consume` would answer now; charges nothing. A cost of 0 is as none given. */
    peek(key: string, options?: {
        readonly cost?: number;
    }): Awaitable<RateLimitDecision>;
    /**
     * As `consume`, but waits for its turn, in order of arrival, for at most `maxWaitMs`; answers a refusal when that
     * is not enough or the queue is full. Rejects only with the signal's reason; then nothing was charged.
     */
    waitFor(key: string, options: {
        readonly cost?: number;
        readonly maxWaitMs: number;
        readonly signal?: AbortSignal;
    }): Promise<RateLimitDecision>;
    /** Gives back what an allowed `consume` took; never above the limit. */
    refund(key: string, cost: number): Promise<void>;
    /** Forgets what the key has spent. */
    reset(key: string): Promise<void>;
}
/** What a limiter decided. */
export interface RateLimitDecision {
    readonly allowed: boolean;
    /** The limit of the policy that is nearest to refusing (on a refusal: of the one that refused). */
    readonly limit: number;
    /** How much that policy has left, rounded down. */
    readonly remaining: number;
    /** 0 when allowed; milliseconds until the same cost fits; `Infinity`: it never will, the cost is above the burst. */
    readonly retryAfterMs: number;
    /** Milliseconds until that policy is as new, if nothing more is spent. */
    readonly resetAfterMs: number;
    /** The name of the policy that refused. */
    readonly violated?: string;
    /** The store did not answer: the decision was made without it. */
    readonly degraded?: 'open' | 'closed' | 'local';
    /** A refusal that is only counted: `allowed` is true although a policy would have refused. */
    readonly shadow?: boolean;
    /** Every policy's state. A lazy getter: costs nothing unread. */
    readonly policies: readonly PolicyState[];
}
/** Where one policy stands after a decision. */
export interface PolicyState {
    readonly name: string;
    readonly limit: number;
    readonly remaining: number;
    readonly windowMs: number;
    readonly resetAfterMs: number;
    readonly retryAfterMs: number;
}

// ports/schema.d.ts
/**
 * Any Standard Schema (zod, valibot, arktype…), with Standard JSON Schema where the library offers it. The types are
 * copied in, as the specification allows: https://standardschema.dev
 */
export interface Schema<Input = unknown, Output = Input> {
    readonly '~standard': SchemaProperties<Input, Output>;
}
/** What a Standard Schema says of itself. */
export interface SchemaProperties<Input = unknown, Output = Input> {
    readonly version: 1;
    readonly vendor: string;
    readonly types?: {
        readonly input: Input;
        readonly output: Output;
    } | undefined;
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    readonly jsonSchema?: JsonSchemaConverter;
}
/** Standard JSON Schema: both directions of a schema as a JSON Schema document. */
export interface JsonSchemaConverter {
    readonly input: (options: JsonSchemaTarget) => Record<string, unknown>;
    readonly output: (options: JsonSchemaTarget) => Record<string, unknown>;
}
/** The dialect asked of a converter. */
export interface JsonSchemaTarget {
    readonly target: 'draft-2020-12' | 'draft-07' | 'openapi-3.0' | (string & {});
    readonly libraryOptions?: Record<string, unknown> | undefined;
}
/** What validation came to. */
export type SchemaResult<Output> = {
    readonly value: Output;
    readonly issues?: undefined;
} | {
    readonly issues: readonly SchemaIssue[];
};
/** One thing wrong with a value. */
export interface SchemaIssue {
    readonly message: string;
    readonly path?: readonly (PropertyKey | {
        readonly key: PropertyKey;
    })[] | undefined;
}
/** A schema of anything. */
export type AnySchema = Schema<unknown, unknown>;
/** What a schema accepts. */
export type SchemaInput<S> = S extends {
    readonly '~standard': {
        readonly types?: infer T;
    };
} ? NonNullable<T> extends {
    readonly input: infer I;
} ? I : unknown : unknown;
/** What a schema makes of it. */
export type SchemaOutput<S> = S extends {
    readonly '~standard': {
        readonly types?: infer T;
    };
} ? NonNullable<T> extends {
    readonly output: infer O;
} ? O : unknown : unknown;

// ports/similarity-index.d.ts
/** Turns texts into vectors whose angle says how alike they are. */
export interface Embedder {
    /** Names the model: vectors of different names are never compared. */
    readonly name: string;
    readonly dimensions: number;
    /** One vector per text, in order. Rejects when the model cannot answer, or with the signal's reason. */
    embed(texts: readonly string[], options?: {
        readonly signal?: AbortSignal;
    }): Promise<readonly Float32Array[]>;
}
/** The nearest earlier text. */
export interface SimilarityMatch {
    /** What was handed to `add` with the text. */
    readonly key: string;
    readonly text: string;
    /** Cosine, from -1 to 1. */
    readonly similarity: number;
    /** Why the match must not be used although it is near: numbers differ, a negation differs… */
    readonly refused?: string;
    /** Only measured: the match would have been used. */
    readonly shadow?: boolean;
}
/** Finds the earlier text that asks for the same. A failing embedder costs a match, never a call. */
export interface SimilarityIndex {
    /** `scope` is everything that must be exactly equal: tool, version, tenant, caller, the other inputs. */
    nearest(scope: string, text: string, options?: {
        readonly signal?: AbortSignal;
    }): Promise<SimilarityMatch | undefined>;
    add(scope: string, text: string, key: string, options?: {
        readonly signal?: AbortSignal;
    }): Promise<void>;
}

// ports/telemetry.d.ts
import type { Failure } from '../errors/failure.ts';
/** What a span, an event or a measurement says of itself. `undefined` members are left out. */
export type Attributes = Readonly<Record<string, string | number | boolean | readonly string[] | readonly number[] | undefined>>;
/** The place in a trace that a span has: W3C Trace Context, as text. */
export interface TraceContext {
    readonly traceId: string;
    readonly spanId: string;
    readonly sampled: boolean;
    readonly traceState?: string;
}
/** Describes an instrument when it is made. */
export interface InstrumentOptions {
    readonly description?: string;
    /** A UCUM unit: `ms`, `By`, `{call}`. */
    readonly unit?: string;
    /** A counter that may also go down, such as the number of calls under way. @default false */
    readonly upDown?: boolean;
}
/** What went on, for people who look later. No method throws; `undefined` means nobody records, so skip the work. */
export interface Telemetry {
    /** `false`: nobody records, now or ever, so that what only tells it something can be left out. @default true */
    readonly enabled?: boolean;
    /** Starts a span below the one that is active here; below `parent` if that one is of another trace, or there is none. */
    startSpan(name: string, attributes?: Attributes, parent?: TraceContext): Span | undefined;
    /** Reads the trace context out of carried headers. */
    extract(carrier: Readonly<Record<string, string>>): TraceContext | undefined;
    /** Writes the active context into headers to carry. */
    inject(carrier: Record<string, string>): void;
    counter(name: string, options?: InstrumentOptions): Counter | undefined;
    histogram(name: string, options?: InstrumentOptions): Recorder | undefined;
    gauge(name: string, options?: InstrumentOptions): Recorder | undefined;
}
/** Counts up, or, when it was made with `upDown`, also down; a negative value is otherwise dropped. */
export interface Counter {
    add(value: number, attributes?: Attributes): void;
}
/** Takes measurements. */
export interface Recorder {
    record(value: number, attributes?: Attributes): void;
}
/** A piece of work in a trace. Everything after `end` is ignored. */
export interface Span {
    readonly context: TraceContext;
    set(attributes: Attributes): void;
    event(name: string, attributes?: Attributes): void;
    fail(failure: Failure): void;
    /** Runs `work` with this span active, so that spans started inside are its children. */
    run<T>(work: () => T): T;
    end(): void;
}

// remote/lease.d.ts
import type { Clock } from '../ports/clock.ts';
import type { KeyValueStore, Ttl } from '../ports/key-value-store.ts';
import type { Random } from '../ports/random.ts';
/** How a lease is asked for. */
export interface LeaseOptions {
    readonly clock: Clock;
    readonly random: Random;
    /** How long the lease lasts unless it is renewed, a positive integer: what a crashed holder costs the others. */
    readonly ttlMs: number;
    /** How long to wait while another holds it. @default 0 */
    readonly waitMs?: number;
    /** Leaving early: the wait rejects with the signal's reason. */
    readonly signal?: AbortSignal | undefined;
}
/** What asking for a lease came to: it is ours, another's, or the key holds a value and there is nothing to lease. */
export type LeaseAnswer = {
    readonly status: 'held';
    readonly lease: Lease;
} | {
    readonly status: 'busy';
} | {
    readonly status: 'filled';
    readonly value: string;
};
/**
 * The right to work on a key, for a while. Whoever loses it (by its time, or a delete of the key) is told by the next
 * method: it answers `false` and has changed nothing. All reject as the store does.
 */
export interface Lease {
    readonly key: string;
    /** Monotonic milliseconds until which the lease is ours for certain, unless the key is deleted. */
    readonly expiresAtMs: number;
    /** Makes the lease last `ttlMs` from now. */
    renew(): Promise<boolean>;
    /** Gives the lease back: the key is free. */
    release(): Promise<boolean>;
    /** Replaces the lease by a value, which ends it. Refused after a delete in between: the value may be out of date. */
    fill(value: string, ttl: Ttl): Promise<boolean>;
}
/** Whether what a key holds is somebody's lease and not a value. Readers take it as a miss; never store such a value. */
export declare function isLeaseRecord(value: string): boolean;
/**
 * Asks for the lease of a key: one holder at a time among all processes of the store. The lease is a record under the
 * key itself, with a random owner, written by `compareAndSet`; so one key is enough, on a cluster too.
 *
 * While another holds it the key is asked again with growing, scattered pauses (10 to 250 ms) until `waitMs` is over.
 *
 * @throws what the store rejects with. A record whose reply was lost costs its `ttlMs`.
 */
export declare function lease(store: KeyValueStore, key: string, options: LeaseOptions): Promise<LeaseAnswer>;

// remote/outage-gate.d.ts
import type { Clock } from '../ports/clock.ts';
/** How an outage gate behaves. */
export interface OutageGateOptions {
    readonly clock: Clock;
    /** Failures in a row that close the way to the remote; at least 1. @default 1 */
    readonly failureThreshold?: number;
    /** How long the remote is skipped before one probe is let through. @default 1_000 */
    readonly skipMs?: number;
    /** The skip doubles with each failed probe up to this. @default 30_000 */
    readonly longestSkipMs?: number;
}
/** Skips a failing remote, so that an outage does not cost every caller a timeout. */
export interface OutageGate {
    /** Whether to try the remote now. During an outage one caller at a time is sent as the probe. */
    allows(): boolean;
    /** The remote answered. */
    succeeded(): void;
    /** The remote failed, or was silent. */
    failed(): void;
    /** Whether the remote is being skipped, a probe under way included. */
    readonly skipping: boolean;
}
/** Makes a gate for one remote. A probe that never reports costs one skip, then another is sent. */
export declare function createOutageGate(options: OutageGateOptions): OutageGate;

// remote/pause.d.ts
import type { Clock } from '../ports/clock.ts';
/** Resolves after `delayMs`, or rejects with the signal's reason as soon as it aborts; leaves no timer and no listener. */
export declare function pause(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void>;

// remote/with-deadline.d.ts
import type { CallerSignal } from '../call/caller-signal.ts';
import type { Clock } from '../ports/clock.ts';
/** What bounds a wait. */
export interface DeadlineOptions {
    readonly clock: Clock;
    /** Milliseconds the work may take, above 0. */
    readonly timeoutMs: number;
    /** Leaving early: the wait rejects with the signal's reason. */
    readonly signal?: CallerSignal | undefined;
    /** Makes the error of a wait that took too long. */
    readonly onTimeout: () => Error;
}
/**
 * Settles as `work` does, or rejects when the time is up or the signal aborts, whichever comes first; the work's own
 * signal then aborts with the same reason. Leaves no timer and no listener behind, and no rejection unhandled.
 */
export declare function withDeadline<T>(work: (signal: AbortSignal) => Promise<T>, options: DeadlineOptions): Promise<T>;

// schema/field-record.d.ts
import type { AnySchema, SchemaInput, SchemaOutput } from '../ports/schema.ts';
/** A field written as data, where a schema library that can compose it is among the record's other fields. */
export interface FieldLiteral {
    /** What the library calls it: `string`, `number`, `array`… */
    readonly type: string;
    readonly [option: string]: unknown;
}
/** An object's fields by name. */
export type FieldRecord = {
    readonly [name: string]: AnySchema | FieldLiteral;
};
/** What a tool's `input` and `config` take: a schema, or a plain record of fields. */
export type SchemaSource = AnySchema | FieldRecord;
/**
 * The property under which a field brings its library's way to make one object schema of a record:
 * `(record) => Schema`. It is what lets a record mix fields with literals.
 */
export declare const composeFields: unique symbol;
/** Makes one schema of a source: a schema stays itself, a record of fields becomes an object's. */
export declare function schemaFrom(source: SchemaSource, where: string): AnySchema;
export declare function isSchema(value: unknown): value is AnySchema;
type LiteralValue<L> = L extends {
    readonly type: 'string' | 'email' | 'url' | 'uuid';
} ? string : L extends {
    readonly type: 'number' | 'integer';
} ? number : L extends {
    readonly type: 'boolean';
} ? boolean : L extends {
    readonly type: 'array';
    readonly items: infer Item;
} ? FieldOutput<Item>[] : unknown;
type Missing<L> = L extends {
    readonly required: false;
} ? undefined : never;
type Omittable<L> = L extends {
    readonly default: unknown;
} ? undefined : Missing<L>;
type FieldInput<F> = F extends AnySchema ? SchemaInput<F> : LiteralValue<F> | Omittable<F>;
type FieldOutput<F> = F extends AnySchema ? SchemaOutput<F> : LiteralValue<F> | (F extends {
    readonly default: unknown;
} ? never : Missing<F>);
type OptionalKeys<T> = {
    [K in keyof T]: undefined extends T[K] ? K : never;
}[keyof T];
type WithOptional<T> = {
    [K in Exclude<keyof T, OptionalKeys<T>>]: T[K];
} & {
    [K in OptionalKeys<T>]?: T[K];
};
type Flat<T> = {
    [K in keyof T]: T[K];
};
/** What a source accepts. */
export type SourceInput<S> = S extends AnySchema ? SchemaInput<S> : S extends FieldRecord ? Flat<WithOptional<{
    -readonly [K in keyof S]: FieldInput<S[K]>;
}>> : unknown;
/** What a source makes of it. */
export type SourceOutput<S> = S extends AnySchema ? SchemaOutput<S> : S extends FieldRecord ? Flat<WithOptional<{
    -readonly [K in keyof S]: FieldOutput<S[K]>;
}>> : unknown;
export {};

// schema/json-schema.d.ts
import type { JsonObject } from '../json/json-value.ts';
import type { AnySchema } from '../ports/schema.ts';
/** The JSON Schema (2020-12) of a schema, or `undefined` when its library offers none or cannot express it. */
export declare function jsonSchemaOf(schema: AnySchema, direction: 'input' | 'output'): JsonObject | undefined;

// schema/schema-failure.d.ts
import type { Failure } from '../errors/failure.ts';
import type { SchemaIssue } from '../ports/schema.ts';
/**
 * The failure of an input that its schema refuses: every issue (20 at most) with path and message, never the value.
 * `MISSING_REQUIRED_FIELD` when all that is wrong is what is not there.
 */
export declare function invalidInput(subject: string, value: unknown, issues: readonly SchemaIssue[]): Failure;
/** The failure of a tool whose result is not what it declared: the tool's defect, so the caller learns the path only. */
export declare function invalidOutput(tool: string, issues: readonly SchemaIssue[]): Failure;

// stream/create-stream.d.ts
import type { StreamEvent } from './stream-event.ts';
/**
 * A stream that is written by `send` and read, once, as an async iterable: return it from `execute`. What was sent with
 * an event name comes out as a {@link StreamEvent}, everything else as the data itself.
 */
export interface ToolStream<T> extends AsyncIterable<T | StreamEvent<T>> {
    /**
     * Resolves to `true` when the stream has room for the chunk, which is when to go on; to `false` when nobody will
     * read it (the reader left, or the stream was ended), which is when to stop. Never rejects. Await it: chunks that
     * wait for room are held.
     */
    send(chunk: {
        readonly event?: string;
        readonly data: T;
    }): Promise<boolean>;
    /** Ends the stream after what was sent. */
    close(): void;
    /** Ends the stream with an error, which the reader gets after what was sent. */
    fail(error: unknown): void;
}
/** How a stream behaves. */
export interface StreamOptions {
    /** Chunks kept ahead of the reader before `send` waits, an integer of at least 1. @default 16 */
    readonly bufferSize?: number;
}
/** Makes a stream of `T`. */
export declare function createStream<T>(options?: StreamOptions): ToolStream<T>;

// stream/running-stream.d.ts
import type { CallState } from '../call/call-state.ts';
import type { Outcome } from '../call/outcome.ts';
import type { AnySchema } from '../ports/schema.ts';
/** A stream that has opened, as a rail sees it: the value of a streaming tool's outcome. */
export interface RunningStream {
    /** How the stream ended; never rejects. A rail that counts work settles with it. */
    readonly ended: Promise<Outcome>;
}
/** The stream that an outcome opened, or `undefined` when it did not open one. */
export declare function streamOf(outcome: Outcome): RunningStream | undefined;
/** What a pull came to. */
export type Pulled = {
    readonly done: false;
    readonly chunk: unknown;
    readonly event?: string;
} | {
    readonly done: true;
    readonly outcome: Outcome;
};
/**
 * A tool's stream between the producer and one consumer. The producer goes on only when the consumer pulls; an
 * interruption of the call ends it, and leaving runs the producer's `finally`.
 */
export declare class OpenStream implements RunningStream {
    #private;
    readonly ended: Promise<Outcome>;
    constructor(call: CallState, produced: AsyncIterable<unknown>, schemas: {
        readonly chunk?: AnySchema | undefined;
        readonly output?: AnySchema | undefined;
    });
    /** Waits for the first chunk: what fails before it is an ordinary failure, and may be retried. */
    open(): Promise<Outcome>;
    /** The next chunk, or the end. Never rejects. */
    next(): Promise<Pulled>;
}

// stream/stream-event.d.ts
/**
 * A chunk with an event name: what a streaming tool yields, beside plain chunks, where the reader should tell kinds
 * apart. Server-sent events write the name as `event`; elsewhere only `data` counts. Made by {@link streamEvent}.
 */
export interface StreamEvent<T = unknown> {
    readonly event: string;
    readonly data: T;
}
/** Gives a chunk an event name: `yield streamEvent('row', row)`. */
export declare function streamEvent<T>(event: string, data: T): StreamEvent<T>;
/** Whether a chunk was made by {@link streamEvent}: data that merely looks alike was not. */
export declare function isStreamEvent(chunk: unknown): chunk is StreamEvent;

// system/console-logger.d.ts
import type { Logger } from '../ports/logger.ts';
/** Drops every line. */
export declare const silentLogger: Logger;
/** Writes warnings and errors to the standard error, one line of JSON each: what a toolbox uses when given no logger. */
export declare const consoleLogger: Logger;

// system/noop-telemetry.d.ts
import type { Span, Telemetry } from '../ports/telemetry.ts';
/** Nobody records. */
export declare const noopTelemetry: Telemetry;
/** The span of work that nobody records. */
export declare const noopSpan: Span;

// system/system-clock.d.ts
import type { Clock } from '../ports/clock.ts';
/** The machine's own time. Its timers do not keep the process alive. */
export declare const systemClock: Clock;

// system/system-random.d.ts
import type { Random } from '../ports/random.ts';
/** The machine's own chance. */
export declare const systemRandom: Random;

// system/unique-ids.d.ts
import type { Random } from '../ports/random.ts';
/**
 * Makes what answers an id at each call that no other call answers, in this process or in another: a name of its own and
 * a number that goes up.
 */
export declare function uniqueIds(random: Random): () => string;

// tool/create-tool.d.ts
import type { Middleware } from '../pipeline/middleware.ts';
import type { Awaitable } from '../ports/awaitable.ts';
import type { AnySchema, SchemaInput, SchemaOutput } from '../ports/schema.ts';
import type { StreamEvent } from '../stream/stream-event.ts';
import type { SchemaSource, SourceInput, SourceOutput } from '../schema/field-record.ts';
import type { ExecuteContext, SetupContext, Tool, ToolMetadata } from './tool.ts';
type Adds<M> = M extends {
    readonly '~adds'?: infer A;
} ? NonNullable<A> extends object ? NonNullable<A> : object : object;
/** What the rails of a `use` list add to `call.context`. */
export type ContextOf<Use extends readonly Middleware[]> = Use extends readonly [
    infer First,
    ...infer Rest extends readonly Middleware[]
] ? Adds<First> & ContextOf<Rest> : object;
type Result<O> = O extends AnySchema ? SchemaInput<O> : unknown;
/** What `execute` may return, by what the schema declares. */
export type ExecuteResult<O, K> = K extends AnySchema ? Awaitable<AsyncIterable<SchemaInput<K> | StreamEvent<SchemaInput<K>>, Result<O> | void>> : Awaitable<Result<O>>;
type Returned<R> = Awaited<R> extends AsyncIterable<unknown, infer Final> ? Final : Awaited<R>;
/** What a caller gets, by the declared output schema or else by what `execute` returns. */
export type OutputOf<O, R> = O extends AnySchema ? SchemaOutput<O> : Returned<R>;
/** A tool as its author writes it. */
export interface ToolDefinition<Name extends string, I, O, C, K, R, X, Use extends readonly Middleware[]> {
    readonly metadata: ToolMetadata<Name>;
    readonly schema?: {
        /** What goes in. Without it the input is handed on as it came. */
        readonly input?: I;
        /** What comes out. Without it the result is handed on as it is. */
        readonly output?: O;
        /** What configures the tool, for the base and for each tenant. */
        readonly config?: C;
        /** What a streaming tool yields: declaring it makes the tool stream. */
        readonly chunk?: K;
    };
    /** Opens what every call shares: once, before the first call. What it returns is `resources`. */
    readonly setup?: (context: SetupContext<SourceOutput<C>>) => Awaitable<R>;
    /** Does the work of one call; returns plain data, or an async iterable when `schema.chunk` is declared. */
    readonly execute: (context: ExecuteContext<SourceOutput<I>, SourceOutput<C>, R, ContextOf<Use>>) => X;
    /** Closes what `setup` opened: once, after the last call has drained. */
    readonly cleanup?: (context: {
        readonly resources: R;
    }) => Awaitable<void>;
    /** The tool's own rails, outermost first; they see the validated input. */
    readonly use?: Use;
}
/**
 * Makes a tool: checked here, compiled by the toolbox it is put into.
 *
 * @throws `INVALID_OPTIONS` for a bad name, version, description, kind, permission or timeout, or a schema that is none.
 */
export declare function createTool<const Name extends string, const I extends SchemaSource | undefined = undefined, O extends AnySchema | undefined = undefined, const C extends SchemaSource | undefined = undefined, K extends AnySchema | undefined = undefined, R = undefined, X extends ExecuteResult<O, K> = ExecuteResult<O, K>, const Use extends readonly Middleware[] = readonly Middleware[]>(definition: ToolDefinition<Name, I, O, C, K, R, X, Use>): Tool<Name, SourceInput<I>, OutputOf<O, X>, SchemaOutput<K>, SourceInput<C>>;
/** Returns `value` when it is a middleware, else throws `INVALID_OPTIONS`. */
export declare function checkedMiddleware(value: Middleware, option: string): Middleware;
export {};

// tool/tool-http.d.ts
/** How a server shows a tool, beyond `POST /tools/{name}`. */
export interface ToolHttp {
    /** Of `path`. @default GET for a query, POST for a command */
    readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
    /** An address of its own: `/users/{id}`. What stands in braces is a field of the input. */
    readonly path?: string;
    /** The status of a success at `path`, 200 to 299. @default 200 */
    readonly status?: number;
    /**
     * A stream that can go on after its n-th chunk: events carry their number as id, and a reader that comes back says
     * the last one in `call.headers['last-event-id']`. @default false
     */
    readonly resumable?: boolean;
}
/** Returns what a tool says of its place in a REST API when that can be served, else throws `INVALID_OPTIONS`. */
export declare function checkedHttp(http: ToolHttp, kind: 'query' | 'command'): ToolHttp;

// tool/tool-runtime.d.ts
import type { CallState } from '../call/call-state.ts';
import type { Stage } from '../pipeline/compile.ts';
import type { Middleware } from '../pipeline/middleware.ts';
import type { Awaitable } from '../ports/awaitable.ts';
import type { AnyTool, ToolInfo } from './tool.ts';
/** Answers the configuration that a tenant adds to a tool's base, or `undefined`. */
export type TenantConfig = (tenant: string, tool: string) => Awaitable<unknown>;
/** One tool inside one toolbox: its compiled pipeline, its configuration, what its setup opened. */
export declare class ToolRuntime {
    #private;
    readonly tool: AnyTool;
    readonly info: ToolInfo;
    readonly stage: Stage;
    resources: unknown;
    constructor(tool: AnyTool, outer: readonly Middleware[], config: {
        readonly base: unknown;
        readonly tenant: TenantConfig | undefined;
    });
    /** The pipeline with the plugins' hooks around it; compiled again when they have changed. */
    stageWith(hooks: Middleware | undefined): Stage;
    /**
     * Validates the base configuration and runs `setup`. Once it is given up, what it opened all the same is not kept:
     * answers how to close it.
     */
    setUp(signal: AbortSignal): Promise<(() => Promise<void>) | undefined>;
    /** Runs `cleanup`, if `setup` has succeeded and it did not run yet. */
    cleanUp(): Promise<void>;
    /** The configuration for the call's tenant; synchronous once it is known. */
    configFor({ tenant, clock }: CallState): unknown;
}

// tool/tool.d.ts
import type { Call } from '../call/call.ts';
import type { JsonObject, JsonValue } from '../json/json-value.ts';
import type { Middleware } from '../pipeline/middleware.ts';
import type { Awaitable } from '../ports/awaitable.ts';
import type { AnySchema } from '../ports/schema.ts';
import type { ToolHttp } from './tool-http.ts';
/** What a tool says of itself. */
export interface ToolMetadata<Name extends string = string> {
    /** 1–128 of `A-Za-z0-9_.-`, not dots only; unique in a toolbox. */
    readonly name: Name;
    /** Semantic version. */
    readonly version: string;
    /** For the model and the person who choose a tool: what it does, with what, and what comes back. */
    readonly description: string;
    /** For people: the name as shown. */
    readonly title?: string;
    readonly capabilities?: readonly string[];
    readonly tags?: readonly string[];
    /** A query only reads: it may be cached, hedged, retried and served by GET. A command changes something. */
    readonly kind: 'query' | 'command';
    /** What a caller's principal must hold, all of it; the kernel refuses others. */
    readonly permissions?: readonly string[];
    /** A command that may be repeated with the same effect. Queries always may. @default false */
    readonly idempotent?: boolean;
    /** A command that destroys what was there. @default true for commands */
    readonly destructive?: boolean;
    /** It touches a world beyond the service: the web, other people. @default true */
    readonly openWorld?: boolean;
    /** The longest that one call may take, 1 to 2 147 483 647. @default 30_000 */
    readonly timeoutMs?: number;
    /** Inputs that work, for documentation and forms. */
    readonly examples?: readonly JsonValue[];
    /** Its place in a REST API, beside `POST /tools/{name}`. */
    readonly http?: ToolHttp;
}
/** A tool's metadata with its defaults filled in. */
export interface ToolInfo<Name extends string = string> extends ToolMetadata<Name> {
    readonly capabilities: readonly string[];
    readonly tags: readonly string[];
    readonly permissions: readonly string[];
    readonly idempotent: boolean;
    readonly destructive: boolean;
    readonly openWorld: boolean;
    readonly timeoutMs: number;
    readonly streaming: boolean;
}
/** What `setup` is handed. */
export interface SetupContext<Config = unknown> {
    readonly config: Config;
    /** Aborts when the toolbox stops while setup runs. */
    readonly signal: AbortSignal;
}
/** What `execute` is handed. */
export interface ExecuteContext<Input = unknown, Config = unknown, Resources = unknown, Context extends object = object> {
    readonly input: Input;
    /** The tenant's configuration, else the base one. */
    readonly config: Config;
    /** What `setup` returned. */
    readonly resources: Resources;
    readonly call: Call<Input, Context>;
}
/** A tool, as `createTool` makes it. Its types are phantoms: read them with `ToolInput` and its siblings. */
export interface Tool<Name extends string = string, Input = unknown, Output = unknown, Chunk = unknown, Config = unknown> {
    readonly info: ToolInfo<Name>;
    readonly schema: ToolSchemas;
    readonly use: readonly Middleware[];
    readonly setup: ((context: SetupContext<never>) => Awaitable<unknown>) | undefined;
    readonly execute: (context: ExecuteContext<never, never, never, never>) => unknown;
    readonly cleanup: ((context: {
        readonly resources: never;
    }) => Awaitable<void>) | undefined;
    readonly '~types'?: {
        readonly input: Input;
        readonly output: Output;
        readonly chunk: Chunk;
        readonly config: Config;
    };
}
/** A tool's schemas, each a Standard Schema; absent where the tool declares none. */
export interface ToolSchemas {
    readonly input?: AnySchema | undefined;
    readonly output?: AnySchema | undefined;
    readonly chunk?: AnySchema | undefined;
    readonly config?: AnySchema | undefined;
}
/** Any tool. */
export type AnyTool = Tool;
type TypesOf<T> = T extends {
    readonly '~types'?: infer Types;
} ? NonNullable<Types> : never;
/** What a caller gives to a tool. */
export type ToolInput<T> = TypesOf<T> extends {
    readonly input: infer I;
} ? I : unknown;
/** What a tool gives back. */
export type ToolOutput<T> = TypesOf<T> extends {
    readonly output: infer O;
} ? O : unknown;
/** What a streaming tool yields. */
export type ToolChunk<T> = TypesOf<T> extends {
    readonly chunk: infer C;
} ? C : unknown;
/** What configures a tool, as the program gives it. */
export type ToolConfig<T> = TypesOf<T> extends {
    readonly config: infer C;
} ? C : unknown;
/** A tool's name. */
export type ToolName<T> = T extends {
    readonly info: ToolInfo<infer Name>;
} ? Name : string;
/** One tool as `toolbox.describe()` shows it. */
export interface ToolDescription extends ToolInfo {
    readonly inputSchema: JsonObject;
    readonly outputSchema?: JsonObject;
    readonly chunkSchema?: JsonObject;
    /** The toolbox's rails and the tool's, outermost first. */
    readonly rails: readonly {
        readonly name: string;
        readonly settings: JsonObject;
    }[];
}
export {};

// toolbox/call-events.d.ts
import type { CallState } from '../call/call-state.ts';
import type { Outcome } from '../call/outcome.ts';
import type { EventBus } from '../events/event-bus.ts';
import type { ResultError } from './tool-result.ts';
/** What a toolbox tells of its calls. */
export interface CallEvents {
    readonly 'call-started': CallFacts;
    readonly 'call-succeeded': CallFacts;
    readonly 'call-failed': CallFacts & {
        readonly error: ResultError;
    };
    /** The call waits for an answer of the person behind it. */
    readonly 'call-suspended': CallFacts;
}
/** Which call an event is about. */
export interface CallFacts {
    readonly callId: string;
    readonly tool: string;
    readonly tenant?: string;
    readonly subject?: string;
}
/** Tells that a call begins; costs a look-up while nobody listens. */
export declare function tellStart(events: EventBus<CallEvents>, call: CallState): void;
/** Tells how a call ended. */
export declare function tellEnd(events: EventBus<CallEvents>, call: CallState, outcome: Outcome): void;

// toolbox/create-toolbox.d.ts
import type { AnyTool } from '../tool/tool.ts';
import type { Toolbox, ToolboxOptions } from './toolbox.ts';
/**
 * Puts tools behind their rails: compiles each tool's pipeline once.
 *
 * @throws `INVALID_OPTIONS` when two tools share a name, a rail is no function, or `config` names a tool that is not here.
 */
export declare function createToolbox<const Tools extends readonly AnyTool[]>(options: ToolboxOptions<Tools>): Toolbox<Tools>;

// toolbox/tool-result.d.ts
import type { CallState } from '../call/call-state.ts';
import type { InputRequest, Outcome } from '../call/outcome.ts';
import type { ErrorType } from '../errors/error-type.ts';
import type { Failure } from '../errors/failure.ts';
import type { JsonObject } from '../json/json-value.ts';
/** What a caller gets: the same envelope in process, over REST and over MCP. */
export type ToolResult<T = unknown> = {
    readonly status: 'success';
    readonly data: T;
    readonly metadata: ResultMetadata;
} | {
    readonly status: 'error';
    readonly error: ResultError;
    readonly metadata: ResultMetadata;
} | {
    readonly status: 'input_required';
    readonly requests: readonly InputRequest[];
    readonly metadata: ResultMetadata;
};
/** A failure as a caller sees it: without its cause. */
export interface ResultError {
    readonly code: string;
    readonly type: ErrorType;
    readonly message: string;
    readonly retryable: boolean;
    readonly retryAfterMs?: number;
    readonly details?: JsonObject;
}
/** Which call it was, and what the rails did, each under its own name. */
export interface ResultMetadata {
    readonly callId: string;
    readonly tool: string;
    readonly version: string;
    readonly [rail: string]: string | JsonObject;
}
/** Makes the envelope of a call's outcome. */
export declare function resultOf(call: CallState, outcome: Outcome): ToolResult;
/** Leaves out what is not for the caller. */
export declare function errorOf(failure: Failure): ResultError;

// toolbox/toolbox.d.ts
import type { CallOptions } from '../call/call-options.ts';
import type { ProgressUpdate } from '../call/call.ts';
import type { EventBus } from '../events/event-bus.ts';
import type { Middleware } from '../pipeline/middleware.ts';
import type { Plugin } from '../plugins/plugin.ts';
import type { PluginHost } from '../plugins/plugin-host.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Random } from '../ports/random.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import type { AnyTool, ToolChunk, ToolConfig, ToolDescription, ToolInfo, ToolInput, ToolName, ToolOutput } from '../tool/tool.ts';
import type { TenantConfig } from '../tool/tool-runtime.ts';
import type { CallEvents } from './call-events.ts';
import type { ToolResult } from './tool-result.ts';
/** What a toolbox is made of. */
export interface ToolboxOptions<Tools extends readonly AnyTool[]> {
    readonly tools: Tools;
    /** Rails around every tool, outermost first; they see the input as it came. */
    readonly use?: readonly Middleware[];
    /** Each tool's configuration by its name, checked by the tool's config schema at `start()`. */
    readonly config?: {
        readonly [T in Tools[number] as ToolName<T>]?: ToolConfig<T>;
    };
    /** What a tenant's configuration changes of the base. Asked once per tenant, of which 1 000 are kept. */
    readonly tenantConfig?: TenantConfig;
    /** Installed before the first `setup`, dependencies first. More can be installed later, on `toolbox.plugins`. */
    readonly plugins?: readonly Plugin[];
    /** @default systemClock */
    readonly clock?: Clock;
    /** @default systemRandom */
    readonly random?: Random;
    /** @default consoleLogger: warnings and errors, on the standard error */
    readonly logger?: Logger;
    /** Where `call.span` records. @default noopTelemetry */
    readonly telemetry?: Telemetry;
    /** The longest that all setups together may take. @default 30_000 */
    readonly setupTimeoutMs?: number;
}
/** How a toolbox stops. */
export interface StopOptions {
    /** How long calls under way may take to end before they are aborted. @default 10_000 */
    readonly drainMs?: number;
}
/** What a stream yields: chunks and progress, then exactly one result, last. */
export type StreamItem<Chunk = unknown, Data = unknown> = {
    readonly type: 'chunk';
    readonly data: Chunk;
    readonly event?: string;
} | ({
    readonly type: 'progress';
} & ProgressUpdate) | {
    readonly type: 'result';
    readonly result: ToolResult<Data>;
};
/** A toolbox whose tools are known by name only at run time: what a server serves. */
export interface AnyToolbox {
    readonly events: EventBus<CallEvents>;
    readonly plugins: PluginHost;
    /** Whether calls are served: started, and not stopping. */
    readonly serving: boolean;
    /** Validates every configuration and runs every `setup`. Twice is once. Rejects with `TOOL_SETUP_FAILED`. */
    start(): Promise<void>;
    /** Refuses new calls, waits for those under way, aborts the rest, runs every `cleanup`. Twice is once. Never rejects. */
    stop(options?: StopOptions): Promise<void>;
    /** The tool of that name. */
    info(name: string): ToolInfo | undefined;
    /** Every tool for clients and documentation, in the order of names. Made once. */
    describe(): readonly ToolDescription[];
    /** As `call`, with a name and an input from the wire. Never rejects. */
    dispatch(name: string, input: unknown, options?: CallOptions): Promise<ToolResult>;
    /** As `stream`, with a name and an input from the wire. Never throws. */
    dispatchStream(name: string, input: unknown, options?: CallOptions): AsyncGenerator<StreamItem, void, void>;
    /**
     * Puts a tool behind the same rails for its holder alone: no name leads to it, and it is not described. What comes back
     * calls it as `dispatch` does.
     *
     * @throws `INVALID_OPTIONS` for a tool that streams, or has a `setup`: nobody would run it.
     */
    guest(tool: AnyTool): (input: unknown, options?: CallOptions) => Promise<ToolResult>;
    [Symbol.asyncDispose](): Promise<void>;
}
/** Tools behind their rails, ready to be called. */
export interface Toolbox<Tools extends readonly AnyTool[] = readonly AnyTool[]> extends AnyToolbox {
    /** Calls a tool. Never rejects: what goes wrong is in the result. A call before `start()` starts the toolbox. */
    call<Name extends ToolName<Tools[number]>>(name: Name, input: ToolInput<ToolNamed<Tools, Name>>, options?: CallOptions): Promise<ToolResult<ToolOutput<ToolNamed<Tools, Name>>>>;
    /** Calls a tool and yields what it does on the way. Leaving the loop cancels the call. */
    stream<Name extends ToolName<Tools[number]>>(name: Name, input: ToolInput<ToolNamed<Tools, Name>>, options?: CallOptions): AsyncGenerator<StreamItem<ToolChunk<ToolNamed<Tools, Name>>, ToolOutput<ToolNamed<Tools, Name>>>, void, void>;
}
/** The tool of that name among the tools. */
export type ToolNamed<Tools extends readonly AnyTool[], Name extends string> = Extract<Tools[number], {
    readonly info: ToolInfo<Name>;
}>;
