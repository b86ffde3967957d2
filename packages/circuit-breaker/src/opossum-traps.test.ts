import { EventEmitter, once } from 'node:events';
import { failed, failure, succeeded } from '@toolwright/core';
import type { Outcome } from '@toolwright/core';
import { createFakeClock, seededRandom } from '@toolwright/testing';
import Opossum from 'opossum';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createCircuitBreaker } from './index.ts';
import type { CircuitBreakerOptions } from './index.ts';

// Each trap of the engine underneath, sprung on the engine itself where that shows it, and on us in vain.

const well = async (): Promise<Outcome> => succeeded('well');
const down = failure('NETWORK_ERROR', 'The remote hung up');
const ill = async (): Promise<Outcome> => failed(down);

function setting(options: Partial<CircuitBreakerOptions> = {}) {
  const clock = createFakeClock();
  const breaker = createCircuitBreaker({ name: 'geo', clock, random: seededRandom('geo'), ...options });
  const run = async (count: number, work: () => Promise<Outcome>): Promise<void> => {
    for (let time = 0; time < count; time += 1) await breaker.executeOutcome(work);
  };
  return { clock, breaker, run };
}

function pending(): { readonly work: () => Promise<Outcome>; readonly finish: (outcome: Outcome) => void } {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  return { work: () => promise, finish: resolve };
}

afterEach(() => vi.restoreAllMocks());

describe('opossum', () => {
  it('sorts every latency on a failing call; here a failing call never sorts, and costs the same with a full window', async () => {
    const { breaker, run } = setting({ failureThreshold: 'off', failureRate: 'off' });
    const sort = vi.spyOn(Array.prototype, 'sort');
    await run(20_000, well);
    await run(10, ill);
    breaker.snapshot();
    expect(sort).not.toHaveBeenCalled();
    expect(breaker.snapshot().counts).toMatchObject({ successes: 20_000, failures: 10 });
  });

  it('keeps every latency of the window; here it keeps at most a thousand', async () => {
    const kept: number[] = [];
    const push = vi.spyOn(Opossum, 'newStatus');
    const { run } = setting();
    await run(5_000, well);
    for (const { value } of push.mock.results as { value: Opossum.Status }[]) {
      for (const bucket of value.window) kept.push(bucket.latencyTimes.length);
    }
    expect(kept.length).toBeGreaterThan(0);
    expect(Math.max(...kept)).toBeLessThanOrEqual(1_024);
  });

  it('lets exactly one probe through; here as many as must succeed', async () => {
    const { clock, breaker, run } = setting({ successThreshold: 3 });
    await run(5, ill);
    await clock.advance(30_000);
    const calls = [pending(), pending(), pending()];
    const outcomes = calls.map((call) => breaker.executeOutcome(call.work));
    for (const call of calls) call.finish(succeeded(1));
    expect((await Promise.all(outcomes)).map(({ ok }) => ok)).toEqual([true, true, true]);
    expect(breaker.state).toBe('closed');
  });

  it('is closed by a success from before the break; here a late result changes nothing', async () => {
    const engine = new Opossum((result: Promise<unknown>) => result, {
      timeout: false,
      resetTimeout: 1,
      errorThresholdPercentage: 1,
      enableSnapshots: false,
      rotateBucketController: new EventEmitter(),
    });
    const early = pending();
    const late = engine.fire(early.work());
    await engine.fire(Promise.reject(new Error('down'))).catch(() => {});
    await once(engine, 'halfOpen');
    early.finish(succeeded(1));
    await late;
    expect(engine.closed).toBe(true);
    engine.shutdown();

    const { clock, breaker, run } = setting({ successThreshold: 1 });
    const [closing, opening] = [pending(), pending()];
    const before = [breaker.executeOutcome(closing.work), breaker.executeOutcome(opening.work)];
    await run(5, ill);
    await clock.advance(30_000);
    const probe = pending();
    const probed = breaker.executeOutcome(probe.work);
    closing.finish(succeeded(1));
    opening.finish(failed(down));
    await Promise.all(before);
    expect(breaker.snapshot()).toMatchObject({ state: 'half-open', counts: { successes: 0, failures: 0 } });
    probe.finish(succeeded(1));
    await probed;
    expect(breaker.state).toBe('closed');
  });

  it('counts late failures in the period they end in; here a burst of them breaks nothing anew', async () => {
    const { clock, breaker } = setting();
    const calls = Array.from({ length: 20 }, pending);
    const outcomes = calls.map((call) => breaker.executeOutcome(call.work));
    for (const call of calls.slice(0, 5)) call.finish(failed(down));
    await Promise.all(outcomes.slice(0, 5));
    expect(breaker.state).toBe('open');
    await clock.advance(10_000);
    for (const call of calls.slice(5)) call.finish(failed(down));
    await Promise.all(outcomes);
    expect(breaker.snapshot()).toMatchObject({
      nextProbeAtMs: clock.now() + 20_000,
      counts: { failures: 5 },
    });
  });

  it('keeps its window when it closes, so that one failure opens it again; here a new period counts from nothing', async () => {
    const { clock, breaker, run } = setting({
      failureThreshold: 'off',
      failureRate: 0.5,
      minimumCalls: 4,
      successThreshold: 1,
    });
    await run(4, ill);
    expect(breaker.state).toBe('open');
    await clock.advance(30_000);
    await run(1, well);
    expect(breaker.snapshot().counts).toMatchObject({ failures: 0, successes: 0 });
    await run(3, ill);
    expect(breaker.state).toBe('closed');
  });

  it('counts its own refusals as failures; here those of a full queue or another circuit are none', async () => {
    const { breaker, run } = setting();
    await run(10, async () => failed(failure('QUEUE_FULL', 'No slot')));
    await run(5, ill);
    await run(10, well);
    expect(breaker.snapshot().counts).toMatchObject({ failures: 5, refused: 10 });
  });

  it('aborts every call in flight when one times out; here no call knows of another', async () => {
    const { breaker } = setting({ failureThreshold: 1 });
    const [slow, quick] = [pending(), pending()];
    const [slowOutcome, quickOutcome] = [
      breaker.executeOutcome(slow.work),
      breaker.executeOutcome(quick.work),
    ];
    slow.finish(failed(failure('OPERATION_TIMEOUT', 'too slow')));
    await slowOutcome;
    expect(breaker.state).toBe('open');
    quick.finish(succeeded('unharmed'));
    expect(await quickOutcome).toEqual(succeeded('unharmed'));
  });

  it('half-opens at once when restored open; here the rest of the break is waited for', async () => {
    const { clock, breaker, run } = setting();
    await run(5, ill);
    await clock.advance(10_000);
    const snapshot = breaker.snapshot();
    const later = createFakeClock({ nowMs: clock.now() + 5_000 });
    const restored = createCircuitBreaker({ name: 'geo', clock: later, restore: snapshot });
    expect(await restored.executeOutcome(well)).toMatchObject({ failure: { retryAfterMs: 15_000 } });
    await later.advance(15_000);
    expect((await restored.executeOutcome(well)).ok).toBe(true);
  });

  it('holds two intervals per circuit and a timer per break; here ten thousand circuits hold none', async () => {
    const intervals = vi.spyOn(globalThis, 'setInterval');
    const timeouts = vi.spyOn(globalThis, 'setTimeout');
    const cleared = vi.spyOn(globalThis, 'clearTimeout');
    const { clock, run } = setting();
    await run(5, ill);
    expect(clock.pendingTimers).toBe(0);
    for (let index = 0; index < 10_000; index += 1) createCircuitBreaker({ name: `idle ${index}` });
    expect(intervals).not.toHaveBeenCalled();
    const armed = timeouts.mock.results.map(({ value }) => value as unknown);
    const undone = new Set(cleared.mock.calls.map(([timer]) => timer as unknown));
    expect(armed.filter((timer) => !undone.has(timer))).toEqual([]);
  });

  it('turns half-open when its own timer fires; here only our clock decides', async () => {
    vi.useFakeTimers();
    try {
      const { breaker, run } = setting();
      await run(5, ill);
      await vi.advanceTimersByTimeAsync(600_000);
      expect(breaker.state).toBe('open');
      expect((await breaker.executeOutcome(well)).ok).toBe(false);
    } finally {
      vi.useRealTimers();
    }
  });
});
