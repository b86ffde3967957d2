const bucketsPerOctave = 8;
const shortestMs = 0.125;
const bucketCount = 256;
// Old measurements lose half of their weight each time that so many have come in.
const halfLife = 1_000;
// How many measurements may pass before the quantile is worked out again.
const refreshEvery = 16;

/**
 * A quantile of how long things took lately, in 2 kB whatever happens: counts in buckets that grow by a ninth, halved
 * as new measurements come in. What it says is at most 9 % too high.
 */
export class LatencySketch {
  readonly #quantile: number;
  readonly #counts = new Float64Array(bucketCount);
  #total = 0;
  #count = 0;
  #quantileMs = 0;
  #refreshAt = 1;

  constructor(quantile: number) {
    this.#quantile = quantile;
  }

  /** How many measurements there have been. */
  get count(): number {
    return this.#count;
  }

  record(durationMs: number): void {
    const bucket = Math.ceil(Math.log2(Math.max(durationMs, shortestMs) / shortestMs) * bucketsPerOctave);
    this.#counts[Math.min(bucket, bucketCount - 1)]! += 1;
    this.#count += 1;
    this.#total += 1;
    if (this.#total >= 2 * halfLife) this.#fade();
  }

  /** Milliseconds that the quantile's share of the measurements did not exceed; 0 before the first. */
  get quantileMs(): number {
    if (this.#count >= this.#refreshAt) {
      this.#quantileMs = this.#find();
      this.#refreshAt = this.#count + refreshEvery;
    }
    return this.#quantileMs;
  }

  #find(): number {
    let left = this.#total * this.#quantile;
    const bucket = this.#counts.findIndex((count) => {
      left -= count;
      return left <= 1e-9;
    });
    return shortestMs * 2 ** (bucket / bucketsPerOctave);
  }

  #fade(): void {
    for (let bucket = 0; bucket < bucketCount; bucket += 1) this.#counts[bucket]! /= 2;
    this.#total /= 2;
  }
}
