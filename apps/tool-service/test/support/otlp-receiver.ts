import { MockOtlpServer } from '@elastic/mockotlpserver';

/** A span as it arrived. Ids are hexadecimal; attributes are plain. */
export interface ReceivedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly resource: Readonly<Record<string, unknown>>;
}

/** A metric as it arrived. */
export interface ReceivedMetric {
  readonly name: string;
  readonly attributes: readonly Readonly<Record<string, unknown>>[];
  readonly resource: Readonly<Record<string, unknown>>;
}

/** A receiver of OTLP over HTTP on this machine, and what it has got. */
export interface OtlpReceiver {
  readonly url: string;
  readonly spans: readonly ReceivedSpan[];
  readonly metrics: readonly ReceivedMetric[];
  stop(): Promise<void>;
}

/** Starts a receiver on a free port. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const metrics: ReceivedMetric[] = [];
  const onTrace = ({ resourceSpans }: WireTraces): void => {
    for (const { resource, scopeSpans } of resourceSpans)
      for (const span of scopeSpans.flatMap((scope) => scope.spans))
        spans.push({
          name: span.name,
          traceId: hex(span.traceId),
          spanId: hex(span.spanId),
          parentSpanId: hex(span.parentSpanId),
          attributes: plain(span.attributes),
          resource: plain(resource.attributes),
        });
  };
  const onMetrics = ({ resourceMetrics }: WireMetrics): void => {
    for (const { resource, scopeMetrics } of resourceMetrics)
      for (const metric of scopeMetrics.flatMap((scope) => scope.metrics)) {
        const { dataPoints = [] } = metric.histogram ?? metric.sum ?? metric.gauge ?? {};
        const attributes = dataPoints.map((point) => plain(point.attributes));
        metrics.push({ name: metric.name, attributes, resource: plain(resource.attributes) });
      }
  };
  const place = { httpHostname: '127.0.0.1', httpPort: 0 };
  const server = new MockOtlpServer({ services: ['http'], ...place, logLevel: 'error', onTrace, onMetrics });
  await server.start();
  return { url: server.httpUrl.href, spans, metrics, stop: () => server.close() };
}

type WireAttributes = readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];

interface WireTraces {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: WireAttributes };
    readonly scopeSpans: readonly {
      readonly spans: readonly {
        readonly name: string;
        readonly traceId: Uint8Array;
        readonly spanId: Uint8Array;
        readonly parentSpanId?: Uint8Array;
        readonly attributes?: WireAttributes;
      }[];
    }[];
  }[];
}

interface WirePoints {
  readonly dataPoints?: readonly { readonly attributes?: WireAttributes }[];
}

interface WireMetrics {
  readonly resourceMetrics: readonly {
    readonly resource: { readonly attributes: WireAttributes };
    readonly scopeMetrics: readonly {
      readonly metrics: readonly {
        readonly name: string;
        readonly histogram?: WirePoints;
        readonly sum?: WirePoints;
        readonly gauge?: WirePoints;
      }[];
    }[];
  }[];
}

function plain(attributes: WireAttributes = []): Record<string, unknown> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => {
      const [kind, what] = Object.entries(value).find(([, held]) => held !== null) ?? [];
      return [key, kind === 'intValue' ? Number(what) : what];
    }),
  );
}

function hex(id: Uint8Array | undefined): string {
  return Buffer.from(id ?? []).toString('hex');
}
