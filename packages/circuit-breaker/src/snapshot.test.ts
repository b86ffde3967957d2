import { failed, failure, succeeded } from '@toolwright/core';
import type { CircuitSnapshot, Outcome } from '@toolwright/core';
import { createFakeClock } from '@toolwright/testing';
import type { FakeClock } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { createCircuitBreaker } from './index.ts';
import type { CircuitBreakerOptions, ManagedCircuitBreaker } from './index.ts';

const well = async (): Promise<Outcome> => succeeded('well');
const ill = async (): Promise<Outcome> => failed(failure('NETWORK_ERROR', 'The remote hung up'));

function setting(options: Partial<CircuitBreakerOptions> = {}) {
  const clock = createFakeClock();
  return { clock, breaker: createCircuitBreaker({ name: 'mail', clock, ...options }) };
}

/** A later process: the snapshot went through JSON, and its monotonic clock is another. */
function restored(
  snapshot: CircuitSnapshot,
  from: FakeClock,
  options: Partial<CircuitBreakerOptions> = {},
): { clock: FakeClock; breaker: ManagedCircuitBreaker } {
  const clock = createFakeClock({ nowMs: from.now() });
  const restore = JSON.parse(JSON.stringify(snapshot)) as CircuitSnapshot;
  return { clock, breaker: createCircuitBreaker({ name: 'mail', clock, restore, ...options }) };
}

describe('a snapshot', () => {
  it('says the state, since when, and what the window holds', async () => {
    const { clock, breaker } = setting();
    const startMs = clock.now();
    for (const ms of [10, 20, 1_500]) {
      await breaker.executeOutcome(async () => {
        await clock.advance(ms);
        return succeeded(ms);
      });
    }
    await breaker.executeOutcome(ill);
    const { latency, ...rest } = breaker.snapshot();
    expect(rest).toEqual({
      name: 'mail',
      state: 'closed',
      sinceMs: startMs,
      counts: { successes: 3, failures: 1, slow: 1, refused: 0 },
    });
    expect(latency).toMatchObject({ count: 4, mean: 382.5 });
    expect(latency.p99).toBeGreaterThan(1_425);
    expect(latency.p99).toBeLessThan(1_575);
  });

  it('of an open circuit says what broke it, how many were refused, and when it probes', async () => {
    const { clock, breaker } = setting();
    await breaker.executeOutcome(well);
    for (let time = 0; time < 7; time += 1) await breaker.executeOutcome(ill);
    await clock.advance(1_000);
    expect(breaker.snapshot()).toMatchObject({
      state: 'open',
      sinceMs: clock.now() - 1_000,
      nextProbeAtMs: clock.now() + 29_000,
      counts: { successes: 1, failures: 5, refused: 2 },
    });
    await clock.advance(90_000);
    expect(breaker.snapshot().nextProbeAtMs).toBe(clock.now());
  });

  it('restores a closed circuit with its counts', async () => {
    const { clock, breaker } = setting();
    await breaker.executeOutcome(well);
    await breaker.executeOutcome(ill);
    const later = restored(breaker.snapshot(), clock, {
      failureThreshold: 'off',
      minimumCalls: 4,
      failureRate: 0.75,
    });
    expect(later.breaker.snapshot().counts).toEqual({ successes: 1, failures: 1, slow: 0, refused: 0 });
    await later.breaker.executeOutcome(ill);
    expect(later.breaker.state).toBe('closed');
    await later.breaker.executeOutcome(ill);
    expect(later.breaker.state).toBe('open');
  });

  it('restores counts that the window forgets in time', async () => {
    const { clock, breaker } = setting();
    await breaker.executeOutcome(ill);
    const later = restored(breaker.snapshot(), clock);
    await later.clock.advance(30_000);
    expect(later.breaker.snapshot().counts.failures).toBe(0);
  });

  it('restores what is isolated, disabled or in metrics-only', async () => {
    for (const bring of [
      (breaker: ManagedCircuitBreaker) => breaker.isolate(),
      (breaker: ManagedCircuitBreaker) => breaker.setMode('disabled'),
      (breaker: ManagedCircuitBreaker) => breaker.setMode('metrics-only'),
    ]) {
      const { clock, breaker } = setting();
      await clock.advance(77);
      bring(breaker);
      const snapshot = breaker.snapshot();
      await clock.advance(5_000);
      const later = restored(snapshot, clock);
      expect(later.breaker.snapshot()).toEqual(snapshot);
    }
  });

  it('restores a half-open circuit as one whose probe is due', async () => {
    const { clock, breaker } = setting({ successThreshold: 2 });
    for (let time = 0; time < 5; time += 1) await breaker.executeOutcome(ill);
    await clock.advance(30_000);
    await breaker.executeOutcome(well);
    const later = restored(breaker.snapshot(), clock);
    expect(later.breaker.state).toBe('open');
    expect((await later.breaker.executeOutcome(well)).ok).toBe(true);
    expect(later.breaker.state).toBe('half-open');
  });

  it('with an instant far off makes no break longer than the longest', async () => {
    const { clock, breaker } = setting();
    for (let time = 0; time < 5; time += 1) await breaker.executeOutcome(ill);
    const far = { ...breaker.snapshot(), nextProbeAtMs: clock.now() + 1e12 };
    const later = restored(far, clock);
    expect(later.breaker.snapshot().nextProbeAtMs).toBe(later.clock.now() + 300_000);
  });

  it('does not overrule a mode that is asked for', async () => {
    const { clock, breaker } = setting();
    breaker.isolate();
    expect(restored(breaker.snapshot(), clock, { mode: 'metrics-only' }).breaker.state).toBe('metrics-only');
  });

  it('of another circuit is refused', () => {
    const { clock, breaker } = setting();
    expect(() => restored(breaker.snapshot(), clock, { name: 'other' })).toThrow('Option "restore"');
  });
});
