import type { Middleware } from '@toolwright/core';
import { createFakeClock, recordTelemetry } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import {
  audit,
  authorize,
  bulkhead,
  cached,
  chaos,
  circuitBreaker,
  enrich,
  fallback,
  flags,
  hedge,
  idempotency,
  memoryAuditSink,
  memoryFlagProvider,
  metrics,
  prefetch,
  rateLimit,
  retry,
  tenant,
  timeout,
  transformInput,
  transformOutput,
  validateInput,
  validateOutput,
} from './index.ts';
import { mapCache } from '../test-support/map-cache.ts';
import { mapStore } from '../test-support/map-store.ts';
import { sceneOf, toolDoing } from '../test-support/scene.ts';
import { scriptedBreaker, scriptedLimiter } from '../test-support/scripted-ports.ts';

const clock = createFakeClock();
// In the recommended order, outermost first.
const rails: Readonly<Record<string, () => Middleware>> = {
  'rate-limit': () => rateLimit({ limiter: scriptedLimiter() }),
  idempotency: () => idempotency({ store: mapStore(clock) }),
  fallback: () => fallback({ run: () => 1 }),
  prefetch: () => prefetch({ predict: () => [] }),
  cache: () => cached({ cache: mapCache(clock) }),
  bulkhead: () => bulkhead({ maxConcurrent: 1 }),
  retry: () => retry(),
  hedge: () => hedge(),
  'circuit-breaker': () => circuitBreaker({ breaker: scriptedBreaker() }),
  timeout: () => timeout({ attemptMs: 100 }),
  chaos: () => chaos({ environment: undefined, faults: [] }),
};
const order = Object.keys(rails);

async function warningsOf(
  names: readonly string[],
  outer: readonly string[] = [],
): Promise<readonly string[]> {
  const make = (name: string): Middleware => rails[name]!();
  const tool = toolDoing(() => 1, { use: names.map(make) });
  const { toolbox, lines } = sceneOf(tool, { use: outer.map(make) });
  await toolbox.start();
  return lines().map(({ message }) => message);
}

// Both ways round make sense for these.
const free = new Set(['fallback prefetch', 'rate-limit chaos', 'prefetch chaos']);
const neighbours = order.flatMap((outer, index) =>
  order.slice(index + 1).map((inner) => [outer, inner] as const),
);

describe('the order of the rails', () => {
  it('is right as recommended, each rail names itself, and says what it is set to', async () => {
    expect(await warningsOf(order)).toEqual([]);
    expect(await warningsOf(order.slice(1), ['rate-limit'])).toEqual([]);
    for (const [name, make] of Object.entries(rails)) {
      const { rail } = make();
      expect(rail?.name).toBe(name);
      expect(JSON.parse(JSON.stringify(rail?.describe()))).toEqual(rail?.describe());
    }
  });

  it.each(neighbours.filter((pair) => !free.has(pair.join(' '))))(
    'is wrong with %s inside of %s, and what to change is said once',
    async (outer, inner) => {
      const warnings = new Set(await warningsOf([inner, outer]));
      expect([...warnings]).toEqual([
        `The rails stand in a wrong order: "${outer}" must stand outside of "${inner}": list it earlier`,
      ]);
      expect(await warningsOf([outer, inner])).toEqual([]);
    },
  );

  it('is right as the README lists all rails', async () => {
    const outer = [
      metrics({ telemetry: recordTelemetry().telemetry }),
      tenant(),
      audit({ sink: memoryAuditSink(), clock }),
      authorize(() => true),
      flags({ provider: memoryFlagProvider(), flags: { search: 'old' } }),
      rails['rate-limit']!(),
    ];
    const inner = [
      validateInput(() => undefined),
      transformInput((input) => input),
      enrich({ one: () => 1 }),
      ...order.slice(1, -1).map((name) => rails[name]!()),
      validateOutput(() => undefined),
      transformOutput((output) => output),
      rails['chaos']!(),
    ];
    const { toolbox, lines } = sceneOf(
      toolDoing(() => 1, { use: inner }),
      { use: outer },
    );
    await toolbox.start();
    expect(lines()).toEqual([]);
  });

  it('is checked across the toolbox and its tools', async () => {
    expect(await warningsOf(['rate-limit'], ['retry'])).toHaveLength(1);
  });
});
