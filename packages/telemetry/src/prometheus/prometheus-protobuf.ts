import type { MetricsRegistry } from '../metrics/metrics-registry.ts';
import { smallest } from '../metrics/log-sketch.ts';
import type { LogSketch } from '../metrics/log-sketch.ts';
import { HistogramSeries, valueOf } from '../metrics/series.ts';
import type { AnySeries } from '../metrics/series.ts';
import { convertedBound, familiesOf, prometheusLabels } from './prometheus-families.ts';
import type { Family } from './prometheus-families.ts';
import { ProtobufWriter } from './protobuf-writer.ts';

/** What `content-type` says of {@link prometheusProtobuf}. */
export const prometheusProtobufContentType =
  'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited';

// The message numbers its types in this order.
const types: readonly Family['type'][] = ['counter', 'gauge', 'summary'];
const histogramType = 4;
// 2^3 buckets for each doubling: each ends 9 % above the one before.
const schema = 3;
const seriesAtOnce = 100;

/**
 * A registry in Prometheus' protobuf format, in which histograms are native ones, too (`nativeHistograms` of the
 * registry). Piece by piece: while one is made, the event loop goes on every hundred series.
 */
export async function* prometheusProtobuf(
  registry: Pick<MetricsRegistry, 'read'>,
): AsyncGenerator<Uint8Array, void, void> {
  const labelNames = new Map<string, string>();
  for (const family of familiesOf(registry.read())) {
    const body = new ProtobufWriter();
    body.string(1, family.name);
    body.string(2, family.help);
    const type = types.indexOf(family.type);
    body.unsigned(3, type < 0 ? histogramType : type);
    let written = 0;
    for (const one of family.series) {
      body.message(4, () => writeMetric(body, one, family, prometheusLabels(one, labelNames)));
      written += 1;
      if (written % seriesAtOnce === 0) await new Promise<void>((resolve) => void setImmediate(resolve));
    }
    const head = new ProtobufWriter();
    head.varint(body.length);
    yield head.take();
    yield body.take();
  }
}

function writeMetric(
  to: ProtobufWriter,
  series: AnySeries,
  family: Family,
  labels: ReadonlyMap<string, string>,
): void {
  for (const [name, value] of labels)
    to.message(1, () => {
      to.string(1, name);
      to.string(2, value);
    });
  if (!(series instanceof HistogramSeries)) {
    to.message(family.type === 'counter' ? 3 : 2, () => to.double(1, valueOf(series) * family.factor));
  } else if (family.type === 'summary') to.message(4, () => writeSummary(to, series, family));
  else to.message(7, () => writeHistogram(to, series, family));
}

function writeSummary(to: ProtobufWriter, series: HistogramSeries, { factor, period }: Family): void {
  const { p50, p95, p99 } = series.recent(period);
  to.unsigned(1, series.count);
  to.double(2, series.sum * factor);
  for (const [quantile, value] of [[0.5, p50] as const, [0.95, p95] as const, [0.99, p99] as const])
    to.message(3, () => {
      to.double(1, quantile);
      to.double(2, value * factor);
    });
}

function writeHistogram(to: ProtobufWriter, series: HistogramSeries, { bounds, factor }: Family): void {
  to.unsigned(1, series.count);
  to.double(2, series.sum * factor);
  let below = 0;
  for (const [index, bound] of bounds.entries()) {
    below += series.buckets[index]!;
    to.message(3, () => {
      to.unsigned(1, below);
      to.double(2, convertedBound(bound, factor));
    });
  }
  if (series.native !== undefined) writeNative(to, series.native);
}

/** Spans of neighbouring buckets: how far each begins from the end of the last, how many; then each count's change. */
function writeNative(to: ProtobufWriter, sketch: LogSketch): void {
  to.signed(5, schema);
  to.double(6, smallest);
  to.unsigned(7, sketch.zeros);
  const counts = sketch.coarse();
  const spans: { readonly offset: number; length: number }[] = [];
  // Prometheus numbers a bucket by its upper bound: bucket 0 ends at 1.
  let next = 0;
  for (const index of counts.keys()) {
    const gap = index + 1 - next;
    if (spans.length === 0 || gap > 0) spans.push({ offset: gap, length: 1 });
    else spans.at(-1)!.length += 1;
    next = index + 2;
  }
  // A native histogram without a value still says that it is one.
  if (spans.length === 0) spans.push({ offset: 0, length: 0 });
  for (const { offset, length } of spans)
    to.message(12, () => {
      to.signed(1, offset);
      to.unsigned(2, length);
    });
  let before = 0;
  for (const count of counts.values()) {
    to.signed(13, count - before);
    before = count;
  }
}
