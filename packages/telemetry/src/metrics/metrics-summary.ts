import type { MetricsReading } from './metrics-registry.ts';
import { seriesName } from './series-key.ts';
import { GaugeSeries, SumSeries } from './series.ts';
import type { HistogramSummary } from './series.ts';

/** Every series of a registry, by its name `name{key=value,…}`. */
export interface MetricsSummary {
  /** What was counted in the window; of up-down counters, where they stand. */
  readonly counters: Readonly<Record<string, number>>;
  readonly gauges: Readonly<Record<string, number>>;
  /** Distributions of the window; quantiles within 1 % of exact. */
  readonly histograms: Readonly<Record<string, HistogramSummary>>;
}

export function summaryOf({ instruments, period }: MetricsReading): MetricsSummary {
  const counters: [string, number][] = [];
  const gauges: [string, number][] = [];
  const histograms: [string, HistogramSummary][] = [];
  for (const { info, series } of instruments) {
    for (const one of series) {
      const name = seriesName(info.name, one.labels);
      if (one instanceof SumSeries)
        counters.push([name, info.kind === 'counter' ? one.recentSum(period) : one.total]);
      else if (one instanceof GaugeSeries) gauges.push([name, one.value]);
      else histograms.push([name, one.recent(period)]);
    }
  }
  return {
    counters: Object.fromEntries(counters),
    gauges: Object.fromEntries(gauges),
    histograms: Object.fromEntries(histograms),
  };
}
