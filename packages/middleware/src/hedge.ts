import { numberOption, rail } from '@toolwright/core';
import type { Call, Middleware, Next, Outcome } from '@toolwright/core';
import { HedgeRace } from './hedge-race.ts';
import { LatencySketch } from './latency-sketch.ts';
import { createRetryBudget } from './retry-budget.ts';
import type { RetryBudget } from './retry-budget.ts';

/** When a second attempt starts beside the first. */
export interface HedgeOptions {
  /** Which share of the answers is not waited beyond, 0.5 to 0.999. @default 0.95 */
  readonly quantile?: number;
  /** The shortest wait before a second attempt, in milliseconds. @default 10 */
  readonly minDelayMs?: number;
  /** The longest one. @default 10_000 */
  readonly maxDelayMs?: number;
  /** Answers of a tool that must have been measured before it is hedged, an integer of at least 1. @default 20 */
  readonly minimumSamples?: number;
  /** Shared with `retry`, whose first attempts then earn what both spend. @default one of its own */
  readonly budget?: RetryBudget;
}

const defaults = { quantile: 0.95, minDelayMs: 10, maxDelayMs: 10_000, minimumSamples: 20 };

interface HedgeSettings {
  readonly quantile: number;
  readonly minDelayMs: number;
  readonly maxDelayMs: number;
  readonly minimumSamples: number;
  readonly budget: RetryBudget;
  readonly earns: boolean;
}

/**
 * Starts a second attempt of a query that takes longer than most do, answers with whichever comes first, and aborts the
 * other ("The Tail at Scale", Dean and Barroso, 2013). The wait is the tool's own live p95, so about one call in twenty
 * is hedged; the budget bounds it when everything is slow. A first attempt that fails is `retry`'s business. Commands
 * and streams pass by.
 *
 * `metadata.hedge` says `{ delayMs, hedged, won }` when the wait was over.
 *
 * @throws `INVALID_OPTIONS` for a number out of its range.
 */
export function hedge(options: HedgeOptions = {}): Middleware {
  const settings = settingsOf(options);
  const { quantile, minDelayMs, maxDelayMs } = settings;
  const sketches = new Map<string, LatencySketch>();
  const sketchOf = (tool: string): LatencySketch => {
    const known = sketches.get(tool);
    if (known !== undefined) return known;
    const made = new LatencySketch(quantile);
    sketches.set(tool, made);
    return made;
  };
  return rail(
    {
      name: 'hedge',
      inside: ['rate-limit', 'cache', 'idempotency', 'bulkhead', 'fallback', 'retry'],
      outside: ['circuit-breaker', 'timeout'],
      describe: () => ({ quantile, minDelayMs, maxDelayMs }),
    },
    (call, next) => {
      if (call.tool.kind !== 'query' || call.tool.streaming) return next();
      const sketch = sketchOf(call.tool.name);
      if (settings.earns) settings.budget.earn();
      if (sketch.count < settings.minimumSamples) return measured(sketch, call, next);
      const delayMs = Math.min(Math.max(sketch.quantileMs, minDelayMs), maxDelayMs);
      return new HedgeRace({ call, next, sketch, delayMs, budget: settings.budget }).run();
    },
  );
}

async function measured(sketch: LatencySketch, call: Call, next: Next): Promise<Outcome> {
  const startedAtMs = call.clock.monotonicNow();
  const outcome = await next();
  if (outcome.ok === true) sketch.record(call.clock.monotonicNow() - startedAtMs);
  return outcome;
}

function settingsOf(options: HedgeOptions): HedgeSettings {
  const minDelayMs = numberOption('minDelayMs', options.minDelayMs ?? defaults.minDelayMs, { min: 1 });
  const maxDelayMs = options.maxDelayMs ?? Math.max(defaults.maxDelayMs, minDelayMs);
  const minimumSamples = options.minimumSamples ?? defaults.minimumSamples;
  return {
    quantile: numberOption('quantile', options.quantile ?? defaults.quantile, { min: 0.5, max: 0.999 }),
    minDelayMs,
    maxDelayMs: numberOption('maxDelayMs', maxDelayMs, { min: minDelayMs, max: 2_147_483_647 }),
    minimumSamples: numberOption('minimumSamples', minimumSamples, { min: 1, integer: true }),
    budget: options.budget ?? createRetryBudget(),
    earns: options.budget === undefined,
  };
}
