import { AggregationTemporality, InMemoryMetricExporter, MeterProvider } from '@opentelemetry/sdk-metrics';
import { DataPointType, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { defaultResource } from '@opentelemetry/resources';
import { createFakeClock } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { metricProducer } from './metric-producer.ts';
import { createMetricsRegistry } from './metrics-registry.ts';

describe('metricProducer', () => {
  it("hands what a registry measured to an SDK's reader, since the beginning, at each export", async () => {
    const clock = createFakeClock();
    const registry = createMetricsRegistry({ clock });
    const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const metricProducers = [metricProducer({ registry, resource: defaultResource() })];
    const provider = new MeterProvider({
      readers: [new PeriodicExportingMetricReader({ exporter, metricProducers })],
    });
    registry.counter('calls', { unit: '{call}', description: 'Calls' }).add(2, { tool: 'a', hit: true });
    registry.counter('open', { upDown: true }).add(-1);
    registry.gauge('queue').record(7);
    registry.histogram('duration', { unit: 's', buckets: [0.1, 1] }).record(0.5);
    registry.histogram('size', { buckets: 'none' }).record(10);
    await provider.forceFlush();
    await clock.advance(1_500);
    registry.counter('calls').add(3, { tool: 'a', hit: true });
    await provider.forceFlush();
    await provider.shutdown();

    const [first, second] = exporter.getMetrics().map(({ scopeMetrics }) => scopeMetrics[0]!.metrics);
    expect(first).toMatchObject([
      {
        descriptor: { name: 'calls', unit: '{call}', description: 'Calls' },
        dataPointType: DataPointType.SUM,
        isMonotonic: true,
        dataPoints: [{ value: 2, attributes: { hit: 'true', tool: 'a' } }],
      },
      { dataPointType: DataPointType.SUM, isMonotonic: false, dataPoints: [{ value: -1, attributes: {} }] },
      { dataPointType: DataPointType.GAUGE, dataPoints: [{ value: 7 }] },
      {
        dataPointType: DataPointType.HISTOGRAM,
        dataPoints: [{ value: { count: 1, sum: 0.5, buckets: { boundaries: [0.1, 1], counts: [0, 1, 0] } } }],
      },
      { dataPoints: [{ value: { count: 1, sum: 10, buckets: { boundaries: [], counts: [1] } } }] },
    ]);
    const [before, after] = [first, second].map((metrics) => metrics![0]!.dataPoints[0]!);
    expect(after).toMatchObject({ value: 5, startTime: before!.startTime });
    expect(secondsOf(after!.endTime) - secondsOf(before!.endTime)).toBeCloseTo(1.5, 6);
  });
});

function secondsOf([seconds, nanoseconds]: readonly [number, number]): number {
  return seconds + nanoseconds / 1e9;
}
