/** Estimates quantiles of numbers that come one by one, in memory that does not grow with them. */
export interface TDigest {
  add(value: number): void;
  /** The value below which the share `q` of the numbers lies, `q` from 0 to 1; `undefined` without numbers. */
  quantile(q: number): number | undefined;
}

const compression = 200;
const bufferSize = 1_000;

/**
 * The merging t-digest (Dunning and Ertl, "Computing Extremely Accurate Quantiles Using t-Digests", 2019) with scale
 * function k1: exact for up to some hundred numbers, within about a hundredth of a rank in the middle, and closer
 * towards both ends.
 */
export function createTDigest(): TDigest {
  return new MergingDigest();
}

interface Centroid {
  readonly mean: number;
  readonly weight: number;
}

class MergingDigest implements TDigest {
  #centroids: Centroid[] = [];
  #buffer: Centroid[] = [];
  #min = Infinity;
  #max = -Infinity;

  add(value: number): void {
    this.#buffer.push({ mean: value, weight: 1 });
    this.#min = Math.min(this.#min, value);
    this.#max = Math.max(this.#max, value);
    if (this.#buffer.length === bufferSize) this.#merge();
  }

  quantile(q: number): number | undefined {
    this.#merge();
    const [first] = this.#centroids;
    const last = this.#centroids.at(-1);
    if (first === undefined || last === undefined) return undefined;
    const total = this.#centroids.reduce((sum, { weight }) => sum + weight, 0);
    const rank = q * total;
    let before = { rank: 0, value: this.#min };
    let passed = 0;
    for (const { mean, weight } of this.#centroids) {
      // A centroid stands for its numbers at the middle of their ranks.
      const here = { rank: passed + weight / 2, value: mean };
      if (rank <= here.rank) return between(before, here, rank);
      before = here;
      passed += weight;
    }
    return between(before, { rank: total, value: this.#max }, rank);
  }

  #merge(): void {
    if (this.#buffer.length === 0) return;
    const sorted = [...this.#centroids, ...this.#buffer].toSorted((a, b) => a.mean - b.mean);
    this.#buffer = [];
    this.#centroids = merged(sorted);
  }
}

function merged(sorted: readonly Centroid[]): Centroid[] {
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0);
  const result: Centroid[] = [];
  let passed = 0;
  let limit = nextLimit(0);
  let current: Centroid = { mean: 0, weight: 0 };
  for (const { mean, weight } of sorted) {
    const joined = current.weight + weight;
    if (current.weight === 0 || (passed + joined) / total <= limit) {
      current = { mean: current.mean + ((mean - current.mean) * weight) / joined, weight: joined };
      continue;
    }
    result.push(current);
    passed += current.weight;
    limit = nextLimit(passed / total);
    current = { mean, weight };
  }
  result.push(current);
  return result;
}

/** The share up to which a centroid that begins at `q` may reach: k1's next whole step. */
function nextLimit(q: number): number {
  const k = (compression / (2 * Math.PI)) * Math.asin(2 * q - 1) + 1;
  const angle = (k * 2 * Math.PI) / compression;
  return angle >= Math.PI / 2 ? 1 : (Math.sin(angle) + 1) / 2;
}

interface Ranked {
  readonly rank: number;
  readonly value: number;
}

function between(low: Ranked, high: Ranked, rank: number): number {
  if (high.rank === low.rank) return high.value;
  return low.value + ((high.value - low.value) * (rank - low.rank)) / (high.rank - low.rank);
}
