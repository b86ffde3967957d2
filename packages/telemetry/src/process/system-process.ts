import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { ProcessReading, ProcessSource } from './process-source.ts';

const resolutionMs = 10;
const nanoseconds = 1e6;

/** Reads this process. Watches the event loop until it is disposed of, and does not keep the process alive. */
export function systemProcess(): ProcessSource {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  let before = performance.eventLoopUtilization();
  // A sample counts from the tick before it, so that a loop on time shows the resolution.
  const lag = (measured: number): number => Math.max(measured / nanoseconds - resolutionMs, 0) || 0;
  return {
    read(): ProcessReading {
      const { rss, heapUsed } = process.memoryUsage();
      const { user, system } = process.cpuUsage();
      const now = performance.eventLoopUtilization();
      const { utilization } = performance.eventLoopUtilization(now, before);
      before = now;
      const empty = delay.count === 0;
      const [mean, p99, max] = empty ? [0, 0, 0] : [delay.mean, delay.percentile(99), delay.max];
      delay.reset();
      return {
        memoryUsageBytes: rss,
        heapUsedBytes: heapUsed,
        cpuSeconds: (user + system) / 1e6,
        eventLoopUtilization: utilization,
        eventLoopLagMs: { mean: lag(mean), p99: lag(p99), max: lag(max) },
      };
    },
    [Symbol.dispose]: () => void delay.disable(),
  };
}
