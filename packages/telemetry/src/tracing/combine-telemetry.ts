import type { Attributes, Counter, Recorder, Telemetry } from '@toolwright/core';

/**
 * Spans and contexts of `traces`, measurements into both: OpenTelemetry for the traces and a metrics registry beside it,
 * say.
 */
export function combineTelemetry(traces: Telemetry, measurements: Telemetry): Telemetry {
  return {
    enabled: traces.enabled !== false || measurements.enabled !== false,
    startSpan: (name, attributes, parent) => traces.startSpan(name, attributes, parent),
    extract: (carrier) => traces.extract(carrier),
    inject: (carrier) => traces.inject(carrier),
    counter: (name, options) =>
      bothCounters(traces.counter(name, options), measurements.counter(name, options)),
    histogram: (name, options) =>
      bothRecorders(traces.histogram(name, options), measurements.histogram(name, options)),
    gauge: (name, options) => bothRecorders(traces.gauge(name, options), measurements.gauge(name, options)),
  };
}

function bothCounters(first: Counter | undefined, second: Counter | undefined): Counter | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  return {
    add(value: number, attributes?: Attributes): void {
      first.add(value, attributes);
      second.add(value, attributes);
    },
  };
}

function bothRecorders(first: Recorder | undefined, second: Recorder | undefined): Recorder | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  return {
    record(value: number, attributes?: Attributes): void {
      first.record(value, attributes);
      second.record(value, attributes);
    },
  };
}
