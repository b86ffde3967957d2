import { startRedis } from '@toolwright/testing/redis';
import * as fc from 'fast-check';
import { Redis } from 'ioredis';
import { afterAll, describe, expect, it } from 'vitest';

import { redisStore } from './redis-store.ts';
import type { RedisScriptClient } from './script-client.ts';
import {
  calendarWindow,
  concurrency,
  fixedWindow,
  leakyBucket,
  rollingWindow,
  tokenBucket,
} from '../index.ts';
import type { RateLimitPolicy } from '../index.ts';
import type { State } from '../algorithms/algorithm.ts';
import { advanceAll, chargeAll, decide, giveBackAll, releaseAll } from '../decide.ts';
import { Decision } from '../decision.ts';
import { planOf } from '../plan.ts';
import type { Plan } from '../plan.ts';

const fixture = await startRedis();
const redis = fixture === undefined ? undefined : new Redis(fixture.url);
afterAll(async () => {
  redis?.disconnect();
  await fixture?.stop();
});

/** A client whose server takes the time from a key, and whose keys outlive the test. */
function withTestTime(client: Redis): RedisScriptClient & { at(microseconds: number): Promise<unknown> } {
  const clockKey = 'parity:clock';
  return {
    evalsha: () => Promise.reject(new Error('NOSCRIPT is what a test wants')),
    eval(text, keyCount, ...args) {
      const timed = text.replace("redis.call('TIME')", `redis.call('HMGET', '${clockKey}', 's', 'us')`);
      const lasting = timed.replace("'PX', livesMs", "'PX', '1000000000'");
      if (timed === text || lasting === timed)
        throw new Error('The script does not read as this test expects');
      return client.eval(lasting, keyCount, ...args);
    },
    at: (microseconds) =>
      client.hset(clockKey, {
        s: String(1_767_225_600 + Math.floor(microseconds / 1_000_000)),
        us: String(microseconds % 1_000_000),
      }),
  };
}

const windowMs = fc.oneof(
  fc.constantFrom(997, 1_000),
  fc.constantFrom(1, 60_000, 86_400_000, 31_622_400_000),
);
const limit = fc.oneof(fc.integer({ min: 2, max: 10 }), fc.integer({ min: 1, max: 10_000_000 }));
const shadow = fc.constantFrom(false, false, false, true);

function policyNamed(name: string): fc.Arbitrary<RateLimitPolicy> {
  const common = { limit, windowMs, shadow };
  return fc.oneof(
    fc
      .record({ ...common, bursts: fc.integer({ min: 1, max: 10 }) })
      .map(({ bursts, ...options }) => tokenBucket({ name, burst: bursts * options.limit, ...options })),
    fc
      .record({ ...common, queue: fc.integer({ min: 0, max: 50 }) })
      .map((options) => leakyBucket({ name, ...options })),
    fc.record(common).map((options) => rollingWindow({ name, ...options })),
    fc.record(common).map((options) => fixedWindow({ name, ...options })),
    fc
      .record({ limit: fc.integer({ min: 1, max: 20 }), leaseMs: fc.integer({ min: 1, max: 2_000 }), shadow })
      .map((options) => concurrency({ name, ...options })),
    fc
      .record({ limit, period: fc.constantFrom('day', 'week', 'month', 'year') })
      .map((options) => calendarWindow({ name, timeZone: 'Europe/Madrid', ...options })),
  );
}

const plans = fc
  .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 })
  .chain((names) => fc.tuple(...[...new Set(names)].map(policyNamed)))
  .map((policies) => planOf(policies));

const parts = fc.oneof(
  { arbitrary: fc.constantFrom(1_000, 1_000, 2_500, 1), weight: 6 },
  { arbitrary: fc.integer({ min: 1, max: 12_000 }), weight: 4 },
  { arbitrary: fc.integer({ min: 1, max: 20_000_000_000 }), weight: 1 },
);
const gap = fc.oneof(
  { arbitrary: fc.constant(0), weight: 3 },
  { arbitrary: fc.integer({ min: 0, max: 200_000 }), weight: 6 },
  { arbitrary: fc.integer({ min: 0, max: 100_000_000_000 }), weight: 1 },
  { arbitrary: fc.integer({ min: -3_600_000_000, max: 0 }), weight: 1 },
);
const asking = fc.record({
  gap,
  parts,
  mode: fc.constantFrom('take', 'take', 'take', 'take-up-to', 'book', 'peek', 'renew'),
  horizon: fc.integer({ min: 0, max: 1_000_000 }),
});
const changing = fc.record({
  gap,
  parts: fc.integer({ min: 1, max: 12_000 }),
  mode: fc.constantFrom('charge', 'give-back', 'give-back-later', 'release', 'forget'),
});
const steps = fc.array(
  fc.oneof(
    { arbitrary: asking, weight: 14 },
    { arbitrary: changing, weight: 4 },
    { arbitrary: fc.record({ gap, plan: plans }), weight: 1 },
  ),
  { minLength: 10, maxLength: 40 },
);

const keys = fc.constantFrom('a', 'b', 'c');
const bucketStep = fc.oneof(
  {
    arbitrary: fc.record({
      gap,
      takes: fc.array(fc.record({ key: keys, parts }), { minLength: 1, maxLength: 20 }),
    }),
    weight: 12,
  },
  { arbitrary: fc.record({ gap, owes: keys, parts: fc.integer({ min: 1, max: 12_000 }) }), weight: 2 },
  {
    arbitrary: fc.record({
      gap,
      plan: fc
        .record({ limit, windowMs, bursts: fc.integer({ min: 1, max: 10 }) })
        .map(({ bursts, ...options }) => tokenBucket({ burst: bursts * options.limit, ...options })),
    }),
    weight: 2,
  },
);

describe.skipIf(redis === undefined)(
  `the script decides as memory does, on ${fixture?.title ?? 'no Redis here'}`,
  () => {
    it('for any plans, costs, times and clocks that jump', { timeout: 60_000 }, async () => {
      const client = withTestTime(redis!);
      let run = 0;
      await fc.assert(
        fc.asyncProperty(plans, steps, async (first, todo) => {
          run += 1;
          const store = redisStore({ client, prefix: `parity:${run}:`, timeoutMs: 10_000 });
          let plan: Plan = first;
          // In 2030: more digits than Lua prints by itself.
          let now = 150_000_000_123_457;
          // What was taken last: a lease to renew, a cost to give back.
          let last = { parts: 1_000, at: { elapsed: 0, calendar: 0 } };
          const memory = new Map<string, State>();
          for (const step of todo) {
            now += step.gap;
            const instant = { elapsed: now, calendar: now };
            await client.at(now);
            if ('plan' in step) {
              plan = step.plan;
              continue;
            }
            const known = plan.identities.map((identity) => memory.get(identity));
            const states = advanceAll(plan.policies, known, instant);
            const keep = (next: readonly State[]): void =>
              plan.identities.forEach((identity, index) => memory.set(identity, next[index]!));
            if ('horizon' in step) {
              const renewing = step.mode === 'renew' && { parts: last.parts, since: last.at };
              const question = { ...step, ...renewing };
              const [next, verdict] = decide(plan.policies, states, question);
              const answer = await store.ask(plan, 'key', question);
              expect(answer.decision).toEqual(Decision.of(plan, verdict));
              expect(answer.decision.policies).toEqual(Decision.of(plan, verdict).policies);
              expect([answer.taken, answer.waitMs]).toEqual([verdict.taken, Math.ceil(verdict.wait / 1_000)]);
              if (verdict.taken > 0) {
                keep(next);
                last = { parts: verdict.taken, at: instant };
              }
            } else if (step.mode === 'charge') {
              await store.change(plan, 'key', { kind: 'charge', parts: step.parts });
              keep(chargeAll(plan.policies, states, step.parts));
            } else if (step.mode === 'release') {
              const { parts: held, at: since } = last;
              await store.change(plan, 'key', { kind: 'release', parts: held, chargedAt: since });
              const next = releaseAll(plan.policies, states, held, since);
              plan.policies.forEach(
                ({ kind }, index) =>
                  kind === 'concurrency' && memory.set(plan.identities[index]!, next[index]!),
              );
            } else if (step.mode === 'forget') {
              await store.change(plan, 'key', { kind: 'forget' });
              plan.identities.forEach((identity) => memory.delete(identity));
            } else {
              const since = step.mode === 'give-back' ? undefined : last.at;
              await store.change(plan, 'key', { kind: 'give-back', parts: step.parts, chargedAt: since });
              keep(giveBackAll(plan.policies, states, step.parts, since));
            }
          }
        }),
        { numRuns: 250 },
      );
    });

    it('for any takes from a token bucket that travel together, and other questions between', async () => {
      const client = withTestTime(redis!);
      let run = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(bucketStep, { minLength: 5, maxLength: 30 }), async (todo) => {
          run += 1;
          const store = redisStore({
            client,
            prefix: `together:${run}:`,
            timeoutMs: 10_000,
            rememberRefusalsMs: 0,
          });
          let plan = planOf([tokenBucket({ limit: 5, windowMs: 1_000 })]);
          const policies = () => plan.policies;
          let now = 150_000_000_123_457;
          const memory = new Map<string, State>();
          const statesOf = (key: string) =>
            advanceAll(policies(), [memory.get(key)], { elapsed: now, calendar: now });
          for (const step of todo) {
            now += step.gap;
            await client.at(now);
            if ('plan' in step) plan = planOf([step.plan]);
            if ('owes' in step) {
              await store.change(plan, step.owes, { kind: 'charge', parts: step.parts });
              memory.set(step.owes, chargeAll(policies(), statesOf(step.owes), step.parts)[0]!);
            }
            if (!('takes' in step)) continue;
            const decisions = await Promise.all(
              step.takes.map(async ({ key, parts: asked }) => store.take(plan, key, asked)),
            );
            for (const [index, { key, parts: asked }] of step.takes.entries()) {
              const [[state], verdict] = decide(policies(), statesOf(key), {
                mode: 'take',
                parts: asked,
                horizon: 0,
              });
              expect(decisions[index]).toEqual(Decision.of(plan, verdict));
              if (verdict.taken > 0) memory.set(key, state!);
            }
          }
        }),
        { numRuns: 150 },
      );
    });
  },
);
