// 2^6 buckets for each doubling: a bucket's middle is within 0.55 % of all its values.
const perDoubling = 64;
const middle = 2 ** (0.5 / perDoubling);
const mostBuckets = 2_048;
const growth = 32;
const fullest = 2 ** 32 - 1;
// Below the nanosecond, or whatever the unit's billionth is, all is nothing.
export const smallest = 1e-12;

/**
 * Counts values above 0 by their size on a logarithmic scale, for quantiles that are within 1 % of exact in at most 8 kB:
 * buckets as of OpenTelemetry's exponential histogram at scale 6, kept as by DDSketch (Masson, Rim and Lee, 2019). Of
 * values more than 32 doublings apart, the smallest are lumped together.
 */
export class LogSketch {
  #counts = new Uint32Array(0);
  #first = 0;
  #zeros = 0;

  /** Counts one value, at least 0. */
  add(value: number): void {
    if (value < smallest) {
      this.#zeros += 1;
      return;
    }
    const index = Math.ceil(Math.log2(value) * perDoubling) - 1;
    let at = index - this.#first;
    if (at < 0 || at >= this.#counts.length) {
      this.#makeRoom(index, index);
      at = Math.max(index - this.#first, 0);
    }
    this.#countAt(at, 1);
  }

  /** Counts what another has counted. */
  merge(other: LogSketch): void {
    this.#zeros += other.#zeros;
    const counts = other.#counts;
    if (counts.length === 0) return;
    const last = other.#first + counts.length - 1;
    if (other.#first < this.#first || last >= this.#first + this.#counts.length)
      this.#makeRoom(other.#first, last);
    for (let index = 0; index < counts.length; index += 1) {
      this.#countAt(Math.max(other.#first + index - this.#first, 0), counts[index]!);
    }
  }

  /** The value that the share `quantile` (0 to 1) of the `count` counted values does not exceed: the nearest rank. */
  quantile(quantile: number, count: number): number {
    const rank = Math.max(Math.ceil(quantile * count), 1);
    let seen = this.#zeros;
    if (seen >= rank) return 0;
    for (let index = 0; index < this.#counts.length; index += 1) {
      seen += this.#counts[index]!;
      if (seen >= rank) return 2 ** ((this.#first + index) / perDoubling) * middle;
    }
    return Number.NaN;
  }

  /** How many values were below the smallest that is told apart. */
  get zeros(): number {
    return this.#zeros;
  }

  /**
   * What is counted by 8 buckets for each doubling, the smallest first: bucket `index` holds what is above `2 ** (index / 8)`
   * and at most `2 ** ((index + 1) / 8)`. Empty ones are left out.
   */
  coarse(): Map<number, number> {
    const counts = new Map<number, number>();
    for (const [at, count] of this.#counts.entries()) {
      const index = (this.#first + at) >> 3;
      if (count > 0) counts.set(index, (counts.get(index) ?? 0) + count);
    }
    return counts;
  }

  /** Forgets everything; keeps its room, which the next period will need again. */
  reset(): void {
    this.#counts.fill(0);
    this.#zeros = 0;
  }

  /** A full bucket stays full: beginning again from 0 would look like a restart. */
  #countAt(at: number, more: number): void {
    const counts = this.#counts;
    counts[at] = Math.min(counts[at]! + more, fullest);
  }

  // Room that is not used yet is given up first: only counted values more than 32 doublings apart are lumped.
  #makeRoom(from: number, to: number): void {
    const before = this.#counts;
    const firstUsed = before.findIndex((count) => count > 0);
    const lastUsed = before.findLastIndex((count) => count > 0);
    const first = firstUsed < 0 ? from : Math.min(from, this.#first + firstUsed);
    const last = lastUsed < 0 ? to : Math.max(to, this.#first + lastUsed);
    const start = Math.max(first - growth, last - mostBuckets + 1);
    const length = Math.min(last + growth - start + 1, mostBuckets);
    if (start === this.#first && length === before.length) return;
    const after = new Uint32Array(length);
    for (let index = 0; index < before.length; index += 1) {
      if (before[index]! > 0) after[Math.max(this.#first + index - start, 0)]! += before[index]!;
    }
    this.#counts = after;
    this.#first = start;
  }
}
