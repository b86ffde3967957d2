import type { Span, Telemetry } from '../ports/telemetry.ts';

/** Nobody records. */
export const noopTelemetry: Telemetry = {
  enabled: false,
  startSpan: () => undefined,
  extract: () => undefined,
  inject() {},
  counter: () => undefined,
  histogram: () => undefined,
  gauge: () => undefined,
};

/** The span of work that nobody records. */
export const noopSpan: Span = {
  context: { traceId: '0'.repeat(32), spanId: '0'.repeat(16), sampled: false },
  set() {},
  event() {},
  fail() {},
  run: (work) => work(),
  end() {},
};
