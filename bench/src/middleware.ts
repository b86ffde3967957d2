import { createCache } from '@toolwright/cache';
import { createCircuitBreaker } from '@toolwright/circuit-breaker';
import { createTool, createToolbox } from '@toolwright/core';
import type { AnyTool, Middleware } from '@toolwright/core';
import { bulkhead, cached, circuitBreaker, hedge, rateLimit, retry, timeout } from '@toolwright/middleware';
import { createRateLimiter, tokenBucket } from '@toolwright/ratelimit';
import { Cacheable, createKeyv } from 'cacheable';
import Opossum from 'opossum';
import pLimit from 'p-limit';
import pRetry from 'p-retry';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { machine, measure, printTable, repeat } from './harness.ts';

// What the guard rails add to a call, beside a bare awaited call, and beside the same rails glued by hand.

const bare = async (): Promise<object> => ({});
const plenty = 1_000_000_000;

function toolWith(use: readonly Middleware[]): AnyTool {
  return createTool({
    metadata: { name: 'empty', version: '1.0.0', description: 'Does nothing', kind: 'query' },
    execute: async () => ({}),
    use,
  });
}

/** A function that calls a tool behind these rails; each call has an input of its own, so that no cache hits. */
async function through(
  use: readonly Middleware[],
  outer: readonly Middleware[] = [],
): Promise<() => Promise<unknown>> {
  const toolbox = createToolbox({ tools: [toolWith(use)], use: outer });
  await toolbox.start();
  let call = 0;
  return () => toolbox.dispatch('empty', { call: (call += 1) });
}

const limiter = createRateLimiter({ policies: [tokenBucket({ limit: plenty, windowMs: 1_000 })] });
const breaker = createCircuitBreaker({ name: 'bench' });
const isolated = createCircuitBreaker({ name: 'isolated' });
isolated.isolate();

const cache = cached({
  cache: createCache({ memory: { maxEntries: 10_000 }, checkValues: false }),
  ttlMs: 60_000,
});
const inner = [
  bulkhead({ maxConcurrent: 100, maxQueue: 100 }),
  retry(),
  circuitBreaker({ breaker }),
  timeout({ attemptMs: 5_000 }),
];
const ours = await through([cache, ...inner], [rateLimit({ limiter })]);
const oursUncached = await through(inner, [rateLimit({ limiter })]);

/** The same guarantees as far as they go: limit, cache, bulkhead, retry, breaker with its timeout. */
function byHand({ withCache }: { readonly withCache: boolean }): () => Promise<unknown> {
  const limit = new RateLimiterMemory({ points: plenty, duration: 60 });
  // Bounded as ours: a cache that only grows would slow whatever is measured beside it.
  const primary = createKeyv({ ttl: 60_000, lruSize: 10_000 });
  const kept = new Cacheable({ ttl: 60_000, primary });
  const slots = pLimit(100);
  const circuit = new Opossum(bare, { timeout: 5_000 });
  let call = 0;
  return async () => {
    const input = { call: (call += 1) };
    await limit.consume('anonymous', 1);
    const work = (): Promise<object> => slots(() => pRetry(() => circuit.fire(), { retries: 2 }));
    return withCache ? kept.getOrSet(`empty:${JSON.stringify(input)}`, work) : work();
  };
}

const glued = byHand({ withCache: true });
const gluedUncached = byHand({ withCache: false });
const naked = await through([]);
const onion = await measure(
  [
    { name: 'the tool without rails', run: repeat(naked) },
    { name: 'limit, cache miss, bulkhead, retry, breaker, timeout', goal: '≤ 3 µs more', run: repeat(ours) },
    { name: 'the same by hand', goal: '≥ 5 × ours', run: repeat(glued) },
    { name: 'the rails without the cache', run: repeat(oursUncached) },
    { name: 'the same by hand', run: repeat(gluedUncached) },
  ],
  { rounds: 9, timesPerRound: 10_000 },
);

const hits = createCache({});
const single = async (name: string, rails: readonly Middleware[], goal = '') => ({
  name,
  goal,
  run: repeat(await through(rails)),
});
const full = await through([bulkhead({ maxConcurrent: 1 }), () => new Promise(() => undefined)]);
void full();
const alone = await measure(
  [
    { name: 'bare awaited call', run: repeat(bare) },
    await single('the tool without rails', []),
    await single('timeout', [timeout({ attemptMs: 5_000 })], '+5'),
    await single('retry, first try', [retry()], '+3'),
    await single('bulkhead', [bulkhead({ maxConcurrent: 100 })], '+4'),
    await single('rate limit', [rateLimit({ limiter })]),
    await single('circuit breaker', [circuitBreaker({ breaker })]),
    await single('hedge', [hedge({ minimumSamples: 1 })]),
    { name: 'refusal of a bulkhead', goal: '≤ 10', run: repeat(full) },
    await single('refusal of a breaker', [circuitBreaker({ breaker: isolated })], '≤ 10'),
  ],
  { rounds: 9, timesPerRound: 20_000 },
);
// Apart: what misses leave behind, whoever comes next would be charged with collecting.
const caching = await measure(
  [
    { name: 'bare awaited call', run: repeat(bare) },
    await single('cache hit', [cached({ cache: hits, ttlMs: 60_000, key: () => 'one' })]),
    await single('cache miss', [
      cached({ cache: createCache({ memory: { maxEntries: 10_000 }, checkValues: false }), ttlMs: 60_000 }),
    ]),
  ],
  { rounds: 9, timesPerRound: 20_000 },
);

console.log(machine());
printTable('middleware: the onion', onion);
const [toolAlone, withRails, handGlued, uncached, handUncached] = onion.map(
  ({ nanoseconds }) => nanoseconds,
) as [number, number, number, number, number];
const micros = (nanoseconds: number): string => (nanoseconds / 1_000).toFixed(2);
console.log(
  `\nThe rails cost ${micros(withRails - toolAlone)} µs, without the cache ${micros(uncached - toolAlone)} µs; by hand ${micros(handGlued)} µs and ${micros(handUncached)} µs.`,
);
printTable('middleware: single rails', alone);
printTable('middleware: the cache alone', caching);
