// Time, chance, and what is recorded.
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

// What breaks, as it is told to.
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

// What stands beside the test: mail servers, programs, files.
export { startFakeMailServer } from './mail/start-fake-mail-server.ts';
export type { FakeMailServer, MailStep } from './mail/start-fake-mail-server.ts';
export type { ReceivedMail } from './mail/smtp-session.ts';
export { startProgram } from './process/start-program.ts';
export type { ProgramOptions, RunningProgram } from './process/start-program.ts';
export { createTempFolder } from './files/temp-folder.ts';
export type { TempFolder } from './files/temp-folder.ts';

// Calling tools.
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

// What callers rely on.
export { compareSnapshots, schemaSnapshot } from './schema-drift/schema-snapshot.ts';
export type { SchemaSnapshot, ToolSnapshot } from './schema-drift/schema-snapshot.ts';
export { matchSchemaFile } from './schema-drift/match-schema-file.ts';
export type { SchemaFileReport } from './schema-drift/match-schema-file.ts';
export type { SchemaChange } from './schema-drift/schema-change.ts';

// How much it stands, and what it costs.
export { loadTest } from './load/load-test.ts';
export type { LoadReport, LoadTarget, LoadTestOptions } from './load/load-test.ts';
export type { LoadInput, LoadOptions, LoadProgress } from './load/load-options.ts';
export type { LatencySummary } from './load/latency-summary.ts';
export { createLoadTelemetry } from './load/load-telemetry.ts';
export type { InstrumentSummary, LoadTelemetry } from './load/load-telemetry.ts';
export { loadTable } from './load/load-table.ts';
export { benchAgainst, benchTable } from './bench/bench-against.ts';
export type { BenchOptions, BenchResult, BenchSubject } from './bench/bench-against.ts';

// The promises of the ports.
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
export {
  embedderContract,
  similarityIndexContract,
  similarityIndexOutageContract,
} from './contracts/similarity-contract.ts';
export { recordingTelemetryContract, telemetryContract } from './contracts/telemetry-contract.ts';
export type { ObservedSpan, ObservedTelemetry } from './contracts/telemetry-contract.ts';

// Contracts: running them, and writing one.
export { contractCase, contractCaseWith, realTime } from './contracts/contract-case.ts';
export type {
  ContractCase,
  ContractCheck,
  ContractOptions,
  ContractSetting,
  ContractTime,
} from './contracts/contract-case.ts';
export type { Outage } from './contracts/outage.ts';
export { runContract } from './contracts/run-contract.ts';
export type { ContractFailure } from './contracts/run-contract.ts';
