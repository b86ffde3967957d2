import { createFakeClock } from '@toolwright/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { memoryStore } from './memory.ts';
import type { State } from '../algorithms/algorithm.ts';
import { advanceAll, decide, giveBackAll } from '../decide.ts';
import { Decision } from '../decision.ts';
import { concurrency, fixedWindow, leakyBucket, rollingWindow, tokenBucket } from '../index.ts';
import { planOf } from '../plan.ts';
import { epochMs } from '../policy.ts';

const base = { limit: 3, windowMs: 10_000 };
// All ways in which states are kept: alone in a row, alone in a list, several, and changing from one to another.
const plans = [
  [tokenBucket(base)],
  [tokenBucket({ limit: 5, windowMs: 3_000, name: 'quick' })],
  [leakyBucket({ ...base, name: 'paced' })],
  [fixedWindow({ ...base, name: 'fixed' })],
  [rollingWindow({ ...base, name: 'rolling' })],
  [tokenBucket({ ...base, shadow: true })],
  [concurrency({ limit: 2, leaseMs: 4_000, name: 'jobs' })],
  [tokenBucket(base), rollingWindow({ ...base, name: 'rolling' }), fixedWindow({ ...base, name: 'fixed' })],
].map(planOf);

const keys = fc.integer({ min: 0, max: 300 }).map((number) => `key-${number}`);
const steps = fc.array(
  fc.oneof(
    { arbitrary: fc.record({ take: keys, parts: fc.constantFrom(1_000, 1_000, 500, 2_500) }), weight: 30 },
    { arbitrary: fc.record({ giveBack: keys }), weight: 2 },
    { arbitrary: fc.record({ forget: keys }), weight: 2 },
    { arbitrary: fc.record({ advanceMs: fc.integer({ min: 0, max: 6_000 }) }), weight: 4 },
    { arbitrary: fc.record({ plan: fc.constantFrom(...plans) }), weight: 1 },
  ),
  { maxLength: 400, size: 'max' },
);

describe('memoryStore decides as the algorithms do', () => {
  it('for any keys, costs, times and plans, however their places are used again', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...plans), steps, async (first, todo) => {
        const clock = createFakeClock();
        const store = memoryStore({ clock, maxKeys: 1_000 });
        let plan = first;
        const spent = new Map<string, Map<string, State>>();
        const at = () => ({
          elapsed: Math.floor(clock.monotonicNow() * 1_000),
          calendar: Math.floor((clock.now() - epochMs) * 1_000),
        });
        const statesOf = (key: string) =>
          advanceAll(
            plan.policies,
            plan.identities.map((identity) => spent.get(key)?.get(identity)),
            at(),
          );
        const keep = (key: string, states: readonly State[]): void =>
          void spent.set(key, new Map(plan.identities.map((identity, index) => [identity, states[index]!])));
        for (const step of todo) {
          if ('plan' in step) plan = step.plan;
          if ('advanceMs' in step) await clock.advance(step.advanceMs);
          if ('forget' in step) {
            store.change(plan, step.forget, { kind: 'forget' });
            spent.delete(step.forget);
          }
          if ('giveBack' in step) {
            store.change(plan, step.giveBack, { kind: 'give-back', parts: 1_000 });
            keep(step.giveBack, giveBackAll(plan.policies, statesOf(step.giveBack), 1_000, undefined));
          }
          if ('take' in step) {
            const question = { mode: 'take', parts: step.parts, horizon: 0 } as const;
            const [states, verdict] = decide(plan.policies, statesOf(step.take), question);
            const decision = store.take(plan, step.take, step.parts);
            expect(decision).toEqual(Decision.of(plan, verdict));
            expect(decision.policies).toEqual(Decision.of(plan, verdict).policies);
            if (verdict.taken > 0) keep(step.take, states);
          }
        }
        await clock.advance(60_000);
        expect([store.size, clock.pendingTimers]).toEqual([0, 0]);
        expect(store.take(plan, 'key-1', 1_000).allowed).toBe(true);
        expect([store.size, clock.pendingTimers]).toEqual([1, 1]);
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});
