// @toolwright/telemetry
// index.d.ts
export { trace } from './tracing/trace.ts';
export type { TraceOptions } from './tracing/trace.ts';
export { traced } from './tracing/traced.ts';
export type { TracedDecorator, TracedOptions } from './tracing/traced.ts';
export { openTelemetry } from './tracing/open-telemetry.ts';
export type { OpenTelemetryOptions } from './tracing/open-telemetry.ts';
export { createTailFilter } from './tracing/tail-filter.ts';
export type { EndedSpan, SpanProcessorLike, StartedSpan, TailFilterOptions } from './tracing/tail-filter.ts';
export { combineTelemetry } from './tracing/combine-telemetry.ts';
export { createMetricsRegistry } from './metrics/metrics-registry.ts';
export type { MetricsReading, MetricsRegistry, MetricsRegistryOptions } from './metrics/metrics-registry.ts';
export type { HistogramOptions, MetricHistogram, RecordInto } from './metrics/metric-instruments.ts';
export { metricProducer } from './metrics/metric-producer.ts';
export type { DataPointLike, DistributionLike, MetricDataLike, MetricProducerLike, MetricProducerOptions, ScopeMetricsLike, } from './metrics/metric-producer.ts';
export type { MetricsSummary } from './metrics/metrics-summary.ts';
export type { HistogramSummary } from './metrics/series.ts';
export { createToolMetrics } from './tool-metrics/create-tool-metrics.ts';
export type { CustomMeasure, ToolMetrics, ToolMetricsOptions, ToolMetricsReport, } from './tool-metrics/create-tool-metrics.ts';
export { recordProcessMetrics } from './process/process-metrics.ts';
export type { ProcessMetricsOptions } from './process/process-metrics.ts';
export type { ProcessReading, ProcessSource } from './process/process-source.ts';
export { createPerformanceTracker, trackPerformance } from './performance-tracker.ts';
export type { PerformanceMetric, PerformanceTracker, PerformanceTrackerOptions, TrackPerformanceOptions, } from './performance-tracker.ts';
export { prometheusContentType, prometheusText } from './prometheus/prometheus-text.ts';
export type { PrometheusTextOptions } from './prometheus/prometheus-text.ts';
export { prometheusProtobuf, prometheusProtobufContentType } from './prometheus/prometheus-protobuf.ts';
export { serveMetrics } from './prometheus/serve-metrics.ts';
export type { MetricsListener, ServeMetricsOptions } from './prometheus/serve-metrics.ts';
export { createStructuredLogger } from './logging/create-structured-logger.ts';
export type { LogLevel, StructuredLoggerOptions } from './logging/create-structured-logger.ts';
export type { LineOptions } from './logging/line-fields.ts';
export { conventions } from './semantic-conventions.ts';

// logging/create-structured-logger.d.ts
import type { Clock, Logger } from '@toolwright/core';
import type { LineOptions } from './line-fields.ts';
/** How much is logged, least first. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug';
/** How lines are written. */
export interface StructuredLoggerOptions extends LineOptions {
    /** Lines below it are dropped. @default 'info' */
    readonly level?: LogLevel;
    /** Takes a line with its line break. @default the standard output */
    readonly write?: (line: string) => void;
    /** @default systemClock */
    readonly clock?: Clock;
}
/**
 * Makes a logger that writes one line of JSON each: `time`, `level`, `message`, the fields of the logger (of a call's:
 * `callId`, `tool`, `tenant`), the trace, and the line's own fields. Secrets are taken out by name, at any depth.
 *
 * @throws `INVALID_OPTIONS` for a level that there is not.
 */
export declare function createStructuredLogger(options?: StructuredLoggerOptions): Logger;

// logging/line-fields.d.ts
import type { LogFields, Redactor, Telemetry } from '@toolwright/core';
/** What every line of a log goes through. */
export interface LineOptions {
    /** Takes the secrets out; give it a tool's schema to know its `sensitive` fields. @default createRedactor() */
    readonly redactor?: Redactor;
    /** Where the active trace is known: its lines then carry `traceId` and `spanId`. @default none */
    readonly telemetry?: Telemetry;
}
/** Makes the fields of a line: those of its logger and its own, without secrets, with the trace they belong to. */
export interface LineFields {
    /** A child's fields, ready once and for all. */
    bound(before: LogFields, fields: LogFields): LogFields;
    ofLine(bound: LogFields, fields: LogFields | undefined): Record<string, unknown>;
}
export declare function lineFields(options: LineOptions): LineFields;
/** An error as what JSON can say of it. */
export declare function errorRecord(error: Error): Record<string, unknown>;

// metrics/instrument.d.ts
import type { Attributes } from '@toolwright/core';
import type { Labels } from './series-key.ts';
import type { Series } from './series.ts';
/** What an instrument measures. */
export type InstrumentKind = 'counter' | 'up-down' | 'gauge' | 'histogram';
/** What an instrument says of itself. */
export interface InstrumentInfo {
    readonly name: string;
    readonly kind: InstrumentKind;
    readonly description: string;
    /** UCUM, as it was given. */
    readonly unit: string;
    /** The upper bounds of a histogram's buckets, ascending; empty when it has none. */
    readonly bounds: readonly number[];
}
/** An instrument and its series, of which there are never more than a limit. */
export declare class Instrument<S extends Series = Series> {
    #private;
    readonly info: InstrumentInfo;
    constructor(info: InstrumentInfo, maxSeries: number, make: (labels: Labels) => S);
    get series(): Iterable<S>;
    /** The series of these attributes; beyond the limit, the one that stands for all others. */
    of(attributes?: Attributes): S;
}

// metrics/log-sketch.d.ts
export declare const smallest = 1e-12;
/**
 * Counts values above 0 by their size on a logarithmic scale, for quantiles that are within 1 % of exact in at most 8 kB:
 * buckets as of OpenTelemetry's exponential histogram at scale 6, kept as by DDSketch (Masson, Rim and Lee, 2019). Of
 * values more than 32 doublings apart, the smallest are lumped together.
 */
export declare class LogSketch {
    #private;
    /** Counts one value, at least 0. */
    add(value: number): void;
    /** Counts what another has counted. */
    merge(other: LogSketch): void;
    /** The value that the share `quantile` (0 to 1) of the `count` counted values does not exceed: the nearest rank. */
    quantile(quantile: number, count: number): number;
    /** How many values were below the smallest that is told apart. */
    get zeros(): number;
    /**
     * What is counted by 8 buckets for each doubling, the smallest first: bucket `index` holds what is above `2 ** (index / 8)`
     * and at most `2 ** ((index + 1) / 8)`. Empty ones are left out.
     */
    coarse(): Map<number, number>;
    /** Forgets everything; keeps its room, which the next period will need again. */
    reset(): void;
}

// metrics/metric-instruments.d.ts
import type { Attributes, Clock, Counter, InstrumentOptions, Recorder } from '@toolwright/core';
import type { Instrument } from './instrument.ts';
import type { GaugeSeries, HistogramSeries, SumSeries } from './series.ts';
/** Records a value into one series. `nowMs`: the monotonic instant, by whoever has read the registry's clock already. */
export type RecordInto = (value: number, nowMs?: number) => void;
/** A histogram of a registry. */
export interface MetricHistogram extends Recorder {
    /** What records into the series of these attributes, which are looked up now and never again. */
    bind(attributes: Attributes): RecordInto;
    /**
     * Starts a stopwatch. What it returns records the time since, in seconds if that is the instrument's unit, else in
     * milliseconds, and answers the milliseconds.
     */
    startTimer(attributes?: Attributes): (more?: Attributes) => number;
}
/** How a histogram is made. */
export interface HistogramOptions extends InstrumentOptions {
    /**
     * The upper bounds of the buckets that a scrape shows, ascending. `'none'`: a scrape shows quantiles of the summary's
     * window instead. @default bounds that fit durations, by the unit
     */
    readonly buckets?: readonly number[] | 'none';
}
/** What instruments need of their registry. */
export interface MetricTime {
    readonly clock: Clock;
    readonly periodMs: number;
}
export declare function metricCounter(instrument: Instrument<SumSeries>, time: MetricTime): Counter;
export declare function metricGauge(instrument: Instrument<GaugeSeries>): Recorder;
export declare function metricHistogram(instrument: Instrument<HistogramSeries>, time: MetricTime): MetricHistogram;
/** Which period it is now. */
export declare function currentPeriod({ clock, periodMs }: MetricTime): number;

// metrics/metric-producer.d.ts
import { ValueType } from '@opentelemetry/api';
import type { Attributes, HrTime } from '@opentelemetry/api';
import type { MetricsRegistry } from './metrics-registry.ts';
/** What is handed to an SDK. */
export interface MetricProducerOptions<Resource> {
    readonly registry: Pick<MetricsRegistry, 'read' | 'clock'>;
    /** Who measures, as the SDK says it. */
    readonly resource: Resource;
}
/** The shape of an SDK's metric producer. */
export interface MetricProducerLike<Resource> {
    collect(): Promise<{
        readonly resourceMetrics: {
            resource: Resource;
            scopeMetrics: ScopeMetricsLike[];
        };
        readonly errors: unknown[];
    }>;
}
/** What an SDK calls the metrics of one scope. */
export interface ScopeMetricsLike {
    readonly scope: {
        readonly name: string;
    };
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
} & ({
    readonly dataPointType: 3;
    readonly isMonotonic: boolean;
    readonly dataPoints: DataPointLike<number>[];
} | {
    readonly dataPointType: 2;
    readonly dataPoints: DataPointLike<number>[];
} | {
    readonly dataPointType: 0;
    readonly dataPoints: DataPointLike<DistributionLike>[];
});
/** What an SDK calls a data point. */
export interface DataPointLike<Value> {
    readonly startTime: HrTime;
    readonly endTime: HrTime;
    readonly attributes: Attributes;
    readonly value: Value;
}
/** What an SDK says of a distribution. */
export interface DistributionLike {
    readonly buckets: {
        boundaries: number[];
        counts: number[];
    };
    readonly sum: number;
    readonly count: number;
}
/**
 * Hands a registry to the metric readers of an OpenTelemetry SDK (`metricProducers`), so that what it measures leaves by
 * OTLP, read at each export: recording costs no more for it. Attributes leave as text. Make it with the registry: sums
 * are said to count from then on.
 */
export declare function metricProducer<Resource>(options: MetricProducerOptions<Resource>): MetricProducerLike<Resource>;

// metrics/metrics-registry.d.ts
import type { Clock, Counter, InstrumentOptions, Recorder, Telemetry } from '@toolwright/core';
import { Instrument } from './instrument.ts';
import type { HistogramOptions, MetricHistogram } from './metric-instruments.ts';
import type { MetricsSummary } from './metrics-summary.ts';
import { GaugeSeries, HistogramSeries, SumSeries } from './series.ts';
/** How a registry keeps measurements. */
export interface MetricsRegistryOptions {
    /** Series of one instrument; what comes beyond is counted together as `otel.metric.overflow`. At least 2. @default 2_000 */
    readonly maxSeries?: number;
    /** Instruments; later ones record nothing. At least 1. @default 1_000 */
    readonly maxInstruments?: number;
    /** How far a summary looks back, in milliseconds; at least 1_000. @default 3_600_000 */
    readonly windowMs?: number;
    /** In how many periods the window moves on, 1 to 60: the more, the smoother and the bigger. @default 6 */
    readonly periods?: number;
    /** Keeps what Prometheus' native histograms need, too: at most 8 kB more for each series. @default false */
    readonly nativeHistograms?: boolean;
    /** @default systemClock */
    readonly clock?: Clock;
}
/** Measurements in memory, for summaries and for Prometheus. Records no spans. */
export interface MetricsRegistry extends Telemetry {
    /** Says which period it is. */
    readonly clock: Clock;
    /** Whether histograms have what native ones need. */
    readonly nativeHistograms: boolean;
    /** The counter of that name: the same each time. */
    counter(name: string, options?: InstrumentOptions): Counter;
    /** The histogram of that name. Takes what is 0 or more. */
    histogram(name: string, options?: HistogramOptions): MetricHistogram;
    gauge(name: string, options?: InstrumentOptions): Recorder;
    /**
     * Every series by its name `name{key=value,…}`: counters and histograms over the window (at most one period short of
     * it), gauges and up-down counters as they stand.
     */
    getMetricsSummary(): MetricsSummary;
    /** Runs `measure` before every summary and scrape, for what is measured only when somebody looks. Returns what stops it. */
    beforeRead(measure: () => void): () => void;
    /** What there is, as it stands now: what a format is made from. */
    read(): MetricsReading;
}
/** What a format needs to see of a registry. */
export interface MetricsReading {
    readonly instruments: readonly (Instrument<SumSeries> | Instrument<GaugeSeries> | Instrument<HistogramSeries>)[];
    /** The number of the present period, which the series' windows are asked with. */
    readonly period: number;
}
/**
 * Makes a registry whose memory is bounded by its options, whatever is recorded.
 *
 * @throws `INVALID_OPTIONS` for a number out of its range.
 */
export declare function createMetricsRegistry(options?: MetricsRegistryOptions): MetricsRegistry;

// metrics/metrics-summary.d.ts
import type { MetricsReading } from './metrics-registry.ts';
import type { HistogramSummary } from './series.ts';
/** Every series of a registry, by its name `name{key=value,…}`. */
export interface MetricsSummary {
    /** What was counted in the window; of up-down counters, where they stand. */
    readonly counters: Readonly<Record<string, number>>;
    readonly gauges: Readonly<Record<string, number>>;
    /** Distributions of the window; quantiles within 1 % of exact. */
    readonly histograms: Readonly<Record<string, HistogramSummary>>;
}
export declare function summaryOf({ instruments, period }: MetricsReading): MetricsSummary;

// metrics/series-key.d.ts
import type { Attributes } from '@toolwright/core';
/** What one series is told apart by, sorted by name. */
export type Labels = readonly (readonly [name: string, value: string])[];
/**
 * A text that is equal for equal attributes, in whatever order they stand, and different for others. Values are told
 * apart as text, by their first 256 characters; `undefined` ones count as absent.
 */
export declare function seriesKey(attributes: Attributes): string;
/** The attributes as sorted text. */
export declare function labelsOf(attributes: Attributes): Labels;
/** The name of a series for people: `calls{outcome=success,tool=weather}`. */
export declare function seriesName(instrument: string, labels: Labels): string;

// metrics/series.d.ts
import type { Labels } from './series-key.ts';
import { LogSketch } from './log-sketch.ts';
/** One combination of attributes of an instrument. */
export interface Series {
    readonly labels: Labels;
    /** How a format writes the labels: made once by the format that does. */
    labelText: string | undefined;
}
/** What an instrument may have. */
export type AnySeries = SumSeries | GaugeSeries | HistogramSeries;
/** The one number of a series that has one. */
export declare function valueOf(series: SumSeries | GaugeSeries): number;
/** A sum, of everything and of the last periods. */
export declare class SumSeries implements Series {
    #private;
    readonly labels: Labels;
    labelText: string | undefined;
    total: number;
    constructor(labels: Labels, periods: number);
    add(value: number, period: number): void;
    recentSum(period: number): number;
}
/** The last value. */
export declare class GaugeSeries implements Series {
    readonly labels: Labels;
    labelText: string | undefined;
    value: number;
    constructor(labels: Labels);
}
/** What a histogram came to. */
export interface HistogramSummary {
    readonly count: number;
    readonly min: number;
    readonly max: number;
    readonly mean: number;
    readonly p50: number;
    readonly p95: number;
    readonly p99: number;
}
/** A distribution: of everything by fixed buckets, of the last periods by a sketch. */
export declare class HistogramSeries implements Series {
    #private;
    readonly labels: Labels;
    labelText: string | undefined;
    count: number;
    sum: number;
    /** How many values each bucket got by itself; the last is for what is above all bounds. */
    readonly buckets: Float64Array;
    /** Everything by size, in the base unit, where a native histogram is wanted. */
    readonly native: LogSketch | undefined;
    constructor(labels: Labels, bounds: readonly number[], periods: number, nativeFactor?: number);
    record(value: number, period: number): void;
    recent(period: number): HistogramSummary;
}

// performance-tracker.d.ts
import type { Clock, Middleware } from '@toolwright/core';
/** What was measured under one name. */
export interface PerformanceMetric {
    readonly sum: number;
    readonly count: number;
    readonly min: number;
    readonly max: number;
    readonly avg: number;
}
/** Adds up what a piece of work measures of itself. */
export interface PerformanceTracker {
    /** Starts a stopwatch; what it returns records the milliseconds since, once, and answers them. */
    startTimer(name: string): () => number;
    /** Takes a value. One that is not finite is dropped, and so is a new name beyond the limit. */
    recordMetric(name: string, value: number): void;
    /** What was measured so far, by name. */
    metrics(): Readonly<Record<string, PerformanceMetric>>;
    reset(): void;
}
/** How a tracker measures. */
export interface PerformanceTrackerOptions {
    /** How many names it keeps, 1 to 10_000. @default 100 */
    readonly maxMetrics?: number;
    /** @default systemClock */
    readonly clock?: Clock;
}
/** Makes a tracker with nothing in it. */
export declare function createPerformanceTracker(options?: PerformanceTrackerOptions): PerformanceTracker;
/** How a call's own measurements are told. */
export interface TrackPerformanceOptions {
    /** How many names a call may use, 1 to 10_000. @default 100 */
    readonly maxMetrics?: number;
}
/**
 * Gives each call a tracker, `call.context.performance`, and tells what it measured as `metadata.performance`: the
 * tool's own metrics, and `execution`, the milliseconds that everything inside of this rail took.
 */
export declare function trackPerformance(options?: TrackPerformanceOptions): Middleware<{
    performance: PerformanceTracker;
}>;

// process/process-metrics.d.ts
import type { MetricsRegistry } from '../metrics/metrics-registry.ts';
import type { ProcessSource } from './process-source.ts';
/** What is measured of the process. */
export interface ProcessMetricsOptions {
    readonly registry: MetricsRegistry;
    /** @default this process */
    readonly source?: ProcessSource;
}
/**
 * Shows what the process uses in a registry: memory, processor time, and how busy and how late the event loop is, named
 * as OpenTelemetry's conventions for processes and Node.js ask. Measured when somebody reads; disposing of it ends it.
 */
export declare function recordProcessMetrics(options: ProcessMetricsOptions): Disposable;

// process/process-source.d.ts
/** What a process uses, since it started or since it was asked last. */
export interface ProcessReading {
    /** Resident memory. */
    readonly memoryUsageBytes: number;
    readonly heapUsedBytes: number;
    /** Processor time of all threads since the process started, in seconds. */
    readonly cpuSeconds: number;
    /** Share of the time that the event loop was busy, 0 to 1, since the last reading. */
    readonly eventLoopUtilization: number;
    /** How late the event loop was, in milliseconds, since the last reading. */
    readonly eventLoopLagMs: {
        readonly mean: number;
        readonly p99: number;
        readonly max: number;
    };
}
/** Reads what the process uses. Tests hand in one of their own. */
export interface ProcessSource extends Disposable {
    read(): ProcessReading;
}

// prometheus/prometheus-protobuf.d.ts
import type { MetricsRegistry } from '../metrics/metrics-registry.ts';
/** What `content-type` says of {@link prometheusProtobuf}. */
export declare const prometheusProtobufContentType = "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";
/**
 * A registry in Prometheus' protobuf format, in which histograms are native ones, too (`nativeHistograms` of the
 * registry). Piece by piece: while one is made, the event loop goes on every hundred series.
 */
export declare function prometheusProtobuf(registry: Pick<MetricsRegistry, 'read'>): AsyncGenerator<Uint8Array, void, void>;

// prometheus/prometheus-text.d.ts
import type { MetricsRegistry } from '../metrics/metrics-registry.ts';
/** What `content-type` says of {@link prometheusText}. */
export declare const prometheusContentType = "text/plain; version=0.0.4; charset=utf-8";
/** How the text is written. */
export interface PrometheusTextOptions {
    /** Characters after which a piece is handed out and others may work, at least 1. @default 16_384 */
    readonly chunkLength?: number;
}
/**
 * A registry in Prometheus' text format, piece by piece: between two pieces the event loop goes on, so that a scrape of
 * many series holds up nobody. Histograms without buckets are shown as summaries, with the quantiles of the window.
 * Leaving the loop ends the work.
 */
export declare function prometheusText(registry: Pick<MetricsRegistry, 'read'>, options?: PrometheusTextOptions): AsyncGenerator<string, void, void>;

// prometheus/serve-metrics.d.ts
import type { MetricsRegistry } from '../metrics/metrics-registry.ts';
/** Where metrics are served. */
export interface ServeMetricsOptions {
    readonly registry: MetricsRegistry;
    /** 0 lets the system choose. @default 9090 */
    readonly port?: number;
    /** `0.0.0.0` lets other machines in. @default '127.0.0.1' */
    readonly host?: string;
    /** @default '/metrics' */
    readonly path?: string;
}
/** A listener that serves metrics. */
export interface MetricsListener extends AsyncDisposable {
    readonly port: number;
    readonly url: string;
    /** Stops listening and ends scrapes under way. Twice is once. */
    close(): Promise<void>;
}
/**
 * Serves a registry to Prometheus on a port of its own, apart from what users may reach. Resolves when it listens,
 * rejects when it cannot. A Prometheus that takes native histograms gets those of a registry with `nativeHistograms`.
 *
 * @throws `INVALID_OPTIONS` for a bad port or path.
 */
export declare function serveMetrics(options: ServeMetricsOptions): Promise<MetricsListener>;

// semantic-conventions.d.ts
/**
 * The names that spans and metrics carry, from https://github.com/open-telemetry/semantic-conventions-genai at revision
 * 004902b8cb70aa5ae6ca4ae07132b7daabcd3e10 (status: Development). `error.type` is of the stable general conventions.
 */
export declare const conventions: {
    readonly operationName: 'gen_ai.operation.name';
    readonly executeTool: 'execute_tool';
    readonly toolName: 'gen_ai.tool.name';
    readonly toolType: 'gen_ai.tool.type';
    readonly toolDescription: 'gen_ai.tool.description';
    readonly executeToolDuration: 'gen_ai.execute_tool.duration';
    readonly errorType: 'error.type';
    /** Of the metrics' data model: marks the series that stands for all beyond the limit. */
    readonly overflow: 'otel.metric.overflow';
};
/** What the conventions have no name for. */
export declare const ownNames: {
    readonly callId: 'toolwright.call.id';
    readonly toolVersion: 'toolwright.tool.version';
    readonly tenant: 'toolwright.tenant';
    readonly failureType: 'toolwright.failure.type';
    readonly cacheLookups: 'toolwright.cache.lookups';
    readonly retries: 'toolwright.retries';
};
/**
 * The buckets for durations in seconds: what the conventions advise for client operations, with finer ones below.
 */
export declare const durationBuckets: readonly number[];

// tool-metrics/create-tool-metrics.d.ts
import type { Call, Clock, Plugin, Telemetry } from '@toolwright/core';
import type { ProcessSource } from '../process/process-source.ts';
/** A number of the application's own, of a call that succeeded. `undefined` counts nothing. */
export type CustomMeasure = (call: Call, value: unknown) => number | undefined;
/** What is measured of a toolbox's calls. */
export interface ToolMetricsOptions {
    /** Is told of each call, too: `gen_ai.execute_tool.duration`, cache lookups, retries. @default nobody */
    readonly telemetry?: Telemetry;
    /** Numbers to add up for each tool, by name: `{ businessValue: (call, value) => … }`. */
    readonly custom?: Readonly<Record<string, CustomMeasure>>;
    /** How far rates and averages look back, in milliseconds, 1_000 to 86_400_000. @default 60_000 */
    readonly windowMs?: number;
    /** @default systemClock */
    readonly clock?: Clock;
    /** What the process uses is read from it, from the plugin's installation on. @default this process */
    readonly process?: () => ProcessSource;
}
/** Totals are those since the plugin was installed; rates and averages those of the window. */
export interface ToolMetricsReport {
    readonly requests: {
        readonly total: number;
        readonly ratePerSecond: number;
        readonly avgResponseTimeMs: number;
    };
    /** `rate` is the share of requests that failed, 0 to 1. */
    readonly errors: {
        readonly rate: number;
        readonly total: number;
    };
    /** Of the whole process, since the last reading. 100 % is one processor core. */
    readonly resources: {
        readonly memoryUsageBytes: number;
        readonly cpuUsagePercent: number;
        readonly eventLoopLagMs: number;
    };
    /** The share of cache lookups that were answered, 0 to 1. */
    readonly cache: {
        readonly hitRate: number;
    };
    /** The sums of the application's own numbers. */
    readonly custom: Readonly<Record<string, number>>;
}
/** A plugin that counts calls. */
export interface ToolMetrics extends Plugin {
    forTool(name: string): ToolMetricsReport;
    /** Of all tools together. */
    all(): ToolMetricsReport;
}
/**
 * Makes a plugin that counts the calls of a toolbox and reports on each tool. A call that waits for an answer
 * (`input_required`) is not counted; a stream is counted when it ends. Memory does not grow with calls.
 *
 * @throws `INVALID_OPTIONS` for a bad window or a custom number that is no function.
 */
export declare function createToolMetrics(options?: ToolMetricsOptions): ToolMetrics;

// tracing/combine-telemetry.d.ts
import type { Telemetry } from '@toolwright/core';
/**
 * Spans and contexts of `traces`, measurements into both: OpenTelemetry for the traces and a metrics registry beside it,
 * say.
 */
export declare function combineTelemetry(traces: Telemetry, measurements: Telemetry): Telemetry;

// tracing/open-telemetry.d.ts
import type { Meter, TextMapPropagator, Tracer } from '@opentelemetry/api';
import type { Telemetry } from '@toolwright/core';
/** Where spans and measurements go. */
export interface OpenTelemetryOptions {
    /** @default the tracer that the application's SDK has registered */
    readonly tracer?: Tracer;
    /** @default the meter that the application's SDK has registered when an instrument is made */
    readonly meter?: Meter;
    /** How contexts travel. @default the registered propagator, or W3C Trace Context where none is registered */
    readonly propagator?: TextMapPropagator;
}
/**
 * Core's telemetry over the OpenTelemetry API: spans and measurements go to the SDK that the application has registered,
 * and nowhere while there is none. Children find their parents only where a context manager is registered: SDK 3
 * registers none by itself.
 */
export declare function openTelemetry(options?: OpenTelemetryOptions): Telemetry;

// tracing/tail-filter.d.ts
/** What the filter looks at before a span ends. */
export interface StartedSpan {
    spanContext(): {
        readonly traceId: string;
    };
}
/** What the filter looks at when a span has ended. */
export interface EndedSpan extends StartedSpan {
    readonly status: {
        readonly code: number;
    };
    /** Seconds and nanoseconds. */
    readonly duration: readonly [number, number];
}
/** The shape of an SDK's span processor. */
export interface SpanProcessorLike<Started, Ended, Parent> {
    onStart(span: Started, parent: Parent): void;
    onEnd(span: Ended): void;
    forceFlush(): Promise<void>;
    shutdown(): Promise<void>;
}
/** Which traces are kept. */
export interface TailFilterOptions<Started, Ended, Parent> {
    /** Gets the spans that are kept: a batching processor with an exporter, say. */
    readonly to: SpanProcessorLike<Started, Ended, Parent>;
    /** The share of traces that is kept whatever they hold, 0 to 1. @default 0.1 in production, else 1 */
    readonly ratio?: number;
    /** Where the program runs. @default the environment variable NODE_ENV */
    readonly environment?: string;
    /** A trace with a span that took so long is kept, in milliseconds. `Infinity`: slowness is no reason. @default 1_000 */
    readonly slowMs?: number;
    /** Undecided traces at a time; the oldest is given up for one more. At least 1. @default 1_000 */
    readonly maxTraces?: number;
    /** Spans held back at a time, of all undecided traces together. At least 1. @default 10_000 */
    readonly maxSpans?: number;
}
/**
 * Makes a span processor that hands on a share of all traces, and of the others those in which something failed or was
 * slow. Spans of an undecided trace are held back until its last span in this process has ended. The share is chosen by
 * the trace's id, so that services with one ratio keep the same traces.
 *
 * It needs spans that are recorded: the sampler before it is the one that samples all.
 *
 * @throws `INVALID_OPTIONS` for a number out of its range.
 */
export declare function createTailFilter<Started extends StartedSpan, Ended extends EndedSpan, Parent>(options: TailFilterOptions<Started, Ended, Parent>): SpanProcessorLike<Started, Ended, Parent>;

// tracing/trace.d.ts
import type { Attributes, Call, Middleware, Telemetry } from '@toolwright/core';
/** How calls are traced. */
export interface TraceOptions {
    readonly telemetry: Telemetry;
    /** What the spans say beside the tool, the call and the tenant. One that throws says nothing, and costs a log line. */
    readonly attributes?: (call: Call) => Attributes;
}
/**
 * Puts each call into a span `execute_tool {tool}`, named as the GenAI conventions ask. It hangs below the call that
 * made this one, else below the context that the call's headers carry (`traceparent`), else below the active span;
 * spans of `call.span`, of nested calls and of instrumented clients hang below it. What other rails annotated become
 * its events, a failure its status. The span of a stream ends with the stream. Over a telemetry that is not enabled, a
 * call costs nothing.
 *
 * @throws `INVALID_OPTIONS` for a telemetry that is none.
 */
export declare function trace(options: TraceOptions): Middleware;

// tracing/traced.d.ts
import type { Attributes, Telemetry } from '@toolwright/core';
/** How a function's calls become spans. */
export interface TracedOptions {
    readonly telemetry: Telemetry;
    /** @default `Class.method` for a method, else the function's own name */
    readonly name?: string;
    readonly attributes?: Attributes;
}
type Work<This, Arguments extends readonly unknown[], Result> = (this: This, ...values: Arguments) => Result;
/** Decorates a method: `@traced({ telemetry }) async load(…) { … }`. */
export type TracedDecorator = <This, Arguments extends readonly unknown[], Result>(work: Work<This, Arguments, Result>, context: ClassMethodDecoratorContext<This, Work<This, Arguments, Result>>) => Work<This, Arguments, Result>;
/**
 * Makes each call of a function a span below the active one, failed when the function throws or rejects. `this`,
 * arguments, result and errors are the function's own, and one that is synchronous stays so. Given options alone it is a
 * decorator for methods.
 */
export declare function traced<This, Arguments extends readonly unknown[], Result>(work: Work<This, Arguments, Result>, options: TracedOptions): Work<This, Arguments, Result>;
export declare function traced(options: TracedOptions): TracedDecorator;
export {};

// @toolwright/telemetry/pino
// pino/index.d.ts
export { pinoLogger } from './pino-logger.ts';
export type { PinoLike, PinoLoggerOptions } from './pino-logger.ts';

// logging/line-fields.d.ts
import type { LogFields, Redactor, Telemetry } from '@toolwright/core';
/** What every line of a log goes through. */
export interface LineOptions {
    /** Takes the secrets out; give it a tool's schema to know its `sensitive` fields. @default createRedactor() */
    readonly redactor?: Redactor;
    /** Where the active trace is known: its lines then carry `traceId` and `spanId`. @default none */
    readonly telemetry?: Telemetry;
}
/** Makes the fields of a line: those of its logger and its own, without secrets, with the trace they belong to. */
export interface LineFields {
    /** A child's fields, ready once and for all. */
    bound(before: LogFields, fields: LogFields): LogFields;
    ofLine(bound: LogFields, fields: LogFields | undefined): Record<string, unknown>;
}
export declare function lineFields(options: LineOptions): LineFields;
/** An error as what JSON can say of it. */
export declare function errorRecord(error: Error): Record<string, unknown>;

// pino/pino-logger.d.ts
import type { Logger } from '@toolwright/core';
import type { LineOptions } from '../logging/line-fields.ts';
type PinoLevel = 'debug' | 'info' | 'warn' | 'error';
/** What is asked of a pino logger. */
export interface PinoLike extends Record<PinoLevel, (fields: object, message: string) => void> {
    isLevelEnabled(level: string): boolean;
}
/** How lines are prepared for pino. */
export type PinoLoggerOptions = LineOptions;
/**
 * Core's logger over pino: levels, format and destination are pino's; secrets are taken out before it sees them, and
 * lines carry the trace they belong to.
 */
export declare function pinoLogger(pino: PinoLike, options?: PinoLoggerOptions): Logger;
export {};
