// @toolwright/testing
// index.d.ts
export { createFakeClock } from './fake-clock.ts';
export type { FakeClock, FakeClockOptions } from './fake-clock.ts';
export { seededRandom } from './seeded-random.ts';
export { recordLogs } from './record/record-logs.ts';
export type { RecordedLogs } from './record/record-logs.ts';
export { recordTelemetry } from './record/record-telemetry.ts';
export type { Measurement, RecordedTelemetry } from './record/record-telemetry.ts';
export type { RecordedSpan } from './record/recording-span.ts';
export { recordEvents } from './record/record-events.ts';
export type { RecordedEvents } from './record/record-events.ts';
export { createChaos } from './chaos/create-chaos.ts';
export type { Chaos, ChaosOptions } from './chaos/create-chaos.ts';
export { always, onlyFor, scripted, seeded } from './chaos/chaos-plan.ts';
export type { ChaosCall, ChaosPlan } from './chaos/chaos-plan.ts';
export { delay, fail, hang, lie, loseAnswer } from './chaos/fault.ts';
export type { Fault } from './chaos/fault.ts';
export { startFaultProxy } from './chaos/start-fault-proxy.ts';
export type { FaultProxy, FaultProxyOptions, NetworkFaults } from './chaos/start-fault-proxy.ts';
export type { Direction, NetworkFault } from './chaos/network-fault.ts';
export { startFakeUpstream } from './upstream/start-fake-upstream.ts';
export type { FakeUpstream, UpstreamRequest, UpstreamScript } from './upstream/start-fake-upstream.ts';
export type { UpstreamStep } from './upstream/upstream-step.ts';
export { auditSinkContract } from './contracts/audit-sink-contract.ts';
export type { ObservedAuditSink } from './contracts/audit-sink-contract.ts';
export { cacheContract } from './contracts/cache-contract.ts';
export { circuitBreakerContract } from './contracts/circuit-breaker-contract.ts';
export type { CircuitBreakerSetting } from './contracts/circuit-breaker-case.ts';
export { clockContract } from './contracts/clock-contract.ts';
export { flagProviderContract } from './contracts/flag-provider-contract.ts';
export type { FlagProviderSetting } from './contracts/flag-provider-contract.ts';
export { keyValueStoreContract } from './contracts/key-value-store-contract.ts';
export { keyValueStoreOutageContract } from './contracts/key-value-store-outage-contract.ts';
export { loggerContract } from './contracts/logger-contract.ts';
export type { LoggedLine, ObservedLogger } from './contracts/logger-contract.ts';
export { pubSubContract, pubSubOutageContract } from './contracts/pub-sub-contract.ts';
export { randomContract } from './contracts/random-contract.ts';
export { rateLimiterContract } from './contracts/rate-limiter-contract.ts';
export type { RateLimiterSetting } from './contracts/rate-limiter-case.ts';
export { schemaContract } from './contracts/schema-contract.ts';
export type { SchemaExample } from './contracts/schema-contract.ts';
export { embedderContract, similarityIndexContract, similarityIndexOutageContract, } from './contracts/similarity-contract.ts';
export { recordingTelemetryContract, telemetryContract } from './contracts/telemetry-contract.ts';
export type { ObservedSpan, ObservedTelemetry } from './contracts/telemetry-contract.ts';
export { contractCase, contractCaseWith, realTime } from './contracts/contract-case.ts';
export type { ContractCase, ContractCheck, ContractOptions, ContractSetting, ContractTime, } from './contracts/contract-case.ts';
export type { Outage } from './contracts/outage.ts';
export { runContract } from './contracts/run-contract.ts';
export type { ContractFailure } from './contracts/run-contract.ts';

// chaos/chaos-plan.d.ts
import type { Random } from '@toolwright/core';
import type { Fault } from './fault.ts';
/** One call of a wrapped port. */
export interface ChaosCall {
    /** Its number among all calls of the port, from 1. */
    readonly number: number;
    readonly method: string;
    readonly args: readonly unknown[];
}
/** Decides what goes wrong with a call; undefined: nothing. */
export type ChaosPlan = (call: ChaosCall) => Fault | undefined;
/** Every call goes wrong in the same way. */
export declare function always(fault: Fault): ChaosPlan;
/** The first call meets the first fault, and so on; undefined, and whatever comes after the last, goes well. */
export declare function scripted(faults: readonly (Fault | undefined)[]): ChaosPlan;
/** A share of the calls, from 0 to 1, meets one of the faults; with seeded chance always the same ones. */
export declare function seeded(random: Random, share: number, faults: readonly Fault[]): ChaosPlan;
/** Only calls of these methods follow the plan. */
export declare function onlyFor(methods: readonly string[], plan: ChaosPlan): ChaosPlan;

// chaos/create-chaos.d.ts
import type { Clock } from '@toolwright/core';
import type { ChaosCall, ChaosPlan } from './chaos-plan.ts';
/** How chaos comes over a port. */
export interface ChaosOptions {
    /** @default nothing goes wrong until `follow` says otherwise */
    readonly plan?: ChaosPlan;
    /** Times delays. @default systemClock */
    readonly clock?: Clock;
}
/** A port and what goes wrong with it. */
export interface Chaos<Port extends object> {
    /** The port, as its users see it. */
    readonly port: Port;
    /** From now on calls follow this plan. Without one everything goes well; calls that hang stay so. */
    follow(plan?: ChaosPlan): void;
    /** Every call so far. */
    readonly calls: () => readonly ChaosCall[];
}
/**
 * Wraps a port so that calls of its methods fail, hang, come late or lie, as a plan says. Faults are for methods that
 * answer with a promise or an async iterable: a call of another one, `cache.namespace` or `breaker.on`, must be left
 * alone by the plan (see {@link onlyFor}).
 */
export declare function createChaos<Port extends object>(port: Port, options?: ChaosOptions): Chaos<Port>;

// chaos/fault.d.ts
/** What goes wrong with one call of a port. */
export type Fault = 
/** Rejects, and nothing was done. */
{
    readonly kind: 'fail';
    readonly error: Error;
}
/** Is done, and rejects all the same: the answer was lost on the way. */
 | {
    readonly kind: 'lose-answer';
    readonly error: Error;
}
/** Is not done, and never settles, whatever its signal says. */
 | {
    readonly kind: 'hang';
}
/** Is done, but only after a while. */
 | {
    readonly kind: 'delay';
    readonly delayMs: number;
}
/** Is done, and answers something else. */
 | {
    readonly kind: 'lie';
    readonly answer: (truth: unknown) => unknown;
};
/** The call fails and nothing is done. @default `STORE_UNAVAILABLE` that says so */
export declare function fail(error?: Error): Fault;
/** The call is done and its answer lost. @default `STORE_UNAVAILABLE` that cannot tell whether it was done */
export declare function loseAnswer(error?: Error): Fault;
/** The call never settles. */
export declare function hang(): Fault;
/** The call is done `delayMs` later. */
export declare function delay(delayMs: number): Fault;
/** The call is done and answers what `answer` makes of the truth. */
export declare function lie(answer: (truth: unknown) => unknown): Fault;

// chaos/network-fault.d.ts
/** What is wrong with a connection. Nothing, when nothing is said. */
export interface NetworkFault {
    /** Data arrive this much later; at least 0. @default 0 */
    readonly latencyMs?: number;
    /** Each piece of data arrives up to this much later still; order is kept. @default 0 */
    readonly jitterMs?: number;
    /** No more than this many bytes arrive in a second; at least 1. @default no limit */
    readonly bytesPerSecond?: number;
    /** The connection breaks when this many bytes have passed; at least 0. @default never */
    readonly cutAfterBytes?: number;
    /** Nothing arrives any more, the end of the connection included. @default false */
    readonly blackhole?: boolean;
    /** New connections are reset at once. @default false */
    readonly reset?: boolean;
    /** The end of the connection arrives this much later; at least 0. @default 0 */
    readonly closeDelayMs?: number;
    /** Which way suffers. @default 'both' */
    readonly direction?: Direction | 'both';
}
/** A way through a connection. */
export type Direction = 'to-server' | 'to-client';
/** Returns the fault when it can be used, else throws `INVALID_OPTIONS`. */
export declare function networkFault(fault: NetworkFault): NetworkFault;
/** Whether the fault is for that way. */
export declare function suffers(fault: NetworkFault, direction: Direction): boolean;

// chaos/start-fault-proxy.d.ts
import type { Random } from '@toolwright/core';
import type { NetworkFault } from './network-fault.ts';
/** One fault for all connections, or a script that gives each its own, by its number from 1. */
export type NetworkFaults = NetworkFault | ((connection: number) => NetworkFault);
/** Where a fault proxy stands. */
export interface FaultProxyOptions {
    /** The server that it hides. */
    readonly target: {
        readonly host: string;
        readonly port: number;
    };
    /** What is wrong from the start. @default nothing */
    readonly faults?: NetworkFaults;
    /** Spreads the jitter. @default systemRandom */
    readonly random?: Random;
}
/** A proxy that breaks the connections through it. */
export interface FaultProxy {
    readonly host: string;
    readonly port: number;
    /** What is wrong from now on, for connections that are open too. Without an argument: nothing. */
    follow(faults?: NetworkFaults): void;
    /** Resets every open connection. */
    resetAll(): void;
    /** How many connections are open, and how many there have been. */
    readonly connections: {
        readonly open: number;
        readonly total: number;
    };
    /** Breaks what is open and stops listening. */
    stop(): Promise<void>;
}
/** Starts a proxy on a free port of this machine. It works in real time: faults are of the network, not of a clock. */
export declare function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy>;

// contracts/audit-sink-contract.d.ts
import type { AuditSink, Awaitable, JsonObject } from '@toolwright/core';
import type { ContractCase } from './contract-case.ts';
/** A sink, and what it keeps. */
export interface ObservedAuditSink {
    readonly sink: AuditSink;
    /** The records kept so far, in order. */
    readonly records: () => Awaitable<readonly JsonObject[]>;
}
/** What every {@link AuditSink} promises. */
export declare const auditSinkContract: readonly ContractCase<ObservedAuditSink>[];

// contracts/cache-contract.d.ts
import type { Cache } from '@toolwright/core';
import type { ContractCase } from './contract-case.ts';
/** What every {@link Cache} promises. */
export declare const cacheContract: readonly ContractCase<Cache>[];

// contracts/circuit-breaker-case.d.ts
import { ToolError } from '@toolwright/core';
import type { CircuitBreaker } from '@toolwright/core';
import type { ContractCase, ContractCheck, ContractSetting } from './contract-case.ts';
/** What a breaker under contract is made with. Its other ways to open are to be off, or far from opening. */
export interface CircuitBreakerSetting extends ContractSetting {
    /** Failures in a row that open the circuit. */
    readonly failureThreshold: number;
    /** How long an open circuit refuses before it probes, each time the same. */
    readonly resetTimeoutMs: number;
    /** Successful probes that close the circuit. */
    readonly successThreshold: number;
}
/** One promise of a breaker. */
export type CircuitBreakerCase = ContractCase<CircuitBreaker, CircuitBreakerSetting>;
/** The settings that every case is written for. */
export declare const failureThreshold = 3;
export declare const resetTimeoutMs = 1000;
export declare const successThreshold = 2;
/** What the failing work of the cases throws. */
export declare const broken: ToolError;
/** Makes the case of a promise of a breaker. */
export declare function circuitBreakerCase(name: string, check: ContractCheck<CircuitBreaker>): CircuitBreakerCase;
/** Lets one call through that succeeds. */
export declare function succeed(breaker: CircuitBreaker): Promise<void>;
/** Lets one call through that fails. */
export declare function fail(breaker: CircuitBreaker): Promise<void>;
/** Fails as often as it takes to open the circuit. */
export declare function open(breaker: CircuitBreaker): Promise<void>;

// contracts/circuit-breaker-contract.d.ts
import type { CircuitBreakerCase } from './circuit-breaker-case.ts';
/** What every {@link CircuitBreaker} promises. */
export declare const circuitBreakerContract: readonly CircuitBreakerCase[];

// contracts/clock-contract.d.ts
import type { Clock } from '@toolwright/core';
import type { ContractCase } from './contract-case.ts';
/** What every {@link Clock} promises. The `time` of the run must let the time of the clock itself pass. */
export declare const clockContract: readonly ContractCase<Clock>[];

// contracts/contract-case.d.ts
import type { Awaitable, Clock, Random } from '@toolwright/core';
/** One promise of a port, as data: any test runner can run it, and so can a plain loop. */
export interface ContractCase<Subject, Setting extends ContractSetting = ContractSetting> {
    /** The promise, as a fact in the present tense. */
    readonly name: string;
    /**
     * Resolves when the subject keeps the promise; rejects with an `AssertionError` that says what it did instead.
     * Calls `make` once and uses what it makes for this case only, from a state in which nothing was ever stored.
     */
    run(make: (setting: Setting) => Awaitable<Subject>, options?: ContractOptions): Promise<void>;
}
/** What a subject is made with. */
export interface ContractSetting {
    readonly clock: Clock;
    readonly random: Random;
}
/** How a case runs. */
export interface ContractOptions {
    /** How time passes. Hand in {@link realTime} for an adapter whose server keeps the time. @default a fake clock */
    readonly time?: ContractTime;
}
/** A clock, and the way to let its time pass. */
export interface ContractTime {
    readonly clock: Clock;
    /** Resolves when `ms` milliseconds have passed on the clock. */
    elapse(ms: number): Promise<void>;
    /** How much later than due something may happen, because the machine is busy. @default 0 */
    readonly slackMs?: number;
    /** How many timers wait on the clock, where it can be told. */
    pendingTimers?(): number;
}
/** The machine's own time: `elapse` waits. No case lets more than two seconds pass. */
export declare const realTime: ContractTime;
/** Time that passes at once, and only when the case says so. */
export declare function fakeTime(): ContractTime;
/** What a case is written as: the subject is made already, and `elapse` lets its time pass. */
export type ContractCheck<Subject> = (subject: Subject, time: ContractTime) => Promise<void>;
/** Makes the case of a promise whose subject needs nothing but a clock and chance. */
export declare function contractCase<Subject>(name: string, check: ContractCheck<Subject>): ContractCase<Subject>;
/** Makes the case of a promise whose subject is made with more than that. */
export declare function contractCaseWith<Subject, Setting extends ContractSetting>(name: string, settingOf: (setting: ContractSetting) => Setting, check: ContractCheck<Subject>): ContractCase<Subject, Setting>;

// contracts/flag-provider-contract.d.ts
import type { FlagProvider, JsonValue } from '@toolwright/core';
import type { ContractCase, ContractSetting } from './contract-case.ts';
/** What a provider under contract is made with. */
export interface FlagProviderSetting extends ContractSetting {
    /** The value that each flag has for everybody. */
    readonly flags: Readonly<Record<string, JsonValue>>;
}
type FlagProviderCase = ContractCase<FlagProvider, FlagProviderSetting>;
/** What every {@link FlagProvider} promises. */
export declare const flagProviderContract: readonly FlagProviderCase[];
export {};

// contracts/key-value-store-contract.d.ts
import type { KeyValueStore } from '@toolwright/core';
import type { ContractCase } from './contract-case.ts';
/** What every {@link KeyValueStore} promises. */
export declare const keyValueStoreContract: readonly ContractCase<KeyValueStore>[];

// contracts/key-value-store-outage-contract.d.ts
import type { KeyValueStore } from '@toolwright/core';
import type { ContractCase } from './contract-case.ts';
import type { Outage } from './outage.ts';
/** What every {@link KeyValueStore} over a remote promises of the times when the remote is lost. */
export declare const keyValueStoreOutageContract: readonly ContractCase<Outage<KeyValueStore>>[];

// contracts/logger-contract.d.ts
import type { LogFields, Logger } from '@toolwright/core';
import type { ContractCase } from './contract-case.ts';
/** A logger, and what it wrote. */
export interface ObservedLogger {
    readonly logger: Logger;
    /** The lines of `warn` and `error` so far, in the order written. */
    readonly lines: () => readonly LoggedLine[];
}
/** One line of a log. */
export interface LoggedLine {
    readonly level: 'debug' | 'info' | 'warn' | 'error';
    readonly message: string;
    readonly fields: LogFields;
}
/** What every {@link Logger} promises. */
export declare const loggerContract: readonly ContractCase<ObservedLogger>[];

// contracts/outage.d.ts
import type { ContractTime } from './contract-case.ts';
import type { Awaitable } from '@toolwright/core';
/** A subject whose remote can be lost: its server stopped or paused, its network cut, its file locked. */
export interface Outage<Subject> {
    readonly subject: Subject;
    /** The longest that a method may take, as the adapter was told. Make it short: cases wait for it. */
    readonly timeoutMs: number;
    /** From now on the remote answers nothing. */
    lose(): Awaitable<void>;
    /** Resolves when the subject can reach the remote again. */
    restore(): Awaitable<void>;
}
/** Fails unless each of the works rejects with `STORE_UNAVAILABLE`, saying what was committed, within the deadline. */
export declare function assertUnavailable(outage: Outage<unknown>, time: ContractTime, works: Readonly<Record<string, () => unknown>>): Promise<void>;

// contracts/pub-sub-contract.d.ts
import type { PubSub } from '@toolwright/core';
import type { ContractCase } from './contract-case.ts';
import type { Outage } from './outage.ts';
/** What every {@link PubSub} promises. */
export declare const pubSubContract: readonly ContractCase<PubSub>[];
/** What every {@link PubSub} over a remote promises of the times when the remote is lost. */
export declare const pubSubOutageContract: readonly ContractCase<Outage<PubSub>>[];

// contracts/random-contract.d.ts
import type { Random } from '@toolwright/core';
import type { ContractCase } from './contract-case.ts';
/** What every {@link Random} promises. A true source of chance fails about once in a million runs. */
export declare const randomContract: readonly ContractCase<Random>[];

// contracts/rate-limiter-case.d.ts
import type { RateLimiter } from '@toolwright/core';
import type { ContractCase, ContractCheck, ContractSetting } from './contract-case.ts';
/** What a limiter under contract is made with: one policy. */
export interface RateLimiterSetting extends ContractSetting {
    /** How much a key may spend at once, and within the window. */
    readonly limit: number;
    readonly windowMs: number;
}
/** One promise of a limiter. */
export type RateLimiterCase = ContractCase<RateLimiter, RateLimiterSetting>;
/** The limit of the policy that every case is written for. */
export declare const limit = 10;
/** The window of the policy that every case is written for. */
export declare const windowMs = 1000;
/** Makes the case of a promise of a limiter. */
export declare function rateLimiterCase(name: string, check: ContractCheck<RateLimiter>): RateLimiterCase;

// contracts/rate-limiter-contract.d.ts
import type { RateLimiterCase } from './rate-limiter-case.ts';
/** What every {@link RateLimiter} promises. */
export declare const rateLimiterContract: readonly RateLimiterCase[];

// contracts/run-contract.d.ts
import type { Awaitable } from '@toolwright/core';
import type { ContractCase, ContractOptions, ContractSetting } from './contract-case.ts';
/** A promise that the subject does not keep. */
export interface ContractFailure {
    /** The promise. */
    readonly name: string;
    /** What the subject did instead. */
    readonly error: unknown;
}
/** Runs every case, one after the other, and resolves to those that failed: for use without a test runner. */
export declare function runContract<Subject, Setting extends ContractSetting>(cases: readonly ContractCase<Subject, Setting>[], make: (setting: Setting) => Awaitable<Subject>, options?: ContractOptions): Promise<readonly ContractFailure[]>;

// contracts/schema-contract.d.ts
import type { AnySchema } from '@toolwright/core';
import type { ContractCase } from './contract-case.ts';
/** A schema with values that show what it is. */
export interface SchemaExample {
    readonly schema: AnySchema;
    /** Values that it accepts, at least one. */
    readonly accepts: readonly unknown[];
    /** Values that it refuses, at least one. */
    readonly refuses: readonly unknown[];
}
/** What every schema promises: Standard Schema, and Standard JSON Schema where the library offers it. */
export declare const schemaContract: readonly ContractCase<SchemaExample>[];

// contracts/similarity-contract.d.ts
import type { Embedder, SimilarityIndex } from '@toolwright/core';
import type { ContractCase } from './contract-case.ts';
import type { Outage } from './outage.ts';
/** What every {@link Embedder} promises. */
export declare const embedderContract: readonly ContractCase<Embedder>[];
/** What every {@link SimilarityIndex} promises. */
export declare const similarityIndexContract: readonly ContractCase<SimilarityIndex>[];
/** What every {@link SimilarityIndex} promises of the times when its embedder is lost. */
export declare const similarityIndexOutageContract: readonly ContractCase<Outage<SimilarityIndex>>[];

// contracts/telemetry-contract.d.ts
import type { Telemetry } from '@toolwright/core';
import type { ContractCase } from './contract-case.ts';
/** Telemetry that records, and the spans that have ended. */
export interface ObservedTelemetry {
    readonly telemetry: Telemetry;
    /** The spans that have ended, in the order in which they ended. */
    readonly spans: () => readonly ObservedSpan[];
}
/** A span that has ended. */
export interface ObservedSpan {
    readonly name: string;
    readonly traceId: string;
    readonly spanId: string;
    readonly parentSpanId?: string | undefined;
    readonly attributes: Readonly<Record<string, unknown>>;
    readonly events: readonly string[];
    readonly failed: boolean;
}
/** What every {@link Telemetry} promises, one that records nothing included. */
export declare const telemetryContract: readonly ContractCase<Telemetry>[];
/** What a {@link Telemetry} that records promises beyond that. */
export declare const recordingTelemetryContract: readonly ContractCase<ObservedTelemetry>[];

// fake-clock.d.ts
import type { Clock } from '@toolwright/core';
/** How a fake clock starts. */
export interface FakeClockOptions {
    /** The wall clock, in milliseconds since the epoch, at least 0. @default 1_767_225_600_000, the start of 2026 */
    readonly nowMs?: number;
}
/** A clock that moves only when the test says so. */
export interface FakeClock extends Clock {
    /**
     * Lets `ms` milliseconds pass: runs every timer that comes due, in the order of its time and then of its making, with
     * the clock standing at that timer's time, and lets promises settle before the first and after each. Timers that
     * timers make run too when they are due. `advance(0)` lets promises settle and runs what is due already.
     *
     * Advances wait for each other. Rejects with what a timer threw; the clock then stands at that timer's time.
     */
    advance(ms: number): Promise<void>;
    /** Sets the wall clock, forwards or back, as an administrator would: timers and `monotonicNow` do not notice. */
    setNow(nowMs: number): void;
    /** How many timers wait to run: 0 when nothing was left behind. */
    readonly pendingTimers: number;
}
/** Makes a clock that stands still until it is advanced. */
export declare function createFakeClock(options?: FakeClockOptions): FakeClock;

// record/record-events.d.ts
import type { BusEvent, EventBus } from '@toolwright/core';
/** Events of a bus, kept. */
export interface RecordedEvents {
    /** All events since the recording began, or those of a name, in order. */
    readonly events: (name?: string) => readonly BusEvent[];
    /** Stops recording; what was recorded stays. */
    readonly stop: () => void;
}
/** Keeps every event of the bus from now on, whether anybody listens or not. */
export declare function recordEvents<Events extends object>(bus: EventBus<Events>): RecordedEvents;

// record/record-logs.d.ts
import type { Logger } from '@toolwright/core';
import type { LoggedLine } from '../contracts/logger-contract.ts';
/** A logger that keeps its lines. */
export interface RecordedLogs {
    readonly logger: Logger;
    /** All lines so far, in the order written, those of children too. */
    readonly lines: () => readonly LoggedLine[];
}
/** Makes a logger that keeps its lines for the test to read. */
export declare function recordLogs(): RecordedLogs;

// record/record-telemetry.d.ts
import type { Attributes, Telemetry } from '@toolwright/core';
import type { RecordedSpan } from './recording-span.ts';
/** Telemetry that keeps what it is told. */
export interface RecordedTelemetry {
    readonly telemetry: Telemetry;
    /** The spans that have ended, in the order in which they ended. */
    readonly spans: () => readonly RecordedSpan[];
    /** How many spans were started and have not ended: 0 when none was left open. */
    readonly openSpans: () => number;
    /** Every measurement so far, in order. */
    readonly measurements: () => readonly Measurement[];
    /** The sum of a counter, over all attributes or over those measurements that carry these. */
    readonly total: (instrument: string, attributes?: Attributes) => number;
}
/** One value that an instrument was given. */
export interface Measurement {
    readonly kind: 'counter' | 'histogram' | 'gauge';
    readonly instrument: string;
    readonly value: number;
    readonly attributes: Readonly<Record<string, unknown>>;
}
/** Makes telemetry that keeps spans and measurements for the test to read. Identifiers count up from 1. */
export declare function recordTelemetry(): RecordedTelemetry;

// record/recording-span.d.ts
import type { AsyncLocalStorage } from 'node:async_hooks';
import type { Attributes, Failure, Span, TraceContext } from '@toolwright/core';
import type { ObservedSpan } from '../contracts/telemetry-contract.ts';
/** A span that has ended. */
export interface RecordedSpan extends ObservedSpan {
    readonly failure?: Failure;
}
/** What a span is made with. */
export interface SpanStart {
    readonly name: string;
    readonly context: TraceContext;
    readonly attributes: Attributes | undefined;
    readonly parentSpanId: string | undefined;
}
/** Makes a span that is handed to `keep` when it ends. */
export declare function recordingSpan(start: SpanStart, active: AsyncLocalStorage<TraceContext>, keep: (span: RecordedSpan) => void): Span;
/** The attributes that have a value. */
export declare function defined(attributes?: Attributes): Readonly<Record<string, unknown>>;

// seeded-random.d.ts
import type { Random } from '@toolwright/core';
/**
 * Chance that repeats: the same seed gives the same numbers and bytes, on every machine.
 *
 * Not for secrets. The generator is sfc32 of PractRand (http://pracrand.sourceforge.net), seeded through the
 * finaliser of MurmurHash3, so that neighbouring seeds have nothing in common.
 */
export declare function seededRandom(seed: number | string): Random;

// upstream/start-fake-upstream.d.ts
import type { UpstreamStep } from './upstream-step.ts';
/** A request as the upstream saw it. */
export interface UpstreamRequest {
    readonly method: string;
    /** Path and query. */
    readonly url: string;
    /** Lower-case names. */
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
}
/** What the upstream does: each step once and the last for ever, or what a function says of each request. */
export type UpstreamScript = readonly UpstreamStep[] | ((request: UpstreamRequest) => UpstreamStep);
/** A server that stands in for somebody else's. */
export interface FakeUpstream {
    /** `http://127.0.0.1:…`, without a slash at its end. */
    readonly url: string;
    /** Every request so far, in the order in which they were complete. */
    readonly requests: () => readonly UpstreamRequest[];
    /** From now on another script, from its start. */
    follow(script: UpstreamScript): void;
    /** Breaks what is open and stops listening. */
    stop(): Promise<void>;
}
/** Starts a server on a free port that answers as the script says. @default every request gets an empty 200 */
export declare function startFakeUpstream(script?: UpstreamScript): Promise<FakeUpstream>;

// upstream/upstream-step.d.ts
import type { ServerResponse } from 'node:http';
import type { JsonValue } from '@toolwright/core';
/** What the upstream does with one request. */
export interface UpstreamStep {
    /** @default 200 */
    readonly status?: number;
    readonly headers?: Readonly<Record<string, string>>;
    /** Sent as JSON, with its content type. */
    readonly json?: JsonValue;
    /** Sent as it is; several texts in several pieces. */
    readonly body?: string | readonly string[];
    /** How long the answer takes to begin; at least 0. @default 0 */
    readonly delayMs?: number;
    /** How long each further piece of the body takes; at least 0. @default 0 */
    readonly betweenMs?: number;
    /** Instead of an answer: nothing ever, a reset connection, or the head and half a body before a reset. */
    readonly failure?: 'hang' | 'reset' | 'cut';
}
/** Does what the step says; leaves early when the client does. */
export declare function playStep(step: UpstreamStep, response: ServerResponse): Promise<void>;

// @toolwright/testing/redis
// redis/index.d.ts
export { startRedis } from './start-redis.ts';
export type { RedisFixture } from './start-redis.ts';
export { startRedisCluster } from './start-redis-cluster.ts';
export type { RedisClusterFixture } from './start-redis-cluster.ts';
export type { LocalRedis } from './local-redis.ts';
export { redisCommand } from './redis-command.ts';
export type { Address } from './redis-command.ts';

// redis/local-redis.d.ts
import type { Address } from './redis-command.ts';
import type { RedisProgram } from './redis-program.ts';
/** A Redis that was started here. It keeps its address when it is stopped and started again, and nothing else. */
export interface LocalRedis extends Address {
    /** Ends the server at once: connections break, data are gone. */
    stop(): Promise<void>;
    /** Starts a stopped server at the same address, empty. */
    start(): Promise<void>;
    /** Freezes the server: connections stay open and nothing answers. */
    pause(): void;
    resume(): void;
}
/** Starts the program on a free port of this machine, without persistence. */
export declare function startLocalRedis(program: RedisProgram, extraArgs?: readonly string[]): Promise<LocalRedis>;

// redis/redis-command.d.ts
/** Where a server listens. */
export interface Address {
    readonly host: string;
    readonly port: number;
}
/**
 * Sends one command over a connection of its own and resolves to its answer as text: a simple string, an integer or a
 * bulk string. Rejects with the server's error, or when there is no answer within a second.
 */
export declare function redisCommand(address: Address, ...words: readonly string[]): Promise<string>;

// redis/redis-program.d.ts
/** A way to run a Redis here. */
export interface RedisProgram {
    readonly kind: 'redis-server' | 'js-redis-server';
    /** The program and its version, as a test report shows it. */
    readonly title: string;
    readonly command: string;
    /** The words before the settings that every server gets. */
    readonly args: (port: number, directory: string) => readonly string[];
}
/** Finds `redis-server` on the PATH, else `js-redis-server` among the packages; undefined when there is neither. */
export declare function findRedisProgram(): Promise<RedisProgram | undefined>;
/** Finds `redis-server` on the PATH. */
export declare function findRedisServer(): Promise<RedisProgram | undefined>;

// redis/start-redis-cluster.d.ts
import type { LocalRedis } from './local-redis.ts';
/** A Redis Cluster of three masters and no replicas. */
export interface RedisClusterFixture {
    readonly title: string;
    /** The masters: the first holds the lowest third of the slots, the last the highest. Each can be broken alone. */
    readonly nodes: readonly LocalRedis[];
    /** Ends all nodes. */
    stop(): Promise<void>;
}
/**
 * Starts a Cluster of three `redis-server` (7 or later, from the PATH) and waits until every slot is served. Resolves
 * to undefined when there is none. The servers end with this process.
 */
export declare function startRedisCluster(): Promise<RedisClusterFixture | undefined>;

// redis/start-redis.d.ts
import type { LocalRedis } from './local-redis.ts';
/** A Redis over TCP for tests. */
export interface RedisFixture {
    readonly url: string;
    readonly kind: 'REDIS_URL' | 'redis-server' | 'js-redis-server';
    /** Which one it is, for the test report. */
    readonly title: string;
    /** Ends the server at once: connections break, data are gone. A server at `REDIS_URL` is left as it is. */
    stop(): Promise<void>;
    /** Breaks, starts and freezes the server; undefined for the server at `REDIS_URL`, which is not ours to break. */
    readonly faults: Pick<LocalRedis, 'stop' | 'start' | 'pause' | 'resume'> | undefined;
}
/**
 * A Redis to test against: the one at `REDIS_URL`; else a `redis-server` from the PATH, started on a free port without
 * persistence; else `js-redis-server`, when that package is installed. Resolves to undefined when there is none: leave
 * the tests out then, and name them. A server started here ends with this process, however the process ends.
 */
export declare function startRedis(): Promise<RedisFixture | undefined>;
