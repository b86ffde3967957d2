import { failed, failure, succeeded } from '@toolwright/core';
import type { CircuitEvent, Outcome } from '@toolwright/core';
import { createFakeClock } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { createCircuitBreaker, isCircuitRefusal, isFallback } from './index.ts';
import type { CircuitBreakerOptions } from './index.ts';

const well = async (): Promise<Outcome<string>> => succeeded('well');
const down = failure('NETWORK_ERROR', 'The remote hung up');

function setting(options: Partial<CircuitBreakerOptions>) {
  const breaker = createCircuitBreaker({ name: 'rates', clock: createFakeClock(), ...options });
  const events: CircuitEvent[] = [];
  breaker.on((event) => events.push(event));
  return { breaker, events };
}

describe('a fallback', () => {
  it('answers a refused call with a value, and says so by outcome and event', async () => {
    const { breaker, events } = setting({ fallback: () => 'yesterday' });
    breaker.isolate();
    const outcome = await breaker.executeOutcome(well);
    expect(outcome).toMatchObject({ ok: true, value: 'yesterday' });
    expect(isFallback(outcome) && isCircuitRefusal(outcome.fallback)).toBe(true);
    expect(events.at(-1)).toMatchObject({ type: 'fallback-used', failure: { code: 'SERVICE_UNAVAILABLE' } });
    expect(await breaker.execute(async () => 'live')).toBe('yesterday');
  });

  it('may ask another service, and hears the signal of the call', async () => {
    const other = createCircuitBreaker({ name: 'rates of the other bank', clock: createFakeClock() });
    let heard: AbortSignal | undefined;
    const { breaker } = setting({
      fallback: async (_failure, { signal }) => {
        heard = signal;
        return other.execute(async () => 'from the other bank');
      },
    });
    breaker.isolate();
    const { signal } = new AbortController();
    expect(await breaker.execute(async () => 'live', { signal })).toBe('from the other bank');
    expect(heard).toBe(signal);
  });

  it('does not answer what succeeds or fails by itself', async () => {
    const { breaker } = setting({ fallback: () => 'yesterday' });
    const outcome = await breaker.executeOutcome(well);
    expect(outcome).toEqual(succeeded('well'));
    expect(isFallback(outcome)).toBe(false);
    expect(await breaker.executeOutcome(async () => failed(down))).toEqual(failed(down));
  });

  it('answers the failures it is chosen for, which count all the same', async () => {
    const { breaker } = setting({
      fallback: ({ code }) => code,
      fallbackFor: ({ type }) => type === 'network_error',
    });
    expect(await breaker.execute(() => Promise.resolve('live'))).toBe('live');
    expect(await breaker.executeOutcome(async () => failed(down))).toMatchObject({ value: 'NETWORK_ERROR' });
    expect(breaker.snapshot().counts.failures).toBe(1);
    breaker.isolate();
    expect((await breaker.executeOutcome(well)).ok).toBe(false);
  });

  it('answers what execute() would have thrown', async () => {
    const { breaker } = setting({ fallback: () => 'yesterday', fallbackFor: () => true });
    const value = await breaker.execute(async (): Promise<string> => {
      throw new Error('boom');
    });
    expect(value).toBe('yesterday');
  });

  it('that fails leaves the first failure standing, with its own as the cause', async () => {
    const broken = new Error('no copy');
    const { breaker, events } = setting({
      fallback: () => {
        throw broken;
      },
    });
    breaker.isolate();
    const outcome = await breaker.executeOutcome(well);
    expect(outcome).toMatchObject({ ok: false, failure: { code: 'SERVICE_UNAVAILABLE', cause: broken } });
    expect(events.map(({ type }) => type)).not.toContain('fallback-used');
  });

  it('is not used when the choice throws', async () => {
    const { breaker } = setting({
      fallback: () => 'yesterday',
      fallbackFor: () => {
        throw new Error('choice');
      },
    });
    expect(await breaker.executeOutcome(async () => failed(down))).toEqual(failed(down));
  });
});
