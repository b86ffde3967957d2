import type { Attributes } from '@toolwright/core';
import { conventions } from '../semantic-conventions.ts';
import { AttributePaths } from './attribute-paths.ts';
import { labelsOf, seriesKey } from './series-key.ts';
import type { Labels } from './series-key.ts';
import type { Series } from './series.ts';

/** What an instrument measures. */
export type InstrumentKind = 'counter' | 'up-down' | 'gauge' | 'histogram';

/** What an instrument says of itself. */
export interface InstrumentInfo {
  readonly name: string;
  readonly kind: InstrumentKind;
  readonly description: string;
  /** UCUM, as it was given. */
  readonly unit: string;
  /** The upper bounds of a histogram's buckets, ascending; empty when it has none. */
  readonly bounds: readonly number[];
}

const none: Attributes = {};
// Callers who put the same attributes in different orders are few.
const pathsOfSeries = 4;

/** An instrument and its series, of which there are never more than a limit. */
export class Instrument<S extends Series = Series> {
  readonly info: InstrumentInfo;
  readonly #make: (labels: Labels) => S;
  readonly #maxSeries: number;
  readonly #series = new Map<string, S>();
  readonly #paths: AttributePaths<S>;
  #overflow: S | undefined;

  constructor(info: InstrumentInfo, maxSeries: number, make: (labels: Labels) => S) {
    this.info = info;
    this.#maxSeries = maxSeries;
    this.#make = make;
    this.#paths = new AttributePaths(maxSeries * pathsOfSeries);
  }

  get series(): Iterable<S> {
    return this.#series.values();
  }

  /** The series of these attributes; beyond the limit, the one that stands for all others. */
  of(attributes: Attributes = none): S {
    return this.#paths.find(attributes) ?? this.#find(attributes);
  }

  #find(attributes: Attributes): S {
    const key = seriesKey(attributes);
    const series = this.#series.get(key) ?? this.#add(key, attributes);
    if (series !== this.#overflow) this.#paths.remember(attributes, series);
    return series;
  }

  #add(key: string, attributes: Attributes): S {
    // The last place is kept for the overflow.
    if (this.#series.size >= this.#maxSeries - 1) return this.#overflowed();
    const series = this.#make(labelsOf(attributes));
    this.#series.set(key, series);
    return series;
  }

  #overflowed(): S {
    if (this.#overflow === undefined) {
      const attributes = { [conventions.overflow]: true };
      this.#overflow = this.#make(labelsOf(attributes));
      this.#series.set(seriesKey(attributes), this.#overflow);
    }
    return this.#overflow;
  }
}
