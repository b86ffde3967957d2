import type { CircuitBreaker, CircuitEvent } from '@toolwright/core';
import { assertHolds, assertSame } from './assert-promise.ts';
import {
  circuitBreakerCase,
  fail,
  failureThreshold,
  open,
  resetTimeoutMs,
  succeed,
  successThreshold,
} from './circuit-breaker-case.ts';
import type { CircuitBreakerCase } from './circuit-breaker-case.ts';

/** What a breaker promises its listeners. */
export const listenerCases: readonly CircuitBreakerCase[] = [
  circuitBreakerCase('tells of every change of state, in order', async (breaker, time) => {
    const events = record(breaker);
    await open(breaker);
    await time.elapse(resetTimeoutMs);
    for (let probe = 0; probe < successThreshold; probe += 1) await succeed(breaker);
    breaker.isolate();
    breaker.close();
    const changes = events.map(({ type }) => type).filter((type) => type.startsWith('circuit-'));
    const expected = ['opened', 'half-opened', 'closed', 'isolated', 'closed'];
    assertSame(
      'the changes',
      changes,
      expected.map((change) => `circuit-${change}`),
    );
    const opened = events.find((event) => event.type === 'circuit-opened');
    assertSame('retryAfterMs of circuit-opened', opened?.retryAfterMs, resetTimeoutMs);
  }),
  circuitBreakerCase('tells of every call, with the circuit and the time', async (breaker, { clock }) => {
    const events = record(breaker);
    await succeed(breaker);
    await open(breaker);
    await breaker.execute(() => Promise.resolve(1)).catch(() => undefined);
    const calls = events.map(({ type }) => type).filter((type) => type.startsWith('call-'));
    const failures = Array.from({ length: failureThreshold }, () => 'call-failed');
    assertSame('the calls', calls, ['call-succeeded', ...failures, 'call-refused']);
    for (const event of events) {
      assertSame('circuit', event.circuit, breaker.name);
      assertHolds(`atMs is a time, not ${event.atMs}`, Math.abs(event.atMs - clock.now()) < 60_000);
    }
    const broke = events.find((event) => event.type === 'call-failed');
    assertSame('code of the failure', broke?.failure.code, 'NETWORK_ERROR');
  }),
  circuitBreakerCase('lets no throwing listener harm a call or another listener', async (breaker) => {
    breaker.on(() => {
      throw new Error('This listener always fails');
    });
    const events = record(breaker);
    await succeed(breaker);
    await fail(breaker);
    assertSame('how many events the other heard', events.length, 2);
  }),
  circuitBreakerCase('stops telling who has left', async (breaker) => {
    const heard: CircuitEvent[] = [];
    const leave = breaker.on((event) => void heard.push(event));
    const staying = record(breaker);
    leave();
    leave();
    await succeed(breaker);
    assertSame('how many events each heard', [heard.length, staying.length], [0, 1]);
  }),
];

function record(breaker: CircuitBreaker): readonly CircuitEvent[] {
  const events: CircuitEvent[] = [];
  breaker.on((event) => void events.push(event));
  return events;
}
