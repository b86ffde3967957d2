// Traces.
export { trace } from './tracing/trace.ts';
export type { TraceOptions } from './tracing/trace.ts';
export { traced } from './tracing/traced.ts';
export type { TracedDecorator, TracedOptions } from './tracing/traced.ts';
export { openTelemetry } from './tracing/open-telemetry.ts';
export type { OpenTelemetryOptions } from './tracing/open-telemetry.ts';
export { createTailFilter } from './tracing/tail-filter.ts';
export type { EndedSpan, SpanProcessorLike, StartedSpan, TailFilterOptions } from './tracing/tail-filter.ts';
export { combineTelemetry } from './tracing/combine-telemetry.ts';

// Metrics.
export { createMetricsRegistry } from './metrics/metrics-registry.ts';
export type { MetricsReading, MetricsRegistry, MetricsRegistryOptions } from './metrics/metrics-registry.ts';
export type { HistogramOptions, MetricHistogram, RecordInto } from './metrics/metric-instruments.ts';
export { metricProducer } from './metrics/metric-producer.ts';
export type {
  DataPointLike,
  DistributionLike,
  MetricDataLike,
  MetricProducerLike,
  MetricProducerOptions,
  ScopeMetricsLike,
} from './metrics/metric-producer.ts';
export type { MetricsSummary } from './metrics/metrics-summary.ts';
export type { HistogramSummary } from './metrics/series.ts';
export { createToolMetrics } from './tool-metrics/create-tool-metrics.ts';
export type {
  CustomMeasure,
  ToolMetrics,
  ToolMetricsOptions,
  ToolMetricsReport,
} from './tool-metrics/create-tool-metrics.ts';
export { recordProcessMetrics } from './process/process-metrics.ts';
export type { ProcessMetricsOptions } from './process/process-metrics.ts';
export type { ProcessReading, ProcessSource } from './process/process-source.ts';
export { createPerformanceTracker, trackPerformance } from './performance-tracker.ts';
export type {
  PerformanceMetric,
  PerformanceTracker,
  PerformanceTrackerOptions,
  TrackPerformanceOptions,
} from './performance-tracker.ts';

// Prometheus.
export { prometheusContentType, prometheusText } from './prometheus/prometheus-text.ts';
export type { PrometheusTextOptions } from './prometheus/prometheus-text.ts';
export { prometheusProtobuf, prometheusProtobufContentType } from './prometheus/prometheus-protobuf.ts';
export { serveMetrics } from './prometheus/serve-metrics.ts';
export type { MetricsListener, ServeMetricsOptions } from './prometheus/serve-metrics.ts';

// Logs.
export { createStructuredLogger } from './logging/create-structured-logger.ts';
export type { LogLevel, StructuredLoggerOptions } from './logging/create-structured-logger.ts';
export type { LineOptions } from './logging/line-fields.ts';

// The names of it all.
export { conventions } from './semantic-conventions.ts';
