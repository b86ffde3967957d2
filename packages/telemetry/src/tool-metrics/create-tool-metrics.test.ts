import { createTool, createToolbox, failed, failure } from '@toolwright/core';
import type { AnyTool, Middleware, Schema } from '@toolwright/core';
import { createFakeClock, recordLogs, recordTelemetry } from '@toolwright/testing';
import type { FakeClock } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { createMetricsRegistry } from '../metrics/metrics-registry.ts';
import type { ProcessReading, ProcessSource } from '../process/process-source.ts';
import { createToolMetrics } from './create-tool-metrics.ts';
import type { ToolMetricsOptions } from './create-tool-metrics.ts';

const anything: Schema = { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } };

/** Takes as long as the input's `ms`, and does what else it says. */
const acting: Middleware = async (call, next) => {
  const { hit, attempts, code, asks } = call.input as Record<string, unknown>;
  if (typeof hit === 'boolean') call.annotate('cache', { hit });
  if (typeof attempts === 'number') call.annotate('retry', { attempts });
  if (asks === true) return { ok: 'input-required', requests: [] };
  const outcome = await next();
  return typeof code === 'string'
    ? failed(failure('RATE_LIMITED', 'x', { type: 'rate_limit_error' }))
    : outcome;
};

function toolCalled(name: string, clock: FakeClock): AnyTool {
  return createTool({
    metadata: { name, version: '1.0.0', description: 'x', kind: 'query' },
    use: [acting],
    execute: async ({ input }) => {
      await clock.advance((input as { ms?: number }).ms ?? 0);
      return { amount: 5 };
    },
  });
}

function fakeProcess(): { source: ProcessSource; use(cpuSeconds: number): void; disposed: () => boolean } {
  let cpuSeconds = 1;
  let gone = false;
  const read = (): ProcessReading => ({
    memoryUsageBytes: 1_000,
    heapUsedBytes: 500,
    cpuSeconds,
    eventLoopUtilization: 0.5,
    eventLoopLagMs: { mean: 2, p99: 5, max: 9 },
  });
  const source = { read, [Symbol.dispose]: () => void (gone = true) };
  return { source, use: (seconds) => void (cpuSeconds += seconds), disposed: () => gone };
}

async function scene(options: ToolMetricsOptions = {}) {
  const clock = createFakeClock();
  const usage = fakeProcess();
  const metrics = createToolMetrics({ clock, process: () => usage.source, ...options });
  const logs = recordLogs();
  const tools = [toolCalled('a', clock), toolCalled('b', clock)];
  const toolbox = createToolbox({ tools, clock, plugins: [metrics], logger: logs.logger });
  await toolbox.start();
  return { clock, metrics, toolbox, usage, lines: logs.lines };
}

describe('createToolMetrics', () => {
  it('reports on each tool, and on all', async () => {
    const { metrics, toolbox, clock } = await scene();
    await toolbox.dispatch('a', { ms: 100, hit: true });
    await toolbox.dispatch('a', { ms: 300, hit: false });
    await toolbox.dispatch('a', { code: 'x' });
    await toolbox.dispatch('b', { ms: 600 });
    await clock.advance(9_000);
    expect(metrics.forTool('a')).toMatchObject({
      requests: { total: 3, ratePerSecond: 0.3, avgResponseTimeMs: 400 / 3 },
      errors: { total: 1, rate: 1 / 3 },
      cache: { hitRate: 0.5 },
      custom: {},
    });
    expect(metrics.all()).toMatchObject({
      requests: { total: 4, ratePerSecond: 0.4, avgResponseTimeMs: 250 },
      errors: { total: 1, rate: 0.25 },
    });
    expect(metrics.forTool('unknown').requests).toEqual({ total: 0, ratePerSecond: 0, avgResponseTimeMs: 0 });
  });

  it('forgets in rates and averages what is past the window, and not in totals', async () => {
    const { metrics, toolbox, clock } = await scene({ windowMs: 12_000 });
    await toolbox.dispatch('a', { ms: 100, code: 'x' });
    await clock.advance(60_000);
    await toolbox.dispatch('a', { ms: 20 });
    expect(metrics.forTool('a')).toMatchObject({
      requests: { total: 2, avgResponseTimeMs: 20 },
      errors: { total: 1, rate: 0 },
    });
    expect(metrics.forTool('a').requests.ratePerSecond).toBeCloseTo(1 / 11, 1);
  });

  it('reads what the process uses, at most once a second', async () => {
    const { metrics, usage, clock, toolbox } = await scene();
    usage.use(1);
    expect(metrics.all().resources).toEqual({
      memoryUsageBytes: 1_000,
      cpuUsagePercent: 0,
      eventLoopLagMs: 2,
    });
    await clock.advance(2_000);
    expect(metrics.all().resources.cpuUsagePercent).toBe(50);
    expect(metrics.forTool('a').resources.cpuUsagePercent).toBe(50);
    await toolbox.stop();
    expect(usage.disposed()).toBe(true);
  });

  it("adds up the application's own numbers, and goes on when one fails", async () => {
    const { metrics, toolbox, lines } = await scene({
      custom: {
        businessValue: (_call, value) => (value as { amount: number }).amount,
        nothing: () => undefined,
        broken: () => {
          throw new Error('no number');
        },
      },
    });
    await toolbox.dispatch('a', {});
    await toolbox.dispatch('b', {});
    await toolbox.dispatch('b', { code: 'x' });
    expect(metrics.forTool('a').custom).toEqual({ businessValue: 5 });
    expect(metrics.all().custom).toEqual({ businessValue: 10 });
    expect(lines().filter(({ level }) => level === 'warn')).toHaveLength(2);
  });

  it('tells a telemetry by the names of the conventions', async () => {
    const { telemetry, measurements } = recordTelemetry();
    const { toolbox } = await scene({ telemetry });
    await toolbox.dispatch('a', { ms: 250, hit: true });
    await toolbox.dispatch('a', { hit: false, attempts: 3, code: 'x' });
    expect(
      measurements().map(({ instrument, value, attributes }) => [instrument, value, attributes]),
    ).toEqual([
      ['gen_ai.execute_tool.duration', 0.25, { 'gen_ai.tool.name': 'a' }],
      ['toolwright.cache.lookups', 1, { 'gen_ai.tool.name': 'a', hit: true }],
      ['gen_ai.execute_tool.duration', 0, { 'gen_ai.tool.name': 'a', 'error.type': 'RATE_LIMITED' }],
      ['toolwright.cache.lookups', 1, { 'gen_ai.tool.name': 'a', hit: false }],
      ['toolwright.retries', 2, { 'gen_ai.tool.name': 'a' }],
    ]);
  });

  it.each([true, false])('records into a registry by its own clock, whether shared (%s)', async (shared) => {
    const clock = createFakeClock();
    const registry = createMetricsRegistry({ clock: shared ? clock : createFakeClock(), windowMs: 1_000 });
    await clock.advance(10_000);
    const plugins = [createToolMetrics({ telemetry: registry, clock })];
    const { logger } = recordLogs();
    const toolbox = createToolbox({ tools: [toolCalled('a', clock)], plugins, clock, logger });
    for (const input of [{ ms: 250 }, { ms: 250 }, { code: 'RATE_LIMITED' }, { code: 'RATE_LIMITED' }])
      await toolbox.dispatch('a', input);
    await toolbox.stop();
    const series = (more = ''): string => `gen_ai.execute_tool.duration{${more}gen_ai.tool.name=a}`;
    expect(registry.getMetricsSummary().histograms).toMatchObject({
      [series()]: { count: 2, max: 0.25 },
      [series('error.type=RATE_LIMITED,')]: { count: 2 },
    });
  });

  it('does not count a call that waits for an answer', async () => {
    const { metrics, toolbox } = await scene();
    expect((await toolbox.dispatch('a', { asks: true })).status).toBe('input_required');
    expect(metrics.all().requests.total).toBe(0);
  });

  it('counts a stream when it ends, with how it ended', async () => {
    const clock = createFakeClock();
    const metrics = createToolMetrics({ clock, process: () => fakeProcess().source });
    const streaming = createTool({
      metadata: { name: 's', version: '1.0.0', description: 'x', kind: 'query' },
      schema: { chunk: anything },
      async *execute() {
        yield 1;
        await clock.advance(50);
        throw new Error('broke');
      },
    });
    const { logger } = recordLogs();
    const toolbox = createToolbox({ tools: [streaming], clock, plugins: [metrics], logger });
    const stream = toolbox.dispatchStream('s', {});
    await stream.next();
    expect(metrics.forTool('s').requests.total).toBe(0);
    await stream.next();
    expect(metrics.forTool('s')).toMatchObject({
      requests: { total: 1, avgResponseTimeMs: 50 },
      errors: { total: 1 },
    });
  });

  it('watches this process unless it is told otherwise', async () => {
    const metrics = createToolMetrics();
    const tools = [toolCalled('a', createFakeClock())];
    await using toolbox = createToolbox({ tools, plugins: [metrics] });
    await toolbox.start();
    expect(metrics.all().resources.memoryUsageBytes).toBeGreaterThan(1e6);
  });

  it('refuses a window out of its range and a number that is no function', () => {
    expect(() => createToolMetrics({ windowMs: 10 })).toThrow('"windowMs"');
    expect(() => createToolMetrics({ custom: { value: 1 as never } })).toThrow('"custom.value"');
  });
});
