import { failed, failure, succeeded } from '@toolwright/core';
import type { CircuitBreaker, ToolError } from '@toolwright/core';
import { assertHolds, assertRefuses, assertSame, deferred } from './assert-promise.ts';
import {
  broken,
  circuitBreakerCase,
  fail,
  failureThreshold,
  open,
  resetTimeoutMs,
  succeed,
  successThreshold,
} from './circuit-breaker-case.ts';
import type { CircuitBreakerCase } from './circuit-breaker-case.ts';
import { listenerCases } from './circuit-breaker-listener-cases.ts';

const outcomeFailure = failure('NETWORK_ERROR', 'The upstream hung up');

const closedCases: readonly CircuitBreakerCase[] = [
  circuitBreakerCase('hands on what the work returns or throws while closed', async (breaker) => {
    assertSame('state', breaker.state, 'closed');
    const value = { same: true };
    assertHolds('execute returns the work’s own value', (await breaker.execute(async () => value)) === value);
    const outcome = succeeded(value);
    assertHolds('executeOutcome returns it', (await breaker.executeOutcome(async () => outcome)) === outcome);
    await fail(breaker);
    const refused = failed(outcomeFailure);
    assertSame('executeOutcome', await breaker.executeOutcome(async () => refused), refused);
    assertSame('state', breaker.state, 'closed');
  }),
  circuitBreakerCase('opens after that many failures in a row and not before', async (breaker) => {
    for (let round = 1; round < failureThreshold; round += 1) await fail(breaker);
    await succeed(breaker);
    for (let round = 1; round < failureThreshold; round += 1) await fail(breaker);
    assertSame('state before the last', breaker.state, 'closed');
    await fail(breaker);
    assertSame('state', breaker.state, 'open');
  }),
  circuitBreakerCase('counts an outcome that failed as a failure', async (breaker) => {
    for (let round = 0; round < failureThreshold; round += 1) {
      await breaker.executeOutcome(async () => failed(outcomeFailure));
    }
    assertSame('state', breaker.state, 'open');
  }),
  circuitBreakerCase('counts an outcome that waits for an answer as neither', async (breaker) => {
    const asks = { ok: 'input-required', requests: [{ id: 'a', prompt: 'Sure?' }] } as const;
    for (let round = 1; round < failureThreshold; round += 1) await fail(breaker);
    assertSame('executeOutcome', await breaker.executeOutcome(async () => asks), asks);
    assertSame('state', breaker.state, 'closed');
    const { counts } = breaker.snapshot();
    assertSame('counts', [counts.successes, counts.failures], [0, failureThreshold - 1]);
    await fail(breaker);
    assertSame('state after one more failure', breaker.state, 'open');
  }),
];

const openCases: readonly CircuitBreakerCase[] = [
  circuitBreakerCase(
    'refuses without running the work while open, and says when it probes next',
    async (breaker) => {
      await open(breaker);
      const refusal = await refusalOf(breaker);
      assertSame('type', refusal.type, 'unavailable_error');
      assertSame('retryable', refusal.retryable, true);
      assertSame('details.reason', refusal.details?.['reason'], 'circuit-open');
      const retryAfterMs = refusal.retryAfterMs ?? Number.NaN;
      assertHolds(
        `retryAfterMs is the time until the next probe, not ${retryAfterMs}`,
        retryAfterMs > 0 && retryAfterMs <= resetTimeoutMs,
      );
    },
  ),
  circuitBreakerCase('refuses with an outcome where an outcome is asked for', async (breaker) => {
    await open(breaker);
    let ran = false;
    const outcome = await breaker.executeOutcome(async () => {
      ran = true;
      return succeeded(1);
    });
    assertSame('whether the work ran', ran, false);
    assertHolds('the outcome is a failure', outcome.ok === false);
    assertSame('code', outcome.failure.code, 'SERVICE_UNAVAILABLE');
    assertSame('details.reason', outcome.failure.details?.['reason'], 'circuit-open');
    assertSame('retryable', outcome.failure.retryable, true);
  }),
  circuitBreakerCase(
    'probes when it said it would, and closes after enough successes',
    async (breaker, time) => {
      await open(breaker);
      const { retryAfterMs = Number.NaN } = await refusalOf(breaker);
      await time.elapse(Math.ceil(retryAfterMs));
      for (let probe = 1; probe < successThreshold; probe += 1) {
        await succeed(breaker);
        assertSame('state after a probe', breaker.state, 'half-open');
      }
      await succeed(breaker);
      assertSame('state', breaker.state, 'closed');
    },
  ),
  circuitBreakerCase('opens again when a probe fails', async (breaker, time) => {
    await open(breaker);
    await time.elapse(resetTimeoutMs);
    await fail(breaker);
    assertSame('state', breaker.state, 'open');
    const { retryAfterMs } = await refusalOf(breaker);
    assertHolds(`retryAfterMs is a time to come, not ${retryAfterMs}`, (retryAfterMs ?? 0) > 0);
  }),
  circuitBreakerCase('starts anew once closed: old failures open nothing', async (breaker, time) => {
    await open(breaker);
    await time.elapse(resetTimeoutMs);
    for (let probe = 0; probe < successThreshold; probe += 1) await succeed(breaker);
    await fail(breaker);
    assertSame('state after one failure', breaker.state, 'closed');
  }),
  circuitBreakerCase('is not closed by a success from before the break', async (breaker, time) => {
    const late = Array.from({ length: successThreshold }, () => deferred<string>());
    const works = late.map(({ promise }) => breaker.execute(() => promise));
    await open(breaker);
    for (const { resolve } of late) resolve('late');
    await Promise.all(works);
    assertSame('state after late successes', breaker.state, 'open');
    await time.elapse(resetTimeoutMs);
    await fail(breaker);
    assertSame('state after a failed probe', breaker.state, 'open');
  }),
];

const handCases: readonly CircuitBreakerCase[] = [
  circuitBreakerCase(
    'refuses everything once isolated, whatever time passes, until it is closed',
    async (breaker, time) => {
      breaker.isolate();
      assertSame('state', breaker.state, 'isolated');
      const refusal = await refusalOf(breaker);
      assertSame('retryable', refusal.retryable, false);
      await time.elapse(resetTimeoutMs + 100);
      await refusalOf(breaker);
      breaker.close();
      assertSame('state', breaker.state, 'closed');
      await succeed(breaker);
    },
  ),
  circuitBreakerCase('closes by hand as new', async (breaker) => {
    await open(breaker);
    breaker.close();
    await succeed(breaker);
    for (let round = 1; round < failureThreshold; round += 1) await fail(breaker);
    assertSame('state', breaker.state, 'closed');
  }),
  circuitBreakerCase('tells its numbers as data', async (breaker, { clock }) => {
    await succeed(breaker);
    await open(breaker);
    await refusalOf(breaker);
    const snapshot = breaker.snapshot();
    assertSame('the snapshot after JSON', JSON.parse(JSON.stringify(snapshot)), snapshot);
    assertSame('name', [snapshot.name, snapshot.state], [breaker.name, 'open']);
    const { successes, failures, refused } = snapshot.counts;
    assertSame('successes, failures, refused', [successes, failures, refused], [1, failureThreshold, 1]);
    const untilProbeMs = (snapshot.nextProbeAtMs ?? Number.NaN) - clock.now();
    assertHolds(
      `nextProbeAtMs is at most ${resetTimeoutMs} ms away, not ${untilProbeMs}`,
      untilProbeMs > 0 && untilProbeMs <= resetTimeoutMs,
    );
    assertHolds('sinceMs is now or before', snapshot.sinceMs <= clock.now());
  }),
  circuitBreakerCase('leaves no timer behind when it is disposed of', async (breaker, time) => {
    await open(breaker);
    breaker[Symbol.dispose]();
    await time.elapse(0);
    assertSame('timers left behind', time.pendingTimers?.() ?? 0, 0);
  }),
];

/** What every {@link CircuitBreaker} promises. */
export const circuitBreakerContract: readonly CircuitBreakerCase[] = [
  ...closedCases,
  ...openCases,
  ...handCases,
  ...listenerCases,
];

/** What the breaker refuses with; fails when it lets the work run. */
async function refusalOf(breaker: CircuitBreaker): Promise<ToolError> {
  let ran = false;
  const work = async (): Promise<never> => {
    ran = true;
    throw broken;
  };
  const refusal = await assertRefuses('execute', () => breaker.execute(work), 'SERVICE_UNAVAILABLE');
  assertSame('whether the work ran', ran, false);
  return refusal;
}
