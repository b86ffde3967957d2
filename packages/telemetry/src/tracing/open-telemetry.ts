import {
  context,
  createNoopMeter,
  createTraceState,
  INVALID_TRACEID,
  isSpanContextValid,
  metrics,
  propagation,
  ROOT_CONTEXT,
  trace,
  TraceFlags,
} from '@opentelemetry/api';
import type { Meter, SpanContext, TextMapPropagator, Tracer } from '@opentelemetry/api';
import type { Telemetry, TraceContext } from '@toolwright/core';
import { counterOf, recorderOf } from './open-telemetry-instruments.ts';
import { OpenTelemetrySpan, traceContextOf } from './open-telemetry-span.ts';
import { readTraceContext, writeTraceContext } from './trace-context.ts';

/** Where spans and measurements go. */
export interface OpenTelemetryOptions {
  /** @default the tracer that the application's SDK has registered */
  readonly tracer?: Tracer;
  /** @default the meter that the application's SDK has registered when an instrument is made */
  readonly meter?: Meter;
  /** How contexts travel. @default the registered propagator, or W3C Trace Context where none is registered */
  readonly propagator?: TextMapPropagator;
}

const scope = '@toolwright/telemetry';

/**
 * Core's telemetry over the OpenTelemetry API: spans and measurements go to the SDK that the application has registered,
 * and nowhere while there is none. Children find their parents only where a context manager is registered: SDK 3
 * registers none by itself.
 */
export function openTelemetry(options: OpenTelemetryOptions = {}): Telemetry {
  const tracer = options.tracer ?? trace.getTracer(scope);
  const remote = new WeakSet<TraceContext>();
  const meter = (): Meter | undefined => {
    const found = options.meter ?? metrics.getMeter(scope);
    return found === createNoopMeter() ? undefined : found;
  };
  return {
    startSpan(name, attributes, parent) {
      const active = context.active();
      // The active span of the parent's trace is the parent, or nearer than it.
      const base =
        parent === undefined || trace.getSpanContext(active)?.traceId === parent.traceId
          ? active
          : trace.setSpanContext(active, spanContextOf(parent, remote.has(parent)));
      const span = tracer.startSpan(name, attributes && { attributes }, base);
      // Not recorded, and nothing to hand on: nobody is there. One that is only not sampled is handed on as such.
      if (span.spanContext().traceId === INVALID_TRACEID) return undefined;
      return new OpenTelemetrySpan(span, trace.setSpan(base, span));
    },
    extract(carrier) {
      const found = extracted(carrier, options.propagator);
      if (found !== undefined) remote.add(found);
      return found;
    },
    inject: (carrier) => injectActive(carrier, options.propagator),
    counter(name, instrument = {}) {
      const to = meter();
      return to && counterOf(to, name, instrument);
    },
    histogram: (name, instrument) => recorderOf(meter()?.createHistogram(name, instrument)),
    gauge: (name, instrument) => recorderOf(meter()?.createGauge(name, instrument)),
  };
}

function extracted(
  carrier: Readonly<Record<string, string>>,
  propagator: TextMapPropagator | undefined,
): TraceContext | undefined {
  if (propagator === undefined && propagation.fields().length === 0) return readTraceContext(carrier);
  const from = propagator ?? propagation;
  const getter = { get: (of: typeof carrier, key: string) => of[key], keys: Object.keys };
  const spanContext = trace.getSpanContext(from.extract(ROOT_CONTEXT, carrier, getter));
  return spanContext !== undefined && isSpanContextValid(spanContext)
    ? traceContextOf(spanContext)
    : undefined;
}

function injectActive(carrier: Record<string, string>, propagator: TextMapPropagator | undefined): void {
  const active = context.active();
  if (propagator !== undefined) {
    propagator.inject(active, carrier, { set: (to, key, value) => void (to[key] = value) });
  } else if (propagation.fields().length > 0) propagation.inject(active, carrier);
  else {
    const spanContext = trace.getSpanContext(active);
    if (spanContext !== undefined && isSpanContextValid(spanContext)) {
      writeTraceContext(traceContextOf(spanContext), carrier);
    }
  }
}

function spanContextOf(place: TraceContext, isRemote: boolean): SpanContext {
  const { traceId, spanId, sampled, traceState } = place;
  return {
    traceId,
    spanId,
    traceFlags: sampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
    isRemote,
    ...(traceState !== undefined && { traceState: createTraceState(traceState) }),
  };
}
