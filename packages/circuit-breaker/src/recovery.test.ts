import { failed, failure, succeeded } from '@toolwright/core';
import type { Outcome } from '@toolwright/core';
import { createFakeClock, seededRandom } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { createCircuitBreaker, gradualRecovery, immediateRecovery } from './index.ts';
import type { CircuitBreakerOptions, Recovery } from './index.ts';

const well = async (): Promise<Outcome> => succeeded('well');
const ill = async (): Promise<Outcome> => failed(failure('NETWORK_ERROR', 'The remote hung up'));

async function broken(options: Partial<CircuitBreakerOptions> = {}) {
  const clock = createFakeClock();
  const random = seededRandom('recovery');
  const breaker = createCircuitBreaker({ name: 'maps', clock, random, failureThreshold: 1, ...options });
  const run = (work: () => Promise<Outcome>): Promise<Outcome> => breaker.executeOutcome(work);
  const retryAfterMs = async (): Promise<number | undefined> => {
    const outcome = await run(well);
    return outcome.ok === false ? outcome.failure.retryAfterMs : undefined;
  };
  /** Starts a call that settles when it is told to. */
  const start = (): { finish(outcome: Outcome): Promise<Outcome> } => {
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const outcome = run(() => promise);
    return {
      finish: async (result) => {
        resolve(result);
        return outcome;
      },
    };
  };
  await run(ill);
  return { clock, breaker, run, start, retryAfterMs };
}

describe('an open circuit', () => {
  it('refuses until the reset timeout has passed, then probes', async () => {
    const { clock, breaker, run } = await broken({ resetTimeoutMs: 400 });
    await clock.advance(399);
    expect((await run(well)).ok).toBe(false);
    await clock.advance(1);
    expect((await run(well)).ok).toBe(true);
    expect(breaker.state).toBe('half-open');
  });

  it('stays open longer with each failed recovery, up to the longest, and starts anew once it has closed', async () => {
    const { clock, run, retryAfterMs } = await broken({
      resetTimeoutMs: 100,
      longestResetTimeoutMs: 350,
      successThreshold: 1,
    });
    for (const expected of [100, 200, 350, 350]) {
      expect(await retryAfterMs()).toBe(expected);
      await clock.advance(expected);
      await run(ill);
    }
    await clock.advance(350);
    await run(well);
    await run(ill);
    expect(await retryAfterMs()).toBe(100);
  });

  it('does not grow with a growth of 1', async () => {
    const { clock, run, retryAfterMs } = await broken({ resetTimeoutMs: 100, resetGrowth: 1 });
    await clock.advance(100);
    await run(ill);
    expect(await retryAfterMs()).toBe(100);
  });

  it('lengthens its time at random when there is jitter', async () => {
    const waits = new Set<number | undefined>();
    for (let seed = 0; seed < 20; seed += 1) {
      const random = seededRandom(`jitter ${seed}`);
      const { retryAfterMs } = await broken({ resetTimeoutMs: 1_000, resetJitter: 0.5, random });
      const waitMs = (await retryAfterMs()) ?? 0;
      expect(waitMs).toBeGreaterThanOrEqual(1_000);
      expect(waitMs).toBeLessThanOrEqual(1_500);
      waits.add(waitMs);
    }
    expect(waits.size).toBeGreaterThan(10);
  });

  it('asks a function how long, and reads a bad answer as 30 000', async () => {
    const asked: number[] = [];
    const answers = [50, Number.NaN, -1];
    const { clock, run, retryAfterMs } = await broken({
      resetTimeoutMs: (breaks) => {
        asked.push(breaks);
        const answer = answers[breaks - 1];
        if (answer === undefined) throw new Error('no answer');
        return answer;
      },
    });
    for (const expected of [50, 30_000, 30_000, 30_000]) {
      expect(await retryAfterMs()).toBe(expected);
      await clock.advance(expected);
      await run(ill);
    }
    expect(asked).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('immediate recovery', () => {
  it('lets as many probes through as must succeed, and refuses the rest meanwhile', async () => {
    const { clock, breaker, run, start } = await broken({ successThreshold: 3 });
    await clock.advance(30_000);
    const probes = [start(), start(), start()];
    expect((await run(well)).ok).toBe(false);
    for (const probe of probes) await probe.finish(succeeded(1));
    expect(breaker.state).toBe('closed');
  });

  it('opens again with the first failed probe, and the other probes are late', async () => {
    const { clock, breaker, start } = await broken({ successThreshold: 3 });
    await clock.advance(30_000);
    const [first, second, third] = [start(), start(), start()];
    await first.finish(failed(failure('NETWORK_ERROR', 'down')));
    await second.finish(succeeded(1));
    await third.finish(failed(failure('NETWORK_ERROR', 'down')));
    expect(breaker.snapshot()).toMatchObject({ state: 'open', counts: { successes: 0, failures: 1 } });
  });

  it('tolerates as many failed probes as it is told to', async () => {
    const recovery = immediateRecovery({ successThreshold: 2, toleratedFailures: 1 });
    const { clock, breaker, run } = await broken({ recovery });
    await clock.advance(30_000);
    await run(ill);
    await run(well);
    expect(breaker.state).toBe('half-open');
    await run(well);
    expect(breaker.state).toBe('closed');
  });

  it('frees the slot of a probe that tells nothing', async () => {
    const { clock, breaker, run } = await broken({ successThreshold: 1 });
    await clock.advance(30_000);
    for (let time = 0; time < 3; time += 1) {
      await run(async () => failed(failure('INVALID_INPUT', 'no such city')));
      await run(async () => ({ ok: 'input-required', requests: [] }));
    }
    expect(breaker.state).toBe('half-open');
    await run(well);
    expect(breaker.state).toBe('closed');
  });

  it('takes a slow probe for a failed one where slow calls open the circuit', async () => {
    const { clock, breaker, run } = await broken({ slowCallRate: 0.5, successThreshold: 1 });
    await clock.advance(30_000);
    await run(async () => {
      await clock.advance(1_000);
      return succeeded(1);
    });
    expect(breaker.snapshot()).toMatchObject({
      state: 'open',
      counts: { successes: 1, slow: 1, failures: 0 },
    });
  });
});

describe('a probe that hangs', () => {
  it('counts as failed when its time is up, without a timer, and its slot is free', async () => {
    const { clock, breaker, start } = await broken({ successThreshold: 1, probeTimeoutMs: 500 });
    await clock.advance(30_000);
    const hung = start();
    await clock.advance(499);
    expect(breaker.state).toBe('half-open');
    expect(clock.pendingTimers).toBe(0);
    await clock.advance(1);
    expect(breaker.state).toBe('open');
    await hung.finish(succeeded(1));
    expect(breaker.state).toBe('open');
  });

  it('never keeps the circuit from recovering: the break counts from the moment it was overdue', async () => {
    const { clock, breaker, start, run } = await broken({
      successThreshold: 1,
      probeTimeoutMs: 500,
      resetTimeoutMs: 1_000,
    });
    await clock.advance(1_000);
    start();
    await clock.advance(2_500);
    expect((await run(well)).ok).toBe(true);
    expect(breaker.state).toBe('closed');
  });

  it('is given up within a tolerance as well', async () => {
    const recovery = immediateRecovery({ successThreshold: 1, toleratedFailures: 1 });
    const { clock, breaker, start, run } = await broken({ recovery, probeTimeoutMs: 500 });
    await clock.advance(30_000);
    const hung = start();
    expect((await run(well)).ok).toBe(false);
    await clock.advance(500);
    expect((await run(well)).ok).toBe(true);
    expect(breaker.state).toBe('closed');
    await hung.finish(succeeded(1));
    expect(breaker.snapshot().counts.successes).toBe(0);
  });

  it('says nothing when it settles after it was given up', async () => {
    const recovery = immediateRecovery({ successThreshold: 2, toleratedFailures: 1 });
    const { clock, breaker, start } = await broken({ recovery, probeTimeoutMs: 500 });
    await clock.advance(30_000);
    const [first, second] = [start(), start()];
    await first.finish(succeeded(1));
    await clock.advance(500);
    expect(breaker.snapshot().counts).toMatchObject({ successes: 1, failures: 1 });
    await second.finish(failed(failure('NETWORK_ERROR', 'down')));
    expect(breaker.snapshot()).toMatchObject({ state: 'half-open', counts: { successes: 1, failures: 1 } });
  });

  it('decides the latest time that a refused caller is told', async () => {
    const { clock, start, retryAfterMs } = await broken({ successThreshold: 1, probeTimeoutMs: 5_000 });
    await clock.advance(30_000);
    start();
    await clock.advance(400);
    expect(await retryAfterMs()).toBe(600);
    await clock.advance(2_600);
    expect(await retryAfterMs()).toBe(2_000);
  });
});

describe('gradual recovery', () => {
  it('lets a growing share of the calls through', async () => {
    const { clock, breaker, run } = await broken({ recovery: 'gradual', successThreshold: 20 });
    await clock.advance(30_000);
    const shares: number[] = [];
    while (breaker.state !== 'closed') {
      let through = 0;
      let calls = 0;
      while (through < 20) {
        calls += 1;
        if ((await run(well)).ok) through += 1;
      }
      shares.push(through / calls);
    }
    expect(shares).toHaveLength(4);
    for (const [index, share] of [0.1, 0.25, 0.5, 0.75].entries()) {
      expect(shares[index]).toBeGreaterThan(share * 0.6);
      expect(shares[index]).toBeLessThan(share * 1.6);
    }
  });

  it('lets one call a second through however small the share', async () => {
    const recovery = gradualRecovery({ successThreshold: 3, shares: [0.000_1] });
    const { clock, breaker, run, retryAfterMs } = await broken({ recovery });
    await clock.advance(30_000);
    expect((await run(well)).ok).toBe(true);
    await clock.advance(999);
    expect(await retryAfterMs()).toBe(1);
    await clock.advance(1);
    expect((await run(well)).ok).toBe(true);
    await clock.advance(1_000);
    await run(well);
    expect(breaker.state).toBe('closed');
  });

  it('opens again with a failure at any share', async () => {
    const { clock, breaker, run } = await broken({ recovery: 'gradual', successThreshold: 1 });
    for (let time = 0; time < 3; time += 1) {
      await clock.advance(300_000);
      await run(well);
    }
    await clock.advance(1_000);
    await run(ill);
    expect(breaker.state).toBe('open');
  });

  it('refuses shares that do not grow', () => {
    for (const shares of [[], [0], [0.5, 0.5], [0.5, 0.2], [1.5]]) {
      expect(() => gradualRecovery({ shares })).toThrow('Option "shares"');
    }
  });
});

describe("an application's own recovery", () => {
  it('decides from the progress', async () => {
    const seen: unknown[] = [];
    const recovery: Recovery = {
      share: (progress) => {
        seen.push({ ...progress });
        return progress.inFlight === 0 ? 1 : 0;
      },
      verdict: ({ successes, failures }) => (successes > failures * 2 ? 'close' : 'probe'),
    };
    const { clock, breaker, run } = await broken({ recovery });
    await clock.advance(30_000);
    await run(ill);
    await run(well);
    await run(well);
    expect(breaker.state).toBe('half-open');
    await run(well);
    expect(breaker.state).toBe('closed');
    expect(seen).toEqual([
      { successes: 0, failures: 0, inFlight: 0 },
      { successes: 0, failures: 1, inFlight: 0 },
      { successes: 1, failures: 1, inFlight: 0 },
      { successes: 2, failures: 1, inFlight: 0 },
    ]);
  });

  it('that throws lets calls through and opens again', async () => {
    const recovery: Recovery = {
      share: () => {
        throw new Error('share');
      },
      verdict: () => {
        throw new Error('verdict');
      },
    };
    const { clock, breaker, run } = await broken({ recovery });
    await clock.advance(30_000);
    expect((await run(well)).ok).toBe(true);
    expect(breaker.state).toBe('open');
  });

  it('that lets nothing through tells callers to come back in a second', async () => {
    const { clock, retryAfterMs } = await broken({ recovery: { share: () => 0, verdict: () => 'probe' } });
    await clock.advance(30_000);
    expect(await retryAfterMs()).toBe(1_000);
  });
});
