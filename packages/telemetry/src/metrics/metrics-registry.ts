import { invalidOption, numberOption, systemClock } from '@toolwright/core';
import type { Clock, Counter, InstrumentOptions, Recorder, Telemetry } from '@toolwright/core';
import { prometheusName } from '../prometheus/prometheus-names.ts';
import { durationBuckets } from '../semantic-conventions.ts';
import { Instrument } from './instrument.ts';
import type { InstrumentInfo, InstrumentKind } from './instrument.ts';
import { currentPeriod, metricCounter, metricGauge, metricHistogram } from './metric-instruments.ts';
import type { HistogramOptions, MetricHistogram, MetricTime } from './metric-instruments.ts';
import { summaryOf } from './metrics-summary.ts';
import type { MetricsSummary } from './metrics-summary.ts';
import type { Labels } from './series-key.ts';
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
  readonly instruments: readonly (
    | Instrument<SumSeries>
    | Instrument<GaugeSeries>
    | Instrument<HistogramSeries>
  )[];
  /** The number of the present period, which the series' windows are asked with. */
  readonly period: number;
}

/**
 * Makes a registry whose memory is bounded by its options, whatever is recorded.
 *
 * @throws `INVALID_OPTIONS` for a number out of its range.
 */
export function createMetricsRegistry(options: MetricsRegistryOptions = {}): MetricsRegistry {
  return new Registry(options);
}

class Registry implements MetricsRegistry {
  readonly clock: Clock;
  readonly #time: MetricTime;
  readonly #periods: number;
  readonly nativeHistograms: boolean;
  readonly #maxSeries: number;
  readonly #maxInstruments: number;
  readonly #sums = new Map<string, Instrument<SumSeries>>();
  readonly #gauges = new Map<string, Instrument<GaugeSeries>>();
  readonly #histograms = new Map<string, Instrument<HistogramSeries>>();
  readonly #beforeRead = new Set<() => void>();

  constructor(options: MetricsRegistryOptions) {
    const { maxSeries = 2_000, maxInstruments = 1_000, windowMs = 3_600_000, periods = 6 } = options;
    this.#periods = numberOption('periods', periods, { min: 1, max: 60, integer: true });
    this.nativeHistograms = options.nativeHistograms ?? false;
    this.#maxSeries = numberOption('maxSeries', maxSeries, { min: 2, integer: true });
    this.#maxInstruments = numberOption('maxInstruments', maxInstruments, { min: 1, integer: true });
    this.clock = options.clock ?? systemClock;
    this.#time = {
      clock: this.clock,
      periodMs: numberOption('windowMs', windowMs, { min: 1_000 }) / periods,
    };
  }

  startSpan(): undefined {}

  extract(): undefined {}

  inject(): void {}

  counter(name: string, options: InstrumentOptions = {}): Counter {
    const kind = options.upDown === true ? 'up-down' : 'counter';
    const make = (): Instrument<SumSeries> =>
      new Instrument(
        infoOf(name, kind, options),
        this.#maxSeries,
        (labels) => new SumSeries(labels, this.#periods),
      );
    return metricCounter(this.#instrument(this.#sums, name, make), this.#time);
  }

  gauge(name: string, options: InstrumentOptions = {}): Recorder {
    const make = (): Instrument<GaugeSeries> =>
      new Instrument(infoOf(name, 'gauge', options), this.#maxSeries, (labels) => new GaugeSeries(labels));
    return metricGauge(this.#instrument(this.#gauges, name, make));
  }

  histogram(name: string, options: HistogramOptions = {}): MetricHistogram {
    const bounds = boundsOf(options);
    const info = { ...infoOf(name, 'histogram', options), bounds };
    const factor = this.nativeHistograms && bounds.length > 0 ? prometheusName(info).factor : undefined;
    const makeSeries = (labels: Labels): HistogramSeries =>
      new HistogramSeries(labels, bounds, this.#periods, factor);
    const make = (): Instrument<HistogramSeries> => new Instrument(info, this.#maxSeries, makeSeries);
    return metricHistogram(this.#instrument(this.#histograms, name, make), this.#time);
  }

  getMetricsSummary(): MetricsSummary {
    return summaryOf(this.read());
  }

  beforeRead(measure: () => void): () => void {
    const own = (): void => measure();
    this.#beforeRead.add(own);
    return () => void this.#beforeRead.delete(own);
  }

  read(): MetricsReading {
    for (const measure of this.#beforeRead) {
      try {
        measure();
      } catch {
        // What cannot be measured now keeps its last value.
      }
    }
    return {
      instruments: [...this.#sums.values(), ...this.#gauges.values(), ...this.#histograms.values()],
      period: currentPeriod(this.#time),
    };
  }

  /** Beyond the limit an instrument still works, and nobody reads it. */
  #instrument<I>(known: Map<string, I>, name: string, make: () => I): I {
    const found = known.get(name);
    if (found !== undefined) return found;
    const made = make();
    const size = this.#sums.size + this.#gauges.size + this.#histograms.size;
    if (size < this.#maxInstruments) known.set(name, made);
    return made;
  }
}

function infoOf(name: string, kind: InstrumentKind, options: InstrumentOptions): InstrumentInfo {
  return { name, kind, description: options.description ?? '', unit: options.unit ?? '', bounds: [] };
}

function boundsOf({ buckets, unit }: HistogramOptions): readonly number[] {
  if (buckets === 'none') return [];
  if (buckets === undefined)
    return unit === 's' ? durationBuckets : durationBuckets.map((bound) => bound * 1_000);
  const ascending = buckets.every(
    (bound, index) => Number.isFinite(bound) && (index === 0 || bound > buckets[index - 1]!),
  );
  if (!ascending || buckets.length === 0 || buckets.length > 200) {
    throw invalidOption('buckets', '1 to 200 finite numbers, each above the one before', buckets);
  }
  return [...buckets];
}
