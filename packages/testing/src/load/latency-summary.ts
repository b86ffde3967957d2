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

/** Takes latencies and sums them up; percentiles to three figures, in memory that does not grow with the load. */
export interface LatencyRecorder {
  record(latencyMs: number): void;
  summary(): LatencySummary;
}

const figures = 3;
// Shorter than a clock can tell.
const shortestMs = 0.000_1;

/** Makes a recorder of nothing. */
export function createLatencyRecorder(): LatencyRecorder {
  // One bucket per value of three figures: 900 of them for each power of ten.
  const buckets = new Map<number, number>();
  let [count, sum, min, max] = [0, 0, Number.POSITIVE_INFINITY, 0];
  return {
    record(latencyMs) {
      const bucket = latencyMs < shortestMs ? 0 : Number(latencyMs.toPrecision(figures));
      buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1);
      count += 1;
      sum += latencyMs;
      min = Math.min(min, latencyMs);
      max = Math.max(max, latencyMs);
    },
    summary() {
      if (count === 0) return { count, min: 0, mean: 0, p50: 0, p95: 0, p99: 0, max };
      const sorted = [...buckets].toSorted(([a], [b]) => a - b);
      const at = (share: number): number => valueAt(sorted, Math.ceil(count * share));
      return { count, min, mean: sum / count, p50: at(0.5), p95: at(0.95), p99: at(0.99), max };
    },
  };
}

/** The value of the one that stands at that rank, from 1. */
function valueAt(sorted: readonly (readonly [number, number])[], rank: number): number {
  let passed = 0;
  for (const [value, count] of sorted) {
    passed += count;
    if (passed >= rank) return value;
  }
  return Number.NaN;
}
