/**
 * The names that spans and metrics carry, from https://github.com/open-telemetry/semantic-conventions-genai at revision
 * 004902b8cb70aa5ae6ca4ae07132b7daabcd3e10 (status: Development). `error.type` is of the stable general conventions.
 */
export const conventions = {
  operationName: 'gen_ai.operation.name',
  executeTool: 'execute_tool',
  toolName: 'gen_ai.tool.name',
  toolType: 'gen_ai.tool.type',
  toolDescription: 'gen_ai.tool.description',
  executeToolDuration: 'gen_ai.execute_tool.duration',
  errorType: 'error.type',
  /** Of the metrics' data model: marks the series that stands for all beyond the limit. */
  overflow: 'otel.metric.overflow',
} as const;

/** What the conventions have no name for. */
export const ownNames = {
  callId: 'toolwright.call.id',
  toolVersion: 'toolwright.tool.version',
  tenant: 'toolwright.tenant',
  failureType: 'toolwright.failure.type',
  cacheLookups: 'toolwright.cache.lookups',
  retries: 'toolwright.retries',
} as const;

/**
 * The buckets for durations in seconds: what the conventions advise for client operations, with finer ones below.
 */
export const durationBuckets: readonly number[] = [
  0.001, 0.0025, 0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96,
  81.92,
];
