// Tools, and the toolbox that runs them.
export { createTool } from './tool/create-tool.ts';
export type { ContextOf, ExecuteResult, OutputOf, ToolDefinition } from './tool/create-tool.ts';
export type {
  AnyTool,
  ExecuteContext,
  SetupContext,
  Tool,
  ToolChunk,
  ToolConfig,
  ToolDescription,
  ToolInfo,
  ToolInput,
  ToolMetadata,
  ToolName,
  ToolOutput,
  ToolSchemas,
} from './tool/tool.ts';
export type { TenantConfig } from './tool/tool-runtime.ts';
export { createToolbox } from './toolbox/create-toolbox.ts';
export type {
  AnyToolbox,
  StopOptions,
  StreamItem,
  Toolbox,
  ToolboxOptions,
  ToolNamed,
} from './toolbox/toolbox.ts';
export type { ResultError, ResultMetadata, ToolResult } from './toolbox/tool-result.ts';
export type { CallEvents, CallFacts } from './toolbox/call-events.ts';

// A call, as rails and tools see it.
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

// What goes wrong.
export { errorTable } from './errors/error-type.ts';
export type { ErrorAnswer, ErrorType } from './errors/error-type.ts';
export { errorCodes } from './errors/error-code.ts';
export type { CoreErrorCode } from './errors/error-code.ts';
export { failure, failureOf } from './errors/failure.ts';
export type { Failure, FailureOptions } from './errors/failure.ts';
export { isToolError, toFailure, ToolError, toToolError } from './errors/tool-error.ts';
export { invalidOption, numberOption } from './errors/invalid-options.ts';

// Events and plugins.
export { createEventBus } from './events/event-bus.ts';
export type {
  BusEvent,
  BusEvents,
  EventBus,
  EventBusOptions,
  EventContext,
  EventListener,
  EventMiddleware,
  ListenerFailure,
} from './events/event-bus.ts';
export { createPluginHost } from './plugins/plugin-host.ts';
export type { EventSource, PluginHost, PluginHostOptions } from './plugins/plugin-host.ts';
export type {
  HookSettings,
  Plugin,
  PluginChannel,
  PluginContext,
  PluginFailure,
  PluginHook,
  PluginHooks,
} from './plugins/plugin.ts';
export type { PluginConflict } from './plugins/plugin-error.ts';

// Streams and batches.
export { streamOf } from './stream/running-stream.ts';
export type { RunningStream } from './stream/running-stream.ts';
export { createStream } from './stream/create-stream.ts';
export type { StreamOptions, ToolStream } from './stream/create-stream.ts';
export { isStreamEvent, streamEvent } from './stream/stream-event.ts';
export type { StreamEvent } from './stream/stream-event.ts';
export { forEachBounded } from './batch/for-each-bounded.ts';
export type {
  BatchError,
  BatchItem,
  BatchOptions,
  BatchProgress,
  BatchResult,
} from './batch/for-each-bounded.ts';
export { forEachChunk } from './batch/for-each-chunk.ts';
export type { ChunkOptions } from './batch/for-each-chunk.ts';

// Schemas.
export type { ToolHttp } from './tool/tool-http.ts';
export { composeFields } from './schema/field-record.ts';
export { invalidInput, invalidOutput } from './schema/schema-failure.ts';
export { jsonSchemaOf } from './schema/json-schema.ts';
export type {
  FieldLiteral,
  FieldRecord,
  SchemaSource,
  SourceInput,
  SourceOutput,
} from './schema/field-record.ts';
export type {
  AnySchema,
  JsonSchemaConverter,
  JsonSchemaTarget,
  Schema,
  SchemaInput,
  SchemaIssue,
  SchemaOutput,
  SchemaProperties,
  SchemaResult,
} from './ports/schema.ts';

// The ports.
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
export type {
  Attributes,
  Counter,
  InstrumentOptions,
  Recorder,
  Span,
  Telemetry,
  TraceContext,
} from './ports/telemetry.ts';

// The ports' plain implementations.
export { systemClock } from './system/system-clock.ts';
export { systemRandom } from './system/system-random.ts';
export { uniqueIds } from './system/unique-ids.ts';
export { consoleLogger, silentLogger } from './system/console-logger.ts';
export { noopSpan, noopTelemetry } from './system/noop-telemetry.ts';

// What talking to something remote needs.
export { createOutageGate } from './remote/outage-gate.ts';
export type { OutageGate, OutageGateOptions } from './remote/outage-gate.ts';
export { withDeadline } from './remote/with-deadline.ts';
export type { DeadlineOptions } from './remote/with-deadline.ts';
export { isLeaseRecord, lease } from './remote/lease.ts';
export type { Lease, LeaseAnswer, LeaseOptions } from './remote/lease.ts';
export { pause } from './remote/pause.ts';

// JSON.
export { canonicalDigest, canonicalJson } from './json/canonical-json.ts';
export type { JsonObject, JsonValue } from './json/json-value.ts';
export { createRedactor } from './json/redactor.ts';
export type { Redactor, RedactorOptions } from './json/redactor.ts';
export { defaultSensitiveKeys } from './json/sensitive-keys.ts';

// HTTP fields.
export { formatRetryAfter, parseRetryAfter } from './http-fields/retry-after.ts';
export { formatRateLimitFields, parseRateLimitFields } from './http-fields/rate-limit-fields.ts';
export type { FieldSource, RateLimitFieldPolicy, RateLimitFields } from './http-fields/rate-limit-fields.ts';
