import type { Telemetry } from '../ports/telemetry.ts';

/** Nobody records. */
export const noopTelemetry: Telemetry = {
  startSpan: () => undefined,
  extract: () => undefined,
  inject() {},
  counter: () => undefined,
  histogram: () => undefined,
  gauge: () => undefined,
};
