import type { MetricsRegistry } from '../metrics/metrics-registry.ts';
import type { ProcessSource } from './process-source.ts';
import { systemProcess } from './system-process.ts';

/** What is measured of the process. */
export interface ProcessMetricsOptions {
  readonly registry: MetricsRegistry;
  /** @default this process */
  readonly source?: ProcessSource;
}

/**
 * Shows what the process uses in a registry: memory, processor time, and how busy and how late the event loop is, named
 * as OpenTelemetry's conventions for processes and Node.js ask. Measured when somebody reads; disposing of it ends it.
 */
export function recordProcessMetrics(options: ProcessMetricsOptions): Disposable {
  const { registry, source = systemProcess() } = options;
  const gauge = (name: string, unit: string, description: string) =>
    registry.gauge(name, { unit, description });
  const memory = gauge('process.memory.usage', 'By', 'Resident memory of the process');
  const heap = gauge('v8js.memory.heap.used', 'By', 'Heap that is in use');
  const busy = gauge('nodejs.eventloop.utilization', '1', 'Share of the time that the event loop was busy');
  const late = 'between two readings';
  const mean = gauge('nodejs.eventloop.delay.mean', 's', `Mean delay of the event loop ${late}`);
  const p99 = gauge(
    'nodejs.eventloop.delay.p99',
    's',
    `99th percentile of the delay of the event loop ${late}`,
  );
  const max = gauge('nodejs.eventloop.delay.max', 's', `Longest delay of the event loop ${late}`);
  const cpu = registry.counter('process.cpu.time', {
    unit: 's',
    description: 'Processor time of all threads',
  });
  let cpuBefore = 0;
  const stop = registry.beforeRead(() => {
    const reading = source.read();
    memory.record(reading.memoryUsageBytes);
    heap.record(reading.heapUsedBytes);
    busy.record(reading.eventLoopUtilization);
    mean.record(reading.eventLoopLagMs.mean / 1_000);
    p99.record(reading.eventLoopLagMs.p99 / 1_000);
    max.record(reading.eventLoopLagMs.max / 1_000);
    cpu.add(reading.cpuSeconds - cpuBefore);
    cpuBefore = reading.cpuSeconds;
  });
  return {
    [Symbol.dispose]() {
      stop();
      source[Symbol.dispose]();
    },
  };
}
