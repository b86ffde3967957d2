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
export { startFakeMailServer } from './mail/start-fake-mail-server.ts';
export type { FakeMailServer, MailStep } from './mail/start-fake-mail-server.ts';
export type { ReceivedMail } from './mail/smtp-session.ts';
export { startProgram } from './process/start-program.ts';
export type { ProgramOptions, RunningProgram } from './process/start-program.ts';
export { createTempFolder } from './files/temp-folder.ts';
export type { TempFolder } from './files/temp-folder.ts';
export { createTestClient } from './client/create-test-client.ts';
export type { GatheredStream, RunningCall, TestClient } from './client/create-test-client.ts';
export { createTestToolbox } from './client/create-test-toolbox.ts';
export type { TestToolbox, TestToolboxOptions } from './client/create-test-toolbox.ts';
export { inProcessDoor } from './client/door.ts';
export { mcpDoor } from './client/mcp/mcp-door.ts';
export type { McpDoorOptions } from './client/mcp/mcp-door.ts';
export { restDoor } from './client/rest-door.ts';
export type { ServiceDoorOptions } from './client/service-door.ts';
export type { Door } from './client/door.ts';
export { expectError, expectInputRequired, expectSuccess } from './client/expect-result.ts';
export { testTool } from './client/test-tool.ts';
export type { ToolCase, ToolTest, ToolTestOptions } from './client/test-tool.ts';
export { toolContract } from './tool-contract/tool-contract.ts';
export type { ToolExample } from './tool-contract/tool-contract.ts';
export { compareSnapshots, schemaSnapshot } from './schema-drift/schema-snapshot.ts';
export type { SchemaSnapshot, ToolSnapshot } from './schema-drift/schema-snapshot.ts';
export { matchSchemaFile } from './schema-drift/match-schema-file.ts';
export type { SchemaFileReport } from './schema-drift/match-schema-file.ts';
export type { SchemaChange } from './schema-drift/schema-change.ts';
export { loadTest } from './load/load-test.ts';
export type { LoadReport, LoadTarget, LoadTestOptions } from './load/load-test.ts';
export type { LoadInput, LoadOptions, LoadProgress } from './load/load-options.ts';
export type { LatencySummary } from './load/latency-summary.ts';
export { createLoadTelemetry } from './load/load-telemetry.ts';
export type { InstrumentSummary, LoadTelemetry } from './load/load-telemetry.ts';
export { loadTable } from './load/load-table.ts';
export { benchAgainst, benchTable } from './bench/bench-against.ts';
export type { BenchOptions, BenchResult, BenchSubject } from './bench/bench-against.ts';
export { auditSinkContract } from './contracts/audit-sink-contract.ts';
export type { ObservedAuditSink } from './contracts/audit-sink-contract.ts';
export { cacheContract } from './contracts/cache-contract.ts';
export { cacheOutageContract } from './contracts/cache-outage-contract.ts';
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
export { rateLimiterOutageContract } from './contracts/rate-limiter-outage-contract.ts';
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

// bench/bench-against.d.ts
import type { Awaitable, Clock } from '@toolwright/core';
/** Something whose cost is measured. */
export interface BenchSubject {
    readonly name: string;
    /** The work, once. A promise is awaited. */
    readonly run: () => Awaitable<unknown>;
}
/** How costs are compared. */
export interface BenchOptions {
    /** How often each is measured, in turns; at least 3. @default 15 */
    readonly rounds?: number;
    /** How long each measurement takes, above 0. @default 20 */
    readonly roundMs?: number;
    /** @default systemClock */
    readonly clock?: Clock;
}
/** What a subject costs beside the reference. */
export interface BenchResult {
    readonly name: string;
    readonly nanosecondsPerRun: number;
    /** The median of the rounds' ratios to the reference: 2 means twice its cost. */
    readonly ratio: number;
    /** The ratios between which the middle half of the rounds lie: wide apart on a busy machine. */
    readonly spread: readonly [number, number];
}
/**
 * Measures subjects beside a reference, all in turns in the same process: machines differ and days differ, the ratio
 * stays. The first result is the reference's own. Costs below a microsecond include that of the loop, for all alike.
 */
export declare function benchAgainst(reference: BenchSubject, subjects: readonly BenchSubject[], options?: BenchOptions): Promise<readonly BenchResult[]>;
/** The results as a table for people. */
export declare function benchTable(results: readonly BenchResult[]): string;

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
export interface FaultProxy extends AsyncDisposable {
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

// client/create-test-client.d.ts
import type { AnyTool, AnyToolbox, CallOptions, Principal, ProgressUpdate, StreamItem, Toolbox, ToolChunk, ToolDescription, ToolInput, ToolName, ToolNamed, ToolOutput, ToolResult } from '@toolwright/core';
import type { Door } from './door.ts';
/** Calls tools for a test, through whichever door it was made with. */
export interface TestClient<Tools extends readonly AnyTool[] = readonly AnyTool[]> {
    readonly door: string;
    call<Name extends ToolName<Tools[number]>>(name: Name, input: ToolInput<ToolNamed<Tools, Name>>, options?: CallOptions): Promise<ToolResult<ToolOutput<ToolNamed<Tools, Name>>>>;
    /** As `call`, with an input that the types would not let through: what comes from the wire. */
    callWith(name: string, input: unknown, options?: CallOptions): Promise<ToolResult>;
    /** Starts a call that the test can leave. */
    begin<Name extends ToolName<Tools[number]>>(name: Name, input: ToolInput<ToolNamed<Tools, Name>>, options?: CallOptions): RunningCall<ToolOutput<ToolNamed<Tools, Name>>>;
    /** Calls a tool and gathers all that comes: chunks, progress and the result. */
    gather<Name extends ToolName<Tools[number]>>(name: Name, input: ToolInput<ToolNamed<Tools, Name>>, options?: CallOptions): Promise<GatheredStream<ToolChunk<ToolNamed<Tools, Name>>, ToolOutput<ToolNamed<Tools, Name>>>>;
    /** Calls a tool and yields what comes. Leaving the loop cancels the call. */
    stream<Name extends ToolName<Tools[number]>>(name: Name, input: ToolInput<ToolNamed<Tools, Name>>, options?: CallOptions): AsyncIterable<StreamItem<ToolChunk<ToolNamed<Tools, Name>>, ToolOutput<ToolNamed<Tools, Name>>>>;
    /** The same client for somebody else: every call is made for them unless its options say otherwise. */
    as(principal: Principal, tenant?: string): TestClient<Tools>;
    describe(): Promise<readonly ToolDescription[]>;
    close(): Promise<void>;
}
/** A call under way. */
export interface RunningCall<Data = unknown> {
    readonly result: Promise<ToolResult<Data>>;
    /** Leaves, as a caller who hangs up does. */
    cancel(): void;
}
/** What a stream came to. */
export interface GatheredStream<Chunk = unknown, Data = unknown> {
    readonly chunks: readonly Chunk[];
    readonly progress: readonly ProgressUpdate[];
    readonly result: ToolResult<Data>;
}
/** Makes a client of a toolbox, or of a door to a service that runs. */
export declare function createTestClient<Tools extends readonly AnyTool[]>(toolbox: Toolbox<Tools>): TestClient<Tools>;
export declare function createTestClient(source: AnyToolbox | Door): TestClient;

// client/create-test-toolbox.d.ts
import type { AnyTool, Toolbox, ToolboxOptions } from '@toolwright/core';
import type { FakeClock } from '../fake-clock.ts';
import type { RecordedEvents } from '../record/record-events.ts';
import type { RecordedLogs } from '../record/record-logs.ts';
import type { RecordedTelemetry } from '../record/record-telemetry.ts';
import type { TestClient } from './create-test-client.ts';
/** A toolbox in a test's hands. */
export interface TestToolbox<Tools extends readonly AnyTool[]> {
    readonly toolbox: Toolbox<Tools>;
    readonly client: TestClient<Tools>;
    /** The toolbox's time: it passes when the test says so. */
    readonly clock: FakeClock;
    readonly logs: RecordedLogs;
    readonly events: RecordedEvents;
    /** The toolbox's spans; hand `telemetry.telemetry` to rails and tools that should record there too. */
    readonly telemetry: RecordedTelemetry;
}
/** What a test toolbox is made of: the test's own clock is used by whatever else the test makes. */
export type TestToolboxOptions<Tools extends readonly AnyTool[]> = Omit<ToolboxOptions<Tools>, 'clock' | 'random' | 'logger' | 'telemetry'> & {
    /** @default a new one */
    readonly clock?: FakeClock;
    /** @default a new one */
    readonly telemetry?: RecordedTelemetry;
};
/** Makes a toolbox on fake time and seeded chance, that keeps its logs, spans and events, and a client of it. */
export declare function createTestToolbox<const Tools extends readonly AnyTool[]>(options: TestToolboxOptions<Tools>): TestToolbox<Tools>;

// client/door.d.ts
import type { AnyToolbox, CallOptions, StreamItem, ToolDescription, ToolResult } from '@toolwright/core';
/**
 * A way into a toolbox: in process, or over a protocol to a service that runs. A test written against a
 * {@link TestClient} runs unchanged at every door.
 */
export interface Door {
    /** Names the door in a test report: `in process`, `REST`… */
    readonly name: string;
    /** Calls a tool. Never rejects for a failing call: what goes wrong is in the result. */
    dispatch(tool: string, input: unknown, options?: CallOptions): Promise<ToolResult>;
    /** Calls a tool and yields what it does, exactly one result last. Leaving the loop cancels the call. */
    dispatchStream(tool: string, input: unknown, options?: CallOptions): AsyncIterable<StreamItem>;
    /** The tools behind the door, in the order of names; over a wire, those that the caller may call. */
    describe(options?: CallOptions): Promise<readonly ToolDescription[]>;
    /** Leaves; what runs behind the door goes on. */
    close(): Promise<void>;
}
/** The door that is a function call. */
export declare function inProcessDoor(toolbox: AnyToolbox): Door;

// client/expect-result.d.ts
import type { InputRequest, ResultError, ToolResult } from '@toolwright/core';
/** The data of a call that succeeded; throws an `AssertionError` that says what happened instead. */
export declare function expectSuccess<T>(result: ToolResult<T>): T;
/** The error of a call that failed, with that code when one is given; throws an `AssertionError` otherwise. */
export declare function expectError(result: ToolResult, code?: string): ResultError;
/** What a call that waits for an answer asks; throws an `AssertionError` when it does not wait. */
export declare function expectInputRequired(result: ToolResult): readonly InputRequest[];
/** What a result is, in a line. */
export declare function describeResult(result: ToolResult): string;

// client/mcp/mcp-door.d.ts
import type { Door } from '../door.ts';
import type { ServiceDoorOptions } from '../service-door.ts';
/** How a door reaches a service that speaks the Model Context Protocol. */
export interface McpDoorOptions extends ServiceDoorOptions {
    /** Where the protocol is spoken. @default '/mcp' */
    readonly path?: string;
}
/**
 * The door over the Model Context Protocol, revision 2026-07-28, to a service of `@toolwright/server`. What a caller may
 * say crosses as over REST; leaving closes the stream, which cancels. A tool's questions are forms, which the client says
 * that it can show; `answers` are filled into them.
 *
 * The protocol has no chunks: those of a stream that returns nothing are its result, others are not seen. Of a tool it
 * tells neither version nor permissions, rails, deadline or whether it streams. `peer` and `values` cannot cross.
 *
 * @throws `INVALID_OPTIONS` for a `url` that is none.
 */
export declare function mcpDoor(options: McpDoorOptions): Door;

// client/rest-door.d.ts
import type { Door } from './door.ts';
import type { ServiceDoorOptions } from './service-door.ts';
/**
 * The door over REST to a service of `@toolwright/server`: calls are `POST /tools/{name}`, streams are NDJSON. What a
 * caller may say crosses as headers: the deadline, the idempotency key, and the principal through `credentialsOf`.
 * `peer` and `values` cannot cross, and are left out.
 *
 * @throws `INVALID_OPTIONS` for a `url` that is none.
 */
export declare function restDoor(options: ServiceDoorOptions): Door;

// client/service-door.d.ts
import type { CallOptions, ProgressUpdate, StreamItem, ToolDescription } from '@toolwright/core';
import type { Door } from './door.ts';
/** How a door reaches a service. */
export interface ServiceDoorOptions {
    /** Where the service is: `http://127.0.0.1:3000`. */
    readonly url: string;
    /** Headers of every request. */
    readonly headers?: Readonly<Record<string, string>>;
    /** The credentials of a call's principal and tenant, as headers: the service decides who that is. */
    readonly credentialsOf?: (options: CallOptions) => Readonly<Record<string, string>>;
    /** @default the global one */
    readonly fetch?: typeof globalThis.fetch;
}
/** A call on its way over a wire. */
export interface SentCall {
    readonly tool: string;
    readonly input: unknown;
    readonly options: CallOptions;
    /** Whether someone listens to what comes before the result. */
    readonly followed: boolean;
}
/** What a protocol makes of a service: how a call is sent, and what its answer says. */
export interface Wire {
    readonly name: string;
    send(call: SentCall): Promise<Response>;
    /** What the answer to a call says, the result last. */
    read(call: SentCall, response: Response): AsyncIterable<StreamItem>;
    describe(options: CallOptions): Promise<readonly ToolDescription[]>;
}
/** The URL of a path of the service; throws `INVALID_OPTIONS` where the service has none. */
export declare function serviceUrl({ url }: ServiceDoorOptions, path: string): URL;
/** What a caller says in headers: who they are, how long they wait, and the key of what must happen once. */
export declare function callHeaders(service: ServiceDoorOptions, call: CallOptions): Record<string, string>;
/** The door over a wire. A service that does not answer is no failing call: then its methods reject with `NETWORK_ERROR`. */
export declare function serviceDoor(wire: Wire): Door;
/** What a listener hears of a progress item. */
export declare function progressOf({ completed, total, message }: ProgressUpdate): ProgressUpdate;

// client/test-tool.d.ts
import type { AnyTool, CallOptions, Middleware, ToolInput, ToolOutput } from '@toolwright/core';
/** What a tool does with an input. */
export interface ToolCase<Input = unknown, Output = unknown> {
    /** A fact, for the test report. */
    readonly name: string;
    readonly input: Input;
    /** Who calls, for which tenant, with which answers… */
    readonly options?: CallOptions;
    /** Time that passes while the call runs, in milliseconds. @default 0 */
    readonly elapseMs?: number;
    /** The data that come back, or a function that looks at them and throws when they are wrong. */
    readonly returns?: Output | ((data: Output) => void | Promise<void>);
    /** The code of the error that comes back. */
    readonly fails?: string;
    /** The chunks of a streaming tool, in order. */
    readonly yields?: readonly unknown[];
}
/** A case that any test runner can run. */
export interface ToolTest {
    readonly name: string;
    /** Rejects with an `AssertionError` that says what the tool did instead. */
    readonly run: () => Promise<void>;
}
/** What the tool of the cases is put into. */
export interface ToolTestOptions {
    /** The tool's configuration. */
    readonly config?: unknown;
    /** The toolbox's rails. */
    readonly use?: readonly Middleware[];
}
/** Makes tests of cases: each has a toolbox of its own on fake time, which it starts and stops. */
export declare function testTool<T extends AnyTool>(tool: T, cases: readonly ToolCase<ToolInput<T>, ToolOutput<T>>[], options?: ToolTestOptions): readonly ToolTest[];

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

// contracts/cache-outage-contract.d.ts
import type { Cache } from '@toolwright/core';
import type { ContractCase } from './contract-case.ts';
import type { Outage } from './outage.ts';
/** What every {@link Cache} with a remote level promises of the times when that level is lost. */
export declare const cacheOutageContract: readonly ContractCase<Outage<Cache>>[];

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
/** Fails unless each of the works resolves within the deadline: the port bears the loss. */
export declare function assertBears(outage: Outage<unknown>, time: ContractTime, works: Readonly<Record<string, () => unknown>>): Promise<void>;
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

// contracts/rate-limiter-outage-contract.d.ts
import type { RateLimiter } from '@toolwright/core';
import type { ContractCase } from './contract-case.ts';
import type { Outage } from './outage.ts';
import type { RateLimiterSetting } from './rate-limiter-case.ts';
type LimiterOutage = Outage<RateLimiter>;
/** What every {@link RateLimiter} over a remote promises of the times when the remote is lost. */
export declare const rateLimiterOutageContract: readonly ContractCase<LimiterOutage, RateLimiterSetting>[];
export {};

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
    /**
     * Lets time pass, `stepMs` at a time, until the work settles, and settles as it does: for work that waits on this clock
     * and on what stands outside it by turns. Rejects when the work has not settled within 10 s of real time. @default 20
     */
    advanceUntil<T>(work: Promise<T>, stepMs?: number): Promise<T>;
    /** Sets the wall clock, forwards or back, as an administrator would: timers and `monotonicNow` do not notice. */
    setNow(nowMs: number): void;
    /** How many timers wait to run: 0 when nothing was left behind. */
    readonly pendingTimers: number;
}
/** Makes a clock that stands still until it is advanced. */
export declare function createFakeClock(options?: FakeClockOptions): FakeClock;

// files/temp-folder.d.ts
/** A folder that one test has to itself. */
export interface TempFolder extends Disposable {
    readonly path: string;
    /** Writes a file, and the folders above it; returns its path. */
    write(name: string, content: string | Uint8Array): string;
    /** Removes the folder with all that is in it. Twice is once. */
    remove(): void;
}
/** Makes an empty folder among the temporary files; `prefix` begins its name. */
export declare function createTempFolder(prefix?: string): TempFolder;

// load/latency-summary.d.ts
/** How long calls took, in milliseconds. */
export interface LatencySummary {
    readonly count: number;
    readonly min: number;
    readonly mean: number;
    readonly p50: number;
    readonly p95: number;
    readonly p99: number;
    readonly max: number;
}
/** Takes latencies and sums them up; percentiles to three figures, in memory that does not grow with the load. */
export interface LatencyRecorder {
    record(latencyMs: number): void;
    summary(): LatencySummary;
}
/** Makes a recorder of nothing. */
export declare function createLatencyRecorder(): LatencyRecorder;

// load/load-options.d.ts
import type { CallOptions, Clock, Random } from '@toolwright/core';
/** How a tool is put under load. Either `users` or `ratePerSecond`. */
export interface LoadOptions {
    /** Closed model: so many users, each of whom calls, waits for the answer, thinks, and calls again; at least 1. */
    readonly users?: number;
    /** How long a user thinks between calls: from the first to the second, evenly spread. @default [0, 0] */
    readonly thinkTimeMs?: readonly [number, number];
    /**
     * Open model: so many calls begin in each second, whether earlier ones have ended or not. Latencies count from the
     * instant at which the call was due, so that a stall is charged with every call that it kept waiting.
     */
    readonly ratePerSecond?: number;
    /** Open model: the most calls in flight; further ones are late, and their latency says so. @default 10_000 */
    readonly maxInFlight?: number;
    /** How long calls begin, at least 1. */
    readonly durationMs: number;
    /** Calls before the measurement, for just-in-time compilers and caches; at least 0. @default 0 */
    readonly warmUpMs?: number;
    /** What is called with. */
    readonly input?: LoadInput;
    readonly options?: CallOptions;
    /** The tool's configuration. */
    readonly config?: unknown;
    /** Told how far it has come. */
    readonly onProgress?: (progress: LoadProgress) => void;
    /** @default 1_000 */
    readonly progressEveryMs?: number;
    /** Ends the load early; the report is of what was measured. */
    readonly signal?: AbortSignal;
    /** @default systemClock */
    readonly clock?: Clock;
    /** @default systemRandom */
    readonly random?: Random;
}
/** One input for all calls, or one for each. */
export type LoadInput = {
    readonly value: unknown;
} | ((call: number, random: Random) => unknown);
/** How far a load has come. */
export interface LoadProgress {
    readonly elapsedMs: number;
    readonly calls: number;
    readonly errors: number;
    readonly inFlight: number;
}
/** The options with their defaults filled in, checked. */
export interface LoadSettings {
    readonly model: 'closed' | 'open';
    readonly users: number;
    readonly thinkTimeMs: readonly [number, number];
    readonly ratePerSecond: number;
    readonly maxInFlight: number;
    readonly durationMs: number;
    readonly warmUpMs: number;
    readonly progressEveryMs: number;
    readonly clock: Clock;
    readonly random: Random;
}
/** Checks the options and fills in the defaults. */
export declare function loadSettings(options: LoadOptions): LoadSettings;

// load/load-table.d.ts
import type { LoadReport } from './load-test.ts';
/** The report as a table for people. */
export declare function loadTable(report: LoadReport): string;

// load/load-telemetry.d.ts
import type { Telemetry } from '@toolwright/core';
/** What one instrument measured. */
export interface InstrumentSummary {
    readonly count: number;
    readonly sum: number;
    readonly min: number;
    readonly max: number;
}
/** Telemetry that sums up what instruments measure, in memory that does not grow with the load. */
export interface LoadTelemetry {
    readonly telemetry: Telemetry;
    summary(): Readonly<Record<string, InstrumentSummary>>;
    /** Forgets what was measured. */
    reset(): void;
}
/** Makes telemetry for a load: hand it to the rails and tools whose metrics belong into the report. */
export declare function createLoadTelemetry(): LoadTelemetry;

// load/load-test.d.ts
import type { AnyTool, ToolResult } from '@toolwright/core';
import type { LatencySummary } from './latency-summary.ts';
import type { LoadOptions } from './load-options.ts';
import type { InstrumentSummary, LoadTelemetry } from './load-telemetry.ts';
/** What a load came to: plain data. */
export interface LoadReport {
    readonly model: 'closed' | 'open';
    /** How long it took until the last call had ended. */
    readonly durationMs: number;
    readonly calls: number;
    readonly throughputPerSecond: number;
    /** From the instant at which a call was due: what a caller waited. */
    readonly latencyMs: LatencySummary;
    /** From the instant at which it began: what the tool took. Beside `latencyMs` it shows what coordinated omission hides. */
    readonly serviceMs: LatencySummary;
    /** Calls that failed, by code. */
    readonly errors: Readonly<Record<string, number>>;
    readonly memory: {
        readonly heapUsedBefore: number;
        readonly heapUsedAfter: number;
        readonly rssPeak: number;
    };
    /** What the tool's own instruments measured, where a load telemetry was handed in. */
    readonly metrics: Readonly<Record<string, InstrumentSummary>>;
}
/** What is put under load: a tool, or anything that makes a call and answers with its result. */
export type LoadTarget = AnyTool | ((input: unknown) => Promise<ToolResult>);
/** How a load test runs. */
export interface LoadTestOptions extends LoadOptions {
    /** What sums up the metrics of the tool and its rails, which are given the same one. */
    readonly telemetry?: LoadTelemetry;
}
/** Calls a tool as many users would, or at a steady rate, and reports what they saw. */
export declare function loadTest(target: LoadTarget, options: LoadTestOptions): Promise<LoadReport>;

// mail/smtp-session.d.ts
import type { Socket } from 'node:net';
/** A mail as it arrived. */
export interface ReceivedMail {
    /** The envelope's sender; empty for a bounce. */
    readonly from: string;
    /** The envelope's recipients. */
    readonly to: readonly string[];
    /** Headers and body as they were sent. */
    readonly source: string;
}
/** What a mail is answered with; `undefined`: nothing. */
type AnswerTo = (mail: ReceivedMail) => string | undefined;
/** Speaks SMTP (RFC 5321) with one client, as far as a client needs that sends plain mails. */
export declare function holdSmtpSession(socket: Socket, answerTo: AnswerTo): void;
export {};

// mail/start-fake-mail-server.d.ts
import type { ReceivedMail } from './smtp-session.ts';
/** What the server does with a mail once it has come whole. */
export interface MailStep {
    /** The answer's code; from 400 on the mail is refused, for now, and from 500 on for good. @default 250 */
    readonly code?: number;
    /** Instead of an answer: nothing ever, or a reset connection. */
    readonly failure?: 'hang' | 'reset';
}
/** A mail server that keeps what it gets. */
export interface FakeMailServer extends AsyncDisposable {
    /** `smtp://127.0.0.1:…` */
    readonly url: string;
    /** Every mail that was accepted so far. */
    readonly mails: () => readonly ReceivedMail[];
    /** Resolves once that many mails were accepted; rejects when they were not within 10 s of real time. */
    received(count: number): Promise<readonly ReceivedMail[]>;
    /** From now on another script, from its start: each step once and the last for ever. */
    follow(script: readonly MailStep[]): void;
    /** Breaks what is open and stops listening. */
    stop(): Promise<void>;
}
/**
 * Starts a mail server on a free port: SMTP without encryption or authentication, as a relay on the same machine speaks
 * it. @default every mail is accepted
 */
export declare function startFakeMailServer(script?: readonly MailStep[]): Promise<FakeMailServer>;

// process/start-program.d.ts
/** How a program is started. */
export interface ProgramOptions {
    readonly args?: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
    /** Whether it has the environment of the test, too. @default true */
    readonly inheritEnv?: boolean;
    /** @default the folder of the test's process */
    readonly cwd?: string;
    /** What the program says once it is ready. @default it is ready when it is started */
    readonly ready?: RegExp;
    /** How long it may take to be ready, at least 1. @default 60_000 */
    readonly readyMs?: number;
}
/** A program in a process of its own. */
export interface RunningProgram extends AsyncDisposable {
    readonly pid: number;
    /** What it said that it is ready with, groups included; empty where nothing was waited for. */
    readonly ready: readonly string[];
    /** All that it has said so far, on both outputs. */
    readonly output: () => string;
    /** What of it went to the standard error. */
    readonly errors: () => string;
    /** Sends the signal and resolves to the exit code once the process is gone; `null`: a signal ended it. @default 'SIGTERM' */
    end(signal?: NodeJS.Signals): Promise<number | null>;
    /** Resolves to the exit code once the process is gone. */
    readonly gone: Promise<number | null>;
}
/**
 * Starts a program in a process of its own, for what a test in one process cannot see: a crash, a restart, two that
 * share. Resolves once it says that it is ready; rejects with what it said when it ends before, or is not ready in time.
 * It is killed when it is disposed of, and when the process of the test ends.
 */
export declare function startProgram(command: string, options?: ProgramOptions): Promise<RunningProgram>;

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

// schema-drift/match-schema-file.d.ts
import type { AnyToolbox } from '@toolwright/core';
import type { SchemaChange } from './schema-change.ts';
/** What became of the file. */
export interface SchemaFileReport {
    /** `matched`: nothing breaks, and the file is as it was. */
    readonly outcome: 'matched' | 'written';
    /** What callers can notice, none of it breaking unless the file was written on purpose. */
    readonly changes: readonly SchemaChange[];
}
/**
 * The gate against schema drift: compares the toolbox with the snapshot in a file that is committed beside the test.
 * A compatible change passes and leaves the file alone; a missing file is written, except on CI (`CI` is set).
 *
 * @param options `update: true` writes the file whatever has changed: the change is meant.
 * @throws `AssertionError` that says of every breaking change what broke and for whom.
 */
export declare function matchSchemaFile(toolbox: Pick<AnyToolbox, 'describe'>, path: string, options?: {
    readonly update?: boolean;
}): Promise<SchemaFileReport>;

// schema-drift/schema-change.d.ts
/** What a change does to the values that a schema accepts. */
export type Effect = 'narrowed' | 'widened' | 'changed' | 'none';
/** One difference between two schemas. */
export interface SchemaDifference {
    /** Where, as a person writes it: `days[].city`; empty: the whole value. */
    readonly path: string;
    readonly effect: Effect;
    /** What changed, in words. */
    readonly what: string;
}
/** One change of a tool that callers can notice. */
export interface SchemaChange {
    readonly tool: string;
    readonly breaking: boolean;
    /** What changed, and for whom it matters. */
    readonly message: string;
}

// schema-drift/schema-snapshot.d.ts
import type { AnyToolbox, JsonObject } from '@toolwright/core';
import type { SchemaChange } from './schema-change.ts';
/** What callers of a toolbox rely on, as data that can be kept in a file. */
export type SchemaSnapshot = Readonly<Record<string, ToolSnapshot>>;
/** What callers of one tool rely on. */
export interface ToolSnapshot {
    readonly version: string;
    readonly kind: 'query' | 'command';
    readonly permissions: readonly string[];
    readonly streaming: boolean;
    readonly input: JsonObject;
    readonly output?: JsonObject;
    readonly chunk?: JsonObject;
}
/** Writes down what callers of the toolbox rely on. */
export declare function schemaSnapshot(toolbox: Pick<AnyToolbox, 'describe'>): SchemaSnapshot;
/**
 * Every change between two snapshots that callers can notice, breaking ones first. A change that breaks callers is no
 * longer called breaking when the tool's major version has risen: then they were told.
 */
export declare function compareSnapshots(before: SchemaSnapshot, after: SchemaSnapshot): readonly SchemaChange[];

// seeded-random.d.ts
import type { Random } from '@toolwright/core';
/**
 * Chance that repeats: the same seed gives the same numbers and bytes, on every machine.
 *
 * Not for secrets. The generator is sfc32 of PractRand (http://pracrand.sourceforge.net), seeded through the
 * finaliser of MurmurHash3, so that neighbouring seeds have nothing in common.
 */
export declare function seededRandom(seed: number | string): Random;

// tool-contract/tool-contract.d.ts
import type { AnyTool, CallOptions } from '@toolwright/core';
import type { ContractCase } from '../contracts/contract-case.ts';
/** A tool with an input that it answers. */
export interface ToolExample {
    readonly tool: AnyTool;
    /** An input that succeeds; one that takes the tool a while shows more. */
    readonly input: unknown;
    readonly config?: unknown;
    readonly options?: CallOptions;
}
/**
 * What a good tool promises beyond its schemas. Time passes on the call's clock: a tool that waits for something
 * outside of the process is run in real time (`realTime`).
 */
export declare const toolContract: readonly ContractCase<ToolExample>[];

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
export interface FakeUpstream extends AsyncDisposable {
    /** `http://127.0.0.1:…`, without a slash at its end. */
    readonly url: string;
    /** Every request so far, in the order in which they were complete. */
    readonly requests: () => readonly UpstreamRequest[];
    /** Resolves once that many requests have come; rejects when they have not within 10 s of real time. */
    received(count: number): Promise<readonly UpstreamRequest[]>;
    /** How many requests were under way at once, at most. */
    readonly mostAtOnce: number;
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
/** Does what the step says; leaves early when the client does. Resolves when there is nothing left to do. */
export declare function playStep(step: UpstreamStep, response: ServerResponse): Promise<void>;

// @toolwright/testing/fuzz
// fuzz/index.d.ts
export { fuzzTool } from './fuzz-tool.ts';
export type { FuzzOptions, FuzzReport } from './fuzz-tool.ts';
export { arbitraryOf } from './schema-arbitrary.ts';

// fuzz/fuzz-tool.d.ts
import type { AnyTool, CallOptions } from '@toolwright/core';
/** How a tool is fuzzed. */
export interface FuzzOptions {
    /** Inputs of each kind, valid and spoilt; at least 1. @default 100 */
    readonly runs?: number;
    /** Repeats the inputs of an earlier run; a failure names it. @default a new one each time */
    readonly seed?: number;
    readonly config?: unknown;
    /** Who calls, and how long one call may take. @default 2_000 ms */
    readonly options?: CallOptions;
}
/** What fuzzing came to, when it found nothing. */
export interface FuzzReport {
    readonly seed: number;
    /** Valid inputs that succeeded. */
    readonly succeeded: number;
    /** Valid inputs that failed as a tool may fail, by code. */
    readonly failed: Readonly<Record<string, number>>;
    /** Invalid inputs that were refused with their paths. */
    readonly refused: number;
    /** Inputs made from the JSON Schema that the schema itself does not accept. */
    readonly unfit: number;
}
/**
 * Calls a tool with inputs made from its JSON Schema: a valid one never crashes it (an `internal_error`, or no answer
 * in time), an invalid one is refused with the path of what is wrong, and none reaches `Object.prototype`.
 *
 * @throws `AssertionError` with the smallest input found, what the tool did, and the seed that repeats it; also when not
 * one input was valid, since then nothing was tried.
 */
export declare function fuzzTool(tool: AnyTool, options?: FuzzOptions): Promise<FuzzReport>;

// fuzz/schema-arbitrary.d.ts
import type { JsonObject } from '@toolwright/core';
import type { Arbitrary } from 'fast-check';
/**
 * Values that a JSON Schema (2020-12) describes. What it cannot follow (`not`, `dependentSchemas`, `contains`…) it
 * leaves out, so that some values may not fit: ask the schema's own validator.
 */
export declare function arbitraryOf(schema: unknown, root: JsonObject, depth?: number): Arbitrary<unknown>;

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
export interface RedisClusterFixture extends AsyncDisposable {
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
export interface RedisFixture extends AsyncDisposable {
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

// @toolwright/testing/sqlite
// sqlite/index.d.ts
export { createSqliteFile } from './sqlite-file.ts';
export type { HeldFile, SqliteFile, SqliteRunOptions } from './sqlite-file.ts';

// sqlite/sqlite-file.d.ts
import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
/** A SQLite file for one test, which several connections and processes may share. */
export interface SqliteFile extends Disposable {
    /** The file: empty, and in WAL mode. */
    readonly path: string;
    /** What a query of the test's own finds, or changes. */
    query(statement: string, ...values: readonly SQLInputValue[]): readonly Readonly<Record<string, SQLOutputValue>>[];
    /** Keeps all others from writing, as another process that writes does, until it is released. */
    hold(): HeldFile;
    /**
     * Runs a program in that many processes at once, each with the file's path and then `args` as its arguments; resolves
     * to what each said. Rejects when one of them fails.
     */
    run(program: string, options?: SqliteRunOptions): Promise<readonly string[]>;
    /** Removes the file. Twice is once. */
    remove(): void;
}
/** How a program is run over a file. */
export interface SqliteRunOptions {
    /** @default 1 */
    readonly processes?: number;
    /** Node's own arguments: `--conditions=…`. */
    readonly nodeArgs?: readonly string[];
    readonly args?: readonly string[];
}
/** A file that nobody else can write. */
export interface HeldFile extends Disposable {
    /** Lets the others go on. Twice is once. */
    release(): void;
}
/** Makes an empty SQLite file in a folder of its own. */
export declare function createSqliteFile(): SqliteFile;

// @toolwright/testing/vitest
// vitest.d.ts
interface MatcherResult {
    readonly pass: boolean;
    readonly message: () => string;
    readonly actual?: unknown;
    readonly expected?: unknown;
}
/** Matchers of tool results for vitest: `expect.extend(toolMatchers)`, once, in a setup file. */
export declare const toolMatchers: {
    toSucceed(received: unknown): MatcherResult;
    toSucceedWith(received: unknown, data: unknown): MatcherResult;
    toFailWith(received: unknown, code: string): MatcherResult;
    toAsk(received: unknown): MatcherResult;
};
declare module 'vitest' {
    interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
        /** The call succeeded. */
        toSucceed(): void;
        /** The call succeeded with deeply equal data. */
        toSucceedWith(data: unknown): void;
        /** The call failed with that code. */
        toFailWith(code: string): void;
        /** The call waits for an answer. */
        toAsk(): void;
    }
}
export {};
