import { propagation, SpanStatusCode, trace as api } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { failure } from '@toolwright/core';
import { recordingTelemetryContract, telemetryContract } from '@toolwright/testing';
import type { ObservedTelemetry } from '@toolwright/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { registerSdk, removeSdk } from '../../test-support/with-sdk.ts';
import { openTelemetry } from './open-telemetry.ts';

afterEach(removeSdk);

const remote = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

function observed(): ObservedTelemetry & { readonly exporter: InMemorySpanExporter } {
  const exporter = new InMemorySpanExporter();
  registerSdk(new SimpleSpanProcessor({ exporter }));
  return {
    telemetry: openTelemetry(),
    exporter,
    spans: () =>
      exporter.getFinishedSpans().map((span) => ({
        name: span.name,
        traceId: span.spanContext().traceId,
        spanId: span.spanContext().spanId,
        parentSpanId: span.parentSpanContext?.spanId,
        attributes: span.attributes,
        events: span.events.map((event) => event.name),
        failed: span.status.code === SpanStatusCode.ERROR,
      })),
  };
}

describe('openTelemetry keeps the Telemetry contract', () => {
  it.each(telemetryContract)('$name, with an SDK', (promise) => promise.run(() => observed().telemetry));
  it.each(telemetryContract)('$name, without one', (promise) => promise.run(() => openTelemetry()));
  it.each(recordingTelemetryContract)('$name', (promise) => promise.run(() => observed()));
});

describe('openTelemetry', () => {
  it('records nothing while no SDK is registered', () => {
    const telemetry = openTelemetry();
    const carrier = {};
    telemetry.inject(carrier);
    expect(telemetry.startSpan('a')).toBeUndefined();
    expect(telemetry.counter('a')).toBeUndefined();
    expect(telemetry.histogram('a')).toBeUndefined();
    expect(telemetry.gauge('a')).toBeUndefined();
    expect(carrier).toEqual({});
  });

  it('hands a trace on although nobody records here', () => {
    const telemetry = openTelemetry();
    const span = telemetry.startSpan('a', {}, telemetry.extract({ traceparent: remote }));
    expect(span?.context).toMatchObject({ spanId: 'b7ad6b7169203331', sampled: true });
  });

  it('tells a parent from elsewhere from one of its own', () => {
    const { telemetry, exporter } = observed();
    const outer = telemetry.startSpan('outer', {}, telemetry.extract({ traceparent: remote }));
    telemetry.startSpan('inner', {}, outer?.context)?.end();
    outer?.end();
    const [inner, root] = exporter.getFinishedSpans();
    expect(root?.parentSpanContext).toMatchObject({ isRemote: true, spanId: 'b7ad6b7169203331' });
    expect(inner?.parentSpanContext).toMatchObject({ isRemote: false, spanId: outer?.context.spanId });
  });

  it('keeps the trace state and an unsampled trace unsampled', () => {
    const exporter = new InMemorySpanExporter();
    const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
    const telemetry = openTelemetry({ tracer: provider.getTracer('test') });
    const parent = telemetry.extract({ traceparent: remote.replace(/01$/, '00'), tracestate: 'a=1,b=2' });
    expect(parent).toMatchObject({ sampled: false, traceState: 'a=1,b=2' });
    expect(telemetry.startSpan('a', {}, parent)?.context).toMatchObject({
      traceState: 'a=1,b=2',
      sampled: false,
    });
  });

  it('records a failure with its code and the exception behind it', () => {
    const { telemetry, exporter } = observed();
    const span = telemetry.startSpan('a');
    span?.fail(failure('INTERNAL_ERROR', 'It failed', { cause: new RangeError('too far') }));
    span?.end();
    const [recorded] = exporter.getFinishedSpans();
    expect(recorded?.status).toEqual({ code: 2, message: 'It failed' });
    expect(recorded?.attributes).toMatchObject({ 'error.type': 'INTERNAL_ERROR' });
    expect(recorded?.events[0]?.attributes).toMatchObject({
      'exception.type': 'RangeError',
      'exception.message': 'too far',
    });
  });

  it('speaks the registered propagator, or the one it is given', () => {
    observed();
    const propagator = {
      inject: (_context: unknown, carrier: Record<string, string>) => void (carrier['own'] = 'yes'),
      extract: (base: Context, carrier: Record<string, string>) =>
        api.setSpanContext(base, { traceId: carrier['t']!, spanId: 'b7ad6b7169203331', traceFlags: 1 }),
      fields: () => ['own'],
    };
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    propagation.setGlobalPropagator(propagator);
    for (const telemetry of [openTelemetry(), openTelemetry({ propagator })]) {
      const carrier: Record<string, string> = {};
      telemetry.inject(carrier);
      expect(carrier).toEqual({ own: 'yes' });
      expect(telemetry.extract({ t: traceId })?.traceId).toBe(traceId);
      expect(telemetry.extract({ t: 'none' })).toBeUndefined();
    }
  });

  it('measures through the meter of the SDK', async () => {
    const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const reader = new PeriodicExportingMetricReader({ exporter });
    const provider = new MeterProvider({ readers: [reader] });
    const telemetry = openTelemetry({ meter: provider.getMeter('test') });
    telemetry.counter('calls')?.add(2, { tool: 'a', none: undefined });
    telemetry.counter('calls')?.add(-1);
    telemetry.counter('open', { upDown: true })?.add(-3);
    telemetry.histogram('duration', { unit: 's' })?.record(0.5);
    telemetry.histogram('duration', { unit: 's' })?.record(Number.NaN);
    telemetry.gauge('queue')?.record(7, { tool: 'a' });
    await reader.forceFlush();
    const found = exporter
      .getMetrics()[0]
      ?.scopeMetrics[0]?.metrics.map(({ descriptor, dataPoints }) => [
        descriptor.name,
        dataPoints.map(({ value, attributes }) => [
          typeof value === 'object' ? value.sum : value,
          attributes,
        ]),
      ]);
    expect(Object.fromEntries(found as [string, unknown][])).toEqual({
      calls: [[2, { tool: 'a' }]],
      open: [[-3, {}]],
      duration: [[0.5, {}]],
      queue: [[7, { tool: 'a' }]],
    });
    await provider.shutdown();
  });
});
