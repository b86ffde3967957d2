import { createHistogram } from 'node:perf_hooks';

/** How long calls took, in milliseconds. */
export interface LatencySummary {
  readonly count: number;
  readonly min: number;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** Takes latencies and sums them up, in constant memory and to within a thousandth. */
export interface LatencyRecorder {
  record(latencyMs: number): void;
  summary(): LatencySummary;
}

const microsecond = 1_000;

/** Makes a recorder for latencies up to an hour. */
export function createLatencyRecorder(): LatencyRecorder {
  const histogram = createHistogram({ lowest: 1, highest: 3_600 * 1_000 * microsecond, figures: 3 });
  const inMs = (value: number): number => value / microsecond;
  return {
    record: (latencyMs) => histogram.record(Math.max(Math.round(latencyMs * microsecond), 1)),
    summary() {
      if (histogram.count === 0) return { count: 0, min: 0, mean: 0, p50: 0, p95: 0, p99: 0, max: 0 };
      const at = (percentile: number): number => inMs(histogram.percentile(percentile));
      const { count, min, mean, max } = histogram;
      return {
        count,
        min: inMs(min),
        mean: inMs(mean),
        p50: at(50),
        p95: at(95),
        p99: at(99),
        max: inMs(max),
      };
    },
  };
}
