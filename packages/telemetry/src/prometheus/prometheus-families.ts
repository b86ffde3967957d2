import type { InstrumentInfo } from '../metrics/instrument.ts';
import type { MetricsReading } from '../metrics/metrics-registry.ts';
import type { AnySeries, Series } from '../metrics/series.ts';
import { prometheusLabel, prometheusName } from './prometheus-names.ts';

/** One instrument as Prometheus is shown it. */
export interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram' | 'summary';
  /** What values are multiplied by to be in the base unit that the name says. */
  readonly factor: number;
  /** The upper bounds of a histogram's buckets, in the instrument's own unit. */
  readonly bounds: readonly number[];
  /** The period that the windows of summaries end with. */
  readonly period: number;
  readonly series: Iterable<AnySeries>;
}

/** The instruments that have something to show. */
export function* familiesOf({ instruments, period }: MetricsReading): Generator<Family> {
  const taken = new Set<string>();
  for (const instrument of instruments) {
    const { info } = instrument;
    const { name: wanted, factor } = prometheusName(info);
    const name = reserve(wanted, info, taken);
    const [some] = instrument.series;
    if (some === undefined) continue;
    const help = info.description || info.name;
    const { series } = instrument;
    yield { name, help, type: typeOf(info), factor, bounds: info.bounds, period, series };
  }
}

/**
 * The labels of a series as Prometheus names them; those that come out with one name share it, their values joined, as
 * OpenTelemetry's rules for Prometheus ask. `names` keeps what is known: few names, many series.
 */
export function prometheusLabels({ labels }: Series, names: Map<string, string>): Map<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of labels) {
    let plain = names.get(name);
    if (plain === undefined) names.set(name, (plain = prometheusLabel(name)));
    const before = values.get(plain);
    const text = value.toWellFormed();
    values.set(plain, before === undefined ? text : `${before};${text}`);
  }
  return values;
}

/** A bound in another unit without the noise of floating point: 0.001 * 5 stays 0.005. */
export function convertedBound(bound: number, factor: number): number {
  return Number((bound * factor).toPrecision(12));
}

function typeOf({ kind, bounds }: InstrumentInfo): Family['type'] {
  if (kind === 'up-down') return 'gauge';
  return kind === 'histogram' && bounds.length === 0 ? 'summary' : kind;
}

/** Names that come out alike get a number, and so does one that another's parts are called. */
function reserve(wanted: string, { kind }: InstrumentInfo, taken: Set<string>): string {
  const parts = kind === 'histogram' ? ['', '_bucket', '_sum', '_count'] : [''];
  let name = wanted;
  for (let next = 2; parts.some((part) => taken.has(name + part)); next += 1) name = `${wanted}_${next}`;
  for (const part of parts) taken.add(name + part);
  return name;
}
