import { createCache } from '@toolwright/cache';
import { createCircuitBreaker } from '@toolwright/circuit-breaker';
import { createTool, createToolbox, isLeaseRecord, pause, ToolError } from '@toolwright/core';
import type { CallOptions, ExecuteContext, ToolResult } from '@toolwright/core';
import {
  bulkhead,
  cached,
  circuitBreaker,
  createRetryBudget,
  fallback,
  hedge,
  idempotency,
  rateLimit,
  retry,
  timeout,
} from '@toolwright/middleware';
import { createRateLimiter, tokenBucket } from '@toolwright/ratelimit';
import { createMemoryStore } from '@toolwright/store';
import { createFakeClock, recordLogs, seededRandom } from '@toolwright/testing';
import type { FakeClock } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';

// Every rail in the recommended order, over the real limiter, cache, breaker and store.

interface Onion {
  readonly clock: FakeClock;
  readonly ask: (input: unknown, options?: CallOptions) => Promise<ToolResult>;
  readonly pay: (input: unknown, idempotencyKey: string) => Promise<ToolResult>;
  readonly runs: () => number;
  readonly messages: () => readonly string[];
  readonly stop: () => Promise<void>;
  readonly leases: () => Promise<number>;
}

type Work = (context: ExecuteContext, run: number) => unknown;

async function onionOf(work: Work): Promise<Onion> {
  const clock = createFakeClock();
  const random = seededRandom(1);
  const store = createMemoryStore({ clock });
  const limiter = createRateLimiter({ policies: [tokenBucket({ limit: 20, windowMs: 60_000 })], clock });
  const breaker = createCircuitBreaker({
    name: 'upstream',
    failureThreshold: 4,
    resetTimeoutMs: 5_000,
    clock,
    random,
  });
  const budget = createRetryBudget({ clock });
  let runs = 0;
  const rails = [
    idempotency({ store, random }),
    fallback({ run: () => 'stand-in', when: ({ code }) => code === 'SERVICE_UNAVAILABLE' }),
    cached({ cache: createCache({ clock, random }), ttlMs: 10_000 }),
    bulkhead({ maxConcurrent: 3, maxQueue: 5 }),
    retry({ baseMs: 50, maxMs: 2_000, budget, random }),
    hedge({ budget }),
    circuitBreaker({ breaker }),
    timeout({ attemptMs: 1_000 }),
  ] as const;
  const tools = (['query', 'command'] as const).map((kind) =>
    createTool({
      metadata: { name: kind, version: '1.0.0', description: 'Does what the test says', kind },
      use: rails,
      execute: (context) => work(context, (runs += 1)),
    }),
  );
  const { logger, lines } = recordLogs();
  const toolbox = createToolbox({ tools, use: [rateLimit({ limiter })], clock, random, logger });
  await toolbox.start();
  return {
    clock,
    ask: (input, options) => toolbox.dispatch('query', input, options),
    pay: (input, idempotencyKey) => toolbox.dispatch('command', input, { idempotencyKey }),
    runs: () => runs,
    messages: () => lines().map(({ message }) => message),
    stop: () => toolbox.stop({ drainMs: 0 }),
    async leases() {
      let count = 0;
      for await (const key of store.scan('')) if (isLeaseRecord((await store.get(key)) ?? '')) count += 1;
      return count;
    },
  };
}

const after = async <T>(clock: FakeClock, ms: number, promise: Promise<T>): Promise<T> => {
  await clock.advance(ms);
  return promise;
};

describe('the whole onion', () => {
  it('stands in no wrong order, answers, and then answers from the cache', async () => {
    const onion = await onionOf(({ input }) => ({ echo: input }));
    expect(onion.messages()).toEqual([]);
    expect(await onion.ask('a')).toMatchObject({
      data: { echo: 'a' },
      metadata: { cache: { hit: false }, rateLimit: { allowed: true, remaining: 19 } },
    });
    expect(await onion.ask('a')).toMatchObject({
      metadata: { cache: { hit: true }, rateLimit: { remaining: 18 } },
    });
    expect(onion.runs()).toBe(1);
    await onion.stop();
  });

  it('repeats what fails, and lets a refused limit touch nothing inside', async () => {
    const onion = await onionOf((_context, run) => {
      if (run % 3 !== 0) throw new ToolError('NETWORK_ERROR', 'reset');
      return 'done';
    });
    expect(await after(onion.clock, 500, onion.ask('a'))).toMatchObject({
      data: 'done',
      metadata: { retry: { attempts: 3 } },
    });
    for (let each = 0; each < 19; each += 1) await onion.ask('a');
    const refused = await onion.ask('b');
    expect(refused).toMatchObject({
      error: {
        code: 'RATE_LIMITED',
        message: expect.stringMatching(/Try again in \d+ seconds?\./) as string,
      },
    });
    expect(onion.runs()).toBe(3);
    await onion.stop();
  });

  it('stops calling what is broken, stands in for it, and recovers', async () => {
    let well = false;
    const onion = await onionOf(() => {
      if (!well) throw new ToolError('NETWORK_ERROR', 'down');
      return 'done';
    });
    await after(onion.clock, 500, onion.ask('a'));
    // The fourth failure opens the circuit: the retry that follows is refused, and its probe is too far away.
    expect(await after(onion.clock, 500, onion.ask('b'))).toMatchObject({
      data: 'stand-in',
    });
    const runs = onion.runs();
    expect(await after(onion.clock, 100, onion.ask('c'))).toMatchObject({
      data: 'stand-in',
      metadata: { fallback: { used: true }, circuitBreaker: { circuit: 'upstream', state: 'open' } },
    });
    expect(onion.runs()).toBe(runs);
    well = true;
    await onion.clock.advance(6_000);
    // The stand-in was not stored.
    expect(await onion.ask('c')).toMatchObject({ data: 'done', metadata: { cache: { hit: false } } });
    await onion.stop();
  });

  it('takes effect once for a key, also when the first answer was lost to a timeout', async () => {
    const onion = await onionOf(async ({ call }, run) => {
      await pause(call.clock, run === 1 ? 1_500 : 10);
      return { paid: run };
    });
    const first = await after(onion.clock, 4_000, onion.pay(5, 'k'));
    const second = await after(onion.clock, 4_000, onion.pay(5, 'k'));
    expect(first).toMatchObject({ data: { paid: 2 }, metadata: { retry: { attempts: 2 } } });
    expect(second).toMatchObject({ data: { paid: 2 }, metadata: { idempotency: { replayed: true } } });
    expect(await onion.leases()).toBe(0);
    await onion.stop();
  });

  it('leaves nothing behind when callers leave at any moment', async () => {
    for (const ms of [0, 3, 8, 12, 20, 60, 110, 300]) {
      const onion = await onionOf(async ({ call }, run) => {
        await pause(call.clock, 10, call.signal);
        if (run % 2 === 1) throw new ToolError('NETWORK_ERROR', 'reset');
        return 'done';
      });
      const controllers = [1, 2, 3, 4, 5].map(() => new AbortController());
      const calls = controllers.map(({ signal }, index) => onion.ask(index % 3, { signal }));
      await onion.clock.advance(ms);
      for (const controller of controllers) controller.abort();
      await after(onion.clock, 15_000, Promise.all(calls));
      expect(onion.clock.pendingTimers).toBe(0);
      expect(await onion.leases()).toBe(0);
      await onion.stop();
      expect(onion.messages()).toEqual([]);
    }
  });
});
