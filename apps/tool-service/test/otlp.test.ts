import { fileURLToPath } from 'node:url';
import type { CallOptions } from '@toolwright/core';
import {
  createTestClient,
  expectSuccess,
  mcpDoor,
  restDoor,
  startFakeUpstream,
  startProgram,
} from '@toolwright/testing';
import type { FakeUpstream } from '@toolwright/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startOtlpReceiver } from './support/otlp-receiver.ts';
import type { OtlpReceiver, ReceivedSpan } from './support/otlp-receiver.ts';
import { newDataFolder } from './support/start-desk.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const remote = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
const agent = { traceId: '1bf7651916cd43dd8448eb211c80319c', spanId: 'c7ad6b7169203331' };

/** A module that says of the others what they import. */
const listingImports = `
  import { registerHooks } from 'node:module';
  registerHooks({
    resolve(specifier, context, next) {
      console.log('imports ' + specifier);
      return next(specifier, context);
    },
  });
`;

const days = {
  daily: {
    time: ['2026-11-21'],
    temperature_2m_min: [1],
    temperature_2m_max: [9],
    precipitation_sum: [0],
    weather_code: [0],
  },
};

/** Starts the service as `npm start` does, with a weather service that fails first. */
async function startService(
  variables: Readonly<Record<string, string>>,
  nodeOptions: readonly string[] = [],
) {
  const folder = await newDataFolder();
  const upstream = await startFakeUpstream([{ status: 500 }, { json: days }]);
  onTestFinished(async () => {
    await upstream.stop();
    folder.remove();
  });
  const program = await startProgram(process.execPath, {
    args: ['--no-warnings', ...nodeOptions, '--conditions=@toolwright/source', main],
    env: {
      NODE_ENV: 'development',
      HOST: '127.0.0.1',
      PORT: '0',
      DATA_FOLDER: folder.path,
      WEATHER_API_URL: upstream.url,
      ...variables,
    },
    ready: /The tool service is at (\S+)/,
  });
  onTestFinished(() => program[Symbol.asyncDispose]());
  const url = program.ready[1]!;
  return {
    rest: createTestClient(restDoor({ url })),
    mcp: createTestClient(mcpDoor({ url })),
    upstream,
    stop: () => program.end(),
    said: program.output,
  };
}

async function receiver(): Promise<OtlpReceiver> {
  const started = await startOtlpReceiver();
  onTestFinished(() => started.stop());
  return started;
}

/** The headers of a caller who is in a trace. */
function inTrace({ traceId, spanId }: typeof remote): CallOptions {
  return { headers: { traceparent: `00-${traceId}-${spanId}-01` } };
}

function treeOf(spans: readonly ReceivedSpan[]): readonly string[] {
  return spans
    .map(({ name, parentSpanId }) => {
      const parent = spans.find(({ spanId }) => spanId === parentSpanId);
      return `${name.replace('execute_tool ', '')} < ${parent?.name.replace('execute_tool ', '') ?? parentSpanId}`;
    })
    .toSorted();
}

function carriedTo({ requests }: FakeUpstream): readonly (string | undefined)[] {
  return requests().map(({ headers }) => headers['traceparent']?.split('-')[2]);
}

describe('the service with OTEL_EXPORTER_OTLP_ENDPOINT', () => {
  it('sends the tree of each call, and what it measured, as the service that it is said to be', async () => {
    const { url: endpoint, spans, metrics } = await receiver();
    const service = await startService({
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      OTEL_SERVICE_NAME: 'desk-under-test',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=staging,team=travel%20desk',
    });
    const trip = await service.rest.callWith('trips.plan', { to: 'Madrid', days: 1 }, inTrace(remote));
    expect(expectSuccess(trip)).toMatchObject({ forecast: { source: 'service' } });
    const found = await service.mcp.callWith('places.search', { name: 'lisb' }, inTrace(agent));
    expect(found).toSucceed();
    expect(await service.stop()).toBe(0);

    const ofRest = spans.filter(({ traceId }) => traceId === remote.traceId);
    expect(treeOf(ofRest)).toEqual([
      'places.nearby < trips.plan',
      'places.search < trips.plan',
      'retry weather.forecast < weather.forecast',
      `trips.plan < ${remote.spanId}`,
      'weather.forecast < trips.plan',
      'weather.request < retry weather.forecast',
      'weather.request < weather.forecast',
    ]);
    const requests = ofRest.filter(({ name }) => name === 'weather.request').map(({ spanId }) => spanId);
    expect(new Set(carriedTo(service.upstream))).toEqual(new Set(requests));
    const ofMcp = spans.filter(({ traceId }) => traceId === agent.traceId);
    expect(treeOf(ofMcp)).toEqual([`places.search < ${agent.spanId}`]);

    for (const { resource } of [...spans, ...metrics])
      expect(resource).toMatchObject({
        'service.name': 'desk-under-test',
        'service.version': '1.0.0',
        'deployment.environment.name': 'staging',
        team: 'travel desk',
      });
    const names = metrics.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['toolwright.retries', 'process.memory.usage']));
    const durations = metrics.filter(({ name }) => name === 'gen_ai.execute_tool.duration').at(-1);
    expect(durations?.attributes.map((attributes) => attributes['gen_ai.tool.name'])).toEqual(
      expect.arrayContaining(['trips.plan', 'places.search', 'weather.forecast']),
    );
  });

  it('keeps the share of traces that is asked for, and of the others those that failed', async () => {
    const { url: endpoint, spans } = await receiver();
    const service = await startService({
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      OTEL_TRACES_SAMPLER_ARG: '0',
    });
    await service.rest.callWith('places.search', { name: 'lisb' });
    await service.rest.callWith('trips.plan', { to: 'Nowhere at all' });
    await service.stop();
    expect(spans.map(({ name }) => name)).toContain('execute_tool trips.plan');
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(spans[0]?.resource).toMatchObject({
      'service.name': 'travel-desk',
      'deployment.environment.name': 'development',
    });
  });

  it('answers, says so once, and stops in time when nobody takes what it sends', async () => {
    await using dead = await startFakeUpstream([{ failure: 'hang' }]);
    const service = await startService({
      OTEL_EXPORTER_OTLP_ENDPOINT: dead.url,
      OTEL_EXPORTER_OTLP_TIMEOUT: '200',
    });
    for (const name of ['lisb', 'madr', 'pari'])
      expect(await service.rest.callWith('places.search', { name })).toSucceed();
    expect(await service.stop()).toBe(0);
    expect(dead.requests().map(({ url }) => url)).toEqual(expect.arrayContaining(['/v1/traces']));
    expect(service.said().match(/OpenTelemetry has trouble/g)).toHaveLength(1);
  });

  it('is what loads the SDK', async () => {
    const listing = `--import=data:text/javascript,${encodeURIComponent(listingImports)}`;
    const without = await startService({}, [listing]);
    const withIt = await startService({ OTEL_EXPORTER_OTLP_ENDPOINT: without.upstream.url }, [listing]);
    expect(without.said()).toContain('imports @opentelemetry/api');
    expect(without.said()).not.toContain('imports @opentelemetry/sdk');
    expect(withIt.said()).toContain('imports @opentelemetry/sdk-trace');
  });

  it('is refused with what it may be when it is no address', async () => {
    await expect(startService({ OTEL_EXPORTER_OTLP_ENDPOINT: 'nowhere' })).rejects.toThrow(
      'OTEL_EXPORTER_OTLP_ENDPOINT',
    );
  });
});
