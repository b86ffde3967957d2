import { noopTelemetry } from '@toolwright/core';
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
export function createLoadTelemetry(): LoadTelemetry {
  const instruments = new Map<string, InstrumentSummary>();
  const take = (name: string) => (value: number) => {
    const { count, sum, min, max } = instruments.get(name) ?? { count: 0, sum: 0, min: value, max: value };
    instruments.set(name, {
      count: count + 1,
      sum: sum + value,
      min: Math.min(min, value),
      max: Math.max(max, value),
    });
  };
  return {
    telemetry: {
      ...noopTelemetry,
      counter: (name) => ({ add: take(name) }),
      histogram: (name) => ({ record: take(name) }),
      gauge: (name) => ({ record: take(name) }),
    },
    summary: () => Object.fromEntries(instruments),
    reset: () => instruments.clear(),
  };
}
