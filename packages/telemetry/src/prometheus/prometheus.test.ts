import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTool, createToolbox } from '@toolwright/core';
import { describe, expect, it, vi } from 'vitest';
import { endProgram, hasProgram, runOn, startProgram } from '../../test-support/run-program.ts';
import { createMetricsRegistry } from '../metrics/metrics-registry.ts';
import type { MetricsRegistry } from '../metrics/metrics-registry.ts';
import { recordProcessMetrics } from '../process/process-metrics.ts';
import { createToolMetrics } from '../tool-metrics/create-tool-metrics.ts';
import { serveMetrics } from './serve-metrics.ts';

async function busyRegistry(): Promise<MetricsRegistry> {
  const registry = createMetricsRegistry();
  const tool = createTool({
    metadata: { name: 'weather.current', version: '1.0.0', description: 'x', kind: 'query' },
    execute: ({ input }) => {
      if (input === 'bad') throw new Error('broken');
      return 1;
    },
  });
  const plugins = [createToolMetrics({ telemetry: registry })];
  const logger = { debug() {}, info() {}, warn() {}, error() {}, child: () => logger };
  await using toolbox = createToolbox({ tools: [tool], plugins, logger });
  for (let call = 0; call < 7; call += 1) await toolbox.dispatch('weather.current', {});
  await toolbox.dispatch('weather.current', 'bad');
  registry
    .histogram('answer.size', { unit: 'By', buckets: 'none', description: 'Size of answers' })
    .record(2_048);
  registry
    .counter('calls.open', { upDown: true, description: 'Calls under way' })
    .add(1, { 'odd key\n': 'a"b' });
  recordProcessMetrics({ registry });
  return registry;
}

describe.skipIf(!hasProgram('promtool'))('promtool', () => {
  it('finds nothing to complain about', async () => {
    await using listener = await serveMetrics({ registry: await busyRegistry(), port: 0 });
    const text = await (await fetch(listener.url)).text();
    expect(text).toContain(
      'gen_ai_execute_tool_duration_seconds_bucket{gen_ai_tool_name="weather.current",le="0.001"}',
    );
    expect(runOn(text, 'promtool', ['check', 'metrics'])).toEqual({ status: 0, output: '' });
  });
});

describe.skipIf(!hasProgram('prometheus'))('a real Prometheus', () => {
  it('scrapes the listener and answers questions about it', { timeout: 15_000 }, async () => {
    await using listener = await serveMetrics({ registry: await busyRegistry(), port: 0 });
    const folder = await mkdtemp(join(tmpdir(), 'prometheus-'));
    const port = await freePort();
    const config = join(folder, 'prometheus.yml');
    const target = new URL(listener.url).host;
    await writeFile(
      config,
      `global: { scrape_interval: 200ms }\nscrape_configs: [{ job_name: tools, static_configs: [{ targets: ['${target}'] }] }]\n`,
    );
    const parameters = [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ];
    const prometheus = await startProgram('prometheus', parameters, 'Server is ready');
    try {
      const ask = (question: string) => answerOf(port, question);
      const calls = 'sum by (error_type) (gen_ai_execute_tool_duration_seconds_count)';
      await vi.waitFor(async () => expect(await ask(calls)).toEqual({ '': 7, INTERNAL_ERROR: 1 }), 10_000);
      const quantile = 'histogram_quantile(0.95, sum by (le) (gen_ai_execute_tool_duration_seconds_bucket))';
      expect(Object.values(await ask(quantile))[0]).toBeGreaterThan(0);
      expect(await ask('up')).toEqual({ '': 1 });
    } finally {
      await endProgram(prometheus);
      await rm(folder, { recursive: true, force: true });
    }
  });
});

interface Answer {
  readonly data: {
    readonly result: readonly {
      readonly metric: { readonly error_type?: string };
      readonly value: [number, string];
    }[];
  };
}

/** The values of a question's answer, by `error_type`. */
async function answerOf(port: number, question: string): Promise<Record<string, number>> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(question)}`);
  const { data } = (await answer.json()) as Answer;
  return Object.fromEntries(
    data.result.map(({ metric, value }) => [metric.error_type ?? '', Number(value[1])]),
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
