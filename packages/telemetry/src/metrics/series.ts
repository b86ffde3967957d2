import type { Labels } from './series-key.ts';
import { LogSketch } from './log-sketch.ts';
import { Periods } from './periods.ts';
import type { Period } from './periods.ts';

/** One combination of attributes of an instrument. */
export interface Series {
  readonly labels: Labels;
  /** How a format writes the labels: made once by the format that does. */
  labelText: string | undefined;
}

/** What an instrument may have. */
export type AnySeries = SumSeries | GaugeSeries | HistogramSeries;

/** The one number of a series that has one. */
export function valueOf(series: SumSeries | GaugeSeries): number {
  return series instanceof SumSeries ? series.total : series.value;
}

/** A sum, of everything and of the last periods. */
export class SumSeries implements Series {
  readonly labels: Labels;
  labelText: string | undefined = undefined;
  total = 0;
  readonly #periods: Periods<SumPeriod>;

  constructor(labels: Labels, periods: number) {
    this.labels = labels;
    this.#periods = new Periods(periods, () => new SumPeriod());
  }

  add(value: number, period: number): void {
    this.total += value;
    this.#periods.at(period).sum += value;
  }

  recentSum(period: number): number {
    return this.#periods.until(period).reduce((sum, slot) => sum + slot.sum, 0);
  }
}

class SumPeriod implements Period {
  number = -1;
  sum = 0;

  reset(): void {
    this.sum = 0;
  }
}

/** The last value. */
export class GaugeSeries implements Series {
  readonly labels: Labels;
  labelText: string | undefined = undefined;
  value = 0;

  constructor(labels: Labels) {
    this.labels = labels;
  }
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
export class HistogramSeries implements Series {
  readonly labels: Labels;
  labelText: string | undefined = undefined;
  count = 0;
  sum = 0;
  /** How many values each bucket got by itself; the last is for what is above all bounds. */
  readonly buckets: Float64Array;
  /** Everything by size, in the base unit, where a native histogram is wanted. */
  readonly native: LogSketch | undefined;
  readonly #bounds: readonly number[];
  readonly #factor: number;
  readonly #periods: Periods<DistributionPeriod>;

  constructor(labels: Labels, bounds: readonly number[], periods: number, nativeFactor?: number) {
    this.labels = labels;
    this.native = nativeFactor === undefined ? undefined : new LogSketch();
    this.#bounds = bounds;
    this.#factor = nativeFactor ?? 1;
    this.buckets = new Float64Array(bounds.length === 0 ? 0 : bounds.length + 1);
    this.#periods = new Periods(periods, () => new DistributionPeriod());
  }

  record(value: number, period: number): void {
    this.count += 1;
    this.sum += value;
    if (this.buckets.length > 0) this.buckets[this.#bucketOf(value)]! += 1;
    this.#periods.at(period).record(value);
    this.native?.add(value * this.#factor);
  }

  recent(period: number): HistogramSummary {
    const all = new DistributionPeriod();
    for (const slot of this.#periods.until(period)) all.merge(slot);
    return all.summary();
  }

  #bucketOf(value: number): number {
    const bounds = this.#bounds;
    let low = 0;
    let high = bounds.length;
    while (low < high) {
      const between = (low + high) >>> 1;
      if (value <= bounds[between]!) high = between;
      else low = between + 1;
    }
    return low;
  }
}

class DistributionPeriod implements Period {
  number = -1;
  #count = 0;
  #sum = 0;
  #min = Infinity;
  #max = -Infinity;
  readonly #sketch = new LogSketch();

  record(value: number): void {
    this.#count += 1;
    this.#sum += value;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
    this.#sketch.add(value);
  }

  merge(other: DistributionPeriod): void {
    this.#count += other.#count;
    this.#sum += other.#sum;
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
    this.#sketch.merge(other.#sketch);
  }

  summary(): HistogramSummary {
    const count = this.#count;
    if (count === 0) return { count, min: 0, max: 0, mean: 0, p50: 0, p95: 0, p99: 0 };
    const [min, max] = [this.#min, this.#max];
    const at = (quantile: number): number =>
      Math.min(Math.max(this.#sketch.quantile(quantile, count), min), max);
    return { count, min, max, mean: this.#sum / count, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
  }

  reset(): void {
    this.#count = 0;
    this.#sum = 0;
    this.#min = Infinity;
    this.#max = -Infinity;
    this.#sketch.reset();
  }
}
