import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { failed, failure, succeeded } from '@toolwright/core';
import type { Outcome } from '@toolwright/core';
import { createFakeClock, seededRandom } from '@toolwright/testing';
import type { FakeClock } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { createCircuitBreaker } from './index.ts';
import type { HealthCheckOptions, ManagedCircuitBreaker } from './index.ts';

const well = async (): Promise<Outcome> => succeeded('well');
const ill = async (): Promise<Outcome> => failed(failure('NETWORK_ERROR', 'The remote hung up'));

async function broken(
  healthCheck: HealthCheckOptions,
): Promise<{ clock: FakeClock; breaker: ManagedCircuitBreaker }> {
  const clock = createFakeClock();
  const random = seededRandom('health');
  const breaker = createCircuitBreaker({ name: 'db', clock, random, failureThreshold: 1, healthCheck });
  expect(clock.pendingTimers).toBe(0);
  await breaker.executeOutcome(ill);
  return { clock, breaker };
}

describe('a health check', () => {
  it('starts the recovery when it is well, and no sooner', async () => {
    let isWell = false;
    let asked = 0;
    const check = async (): Promise<boolean> => {
      asked += 1;
      return isWell;
    };
    const { clock, breaker } = await broken({ check, intervalMs: 1_000 });
    await clock.advance(60_000);
    expect(asked).toBe(60);
    expect((await breaker.executeOutcome(well)).ok).toBe(false);
    isWell = true;
    await clock.advance(1_000);
    expect((await breaker.executeOutcome(well)).ok).toBe(true);
    expect(breaker.state).toBe('half-open');
  });

  it('runs only while the circuit is open', async () => {
    let asked = 0;
    const check = async (): Promise<boolean> => {
      asked += 1;
      return true;
    };
    const { clock, breaker } = await broken({ check });
    expect(clock.pendingTimers).toBe(1);
    await clock.advance(5_000);
    expect(clock.pendingTimers).toBe(0);
    await breaker.executeOutcome(ill);
    expect(breaker.state).toBe('open');
    breaker.close();
    expect(clock.pendingTimers).toBe(0);
    await clock.advance(60_000);
    expect(asked).toBe(1);
  });

  it('says when it is asked next to whom the circuit refuses', async () => {
    const { clock, breaker } = await broken({ check: async () => false, intervalMs: 4_000 });
    await clock.advance(1_000);
    expect(await breaker.executeOutcome(well)).toMatchObject({ failure: { retryAfterMs: 3_000 } });
    expect(breaker.snapshot().nextProbeAtMs).toBe(clock.now() + 3_000);
  });

  it('that hangs or throws is not well, and is aborted', async () => {
    const signals: AbortSignal[] = [];
    const { clock, breaker } = await broken({
      check: (signal) => {
        signals.push(signal);
        if (signals.length === 2) throw new Error('refused');
        return new Promise(() => {});
      },
      intervalMs: 1_000,
      timeoutMs: 500,
    });
    await clock.advance(1_500);
    expect(signals[0]?.aborted).toBe(true);
    expect(await breaker.executeOutcome(well)).toMatchObject({ failure: { retryAfterMs: 1_000 } });
    await clock.advance(2_000);
    expect(signals).toHaveLength(3);
    expect(await breaker.executeOutcome(well)).toMatchObject({ failure: { retryAfterMs: 1_000 } });
    breaker[Symbol.dispose]();
    expect(signals[2]?.aborted).toBe(true);
    expect(clock.pendingTimers).toBe(0);
  });

  it('asks an endpoint, which is well with a status of 200 to 299', async () => {
    let status = 503;
    const server = createServer((_request, response) => response.writeHead(status).end('state'));
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    const check = `http://127.0.0.1:${port}/health`;
    const { clock, breaker } = await broken({ check, intervalMs: 1_000 });
    await clock.advance(1_000);
    await expect
      .poll(() => breaker.snapshot().nextProbeAtMs, { interval: 5, timeout: 5_000 })
      .toBe(clock.now() + 1_000);
    expect((await breaker.executeOutcome(well)).ok).toBe(false);
    status = 204;
    await clock.advance(1_000);
    await expect
      .poll(async () => (await breaker.executeOutcome(well)).ok, { interval: 5, timeout: 5_000 })
      .toBe(true);
    server.close();
    server.closeAllConnections();
  });
});
