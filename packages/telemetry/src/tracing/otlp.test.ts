import { MockOtlpServer } from '@elastic/mockotlpserver';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace';
import { createTool, createToolbox } from '@toolwright/core';
import type { Middleware } from '@toolwright/core';
import { describe, expect, it } from 'vitest';
import { registerSdk, removeSdk } from '../../test-support/with-sdk.ts';
import { openTelemetry } from './open-telemetry.ts';
import { createTailFilter } from './tail-filter.ts';
import { trace } from './trace.ts';

/** What the receiver makes of a request, as far as these tests read it. */
interface ReceivedTrace {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly ReceivedSpan[] }[];
  }[];
}

interface ReceivedSpan {
  readonly name: string;
  readonly traceId: Uint8Array | string;
  readonly spanId: Uint8Array | string;
  readonly parentSpanId?: Uint8Array | string;
  readonly events?: readonly { readonly name: string }[];
  readonly status?: { readonly code?: number | string };
}

const remoteTrace = '0af7651916cd43dd8448eb211c80319c';
const remoteSpan = 'b7ad6b7169203331';

/** Tries a call again until it succeeds, each further time in a span, as a retry rail does. */
const retrying: Middleware = async (call, next) => {
  let outcome = await next();
  let attempts = 1;
  while (outcome.ok === false && attempts < 3) {
    attempts += 1;
    outcome = await call.span(`retry #${attempts}`, {}, () => next(call.fork({ attempt: attempts })));
  }
  call.annotate('retry', { attempts });
  return outcome;
};

async function receive(run: () => Promise<void>): Promise<readonly ReceivedSpan[]> {
  const received: ReceivedSpan[] = [];
  const onTrace = ({ resourceSpans }: ReceivedTrace): void => {
    for (const { scopeSpans } of resourceSpans) for (const { spans } of scopeSpans) received.push(...spans);
  };
  const server = new MockOtlpServer({
    services: ['http'],
    httpHostname: '127.0.0.1',
    httpPort: 0,
    logLevel: 'error',
    onTrace,
  });
  await server.start();
  const exporter = new OTLPTraceExporter({ url: `${server.httpUrl.href}v1/traces` });
  const provider = registerSdk(createTailFilter({ to: new BatchSpanProcessor({ exporter }), ratio: 1 }));
  try {
    await run();
    await provider.shutdown();
  } finally {
    removeSdk();
    await server.close();
  }
  return received;
}

describe('a receiver of OTLP', () => {
  it('gets the tree of a call with retries and a nested call, with the right parents', async () => {
    const telemetry = openTelemetry();
    let tries = 0;
    const geocode = createTool({
      metadata: { name: 'geo.code', version: '1.0.0', description: 'Finds a place', kind: 'query' },
      execute: ({ call }) => call.span('geo.lookup', {}, async () => ({ latitude: 40.4 })),
    });
    const weather = createTool({
      metadata: {
        name: 'weather.current',
        version: '1.0.0',
        description: 'Tells the weather',
        kind: 'query',
      },
      use: [retrying],
      execute: async ({ call }) => {
        const place = await call.invoke(geocode, {});
        await call.span('http.get', { attempt: call.attempt }, async () => {
          tries += 1;
          if (tries < 3) throw new Error('upstream hung up');
        });
        return place;
      },
    });
    const spans = await receive(async () => {
      const toolbox = createToolbox({ tools: [weather, geocode], use: [trace({ telemetry })], telemetry });
      const headers = { traceparent: `00-${remoteTrace}-${remoteSpan}-01` };
      const result = await toolbox.dispatch('weather.current', {}, { headers });
      expect(result.status).toBe('success');
      await toolbox.stop();
    });
    const tree = spans.map((span) => {
      const parent = spans.find(({ spanId }) => hex(spanId) === hex(span.parentSpanId));
      return `${span.name} < ${parent?.name ?? hex(span.parentSpanId)}`;
    });
    const under = (parent: string): readonly string[] => [
      `execute_tool geo.code < ${parent}`,
      'geo.lookup < execute_tool geo.code',
      `http.get < ${parent}`,
    ];
    expect(tree.toSorted()).toEqual(
      [
        `execute_tool weather.current < ${remoteSpan}`,
        ...under('execute_tool weather.current'),
        'retry #2 < execute_tool weather.current',
        ...under('retry #2'),
        'retry #3 < execute_tool weather.current',
        ...under('retry #3'),
      ].toSorted(),
    );
    expect(new Set(spans.map(({ traceId }) => hex(traceId)))).toEqual(new Set([remoteTrace]));
    const root = spans.find(({ name }) => name === 'execute_tool weather.current');
    expect(root?.events?.map(({ name }) => name)).toEqual(['retry']);
    expect(spans.filter(({ status }) => isError(status?.code))).toHaveLength(2);
  });
});

function isError(code: number | string | undefined): boolean {
  return code === 2 || code === 'STATUS_CODE_ERROR';
}

function hex(id: Uint8Array | string | undefined): string {
  return typeof id === 'string' ? id : Buffer.from(id ?? []).toString('hex');
}
