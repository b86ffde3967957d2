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

export function metricCounter(instrument: Instrument<SumSeries>, time: MetricTime): Counter {
  const monotonic = instrument.info.kind === 'counter';
  return {
    add(value, attributes) {
      if (!Number.isFinite(value) || (monotonic && value < 0)) return;
      instrument.of(attributes).add(value, currentPeriod(time));
    },
  };
}

export function metricGauge(instrument: Instrument<GaugeSeries>): Recorder {
  return {
    record(value, attributes) {
      if (!Number.isNaN(value)) instrument.of(attributes).value = value;
    },
  };
}

export function metricHistogram(instrument: Instrument<HistogramSeries>, time: MetricTime): MetricHistogram {
  const { clock, periodMs } = time;
  const record = (value: number, attributes?: Attributes): void => {
    if (value >= 0 && value < Infinity) instrument.of(attributes).record(value, currentPeriod(time));
  };
  const perMs = instrument.info.unit === 's' ? 0.001 : 1;
  return {
    record,
    bind(attributes) {
      const series = instrument.of(attributes);
      return (value, nowMs = clock.monotonicNow()) => {
        if (value >= 0 && value < Infinity) series.record(value, Math.floor(nowMs / periodMs));
      };
    },
    startTimer(attributes) {
      const startedAtMs = clock.monotonicNow();
      return (more) => {
        const tookMs = clock.monotonicNow() - startedAtMs;
        record(tookMs * perMs, more === undefined ? attributes : { ...attributes, ...more });
        return tookMs;
      };
    },
  };
}

/** Which period it is now. */
export function currentPeriod({ clock, periodMs }: MetricTime): number {
  return Math.floor(clock.monotonicNow() / periodMs);
}
