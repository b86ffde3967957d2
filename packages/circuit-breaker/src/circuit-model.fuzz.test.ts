import { failed, failure, succeeded } from '@toolwright/core';
import type { Outcome } from '@toolwright/core';
import { createFakeClock, seededRandom } from '@toolwright/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCircuitBreaker } from './index.ts';

const failureThreshold = 3;
const successThreshold = 2;
const resetTimeoutMs = 100;
const probeTimeoutMs = 50;
const latencyThresholdMs = 20;
const outcomes = {
  success: succeeded(1),
  failure: failed(failure('NETWORK_ERROR', 'down')),
  abort: failed(failure('CANCELLED', 'left')),
  question: { ok: 'input-required', requests: [] },
} satisfies Record<string, Outcome>;
type Kind = keyof typeof outcomes;

type Step =
  | { readonly do: 'start' }
  | { readonly do: 'finish'; readonly which: number; readonly kind: Kind }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'isolate' | 'close' };

/** The whole of the circuit, as one would explain it: a period, its counts, and the probes that are out. */
class Model {
  state: 'closed' | 'open' | 'half-open' | 'isolated' = 'closed';
  period = 0;
  failures = 0;
  successes = 0;
  breaks = 0;
  untilMs = 0;
  streak = 0;
  probes: { id: number; deadlineMs: number }[] = [];

  enter(state: Model['state']): void {
    Object.assign(this, { state, period: this.period + 1, failures: 0, successes: 0, streak: 0, probes: [] });
    if (state === 'closed') this.breaks = 0;
  }
  open(sinceMs: number): void {
    this.enter('open');
    this.untilMs = sinceMs + resetTimeoutMs * Math.min(2 ** this.breaks, 10);
    this.breaks += 1;
  }
  pass(nowMs: number): void {
    const overdue = this.probes[0];
    if (overdue && overdue.deadlineMs <= nowMs) this.open(overdue.deadlineMs);
  }
  admits(id: number, nowMs: number): boolean {
    this.pass(nowMs);
    if (this.state === 'open' && nowMs >= this.untilMs) this.enter('half-open');
    if (this.state === 'closed') return true;
    if (this.state !== 'half-open' || this.successes + this.probes.length >= successThreshold) return false;
    this.probes.push({ id, deadlineMs: nowMs + probeTimeoutMs });
    return true;
  }
  settles(call: { id: number; period: number }, kind: Kind, nowMs: number): void {
    this.pass(nowMs);
    if (call.period !== this.period) return;
    this.probes = this.probes.filter(({ id }) => id !== call.id);
    if (kind === 'success') this.successes += 1;
    if (kind === 'failure') this.failures += 1;
    if (this.state === 'half-open' && this.failures > 0) this.open(nowMs);
    else if (this.state === 'half-open' && this.successes >= successThreshold) this.enter('closed');
    else if (this.state === 'closed' && kind === 'success') this.streak = 0;
    else if (this.state === 'closed' && kind === 'failure' && ++this.streak >= failureThreshold)
      this.open(nowMs);
  }
}

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Step>({ do: 'start' }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('finish' as const),
      which: fc.nat(20),
      kind: fc.constantFrom<Kind>('success', 'success', 'failure', 'failure', 'abort', 'question'),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 150 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('isolate' as const, 'close' as const) }) },
);

describe('the circuit', () => {
  it('does what the model does, whatever happens in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 80, size: 'max' }), async (steps) => follow(steps)),
      { numRuns: 500 },
    );
  });
});

interface Running {
  readonly id: number;
  readonly period: number;
  readonly startedAtMs: number;
  readonly settle: (outcome: Outcome) => void;
  readonly settled: Promise<Outcome>;
}

async function follow(steps: readonly Step[]): Promise<void> {
  const clock = createFakeClock();
  const breaker = createCircuitBreaker({
    name: 'model',
    failureThreshold,
    successThreshold,
    resetTimeoutMs,
    probeTimeoutMs,
    latencyThresholdMs,
    failureRate: 'off',
    windowMs: 1e9,
    clock,
    random: seededRandom('model'),
  });
  const model = new Model();
  const slow = { told: 0, expected: 0 };
  breaker.on((event) => {
    if (event.type === 'call-succeeded' && event.slow) slow.told += 1;
  });
  const running: Running[] = [];
  for (const [id, each] of steps.entries()) {
    const nowMs = clock.monotonicNow();
    if (each.do === 'wait') await clock.advance(each.ms);
    else if (each.do === 'start') {
      const { promise, resolve } = Promise.withResolvers<Outcome>();
      let ran = false;
      const settled = breaker.executeOutcome(() => {
        ran = true;
        return promise;
      });
      expect(ran).toBe(model.admits(id, nowMs));
      if (ran) running.push({ id, period: model.period, startedAtMs: nowMs, settle: resolve, settled });
      else expect(await settled).toMatchObject({ ok: false, failure: { code: 'SERVICE_UNAVAILABLE' } });
    } else if (each.do === 'finish') {
      const [call] = running.splice(each.which % Math.max(running.length, 1), 1);
      if (!call) continue;
      if (each.kind === 'success' && nowMs - call.startedAtMs >= latencyThresholdMs) slow.expected += 1;
      call.settle(outcomes[each.kind]);
      expect(await call.settled).toBe(outcomes[each.kind]);
      model.settles(call, each.kind, nowMs);
    } else {
      model.pass(nowMs);
      breaker[each.do]();
      const state = each.do === 'close' ? 'closed' : 'isolated';
      if (model.state !== state) model.enter(state);
    }
    model.pass(clock.monotonicNow());
    expect(breaker.state).toBe(model.state);
    const { counts } = breaker.snapshot();
    if (model.state === 'closed' || model.state === 'half-open') {
      expect(counts).toMatchObject({ successes: model.successes, failures: model.failures });
    }
    expect(slow.told).toBe(slow.expected);
    expect(clock.pendingTimers).toBe(0);
  }
}
