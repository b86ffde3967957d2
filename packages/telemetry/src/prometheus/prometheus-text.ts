import { numberOption } from '@toolwright/core';
import type { MetricsReading, MetricsRegistry } from '../metrics/metrics-registry.ts';
import { HistogramSeries, valueOf } from '../metrics/series.ts';
import type { AnySeries, Series } from '../metrics/series.ts';
import { convertedBound, familiesOf, prometheusLabels } from './prometheus-families.ts';
import type { Family } from './prometheus-families.ts';

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

function* pieces(reading: MetricsReading): Generator<string> {
  const labelNames = new Map<string, string>();
  for (const family of familiesOf(reading)) {
    yield header(family);
    for (const one of family.series) yield linesOf(one, family, labelNames);
  }
}

function header({ name, help, type }: Family): string {
  const text = help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return `# HELP ${name} ${text}\n# TYPE ${name} ${type}\n`;
}

function linesOf(series: AnySeries, family: Family, labelNames: Map<string, string>): string {
  const labels = (series.labelText ??= labelText(series, labelNames));
  if (series instanceof HistogramSeries) return distribution(series, labels, family);
  return `${family.name}${braced(labels)} ${number(valueOf(series) * family.factor)}\n`;
}

function distribution(series: HistogramSeries, labels: string, family: Family): string {
  const { name, factor, bounds, period } = family;
  const before = labels === '' ? '' : `${labels},`;
  let lines = '';
  if (bounds.length === 0) {
    const { p50, p95, p99 } = series.recent(period);
    for (const [quantile, value] of [[0.5, p50] as const, [0.95, p95] as const, [0.99, p99] as const]) {
      lines += `${name}{${before}quantile="${quantile}"} ${number(value * factor)}\n`;
    }
  } else {
    let below = 0;
    for (const [index, bound] of bounds.entries()) {
      below += series.buckets[index]!;
      lines += `${name}_bucket{${before}le="${convertedBound(bound, factor)}"} ${below}\n`;
    }
    lines += `${name}_bucket{${before}le="+Inf"} ${series.count}\n`;
  }
  const end = braced(labels);
  return `${lines}${name}_sum${end} ${number(series.sum * factor)}\n${name}_count${end} ${series.count}\n`;
}

function labelText(series: Series, labelNames: Map<string, string>): string {
  return [...prometheusLabels(series, labelNames)]
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(',');
}

function escaped(text: string): string {
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
