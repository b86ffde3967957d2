import { ValueType } from '@opentelemetry/api';
import type { Attributes, HrTime } from '@opentelemetry/api';
import type { MetricsReading, MetricsRegistry } from './metrics-registry.ts';
import { HistogramSeries, valueOf } from './series.ts';

/** What is handed to an SDK. */
export interface MetricProducerOptions<Resource> {
  readonly registry: Pick<MetricsRegistry, 'read' | 'clock'>;
  /** Who measures, as the SDK says it. */
  readonly resource: Resource;
}

/** The shape of an SDK's metric producer. */
export interface MetricProducerLike<Resource> {
  collect(): Promise<{
    readonly resourceMetrics: { resource: Resource; scopeMetrics: ScopeMetricsLike[] };
    readonly errors: unknown[];
  }>;
}

/** What an SDK calls the metrics of one scope. */
export interface ScopeMetricsLike {
  readonly scope: { readonly name: string };
  metrics: MetricDataLike[];
}

/** What an SDK calls metric data: sums, gauges and histograms, since the beginning. */
export type MetricDataLike = {
  readonly descriptor: {
    readonly name: string;
    readonly description: string;
    readonly unit: string;
    readonly valueType: ValueType;
  };
  readonly aggregationTemporality: 1;
} & (
  | { readonly dataPointType: 3; readonly isMonotonic: boolean; readonly dataPoints: DataPointLike<number>[] }
  | { readonly dataPointType: 2; readonly dataPoints: DataPointLike<number>[] }
  | { readonly dataPointType: 0; readonly dataPoints: DataPointLike<DistributionLike>[] }
);

/** What an SDK calls a data point. */
export interface DataPointLike<Value> {
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly attributes: Attributes;
  readonly value: Value;
}

/** What an SDK says of a distribution. */
export interface DistributionLike {
  readonly buckets: { boundaries: number[]; counts: number[] };
  readonly sum: number;
  readonly count: number;
}

const scope = { name: '@toolwright/telemetry' };
const cumulative = 1;

/**
 * Hands a registry to the metric readers of an OpenTelemetry SDK (`metricProducers`), so that what it measures leaves by
 * OTLP, read at each export: recording costs no more for it. Attributes leave as text. Make it with the registry: sums
 * are said to count from then on.
 */
export function metricProducer<Resource>(
  options: MetricProducerOptions<Resource>,
): MetricProducerLike<Resource> {
  const { registry, resource } = options;
  const startTime = timeOf(registry.clock.now());
  return {
    collect() {
      const times = { startTime, endTime: timeOf(registry.clock.now()) };
      const metrics = registry.read().instruments.map((instrument) => dataOf(instrument, times));
      return Promise.resolve({
        resourceMetrics: { resource, scopeMetrics: [{ scope, metrics }] },
        errors: [],
      });
    },
  };
}

type Times = Pick<DataPointLike<never>, 'startTime' | 'endTime'>;

function dataOf(instrument: MetricsReading['instruments'][number], times: Times): MetricDataLike {
  const { name, description, unit, kind } = instrument.info;
  const descriptor = { name, description, unit, valueType: ValueType.DOUBLE };
  const head = { descriptor, aggregationTemporality: cumulative } as const;
  const distributions: DataPointLike<DistributionLike>[] = [];
  const dataPoints: DataPointLike<number>[] = [];
  for (const one of instrument.series) {
    const place = { ...times, attributes: Object.fromEntries(one.labels) };
    if (one instanceof HistogramSeries) {
      distributions.push({ ...place, value: distributionOf(one, instrument.info.bounds) });
    } else dataPoints.push({ ...place, value: valueOf(one) });
  }
  if (kind === 'histogram') return { ...head, dataPointType: 0, dataPoints: distributions };
  if (kind === 'gauge') return { ...head, dataPointType: 2, dataPoints };
  return { ...head, dataPointType: 3, isMonotonic: kind === 'counter', dataPoints };
}

function distributionOf(
  { buckets, sum, count }: HistogramSeries,
  bounds: readonly number[],
): DistributionLike {
  const counts = bounds.length === 0 ? [count] : [...buckets];
  return { buckets: { boundaries: [...bounds], counts }, sum, count };
}

function timeOf(epochMs: number): HrTime {
  return [Math.floor(epochMs / 1_000), (epochMs % 1_000) * 1e6];
}
