import { failed, failure, isToolError, succeeded } from '@toolwright/core';
import type { CircuitEvent, CircuitState, Outcome } from '@toolwright/core';
import { createFakeClock, seededRandom } from '@toolwright/testing';
import type { FakeClock } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { createCircuitBreaker } from './index.ts';
import type { CircuitBreakerOptions, ManagedCircuitBreaker } from './index.ts';

const well = async (): Promise<Outcome<string>> => succeeded('well');
const ill = async (): Promise<Outcome<string>> => failed(failure('NETWORK_ERROR', 'The remote hung up'));

interface Setting {
  readonly clock: FakeClock;
  readonly breaker: ManagedCircuitBreaker;
  readonly events: CircuitEvent[];
}

function setting(options: Partial<CircuitBreakerOptions> = {}): Setting {
  const clock = createFakeClock();
  const random = seededRandom('circuit');
  const breaker = createCircuitBreaker({ name: 'payments', clock, random, ...options });
  const events: CircuitEvent[] = [];
  breaker.on((event) => events.push(event));
  return { clock, breaker, events };
}

async function times(count: number, run: () => Promise<unknown>): Promise<void> {
  for (let time = 0; time < count; time += 1) await run();
}

/** Brings a circuit with default options to a state by the public API. */
const ways: Readonly<Record<CircuitState, (setting: Setting) => Promise<void>>> = {
  closed: async () => {},
  open: async ({ breaker }) => times(5, () => breaker.executeOutcome(ill)),
  'half-open': async ({ breaker, clock }) => {
    await times(5, () => breaker.executeOutcome(ill));
    await clock.advance(30_000);
    await breaker.executeOutcome(well);
  },
  isolated: async ({ breaker }) => breaker.isolate(),
  disabled: async ({ breaker }) => breaker.setMode('disabled'),
  'metrics-only': async ({ breaker }) => breaker.setMode('metrics-only'),
};

const happenings = {
  'a success': async ({ breaker }: Setting) => breaker.executeOutcome(well),
  'five successes': async ({ breaker }: Setting) => times(5, () => breaker.executeOutcome(well)),
  'a failure': async ({ breaker }: Setting) => breaker.executeOutcome(ill),
  'five failures': async ({ breaker }: Setting) => times(5, () => breaker.executeOutcome(ill)),
  'a long time': async ({ clock }: Setting) => clock.advance(86_400_000),
  'a call after the reset timeout': async ({ breaker, clock }: Setting) => {
    await clock.advance(30_000);
    await breaker.executeOutcome(well);
  },
  'isolate()': async ({ breaker }: Setting) => breaker.isolate(),
  'close()': async ({ breaker }: Setting) => breaker.close(),
  'setMode(enabled)': async ({ breaker }: Setting) => breaker.setMode('enabled'),
  'setMode(disabled)': async ({ breaker }: Setting) => breaker.setMode('disabled'),
  'setMode(metrics-only)': async ({ breaker }: Setting) => breaker.setMode('metrics-only'),
  disposal: async ({ breaker }: Setting) => breaker[Symbol.dispose](),
} as const;

type Happening = keyof typeof happenings;

// Every state, everything that can happen to it, and the state after. What is not listed stays.
const transitions: Readonly<Record<CircuitState, Partial<Record<Happening, CircuitState>>>> = {
  closed: { 'five failures': 'open' },
  open: { 'a call after the reset timeout': 'half-open', 'close()': 'closed' },
  'half-open': {
    'five successes': 'closed',
    'a failure': 'open',
    'five failures': 'open',
    'close()': 'closed',
  },
  isolated: { 'close()': 'closed' },
  disabled: { 'close()': 'closed', 'setMode(enabled)': 'closed' },
  'metrics-only': { 'close()': 'closed', 'setMode(enabled)': 'closed' },
};
const everywhere: Partial<Record<Happening, CircuitState>> = {
  'isolate()': 'isolated',
  'setMode(disabled)': 'disabled',
  'setMode(metrics-only)': 'metrics-only',
  disposal: 'disabled',
};

describe('every transition', () => {
  const states = Object.keys(ways) as CircuitState[];
  const rows = states.flatMap((from) =>
    (Object.keys(happenings) as Happening[]).map((happening) => ({
      from,
      happening,
      to: transitions[from][happening] ?? everywhere[happening] ?? from,
    })),
  );
  it.each(rows)('$from, then $happening, is $to', async ({ from, happening, to }) => {
    const here = setting();
    await ways[from](here);
    expect(here.breaker.state).toBe(from);
    await happenings[happening](here);
    expect(here.breaker.state).toBe(to);
    expect(here.clock.pendingTimers).toBe(0);
  });
});

describe('a refusal', () => {
  it('is an outcome that says when to try again, and the work does not run', async () => {
    const here = setting();
    await ways.open(here);
    await here.clock.advance(10_000.5);
    let ran = false;
    const outcome = await here.breaker.executeOutcome(async () => {
      ran = true;
      return succeeded(1);
    });
    expect(ran).toBe(false);
    expect(outcome).toEqual({
      ok: false,
      failure: {
        code: 'SERVICE_UNAVAILABLE',
        type: 'unavailable_error',
        message: 'Circuit "payments" is open; try again in 20000 ms',
        retryable: true,
        retryAfterMs: 20_000,
        details: { reason: 'circuit-open' },
      },
    });
  });

  it('says 30 000 ms on a fresh break', async () => {
    const here = setting();
    await ways.open(here);
    expect(await here.breaker.executeOutcome(well)).toMatchObject({ failure: { retryAfterMs: 30_000 } });
  });

  it('is not retryable and has no hint when the circuit is isolated by hand', async () => {
    const here = setting();
    here.breaker.isolate();
    const outcome = await here.breaker.executeOutcome(well);
    expect(outcome).toMatchObject({ failure: { retryable: false, details: { reason: 'circuit-open' } } });
    expect(outcome).not.toHaveProperty('failure.retryAfterMs');
  });

  it('is a plain record: no error is built for it', async () => {
    const here = setting();
    await ways.open(here);
    const outcome = await here.breaker.executeOutcome(ill);
    const refusal = outcome.ok === false ? outcome.failure : undefined;
    expect(Object.getPrototypeOf(refusal)).toBe(Object.prototype);
    expect(refusal).not.toHaveProperty('cause');
  });

  it('is thrown as a ToolError by execute()', async () => {
    const here = setting();
    await ways.open(here);
    const thrown: unknown = await here.breaker.execute(async () => 1).catch((error: unknown) => error);
    expect(isToolError(thrown, 'SERVICE_UNAVAILABLE') && thrown.retryAfterMs).toBe(30_000);
  });
});

describe('execute()', () => {
  it('returns what the work returns', async () => {
    expect(await setting().breaker.execute(async () => 7)).toBe(7);
  });

  it('throws the very error that the work threw, and counts it', async () => {
    const { breaker } = setting();
    const error = new Error('boom');
    await expect(
      breaker.execute(async () => {
        throw error;
      }),
    ).rejects.toBe(error);
    expect(breaker.snapshot().counts.failures).toBe(1);
  });

  it('throws what was thrown even when that is undefined', async () => {
    const { breaker } = setting();
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- what the test is about
    await expect(breaker.execute(() => Promise.reject())).rejects.toBeUndefined();
  });
});

describe('executeOutcome()', () => {
  it('rejects only as the work does, and counts that as a failure', async () => {
    const { breaker } = setting();
    const error = new Error('boom');
    await expect(breaker.executeOutcome(() => Promise.reject(error))).rejects.toBe(error);
    await expect(
      breaker.executeOutcome(() => {
        throw error;
      }),
    ).rejects.toBe(error);
    expect(breaker.snapshot().counts.failures).toBe(2);
  });
});

describe('the modes', () => {
  it('disabled lets everything through and counts nothing', async () => {
    const here = setting({ mode: 'disabled' });
    await times(20, () => here.breaker.executeOutcome(ill));
    expect(here.breaker.snapshot()).toMatchObject({ state: 'disabled', counts: { failures: 0 } });
    expect(here.events).toEqual([]);
  });

  it('metrics-only counts and tells, and never opens', async () => {
    const here = setting({ mode: 'metrics-only', minimumCalls: 1, slowCallRate: 0.1, latencyThresholdMs: 0 });
    await times(20, () => here.breaker.executeOutcome(ill));
    expect(here.breaker.snapshot()).toMatchObject({
      state: 'metrics-only',
      counts: { failures: 20, slow: 20, successes: 0 },
    });
    expect(here.events.filter(({ type }) => type === 'call-failed')).toHaveLength(20);
  });

  it('refuses a mode that is none', () => {
    const { breaker } = setting();
    expect(() => breaker.setMode('on' as 'enabled')).toThrow('Option "mode"');
  });
});

describe('events', () => {
  it('tell a break and a recovery, with the time of the wall clock', async () => {
    const here = setting({ successThreshold: 1 });
    await ways['half-open'](here);
    await here.breaker.executeOutcome(well);
    const told = here.events.filter(({ type }) => type.startsWith('circuit-'));
    const startMs = 1_767_225_600_000;
    expect(told).toEqual([
      {
        type: 'circuit-opened',
        circuit: 'payments',
        atMs: startMs,
        reason: '5 failures in a row',
        retryAfterMs: 30_000,
      },
      { type: 'circuit-half-opened', circuit: 'payments', atMs: startMs + 30_000 },
      { type: 'circuit-closed', circuit: 'payments', atMs: startMs + 30_000 },
    ]);
  });

  it('tell a refusal, also by hand', async () => {
    const here = setting();
    here.breaker.isolate();
    await here.breaker.executeOutcome(well);
    expect(here.events.at(-1)).toMatchObject({ type: 'call-refused', retryAfterMs: Infinity });
  });

  it('harm nobody when a listener throws, and stop when asked to', async () => {
    const { breaker, events } = setting();
    const heard: string[] = [];
    breaker.on(() => {
      throw new Error('listener');
    });
    const stop = breaker.on(({ type }) => heard.push(type));
    await breaker.executeOutcome(well);
    stop();
    stop();
    await breaker.executeOutcome(well);
    expect(heard).toEqual(['call-succeeded']);
    expect(events).toHaveLength(2);
  });
});

describe('options', () => {
  it.each([
    [{ name: '' }, 'name'],
    [{ mode: 'on' as 'enabled' }, 'mode'],
    [{ failureThreshold: 0 }, 'failureThreshold'],
    [{ failureRate: 0 }, 'failureRate'],
    [{ failureRate: 1.1 }, 'failureRate'],
    [{ slowCallRate: 2 }, 'slowCallRate'],
    [{ latencyThresholdMs: -1 }, 'latencyThresholdMs'],
    [{ minimumCalls: 0.5 }, 'minimumCalls'],
    [{ windowMs: 1 }, 'windowMs'],
    [{ resetTimeoutMs: 0 }, 'resetTimeoutMs'],
    [{ resetGrowth: 0.5 }, 'resetGrowth'],
    [{ resetJitter: 2 }, 'resetJitter'],
    [{ longestResetTimeoutMs: 10 }, 'longestResetTimeoutMs'],
    [{ recovery: 'slow' as 'gradual' }, 'recovery'],
    [{ successThreshold: 0 }, 'successThreshold'],
    [{ probeTimeoutMs: 0 }, 'probeTimeoutMs'],
    [{ healthCheck: { check: 'not a url' } }, 'healthCheck.check'],
    [{ healthCheck: { check: async () => true, intervalMs: 0 } }, 'healthCheck.intervalMs'],
  ] satisfies [Partial<CircuitBreakerOptions>, string][])('%o is refused by name', (options, named) => {
    expect(() => setting(options)).toThrow(`Option "${named}"`);
  });

  it('given as undefined are their defaults', () => {
    const options = { failureThreshold: undefined, recovery: undefined };
    expect(() => setting(options as unknown as CircuitBreakerOptions)).not.toThrow();
  });
});
