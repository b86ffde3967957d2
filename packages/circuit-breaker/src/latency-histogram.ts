/** What a histogram says of its window, in milliseconds. */
export interface LatencySummary {
  readonly count: number;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

const sliceCount = 6;
// Buckets grow by the eighth root of two, 9 %: from an eighth of a millisecond to 35 minutes, one for less, one for more.
const bucketsPerDoubling = 8;
const smallestMs = 0.125;
const bucketCount = 24 * bucketsPerDoubling + 2;

interface Slice {
  readonly buckets: Uint32Array;
  number: number;
  count: number;
  sumMs: number;
}

/**
 * Latencies of a rolling window in bounded memory: nothing is sorted, and recording costs the same however many
 * there are. A percentile is off by at most 5 %, outside of 0.125 ms to 35 min more; the count and the mean are exact.
 */
export class LatencyHistogram {
  readonly #sliceMs: number;
  // By slice number modulo their count; a place is made when first needed.
  readonly #slices: (Slice | undefined)[] = [];
  #current: Slice | undefined;
  #currentEndsAtMs = -Infinity;

  constructor(windowMs: number) {
    this.#sliceMs = windowMs / sliceCount;
  }

  record(nowMs: number, durationMs: number): void {
    const slice = nowMs < this.#currentEndsAtMs && this.#current ? this.#current : this.#enter(nowMs);
    const index = bucketOf(durationMs);
    slice.buckets[index] = (slice.buckets[index] ?? 0) + 1;
    slice.count += 1;
    slice.sumMs += durationMs;
  }

  summary(nowMs: number): LatencySummary {
    const oldest = Math.floor(nowMs / this.#sliceMs) - sliceCount + 1;
    const live = this.#slices.filter((slice) => slice !== undefined && slice.number >= oldest) as Slice[];
    const count = live.reduce((sum, slice) => sum + slice.count, 0);
    if (count === 0) return { count: 0, mean: 0, p50: 0, p95: 0, p99: 0 };
    const mean = live.reduce((sum, slice) => sum + slice.sumMs, 0) / count;
    const at = (share: number): number => percentile(live, Math.ceil(share * count));
    return { count, mean, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
  }

  #enter(nowMs: number): Slice {
    const number = Math.floor(nowMs / this.#sliceMs);
    const place = number % sliceCount;
    const slice = (this.#slices[place] ??= {
      buckets: new Uint32Array(bucketCount),
      number,
      count: 0,
      sumMs: 0,
    });
    if (slice.number !== number) {
      slice.buckets.fill(0);
      slice.number = number;
      slice.count = 0;
      slice.sumMs = 0;
    }
    this.#current = slice;
    this.#currentEndsAtMs = (number + 1) * this.#sliceMs;
    return slice;
  }
}

function bucketOf(durationMs: number): number {
  if (durationMs < smallestMs) return 0;
  const index = 1 + Math.floor(Math.log2(durationMs / smallestMs) * bucketsPerDoubling);
  return index < bucketCount ? index : bucketCount - 1;
}

function percentile(slices: readonly Slice[], rank: number): number {
  let seen = 0;
  for (let index = 0; index < bucketCount; index += 1) {
    for (const slice of slices) seen += slice.buckets[index] ?? 0;
    if (seen >= rank) return middleOf(index);
  }
  return middleOf(bucketCount - 1);
}

// The geometric middle of the bucket: the same relative error at both of its ends.
function middleOf(index: number): number {
  if (index === 0) return smallestMs / 2;
  return smallestMs * 2 ** ((index - 0.5) / bucketsPerDoubling);
}
