import type { Attributes, Call, Clock, Counter, Recorder, Telemetry } from '@toolwright/core';
import type { MetricHistogram, RecordInto } from '../metrics/metric-instruments.ts';
import type { MetricsRegistry } from '../metrics/metrics-registry.ts';
import { conventions, ownNames } from '../semantic-conventions.ts';

/**
 * Tells a telemetry, by the names of the conventions, that a call of one tool ended at `nowMs` of the monotonic clock.
 * `code` is the failure's; the annotations are what its rails said.
 */
export type ToolRecorder = (
  nowMs: number,
  durationMs: number,
  code: string | undefined,
  annotations: Call['annotations'],
) => void;

/** Makes recorders; `undefined` when the telemetry records nothing. */
export function toolInstruments(
  telemetry: Telemetry,
  clock: Clock,
): ((tool: string) => ToolRecorder) | undefined {
  const durations = telemetry.histogram(conventions.executeToolDuration, {
    unit: 's',
    description: 'How long calls of a tool took',
  });
  const lookups = telemetry.counter(ownNames.cacheLookups, {
    unit: '{lookup}',
    description: 'Calls that the cache was asked for, by whether it had the answer',
  });
  const retries = telemetry.counter(ownNames.retries, {
    unit: '{attempt}',
    description: 'Attempts beyond the first',
  });
  if (durations === undefined && lookups === undefined && retries === undefined) return undefined;
  const intoSeries = durations && bindable(durations, telemetry, clock);
  return (tool) => recorderOf(tool, { intoSeries, lookups, retries });
}

interface Instruments {
  readonly intoSeries: ((attributes: Attributes) => RecordInto) | undefined;
  readonly lookups: Counter | undefined;
  readonly retries: Counter | undefined;
}

const mostCodes = 100;

function recorderOf(tool: string, { intoSeries, lookups, retries }: Instruments): ToolRecorder {
  // Made once: a call makes none.
  const plain: Attributes = Object.freeze({ [conventions.toolName]: tool });
  const hit: Attributes = Object.freeze({ ...plain, hit: true });
  const miss: Attributes = Object.freeze({ ...plain, hit: false });
  const byCode = new Map<string, RecordInto>();
  let succeeded: RecordInto | undefined;
  const failed = (code: string): RecordInto | undefined => {
    let record = byCode.get(code);
    if (record === undefined && intoSeries !== undefined) {
      record = intoSeries(Object.freeze({ ...plain, [conventions.errorType]: code }));
      // A tool may make up codes without end: those beyond are not remembered.
      if (byCode.size < mostCodes) byCode.set(code, record);
    }
    return record;
  };
  return (nowMs, durationMs, code, annotations) => {
    const record = code === undefined ? (succeeded ??= intoSeries?.(plain)) : failed(code);
    record?.(durationMs / 1_000, nowMs);
    if (annotations === undefined) return;
    const found = annotations['cache']?.['hit'];
    if (typeof found === 'boolean') lookups?.add(1, found ? hit : miss);
    const attempts = annotations['retry']?.['attempts'];
    if (typeof attempts === 'number' && attempts > 1) retries?.add(attempts - 1, plain);
  };
}

/** Makes what records with the same attributes each time: into a registry without looking for the series. */
function bindable(
  durations: Recorder | MetricHistogram,
  telemetry: Telemetry | MetricsRegistry,
  clock: Clock,
): (attributes: Attributes) => RecordInto {
  if (!('bind' in durations)) return (attributes) => (value) => durations.record(value, attributes);
  // Another clock's instants mean nothing to the registry.
  if ('clock' in telemetry && telemetry.clock === clock) return (attributes) => durations.bind(attributes);
  return (attributes) => {
    const record = durations.bind(attributes);
    return (value) => record(value);
  };
}
