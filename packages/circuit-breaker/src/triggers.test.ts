import { failed, failure, failureOf, succeeded, ToolError, toFailure } from '@toolwright/core';
import type { Failure, Outcome } from '@toolwright/core';
import { createFakeClock, seededRandom } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { countsByDefault, createCircuitBreaker } from './index.ts';
import type { CircuitBreakerOptions } from './index.ts';

const well = async (): Promise<Outcome> => succeeded('well');
const failing = (record: Failure) => async (): Promise<Outcome> => failed(record);
const ill = failing(failure('NETWORK_ERROR', 'The remote hung up'));

function setting(options: Partial<CircuitBreakerOptions> = {}) {
  const clock = createFakeClock();
  const breaker = createCircuitBreaker({ name: 'search', clock, random: seededRandom('search'), ...options });
  let reason: string | undefined;
  breaker.on((event) => {
    if (event.type === 'circuit-opened') reason = event.reason;
  });
  const slow = async (): Promise<Outcome> => {
    await clock.advance(1_000);
    return succeeded('late');
  };
  const run = async (...works: readonly (() => Promise<Outcome>)[]): Promise<void> => {
    for (const work of works) await breaker.executeOutcome(work);
  };
  return { clock, breaker, run, slow, reason: () => reason };
}

function many<T>(count: number, item: T): T[] {
  return Array.from({ length: count }, () => item);
}

describe('failures in a row', () => {
  it('open at the threshold and not before', async () => {
    const { breaker, run, reason } = setting({ failureThreshold: 3 });
    await run(ill, ill);
    expect(breaker.state).toBe('closed');
    await run(ill);
    expect(breaker.state).toBe('open');
    expect(reason()).toBe('3 failures in a row');
  });

  it('start anew after a success', async () => {
    const { breaker, run } = setting({ failureThreshold: 3 });
    await run(ill, ill, well, ill, ill);
    expect(breaker.state).toBe('closed');
  });

  it('do not matter when they are off', async () => {
    const { breaker, run } = setting({ failureThreshold: 'off' });
    await run(...many(99, ill));
    expect(breaker.state).toBe('closed');
  });
});

describe('the failure rate', () => {
  it('opens at 10 % of at least 100 calls by default', async () => {
    const { breaker, run, reason } = setting({ failureThreshold: 'off' });
    await run(...many(9, ill), ...many(90, well));
    expect(breaker.state).toBe('closed');
    await run(ill);
    expect(breaker.state).toBe('open');
    expect(reason()).toBe('the failure rate reached 0.1');
  });

  it('does not open below the minimum of calls', async () => {
    const { breaker, run } = setting({ failureThreshold: 'off', failureRate: 0.5, minimumCalls: 10 });
    await run(...many(9, ill));
    expect(breaker.state).toBe('closed');
    await run(ill);
    expect(breaker.state).toBe('open');
  });

  it('of 1 opens when every call fails', async () => {
    const { breaker, run } = setting({ failureThreshold: 'off', failureRate: 1, minimumCalls: 2 });
    await run(ill, ill);
    expect(breaker.state).toBe('open');
  });

  it('does not matter when it is off', async () => {
    const { breaker, run } = setting({ failureThreshold: 'off', failureRate: 'off', minimumCalls: 1 });
    await run(...many(50, ill));
    expect(breaker.state).toBe('closed');
  });

  it('forgets calls older than the window', async () => {
    const { clock, breaker, run } = setting({
      failureThreshold: 'off',
      failureRate: 0.5,
      minimumCalls: 4,
      windowMs: 6_000,
    });
    await run(ill, ill, ill);
    await clock.advance(5_999);
    expect(breaker.snapshot().counts.failures).toBe(3);
    await clock.advance(1_001);
    expect(breaker.snapshot().counts.failures).toBe(0);
    await run(ill, ill, ill);
    expect(breaker.state).toBe('closed');
  });

  it('forgets no slice too early when time passes in steps', async () => {
    const { clock, breaker, run } = setting({ windowMs: 6_000 });
    for (let step = 0; step < 20; step += 1) {
      await run(well);
      await clock.advance(500);
      expect(breaker.snapshot().counts.successes).toBeGreaterThanOrEqual(Math.min(step + 1, 10));
      expect(breaker.snapshot().counts.successes).toBeLessThanOrEqual(12);
    }
  });
});

describe('the slow-call rate', () => {
  const options = { slowCallRate: 0.5, minimumCalls: 4, latencyThresholdMs: 1_000 } as const;

  it('opens when that share of the calls takes the threshold or longer', async () => {
    const { breaker, run, slow, reason } = setting(options);
    await run(well, well, slow);
    expect(breaker.state).toBe('closed');
    await run(slow);
    expect(breaker.state).toBe('open');
    expect(reason()).toBe('the slow-call rate reached 0.5');
  });

  it('counts slow failures too', async () => {
    const { clock, breaker, run } = setting({ ...options, failureThreshold: 'off', failureRate: 'off' });
    const slowlyIll = async (): Promise<Outcome> => {
      await clock.advance(2_000);
      return ill();
    };
    await run(slowlyIll, well, well, slowlyIll);
    expect(breaker.state).toBe('open');
    expect(breaker.snapshot().counts).toMatchObject({ slow: 2, failures: 2, successes: 2 });
  });

  it('is only counted by default', async () => {
    const { breaker, run, slow } = setting({ minimumCalls: 1 });
    await run(slow, slow, slow);
    expect(breaker.snapshot()).toMatchObject({ state: 'closed', counts: { slow: 3 } });
  });
});

describe('failures that tell nothing of what is guarded', () => {
  it.each<[string, Failure, boolean]>([
    ['invalid input', failure('INVALID_INPUT', 'x'), false],
    ['no credentials', failure('UNAUTHENTICATED', 'x'), false],
    ['no permission', failure('PERMISSION_DENIED', 'x'), false],
    ['nothing there', failure('TOOL_NOT_FOUND', 'x'), false],
    ['a conflict', failure('IDEMPOTENCY_KEY_REUSED', 'x'), false],
    ['a rate limit', failure('RATE_LIMITED', 'x'), false],
    ['a full queue', failure('QUEUE_FULL', 'x'), false],
    [
      "another circuit's refusal",
      failure('SERVICE_UNAVAILABLE', 'x', { details: { reason: 'circuit-open' } }),
      false,
    ],
    ['a cancelled call', failure('CANCELLED', 'x'), false],
    ['an aborted fetch', toFailure(new DOMException('aborted', 'AbortError')), false],
    ['a broken network', failure('NETWORK_ERROR', 'x'), true],
    ['a service that is down', failure('SERVICE_UNAVAILABLE', 'x'), true],
    ['a timeout', failure('OPERATION_TIMEOUT', 'x'), true],
    ['a failed execution', failure('EXECUTION_FAILED', 'x'), true],
    ['an unknown error', toFailure(new Error('boom')), true],
    ["an application's own", failureOf('MY_CODE', 'network_error', 'x'), true],
  ])('%s: %o counts: %s', async (_name, record, counts) => {
    expect(countsByDefault(record)).toBe(counts);
    const { breaker, run } = setting();
    await run(...many(5, failing(record)));
    expect(breaker.state).toBe(counts ? 'open' : 'closed');
    expect(breaker.snapshot().counts.failures).toBe(counts ? 5 : 0);
  });

  it('are chosen by a predicate, and one that throws counts', async () => {
    const { breaker, run } = setting({
      failureThreshold: 2,
      isFailure: ({ code }) => {
        if (code === 'INVALID_INPUT') throw new Error('predicate');
        return false;
      },
    });
    await run(...many(9, ill));
    expect(breaker.state).toBe('closed');
    await run(...many(2, failing(failure('INVALID_INPUT', 'x'))));
    expect(breaker.state).toBe('open');
  });

  it('are those of a caller that left, whatever the failure says', async () => {
    const { breaker } = setting({ failureThreshold: 1 });
    const caller = new AbortController();
    caller.abort();
    await breaker.executeOutcome(ill, { signal: caller.signal });
    expect(breaker.snapshot()).toMatchObject({ state: 'closed', counts: { failures: 0 } });
  });

  it.each([
    ['of the call', new ToolError('OPERATION_TIMEOUT', 'too slow')],
    ['of AbortSignal.timeout', new DOMException('too slow', 'TimeoutError')],
  ])('are not those of a deadline %s', async (_name, reason) => {
    const { breaker } = setting({ failureThreshold: 1 });
    const deadline = new AbortController();
    deadline.abort(reason);
    await breaker.executeOutcome(ill, { signal: deadline.signal });
    expect(breaker.state).toBe('open');
  });

  it('leave a signal unread until a call has failed', async () => {
    const { breaker } = setting();
    let reads = 0;
    const options = {
      get signal(): AbortSignal {
        reads += 1;
        return new AbortController().signal;
      },
    };
    await breaker.executeOutcome(well, options);
    expect(reads).toBe(0);
    await breaker.executeOutcome(ill, options);
    expect(reads).toBe(1);
  });

  it('are no questions to the caller either: input-required is neither success nor failure', async () => {
    const { breaker, run } = setting({ failureThreshold: 2 });
    await run(ill, async () => ({ ok: 'input-required', requests: [] }), ill);
    expect(breaker.snapshot()).toMatchObject({ state: 'open', counts: { successes: 0, failures: 2 } });
  });
});
