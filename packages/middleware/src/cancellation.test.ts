import { getEventListeners } from 'node:events';
import { isLeaseRecord, pause, ToolError } from '@toolwright/core';
import type { ExecuteContext, FlagProvider, Middleware } from '@toolwright/core';
import { createFakeClock, recordTelemetry, seededRandom } from '@toolwright/testing';
import type { FakeClock } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import {
  audit,
  authorize,
  bulkhead,
  cached,
  chaos,
  circuitBreaker,
  createTenantResources,
  enrich,
  fallback,
  flags,
  hedge,
  idempotency,
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
  when,
} from './index.ts';
import { mapCache } from '../test-support/map-cache.ts';
import { mapStore } from '../test-support/map-store.ts';
import type { MapStore } from '../test-support/map-store.ts';
import { errorIn, sceneOf, toolDoing } from '../test-support/scene.ts';
import type { Scene } from '../test-support/scene.ts';
import { scriptedBreaker, scriptedLimiter, decision } from '../test-support/scripted-ports.ts';

// Every rail with every other around it and inside of it (those that decide or change something with their neighbours),
// and the whole onion; a caller who leaves at any moment of the call leaves nothing behind: no timer, no listener, no
// slot, no lease, no resource in use, no work that the drain would wait for.

interface Parts {
  readonly clock: FakeClock;
  readonly store: MapStore;
  /** The tenants' resources that are open. */
  readonly open: Set<object>;
}

const makers: Readonly<Record<string, (parts: Parts) => Middleware>> = {
  'rate-limit': ({ clock }) =>
    rateLimit({
      limiter: scriptedLimiter(async () => pause(clock, 3).then(() => decision())),
      maxWaitMs: 100,
    }),
  idempotency: ({ store }) => idempotency({ store, random: seededRandom(2) }),
  fallback: () => fallback({ run: () => 'stand-in' }),
  prefetch: () => prefetch({ predict: () => ['ahead'] }),
  cache: ({ clock }) => cached({ cache: mapCache(clock), commands: true }),
  bulkhead: () => bulkhead({ maxConcurrent: 1, maxQueue: 2, maxQueueMs: 60_000 }),
  retry: () => retry({ baseMs: 20, jitter: 'none', random: seededRandom(3) }),
  hedge: () => hedge({ minimumSamples: 1, minDelayMs: 5, maxDelayMs: 5 }),
  'circuit-breaker': () => circuitBreaker({ breaker: scriptedBreaker() }),
  timeout: () => timeout({ attemptMs: 60 }),
  chaos: () =>
    chaos({ enabled: true, environment: 'test', faults: [{ name: 'slow', share: 1, delayMs: 5 }] }),
  when: () =>
    when(
      async () => {
        await Promise.resolve();
        return true;
      },
      timeout({ attemptMs: 80 }),
    ),
};
const names = Object.keys(makers);
const pairs = names.flatMap((outer) =>
  names.filter((inner) => inner !== outer).map((inner) => [outer, inner]),
);

// What asks the application takes 3 ms for its answer, and nobody tells it that the caller has left.
const asked =
  <T>({ clock }: Parts, answer: T) =>
  async (): Promise<T> =>
    pause(clock, 3).then(() => answer);

const kept = (open: Set<object>, resource: object): object => {
  open.add(resource);
  return resource;
};

const deciders: Readonly<Record<string, (parts: Parts) => Middleware>> = {
  metrics: () => metrics({ telemetry: recordTelemetry().telemetry }),
  tenant: (parts) => {
    const { clock, open } = parts;
    const resources = createTenantResources<object>({
      clock,
      idleMs: 1,
      open: () => pause(clock, 3).then(() => kept(open, {})),
      close: (resource) => void open.delete(resource),
    });
    return tenant({ resolve: asked(parts, 'acme'), resources });
  },
  audit: (parts) =>
    audit({ clock: parts.clock, sink: { write: asked(parts, undefined) }, onSinkFailure: 'refuse' }),
  authorize: (parts) => authorize(asked(parts, true)),
  flags: ({ clock }) => {
    const provider = { evaluate: () => pause(clock, 3).then(() => ({ value: 'new', reason: 'static' })) };
    return flags({ provider: provider as unknown as FlagProvider, flags: { search: 'old' } });
  },
  'validate-input': (parts) => validateInput(asked(parts, undefined)),
  'transform-input': ({ clock }) => transformInput((input) => pause(clock, 3).then(() => input)),
  enrich: (parts) => enrich({ one: asked(parts, 1) }),
  'validate-output': (parts) => validateOutput(asked(parts, undefined)),
  'transform-output': ({ clock }) => transformOutput((output) => pause(clock, 3).then(() => output)),
};
const outermost = [
  'metrics',
  'tenant',
  'audit',
  'authorize',
  'flags',
  'rate-limit',
  'validate-input',
  'transform-input',
  'enrich',
  'idempotency',
];
const innermost = ['timeout', 'validate-output', 'transform-output', 'chaos'];
const neighbours = [outermost, innermost].flatMap((order) =>
  order.slice(1).flatMap((inner, index) => [
    [order[index]!, inner],
    [inner, order[index]!],
  ]),
);
const onion = [
  'rate-limit',
  'idempotency',
  'fallback',
  'cache',
  'bulkhead',
  'retry',
  'hedge',
  'circuit-breaker',
  'timeout',
];

interface Place extends Scene {
  readonly store: MapStore;
  readonly open: ReadonlySet<object>;
  /** The signals that the rails and the tool have seen. */
  readonly signals: ReadonlySet<AbortSignal>;
}

/** The tool fails at its first attempt, and then takes 20 ms. */
function placeWith(rails: readonly string[], { obeys = true, failures = 1 } = {}): Place {
  const clock = createFakeClock();
  const store = mapStore(clock);
  const open = new Set<object>();
  const signals = new Set<AbortSignal>();
  let attempts = 0;
  const work = async ({ call, input }: ExecuteContext): Promise<unknown> => {
    attempts += 1;
    signals.add(call.signal);
    const fails = attempts <= failures && JSON.stringify(input) === '{}';
    await pause(call.clock, 20, obeys ? call.signal : undefined);
    if (fails) throw new ToolError('NETWORK_ERROR', 'The upstream hung up');
    return 'done';
  };
  const tool = toolDoing(work, {
    kind: rails.includes('idempotency') ? 'command' : 'query',
    idempotent: true,
    use: rails.map((name) => (makers[name] ?? deciders[name])!({ clock, store, open })),
  });
  const watching: Middleware = (call, next) => {
    signals.add(call.signal);
    return next();
  };
  return { ...sceneOf(tool, { clock, use: [watching] }), store, open, signals };
}

async function leaving(
  { call, clock }: Place,
  leave: (signal: AbortController) => Promise<void>,
): Promise<string> {
  const controller = new AbortController();
  const calls = [1, 2].map((each) => call({}, { signal: controller.signal, idempotencyKey: `key ${each}` }));
  await leave(controller);
  controller.abort(new Error('left'));
  await clock.advance(400);
  const results = await Promise.all(calls);
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  return results.map((result) => (result.status === 'error' ? errorIn(result).code : result.status)).join();
}

/** What a place looks like when nothing is left behind. */
async function expectNothingLeft(place: Place): Promise<void> {
  await place.clock.advance(500);
  expect(place.clock.pendingTimers).toBe(0);
  expect([...place.store.values.values()].filter(isLeaseRecord)).toEqual([]);
  expect(place.open.size).toBe(0);
  for (const signal of place.signals) expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  // The slot is free: the next call runs.
  const next = place.call({ other: true }, { idempotencyKey: 'next' });
  await place.clock.advance(400);
  expect((await next).status).toBe('success');
  await place.clock.advance(400);
  expect(place.clock.pendingTimers).toBe(0);
  const stopping = place.toolbox.stop({ drainMs: 0 });
  await place.clock.advance(1);
  await stopping;
  expect(place.lines().filter(({ message }) => message.includes('ignores its signal'))).toEqual([]);
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await Promise.resolve();
}

const moments: readonly (readonly [string, (clock: FakeClock) => Promise<void>])[] = [
  ...[0, 1, 2, 3, 5, 8, 13, 21].map((count) => [`after ${count} turns`, () => turns(count)] as const),
  ...[2, 6, 12, 18, 24, 30, 40, 55, 70].map(
    (ms) => [`after ${ms} ms`, (clock: FakeClock) => clock.advance(ms)] as const,
  ),
];

const alone = [...names, ...Object.keys(deciders)].map((name) => [name]);
const onions = [...alone, ...pairs, ...neighbours, onion].map((rails) => ({
  rails,
  title: rails.join(' around '),
}));

describe('a caller who leaves', () => {
  it.each(onions)('leaves nothing behind $title', async ({ rails }) => {
    for (const [moment, wait] of moments) {
      for (const failures of [0, 1]) {
        const place = placeWith(rails, { failures });
        await place.toolbox.start();
        const ends = await leaving(place, () => wait(place.clock));
        expect(ends, moment).toMatch(
          /^(?:(?:CANCELLED|success|NETWORK_ERROR|QUEUE_FULL|SERVICE_UNAVAILABLE|OPERATION_TIMEOUT),?){2}$/,
        );
        await expectNothingLeft(place);
      }
    }
  });
});

describe('a tool that ignores its signal', () => {
  it.each(onions)('leaves nothing behind $title once it has ended', async ({ rails }) => {
    for (const ms of [0, 6, 18, 30]) {
      const place = placeWith(rails, { failures: 0, obeys: false });
      await place.toolbox.start();
      await leaving(place, () => place.clock.advance(ms));
      await expectNothingLeft(place);
    }
  });
});
