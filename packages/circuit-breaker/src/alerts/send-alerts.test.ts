import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { failed, failure, succeeded } from '@toolwright/core';
import type { Outcome } from '@toolwright/core';
import { createFakeClock, seededRandom } from '@toolwright/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createCircuitBreaker, sendAlerts, slackAlerts } from '../index.ts';
import type { AlertChannel, AlertOptions, CircuitAlert } from '../index.ts';

const well = async (): Promise<Outcome> => succeeded('well');
const ill = async (): Promise<Outcome> => failed(failure('NETWORK_ERROR', 'The remote hung up'));

function setting(options: Partial<AlertOptions> = {}, name = 'orders') {
  const clock = createFakeClock();
  const breaker = createCircuitBreaker({ name, clock, random: seededRandom(name), failureThreshold: 1 });
  const told: CircuitAlert[] = [];
  const collect: AlertChannel = async (alert) => told.push(alert);
  const stop = sendAlerts(breaker, { channels: [collect], clock, ...options });
  return { clock, breaker, told, stop, kinds: () => told.map(({ event }) => event.type) };
}

describe('alerts', () => {
  it('tell that a circuit opened, closed or was isolated, in words', async () => {
    const { clock, breaker, told } = setting();
    await breaker.executeOutcome(ill);
    breaker.close();
    breaker.isolate();
    await clock.advance(0);
    expect(told.map(({ text: words }) => words)).toEqual([
      'Circuit "orders" opened: 1 failures in a row. It is probed in 30000 ms.',
      'Circuit "orders" closed: calls go through again.',
      'Circuit "orders" was isolated by hand.',
    ]);
  });

  it('tell of probing when they are asked to', async () => {
    const { clock, breaker, kinds } = setting({ events: ['circuit-half-opened'] });
    await breaker.executeOutcome(ill);
    await clock.advance(30_000);
    await breaker.executeOutcome(well);
    await clock.advance(0);
    expect(kinds()).toEqual(['circuit-half-opened']);
  });

  it('leave out what was told a moment ago, and say how often', async () => {
    const { clock, breaker, told } = setting({ events: ['circuit-opened'], quietMs: 60_000 });
    for (let time = 0; time < 4; time += 1) {
      breaker.close();
      await breaker.executeOutcome(ill);
    }
    await clock.advance(60_000);
    expect(told).toHaveLength(1);
    breaker.close();
    await breaker.executeOutcome(ill);
    await clock.advance(0);
    expect(told).toMatchObject([{ suppressed: 0 }, { suppressed: 3 }]);
    expect(told[1]?.text).toContain('(3 more since the last alert)');
  });

  it('never end on a state that is no more: what was left out is told when the quiet time ends', async () => {
    const { clock, breaker, told, kinds } = setting({ quietMs: 60_000 });
    await breaker.executeOutcome(ill);
    breaker.close();
    await clock.advance(10_000);
    await breaker.executeOutcome(ill);
    await clock.advance(49_999);
    expect(kinds()).toEqual(['circuit-opened', 'circuit-closed']);
    await clock.advance(1);
    expect(kinds()).toEqual(['circuit-opened', 'circuit-closed', 'circuit-opened']);
    expect(told[2]?.suppressed).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });

  it('do not tell later what is no longer true', async () => {
    const { clock, breaker, kinds } = setting({ quietMs: 60_000 });
    await breaker.executeOutcome(ill);
    breaker.close();
    await breaker.executeOutcome(ill);
    breaker.close();
    await clock.advance(600_000);
    expect(kinds()).toEqual(['circuit-opened', 'circuit-closed']);
  });

  it('leave out nothing with a quiet time of 0', async () => {
    const { clock, breaker, told } = setting({ quietMs: 0, events: ['circuit-opened'] });
    for (let time = 0; time < 3; time += 1) {
      breaker.close();
      await breaker.executeOutcome(ill);
    }
    await clock.advance(0);
    expect(told).toHaveLength(3);
  });

  it('that fail, throw or hang harm neither the circuit nor each other', async () => {
    const failures: unknown[] = [];
    const delivered: string[] = [];
    let aborted: AbortSignal | undefined;
    const { clock, breaker } = setting({
      channels: [
        () => Promise.reject(new Error('rejected')),
        () => {
          throw new Error('thrown');
        },
        (_alert, { signal }) => {
          aborted = signal;
          return new Promise(() => {});
        },
        async ({ event }) => delivered.push(event.type),
      ],
      onFailure: (error) => {
        failures.push(error);
        throw new Error('listener');
      },
    });
    await breaker.executeOutcome(ill);
    await clock.advance(5_000);
    expect(delivered).toEqual(['circuit-opened']);
    expect(failures).toHaveLength(3);
    expect(failures).toEqual(expect.arrayContaining([new Error('rejected'), new Error('thrown')]));
    expect(failures[2]).toMatchObject({ code: 'OPERATION_TIMEOUT' });
    expect(aborted?.aborted).toBe(true);
    expect(clock.pendingTimers).toBe(0);
  });

  it('are dropped when too many are under way', async () => {
    const failures: unknown[] = [];
    const { breaker } = setting({
      channels: [() => new Promise(() => {})],
      mostInFlight: 1,
      onFailure: (error) => failures.push(error),
    });
    await breaker.executeOutcome(ill);
    breaker.close();
    expect(failures).toMatchObject([{ code: 'QUEUE_FULL' }]);
  });

  it('stop when asked to, those under way too', async () => {
    let signal: AbortSignal | undefined;
    const failures: unknown[] = [];
    const { clock, breaker, stop } = setting({
      channels: [
        (_alert, options) => {
          signal = options.signal;
          return new Promise(() => {});
        },
      ],
      onFailure: (error) => failures.push(error),
    });
    await breaker.executeOutcome(ill);
    breaker.close();
    await breaker.executeOutcome(ill);
    stop();
    await clock.advance(0);
    expect(signal?.aborted).toBe(true);
    expect(failures).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('of a shared circuit are told by one process', async () => {
    const clock = createFakeClock();
    const untilMs = new Map<string, number>();
    const compareAndSet = async (key: string, ...rest: readonly unknown[]): Promise<boolean> => {
      const free = (untilMs.get(key) ?? 0) <= clock.monotonicNow();
      if (free) untilMs.set(key, clock.monotonicNow() + (rest[2] as { readonly ttlMs: number }).ttlMs);
      return free;
    };
    const options = { shared: { store: { compareAndSet } }, clock, quietMs: 60_000 };
    const processes = [setting(options), setting(options), setting(options)];
    for (const { breaker } of processes) breaker.isolate();
    await clock.advance(0);
    expect(processes.flatMap(({ told }) => told)).toHaveLength(1);
    expect([...untilMs.keys()]).toEqual(['circuit:orders:alert:circuit-isolated']);
    await clock.advance(60_000);
    for (const { breaker } of processes) {
      breaker.close();
      breaker.isolate();
    }
    await clock.advance(0);
    expect(processes.flatMap(({ kinds }) => kinds()).toSorted()).toEqual([
      'circuit-closed',
      'circuit-isolated',
      'circuit-isolated',
    ]);
  });

  it('of a shared circuit are told by every process when the store is silent, and by none that has stopped', async () => {
    const failures: unknown[] = [];
    const silent = { compareAndSet: () => new Promise<boolean>(() => {}) };
    const options = {
      shared: { store: silent, prefix: 'c:' },
      onFailure: (error: unknown) => failures.push(error),
    };
    const [one, two] = [setting(options), setting(options)];
    one.breaker.isolate();
    two.breaker.isolate();
    two.stop();
    await one.clock.advance(5_000);
    await two.clock.advance(5_000);
    expect([one.kinds(), two.kinds()]).toEqual([['circuit-isolated'], []]);
    expect(failures).toMatchObject([{ code: 'OPERATION_TIMEOUT' }]);
    expect(two.clock.pendingTimers).toBe(0);
  });

  it('need a channel', () => {
    expect(() => setting({ channels: [] })).toThrow('Option "channels"');
  });
});

interface Webhook {
  readonly url: string;
  readonly requests: { readonly request: IncomingMessage; readonly body: string }[];
}

async function webhook(status: number): Promise<Webhook> {
  const requests: Webhook['requests'] = [];
  const server: Server = createServer((request, response) => {
    void text(request).then((body) => {
      requests.push({ request, body });
      response.writeHead(status).end('ok');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/services/T0/B0/secret`, requests };
}

describe('alerts to Slack', () => {
  it('are posted to the webhook as text, in which a name is no markup', async () => {
    const { url, requests } = await webhook(200);
    const { breaker } = setting({ channels: [slackAlerts({ webhookUrl: url })] }, '<!channel> & co');
    breaker.isolate();
    await expect.poll(() => requests.length, { interval: 5, timeout: 5_000 }).toBe(1);
    const { request, body } = requests[0]!;
    expect([request.method, request.url]).toEqual(['POST', '/services/T0/B0/secret']);
    expect(request.headers['content-type']).toBe('application/json');
    expect(JSON.parse(body)).toEqual({ text: 'Circuit "&lt;!channel&gt; &amp; co" was isolated by hand.' });
  });

  it('that the webhook refuses are reported, without the secret URL', async () => {
    const { url } = await webhook(403);
    const failures: unknown[] = [];
    const { breaker } = setting({
      channels: [slackAlerts({ webhookUrl: url })],
      onFailure: (error) => failures.push(error),
    });
    breaker.isolate();
    await expect.poll(() => failures.length, { interval: 5, timeout: 5_000 }).toBe(1);
    expect(failures[0]).toMatchObject({
      code: 'NETWORK_ERROR',
      message: 'The alert webhook answered with status 403',
    });
  });

  it('need a URL', () => {
    expect(() => slackAlerts({ webhookUrl: 'hooks.slack.com' })).toThrow('Option "webhookUrl"');
  });
});
