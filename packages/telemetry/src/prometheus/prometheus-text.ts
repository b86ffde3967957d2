import { numberOption } from '@toolwright/core';
import type { InstrumentInfo } from '../metrics/instrument.ts';
import type { MetricsReading, MetricsRegistry } from '../metrics/metrics-registry.ts';
import type { Series } from '../metrics/series.ts';
import { GaugeSeries, HistogramSeries, SumSeries } from '../metrics/series.ts';
import { prometheusLabel, prometheusName } from './prometheus-names.ts';

/** What `content-type` says of {@link prometheusText}. */
export const prometheusContentType = 'text/plain; version=0.0.4; charset=utf-8';

/** How the text is written. */
export interface PrometheusTextOptions {
  /** Characters after which a piece is handed out and others may work, at least 1. @default 16_384 */
  readonly chunkLength?: number;
}

/**
 * A registry in Prometheus' text format, piece by piece: between two pieces the event loop goes on, so that a scrape of
 * many series holds up nobody. Histograms without buckets are shown as summaries, with the quantiles of the window.
 * Leaving the loop ends the work.
 */
export async function* prometheusText(
  registry: Pick<MetricsRegistry, 'read'>,
  options: PrometheusTextOptions = {},
): AsyncGenerator<string, void, void> {
  const chunkLength = numberOption('chunkLength', options.chunkLength ?? 16_384, { min: 1, integer: true });
  let text = '';
  for (const piece of pieces(registry.read())) {
    text += piece;
    if (text.length < chunkLength) continue;
    yield text;
    text = '';
    await new Promise<void>((resolve) => void setImmediate(resolve));
  }
  if (text !== '') yield text;
}

function* pieces({ instruments, period }: MetricsReading): Generator<string> {
  const taken = new Set<string>();
  const labelNames = new Map<string, string>();
  for (const { info, series } of instruments) {
    const { name: wanted, factor } = prometheusName(info);
    const name = reserve(wanted, info, taken);
    let begun = false;
    for (const one of series) {
      if (!begun) yield header(name, info);
      begun = true;
      yield linesOf(one, { name, factor, info, period, labelNames });
    }
  }
}

interface Shown {
  readonly name: string;
  readonly factor: number;
  readonly info: InstrumentInfo;
  readonly period: number;
  /** How labels are written, as far as it is known: few names, many series. */
  readonly labelNames: Map<string, string>;
}

function header(name: string, info: InstrumentInfo): string {
  const help = (info.description || info.name).replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return `# HELP ${name} ${help}\n# TYPE ${name} ${typeOf(info)}\n`;
}

function typeOf({ kind, bounds }: InstrumentInfo): string {
  if (kind === 'up-down') return 'gauge';
  return kind === 'histogram' && bounds.length === 0 ? 'summary' : kind;
}

function linesOf(series: Series, shown: Shown): string {
  const labels = (series.labelText ??= labelText(series, shown.labelNames));
  if (series instanceof SumSeries || series instanceof GaugeSeries) {
    const value = series instanceof SumSeries ? series.total : series.value;
    return `${shown.name}${braced(labels)} ${number(value * shown.factor)}\n`;
  }
  return series instanceof HistogramSeries ? distribution(series, labels, shown) : '';
}

function distribution(
  series: HistogramSeries,
  labels: string,
  { name, factor, info, period }: Shown,
): string {
  const before = labels === '' ? '' : `${labels},`;
  let lines = '';
  if (info.bounds.length === 0) {
    const { p50, p95, p99 } = series.recent(period);
    for (const [quantile, value] of [[0.5, p50] as const, [0.95, p95] as const, [0.99, p99] as const]) {
      lines += `${name}{${before}quantile="${quantile}"} ${number(value * factor)}\n`;
    }
  } else {
    let below = 0;
    for (const [index, bound] of info.bounds.entries()) {
      below += series.buckets[index]!;
      lines += `${name}_bucket{${before}le="${rounded(bound * factor)}"} ${below}\n`;
    }
    lines += `${name}_bucket{${before}le="+Inf"} ${series.count}\n`;
  }
  const end = braced(labels);
  return `${lines}${name}_sum${end} ${number(series.sum * factor)}\n${name}_count${end} ${series.count}\n`;
}

/** Names that come out alike get a number, and so does one that another's parts are called. */
function reserve(wanted: string, { kind }: InstrumentInfo, taken: Set<string>): string {
  const parts = kind === 'histogram' ? ['', '_bucket', '_sum', '_count'] : [''];
  let name = wanted;
  for (let next = 2; parts.some((part) => taken.has(name + part)); next += 1) name = `${wanted}_${next}`;
  for (const part of parts) taken.add(name + part);
  return name;
}

/** Labels that come out with one name share it, their values joined, as OpenTelemetry's rules for Prometheus ask. */
function labelText({ labels }: Series, labelNames: Map<string, string>): string {
  const values = new Map<string, string>();
  for (const [name, value] of labels) {
    let plain = labelNames.get(name);
    if (plain === undefined) labelNames.set(name, (plain = prometheusLabel(name)));
    const before = values.get(plain);
    values.set(plain, before === undefined ? value : `${before};${value}`);
  }
  return [...values].map(([name, value]) => `${name}="${escaped(value)}"`).join(',');
}

function escaped(value: string): string {
  const text = value.toWellFormed();
  if (!/[\\"\n]/.test(text)) return text;
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function braced(labels: string): string {
  return labels === '' ? '' : `{${labels}}`;
}

function number(value: number): string {
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : String(value);
}

/** A bound in another unit without the noise of floating point: 0.001 * 5 stays 0.005. */
function rounded(bound: number): number {
  return Number(bound.toPrecision(12));
}
