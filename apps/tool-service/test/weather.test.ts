import { createFakeClock, expectSuccess, startFaultProxy, startFakeUpstream } from '@toolwright/testing';
import type { FakeClock } from '@toolwright/testing';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startDesk } from './support/start-desk.ts';
import type { Desk } from './support/start-desk.ts';

const good = { time: '2026-11-21T02:00', temperature_2m: 1, wind_speed_10m: 1, relative_humidity_2m: 1 };
const madrid = { latitude: 40.4168, longitude: -3.7038 };

/** A desk on a clock that stands still but for its own calls. */
async function startOn(
  variables: Readonly<Record<string, string>> = {},
): Promise<Pick<Desk, 'client' | 'service'> & { readonly clock: FakeClock }> {
  const clock = createFakeClock();
  const desk = await startDesk(variables, { clock });
  onTestFinished(() => desk.stop());
  return { clock, client: desk.client, service: desk.service };
}

describe('the weather', () => {
  it('is simulated unless a service is configured, says so, and is the same for a place and an hour', async () => {
    const { client } = await startOn();
    const now = expectSuccess(await client.call('weather.current', madrid));
    expect(now).toMatchObject({ source: 'simulation', time: '2026-01-01T00:00Z' });
    const other = await startOn();
    expect(await other.client.call('weather.current', madrid)).toSucceedWith(now);
    const ahead = expectSuccess(await client.call('weather.forecast', { ...madrid, days: 3 }));
    expect(ahead).toMatchObject({
      source: 'simulation',
      days: [{ date: '2026-01-01' }, { date: '2026-01-02' }, { date: '2026-01-03' }],
    });
  });

  it('is asked for once by all who want it, neighbours within a kilometre included', async () => {
    const { client, service } = await startOn();
    const near = { latitude: 40.4201, longitude: -3.7012 };
    const all = await Promise.all([
      ...Array.from({ length: 20 }, () => client.call('weather.current', madrid)),
      client.call('weather.current', near),
    ]);
    for (const result of all) expect(result).toSucceed();
    expect(service.upstream?.requests()).toBe(1);
    const hit = await client.call('weather.current', near);
    expect(hit.metadata['cache']).toMatchObject({ hit: true, level: 'memory' });
  });

  it('is read from a service in the wire format of Open-Meteo', async () => {
    const current = { time: '2026-11-21T02:00', interval: 900, temperature_2m: 11.4, wind_speed_10m: 7 };
    await using upstream = await startFakeUpstream([
      { json: { elevation: 650, current: { ...current, relative_humidity_2m: 70, weather_code: 61 } } },
    ]);
    const { client } = await startOn({ WEATHER_API_URL: upstream.url });
    expect(expectSuccess(await client.call('weather.current', madrid))).toMatchObject({
      source: 'service',
      time: '2026-11-21T02:00Z',
      temperatureC: 11.4,
      windKmh: 7,
      humidityPercent: 70,
      sky: 'light rain',
    });
    expect(upstream.requests()[0]?.url).toMatch(
      /^\/v1\/forecast\?latitude=40.42&longitude=-3.7&timezone=UTC&current=/,
    );
  });
});

describe('an answer that is no longer fresh', () => {
  it('is served at once while a fresh one is fetched', async () => {
    const { clock, client, service } = await startOn({ CACHE_TTL_S: '60' });
    await client.call('weather.current', madrid);
    await clock.advance(61_000);
    const stale = await client.call('weather.current', madrid);
    expect(stale.metadata['cache']).toMatchObject({ hit: true, stale: true });
    await vi.waitFor(async () => {
      const { metadata } = await client.call('weather.current', madrid);
      expect(metadata['cache']).not.toHaveProperty('stale');
    }, 10_000);
    expect(service.upstream?.requests()).toBe(2);
  });
});

describe('the embedded weather service', () => {
  it('does what its control path is told, and tells what it does', async () => {
    const { service } = await startOn();
    const url = service.upstream!.url();
    const control = (body: unknown) =>
      fetch(`${url}/control`, { method: 'POST', body: JSON.stringify(body) });
    const ask = () => fetch(`${url}/v1/forecast?latitude=1&longitude=2&current=x&daily=x&forecast_days=2`);
    expect(await (await control({ mode: 'fail', status: 503, retryAfterS: 7 })).json()).toMatchObject({
      mode: 'fail',
      status: 503,
    });
    const failed = await ask();
    expect([failed.status, failed.headers.get('retry-after')]).toEqual([503, '7']);
    await failed.body?.cancel();
    const refused = await control({ mode: 'hang', status: 500 });
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('status')]);
    expect(await (await fetch(`${url}/control`)).json()).toMatchObject({ mode: 'fail', requests: 1 });
    await (await control({ mode: 'answer' })).text();
    const answer: unknown = await (await ask()).json();
    expect(answer).toMatchObject({ simulated: true, daily: { time: ['2026-01-01', '2026-01-02'] } });
    expect(await (await fetch(`${url}/v1/forecast?latitude=91&longitude=2`)).json()).toMatchObject({
      error: true,
    });
    expect((await fetch(`${url}/elsewhere`)).status).toBe(404);
  });

  it('keeps a caller waiting when told to', async () => {
    const { clock, client, service } = await startOn();
    service.upstream!.behave({ mode: 'delay', delayMs: 300 });
    const startedAtMs = clock.monotonicNow();
    const result = await clock.advanceUntil(client.call('weather.current', madrid));
    expect(result).toMatchObject({ data: { source: 'simulation' } });
    expect(clock.monotonicNow() - startedAtMs).toBeGreaterThanOrEqual(300);
  });
});

describe('a crowd that asks for different places', () => {
  it('reaches the service no more at once than allowed', async () => {
    await using upstream = await startFakeUpstream([{ json: { current: { ...good, weather_code: 0 } } }]);
    await using desk = await startDesk({ WEATHER_API_URL: upstream.url, MAX_CONNECTIONS: '3' });
    const crowd = Array.from({ length: 30 }, (_, latitude) =>
      desk.client.call('weather.current', { latitude, longitude: 0 }),
    );
    const results = await Promise.all(crowd);
    for (const result of results) expect(expectSuccess(result).source).toBe('service');
    expect(upstream.requests()).toHaveLength(30);
    expect(upstream.mostAtOnce).toBeLessThanOrEqual(3);
    expect(results.some(({ metadata }) => metadata['bulkhead'] !== undefined)).toBe(true);
  });
});

describe('while the weather service fails', () => {
  it('tries again, then serves what it knew, then guesses, and says which', async () => {
    const { clock, client, service } = await startOn({ CACHE_TTL_S: '60' });
    const known = expectSuccess(await client.call('weather.current', madrid));
    service.upstream!.behave({ mode: 'fail', status: 500 });
    const unknown = await clock.advanceUntil(
      client.call('weather.current', { latitude: -54.8, longitude: -68.3 }),
    );
    expect(unknown).toMatchObject({
      data: { source: 'estimate' },
      metadata: {
        retry: { attempts: 3, gaveUp: 'attempts' },
        fallback: { used: true, code: 'NETWORK_ERROR' },
      },
    });
    expect(service.upstream!.requests()).toBe(4);
    // Beyond the time in which a stale answer is served while a fresh one is fetched.
    await clock.advance(130_000);
    const stale = await clock.advanceUntil(client.call('weather.current', madrid));
    expect(stale).toSucceedWith(known);
    expect(stale.metadata['cache']).toMatchObject({ stale: true, hit: true });
  });

  it('stops asking, and asks again once the service is well', async () => {
    const { clock, client, service } = await startOn();
    const upstream = service.upstream!;
    upstream.behave({ mode: 'fail', status: 500 });
    let place = 0;
    const ask = () =>
      clock.advanceUntil(client.call('weather.current', { latitude: (place += 1), longitude: 0 }));
    await ask();
    const opened = await ask();
    expect(upstream.requests()).toBe(5);
    expect(opened.metadata).toMatchObject({ circuitBreaker: { circuit: 'weather', state: 'open' } });
    const refused = await ask();
    expect(refused).toMatchObject({
      data: { source: 'estimate' },
      metadata: { fallback: { code: 'SERVICE_UNAVAILABLE' } },
    });
    expect(upstream.requests()).toBe(5);
    upstream.behave({ mode: 'answer' });
    await clock.advance(15_000);
    expect(await ask()).toMatchObject({ data: { source: 'simulation' } });
    expect(await ask()).toMatchObject({ data: { source: 'simulation' } });
    expect(upstream.requests()).toBe(7);
  });

  it('waits as long as the service says', async () => {
    await using upstream = await startFakeUpstream([
      { status: 429, headers: { 'retry-after': '2' }, json: { error: true } },
      { json: { current: { ...good, weather_code: 0 } } },
    ]);
    const { clock, client } = await startOn({ WEATHER_API_URL: upstream.url });
    const startedAtMs = clock.monotonicNow();
    const result = await clock.advanceUntil(client.call('weather.current', madrid));
    expect(result).toMatchObject({ data: { source: 'service' }, metadata: { retry: { attempts: 2 } } });
    expect(clock.monotonicNow() - startedAtMs).toBeGreaterThanOrEqual(2_000);
  });

  it('gives up an attempt that hangs, and a call that takes too long', async () => {
    const { clock, client, service } = await startOn({
      WEATHER_TIMEOUT_MS: '500',
      REQUEST_TIMEOUT_MS: '1200',
    });
    service.upstream!.behave({ mode: 'hang' });
    const startedAtMs = clock.monotonicNow();
    const result = await clock.advanceUntil(client.call('weather.forecast', { ...madrid, days: 2 }));
    expect(result).toMatchObject({
      data: { source: 'estimate' },
      metadata: { fallback: { code: 'OPERATION_TIMEOUT' } },
    });
    expect(clock.monotonicNow() - startedAtMs).toBeLessThan(1_400);
  });

  it.each([
    { answer: { body: 'no json' }, fault: 'no JSON' },
    { answer: { json: { current: { time: 7 } } }, fault: 'of another form' },
    { answer: { body: 'x'.repeat(1_100_000) }, fault: 'too long' },
    { answer: { failure: 'cut', json: {} } as const, fault: 'cut off' },
    { answer: { failure: 'reset' } as const, fault: 'no answer at all' },
  ])('does without an answer that is $fault', async ({ answer }) => {
    await using upstream = await startFakeUpstream([answer]);
    const { clock, client } = await startOn({ WEATHER_API_URL: upstream.url });
    const result = await clock.advanceUntil(client.call('weather.current', madrid));
    expect(result).toMatchObject({
      data: { source: 'estimate' },
      metadata: { fallback: { code: 'NETWORK_ERROR' } },
    });
  });

  it('survives a connection that breaks in the middle', async () => {
    await using upstream = await startFakeUpstream();
    const target = { host: '127.0.0.1', port: Number(new URL(upstream.url).port) };
    await using proxy = await startFaultProxy({ target, faults: { reset: true } });
    const { clock, client } = await startOn({ WEATHER_API_URL: `http://127.0.0.1:${proxy.port}` });
    const result = await clock.advanceUntil(client.call('weather.current', madrid));
    expect(result).toMatchObject({
      data: { source: 'estimate' },
      metadata: { fallback: { code: 'NETWORK_ERROR' } },
    });
  });
});
