import { createTool, createToolbox } from '@toolwright/core';
import { describe, expect, it, vi } from 'vitest';
import { hasProgram, runOn } from '../../test-support/run-program.ts';
import { startPrometheus } from '../../test-support/run-prometheus.ts';
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
    await using prometheus = await startPrometheus(listener.url);
    const calls = 'sum by (error_type) (gen_ai_execute_tool_duration_seconds_count)';
    const expected = { '': 7, INTERNAL_ERROR: 1 };
    await vi.waitFor(async () => expect(await prometheus.ask(calls)).toEqual(expected), 10_000);
    const quantile = 'histogram_quantile(0.95, sum by (le) (gen_ai_execute_tool_duration_seconds_bucket))';
    expect(Object.values(await prometheus.ask(quantile))[0]).toBeGreaterThan(0);
    expect(await prometheus.ask('up')).toEqual({ '': 1 });
  });

  it('takes native histograms where they are switched on on both sides', { timeout: 15_000 }, async () => {
    const registry = createMetricsRegistry({ nativeHistograms: true });
    await using listener = await serveMetrics({ registry, port: 0 });
    await using prometheus = await startPrometheus(listener.url, '--enable-feature=native-histograms');
    const duration = registry.histogram('call.duration', { unit: 'ms', description: 'How long' });
    const calls = registry.counter('calls');
    // 0.001 to 1 second: the median is 0.5 seconds, the 99th percentile 0.99.
    for (let ms = 1; ms <= 1_000; ms += 1) duration.record(ms);
    duration.record(0);
    calls.add(3, { 'odd key': 'a"b' });
    const quantile = (share: number) =>
      prometheus.ask(`histogram_quantile(${share}, sum(call_duration_seconds))`);
    await vi.waitFor(async () => expect(Object.keys(await quantile(0.5))).toHaveLength(1), 10_000);
    for (const [share, exact] of [[0.5, 0.5] as const, [0.99, 0.99] as const, [0.01, 0.01] as const]) {
      const { '': answered = Number.NaN } = await quantile(share);
      // A bucket's width: Prometheus knows no more.
      expect(Math.abs(answered / exact - 1)).toBeLessThan(2 ** (1 / 8) - 1);
    }
    expect(await prometheus.ask('histogram_count(call_duration_seconds)')).toEqual({ '': 1_001 });
    expect((await prometheus.ask('histogram_sum(call_duration_seconds)'))['']).toBeCloseTo(500.5, 6);
    expect(await prometheus.ask('calls_total{odd_key="a\\"b"}')).toEqual({ '': 3 });
    expect(await prometheus.ask('up')).toEqual({ '': 1 });
  });
});
