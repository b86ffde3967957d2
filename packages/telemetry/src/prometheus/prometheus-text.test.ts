import { createFakeClock } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { createMetricsRegistry } from '../metrics/metrics-registry.ts';
import type { MetricsRegistry } from '../metrics/metrics-registry.ts';
import { prometheusText } from './prometheus-text.ts';

function registry(options = {}): MetricsRegistry {
  return createMetricsRegistry({ clock: createFakeClock(), ...options });
}

async function textOf(from: MetricsRegistry): Promise<string> {
  return (await all(prometheusText(from))).join('');
}

async function all(pieces: AsyncIterable<string>): Promise<readonly string[]> {
  const kept: string[] = [];
  for await (const piece of pieces) kept.push(piece);
  return kept;
}

describe('prometheusText', () => {
  it('shows counters, gauges and histograms in base units', async () => {
    const metrics = registry();
    metrics.counter('toolwright.call.count', { unit: '{call}', description: 'Calls' }).add(3, { tool: 'a' });
    metrics.counter('open', { upDown: true }).add(-1);
    metrics.gauge('memoryUsage', { unit: 'By' }).record(1_024);
    metrics.histogram('wait', { unit: 'ms', buckets: [5, 10] }).record(7, { tool: 'a' });
    expect(await textOf(metrics)).toBe(
      [
        '# HELP toolwright_call_count_total Calls',
        '# TYPE toolwright_call_count_total counter',
        'toolwright_call_count_total{tool="a"} 3',
        '# HELP open open',
        '# TYPE open gauge',
        'open -1',
        '# HELP memory_usage_bytes memoryUsage',
        '# TYPE memory_usage_bytes gauge',
        'memory_usage_bytes 1024',
        '# HELP wait_seconds wait',
        '# TYPE wait_seconds histogram',
        'wait_seconds_bucket{tool="a",le="0.005"} 0',
        'wait_seconds_bucket{tool="a",le="0.01"} 1',
        'wait_seconds_bucket{tool="a",le="+Inf"} 1',
        'wait_seconds_sum{tool="a"} 0.007',
        'wait_seconds_count{tool="a"} 1',
        '',
      ].join('\n'),
    );
  });

  it('shows quantiles of a histogram without buckets', async () => {
    const metrics = registry();
    for (let value = 1; value <= 1_000; value += 1)
      metrics.histogram('size', { buckets: 'none' }).record(value);
    const text = await textOf(metrics);
    expect(text).toContain('# TYPE size summary\n');
    const p95 = /size\{quantile="0.95"\} ([\d.]+)/.exec(text)?.[1];
    expect(Math.abs(Number(p95) / 950 - 1)).toBeLessThan(0.01);
    expect(text).toContain('size_sum 500500\nsize_count 1000\n');
  });

  it('escapes what labels and descriptions hold, and joins labels that come out alike', async () => {
    const metrics = registry();
    metrics
      .gauge('a', { description: 'one\ntwo\\' })
      .record(Infinity, { 'x.y': 'a"b\\c\nd', x_y: 'more', le: '\ud800' });
    metrics.gauge('b').record(-Infinity);
    expect(await textOf(metrics)).toBe(
      '# HELP a one\\ntwo\\\\\n# TYPE a gauge\na{le_value="\ufffd",x_y="a\\"b\\\\c\\nd;more"} +Inf\n' +
        '# HELP b b\n# TYPE b gauge\nb -Inf\n',
    );
  });

  it('gives every instrument a name of its own, whatever it is called', async () => {
    const metrics = registry();
    for (const name of ['a.b', 'a_b', 'a_b_2']) metrics.gauge(name).record(1);
    metrics.histogram('a_b', { buckets: [1] }).record(1);
    metrics.gauge('9 lives').record(1);
    metrics.gauge('…').record(1);
    metrics.counter('x_total').add(1);
    metrics.gauge('y_total').record(1);
    metrics.gauge('share', { unit: '1' }).record(0.5);
    metrics.gauge('load', { unit: '%' }).record(50);
    const names = (await textOf(metrics)).match(/(?<=^# TYPE )\S+/gm);
    expect(new Set(names).size).toBe(names?.length);
    expect(names).toEqual([
      'x_total',
      'a_b',
      'a_b_2',
      'a_b_2_2',
      'n_9_lives',
      'unnamed',
      'y_total_value',
      'share_ratio',
      'load_ratio',
      'a_b_3',
    ]);
  });

  it('hands out pieces, between which others may work', async () => {
    const metrics = registry({ maxSeries: 50_000 });
    for (let index = 0; index < 5_000; index += 1) metrics.counter('calls').add(1, { index });
    let turns = 0;
    const count = (): void => {
      turns += 1;
      if (!done) setImmediate(count);
    };
    let done = false;
    setImmediate(count);
    const pieces = await all(prometheusText(metrics, { chunkLength: 10_000 }));
    done = true;
    expect(pieces.length).toBeGreaterThan(5);
    expect(turns).toBeGreaterThanOrEqual(pieces.length - 1);
    expect(pieces.join('').match(/^calls_total\{/gm)).toHaveLength(5_000);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(10_200);
  });
});
