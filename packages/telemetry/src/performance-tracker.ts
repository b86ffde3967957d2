import { invalidOption, numberOption, rail, systemClock } from '@toolwright/core';
import type { Clock, JsonObject, Middleware } from '@toolwright/core';

/** What was measured under one name. */
export interface PerformanceMetric {
  readonly sum: number;
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly avg: number;
}

/** Adds up what a piece of work measures of itself. */
export interface PerformanceTracker {
  /** Starts a stopwatch; what it returns records the milliseconds since, once, and answers them. */
  startTimer(name: string): () => number;
  /** Takes a value. One that is not finite is dropped, and so is a new name beyond the limit. */
  recordMetric(name: string, value: number): void;
  /** What was measured so far, by name. */
  metrics(): Readonly<Record<string, PerformanceMetric>>;
  reset(): void;
}

/** How a tracker measures. */
export interface PerformanceTrackerOptions {
  /** How many names it keeps, 1 to 10_000. @default 100 */
  readonly maxMetrics?: number;
  /** @default systemClock */
  readonly clock?: Clock;
}

/** Makes a tracker with nothing in it. */
export function createPerformanceTracker(options: PerformanceTrackerOptions = {}): PerformanceTracker {
  const { clock = systemClock } = options;
  const maxMetrics = numberOption('maxMetrics', options.maxMetrics ?? 100, {
    min: 1,
    max: 10_000,
    integer: true,
  });
  const sums = new Map<string, Sum>();
  const recordMetric = (name: string, value: number): void => {
    if (!Number.isFinite(value)) return;
    let sum = sums.get(name);
    if (sum === undefined) {
      if (sums.size >= maxMetrics) return;
      sums.set(name, (sum = { sum: 0, count: 0, min: Infinity, max: -Infinity }));
    }
    sum.sum += value;
    sum.count += 1;
    sum.min = Math.min(sum.min, value);
    sum.max = Math.max(sum.max, value);
  };
  return {
    recordMetric,
    startTimer(name) {
      const startedAtMs = clock.monotonicNow();
      let tookMs: number | undefined;
      return () => {
        if (tookMs === undefined) recordMetric(name, (tookMs = clock.monotonicNow() - startedAtMs));
        return tookMs;
      };
    },
    metrics: () =>
      Object.fromEntries([...sums].map(([name, sum]) => [name, { ...sum, avg: sum.sum / sum.count }])),
    reset: () => sums.clear(),
  };
}

interface Sum {
  sum: number;
  count: number;
  min: number;
  max: number;
}

/** How a call's own measurements are told. */
export interface TrackPerformanceOptions {
  /** How many names a call may use, 1 to 10_000. @default 100 */
  readonly maxMetrics?: number;
}

/**
 * Gives each call a tracker, `call.context.performance`, and tells what it measured as `metadata.performance`: the
 * tool's own metrics, and `execution`, the milliseconds that everything inside of this rail took.
 */
export function trackPerformance(
  options: TrackPerformanceOptions = {},
): Middleware<{ performance: PerformanceTracker }> {
  const { maxMetrics = 100 } = options;
  if (!Number.isInteger(maxMetrics) || maxMetrics < 1 || maxMetrics > 10_000) {
    throw invalidOption('maxMetrics', 'an integer from 1 to 10000', maxMetrics);
  }
  return rail({ name: 'performance', describe: () => ({ maxMetrics }) }, async (call, next) => {
    const performance = createPerformanceTracker({ clock: call.clock, maxMetrics });
    call.provide({ performance });
    const stop = performance.startTimer('execution');
    const outcome = await next();
    stop();
    call.annotate('performance', performance.metrics() as unknown as JsonObject);
    return outcome;
  });
}
