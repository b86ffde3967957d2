import { AsyncLocalStorage } from 'node:async_hooks';
import type { Attributes, Recorder, Telemetry, TraceContext } from '@toolwright/core';
import { defined, recordingSpan } from './recording-span.ts';
import type { RecordedSpan } from './recording-span.ts';
import { readTraceparent, writeTraceparent } from './traceparent.ts';

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
export function recordTelemetry(): RecordedTelemetry {
  const ended: RecordedSpan[] = [];
  const measurements: Measurement[] = [];
  const active = new AsyncLocalStorage<TraceContext>();
  let started = 0;
  const recorderOf =
    (kind: Measurement['kind'], instrument: string): Recorder['record'] =>
    (value, attributes) =>
      void measurements.push({ kind, instrument, value, attributes: defined(attributes) });
  const telemetry: Telemetry = {
    startSpan(name, attributes, given) {
      started += 1;
      const nearest = active.getStore();
      const parent = given === undefined || nearest?.traceId === given.traceId ? nearest : given;
      const start = { name, attributes, parentSpanId: parent?.spanId, context: contextOf(started, parent) };
      return recordingSpan(start, active, (span) => ended.push(span));
    },
    extract: readTraceparent,
    inject(carrier) {
      const context = active.getStore();
      if (context !== undefined) carrier['traceparent'] = writeTraceparent(context);
    },
    counter: (name) => ({ add: recorderOf('counter', name) }),
    histogram: (name) => ({ record: recorderOf('histogram', name) }),
    gauge: (name) => ({ record: recorderOf('gauge', name) }),
  };
  return {
    telemetry,
    spans: () => [...ended],
    openSpans: () => started - ended.length,
    measurements: () => [...measurements],
    total: (name, attributes) =>
      measurements
        .filter((one) => one.instrument === name && carries(one.attributes, attributes))
        .reduce((sum, { value }) => sum + value, 0),
  };
}

function contextOf(number: number, parent: TraceContext | undefined): TraceContext {
  return {
    traceId: parent?.traceId ?? number.toString(16).padStart(32, '0'),
    spanId: number.toString(16).padStart(16, '0'),
    sampled: parent?.sampled ?? true,
  };
}

function carries(attributes: Readonly<Record<string, unknown>>, wanted: Attributes = {}): boolean {
  return Object.entries(defined(wanted)).every(([name, value]) => attributes[name] === value);
}
