import { createFakeClock } from '@toolwright/testing';
import { describe, expect, it, vi } from 'vitest';
import { createMetricsRegistry } from '../metrics/metrics-registry.ts';
import { recordProcessMetrics } from './process-metrics.ts';
import { systemProcess } from './system-process.ts';

describe('recordProcessMetrics', () => {
  it('measures the process when somebody reads, until it is disposed of', () => {
    const registry = createMetricsRegistry({ clock: createFakeClock() });
    let cpuSeconds = 3;
    let disposed = false;
    const source = {
      read: () => ({
        memoryUsageBytes: 100,
        heapUsedBytes: 50,
        cpuSeconds,
        eventLoopUtilization: 0.25,
        eventLoopLagMs: { mean: 1, p99: 2, max: 4 },
      }),
      [Symbol.dispose]: () => void (disposed = true),
    };
    const recording = recordProcessMetrics({ registry, source });
    registry.getMetricsSummary();
    cpuSeconds = 5;
    const { gauges, counters } = registry.getMetricsSummary();
    expect(counters).toEqual({ 'process.cpu.time': 5 });
    expect(gauges).toEqual({
      'process.memory.usage': 100,
      'v8js.memory.heap.used': 50,
      'nodejs.eventloop.utilization': 0.25,
      'nodejs.eventloop.delay.mean': 0.001,
      'nodejs.eventloop.delay.p99': 0.002,
      'nodejs.eventloop.delay.max': 0.004,
    });
    recording[Symbol.dispose]();
    cpuSeconds = 9;
    expect(registry.getMetricsSummary().counters['process.cpu.time']).toBe(5);
    expect(disposed).toBe(true);
  });
});

describe('systemProcess', () => {
  it('reads this process', async () => {
    using source = systemProcess();
    let held = 0;
    await vi.waitFor(() => {
      holdUpTheLoop(30);
      held += 1;
      expect(held).toBeGreaterThan(3);
    });
    const reading = source.read();
    expect(reading.eventLoopLagMs.max).toBeGreaterThan(10);
    expect(reading.eventLoopLagMs.mean).toBeLessThanOrEqual(reading.eventLoopLagMs.max);
    expect(reading.memoryUsageBytes).toBeGreaterThan(reading.heapUsedBytes);
    expect(reading.cpuSeconds).toBeGreaterThan(0);
    expect(reading.eventLoopUtilization).toBeGreaterThan(0);
    expect(reading.eventLoopUtilization).toBeLessThanOrEqual(1);
  });
});

function holdUpTheLoop(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until) Math.sqrt(2);
}
