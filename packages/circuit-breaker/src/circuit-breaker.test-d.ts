import { succeeded } from '@toolwright/core';
import type { CircuitBreaker, Outcome } from '@toolwright/core';
import { createTransport } from 'nodemailer';
import { describe, expectTypeOf, it } from 'vitest';
import { emailAlerts } from './email/index.ts';
import { createCircuitBreaker, isFallback } from './index.ts';
import type { AlertChannel, CircuitBreakerOptions, FallbackSuccess } from './index.ts';

const breaker = createCircuitBreaker({ name: 'types' });

describe('the types', () => {
  it('are a CircuitBreaker of core, and keep what the work gives', () => {
    expectTypeOf(breaker).toExtend<CircuitBreaker>();
    expectTypeOf(breaker.execute(async () => 7)).resolves.toBeNumber();
    expectTypeOf(
      breaker.executeOutcome(async (): Promise<Outcome<'a'>> => succeeded('a')),
    ).resolves.toEqualTypeOf<Outcome<'a'>>();
  });

  it('tell an outcome that a fallback gave', () => {
    const outcome = succeeded(7) as Outcome<number>;
    if (isFallback(outcome)) expectTypeOf(outcome).toEqualTypeOf<FallbackSuccess<number>>();
  });

  it('need a name, and know no option of the engine', () => {
    expectTypeOf<{ failureThreshold: 5 }>().not.toExtend<CircuitBreakerOptions>();
    expectTypeOf<CircuitBreakerOptions>().not.toHaveProperty('capacity');
    expectTypeOf<CircuitBreakerOptions>().not.toHaveProperty('timeout');
  });

  it('take a transporter of nodemailer', () => {
    const transport = createTransport({ host: 'localhost' });
    expectTypeOf(emailAlerts({ transport, from: 'a', to: 'b' })).toEqualTypeOf<AlertChannel>();
  });
});
