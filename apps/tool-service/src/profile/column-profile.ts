import { createDistinctCounter } from './distinct-counter.ts';
import { createTDigest } from './t-digest.ts';

/** What a value looks like. */
export type ValueType = 'integer' | 'number' | 'boolean' | 'date' | 'text';

/** What is known of a column. */
export interface ColumnSummary {
  readonly name: string;
  /** What fits all values; `empty` without any. */
  readonly type: ValueType | 'empty';
  readonly values: number;
  readonly nulls: number;
  readonly distinct: number;
  readonly distinctIsExact: boolean;
  readonly numbers?: {
    readonly min: number;
    readonly max: number;
    readonly mean: number;
    readonly deviation: number;
    readonly p05: number;
    readonly p25: number;
    readonly p50: number;
    readonly p75: number;
    readonly p95: number;
  };
  readonly longest?: number;
}

/** Gathers what is known of a column, value by value. */
export class ColumnProfile {
  readonly #name: string;
  readonly #types = new Map<ValueType, number>();
  readonly #distinct = createDistinctCounter();
  readonly #digest = createTDigest();
  #nulls = 0;
  #numbers = 0;
  #mean = 0;
  #squares = 0;
  #longest = 0;

  constructor(name: string, missedRows: number) {
    this.#name = name;
    this.#nulls = missedRows;
  }

  /** Takes a value as text; an empty one is null. */
  add(text: string): void {
    if (text === '') {
      this.#nulls += 1;
      return;
    }
    const type = typeOf(text);
    this.#types.set(type, (this.#types.get(type) ?? 0) + 1);
    this.#distinct.add(text);
    if (text.length > this.#longest) this.#longest = text.length;
    if (type === 'integer' || type === 'number') this.#addNumber(Number(text));
  }

  /** The column's summary after `rows` rows: those that did not have it are nulls. */
  summary(rows: number): ColumnSummary {
    const values = [...this.#types.values()].reduce((sum, count) => sum + count, 0);
    const type = this.#type();
    const { value, exact } = this.#distinct.count();
    return {
      name: this.#name,
      type,
      values,
      nulls: Math.max(this.#nulls, rows - values),
      distinct: value,
      distinctIsExact: exact,
      ...((type === 'integer' || type === 'number') && { numbers: this.#numberSummary() }),
      ...(type === 'text' && { longest: this.#longest }),
    };
  }

  // Welford's running mean and variance.
  #addNumber(value: number): void {
    this.#numbers += 1;
    const off = value - this.#mean;
    this.#mean += off / this.#numbers;
    this.#squares += off * (value - this.#mean);
    this.#digest.add(value);
  }

  #type(): ColumnSummary['type'] {
    const [only, second, third] = [...this.#types.keys()];
    if (only === undefined) return 'empty';
    if (second === undefined) return only;
    const numeric = third === undefined && this.#types.has('integer') && this.#types.has('number');
    return numeric ? 'number' : 'text';
  }

  #numberSummary(): NonNullable<ColumnSummary['numbers']> {
    const at = (q: number): number => this.#digest.quantile(q) ?? 0;
    const deviation = Math.sqrt(this.#squares / Math.max(1, this.#numbers - 1));
    return {
      min: at(0),
      max: at(1),
      mean: this.#mean,
      deviation,
      p05: at(0.05),
      p25: at(0.25),
      p50: at(0.5),
      p75: at(0.75),
      p95: at(0.95),
    };
  }
}

const longestNumber = 30;

function typeOf(text: string): ValueType {
  if (text.length <= longestNumber) {
    if (/^-?\d+$/.test(text)) return 'integer';
    if (/^-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) && Number.isFinite(Number(text)))
      return 'number';
    if (/^(?:true|false)$/i.test(text)) return 'boolean';
    if (/^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/.test(text))
      return 'date';
  }
  return 'text';
}
