import { createHash, randomUUID } from 'node:crypto';
import type { CallOptions, ToolResult } from '@toolwright/core';
import { createTempFolder, restDoor, seededRandom, startFakeUpstream } from '@toolwright/testing';
import type { Door, FakeUpstream, UpstreamStep } from '@toolwright/testing';
import { startRedis } from '@toolwright/testing/redis';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startServiceProcess } from '../load/service-process.ts';
import type { ServiceProcess } from '../load/service-process.ts';

const redis = await startRedis();
const soon = { timeout: 20_000, interval: 50 };
// A Redis that outlives the tests knows nothing of these.
const tenant = `limited-${randomUUID()}`;
const random = seededRandom(tenant);
let nextLongitude = Math.floor(random.next() * 100);

const folder = createTempFolder('sharing-');
let weather: FakeUpstream;
let services: readonly [ServiceProcess, ServiceProcess];
let doors: readonly [Door, Door];

beforeAll(async () => {
  if (redis === undefined) return;
  weather = await startFakeUpstream(() => degrees(20));
  const tenantsFile = folder.write(
    'tenants.yaml',
    `free: { callers: [{ name: free, sha256: ${hash('free')} }] }
${tenant}: { ratePerMinute: 30, callers: [{ name: one, sha256: ${hash('one')} }, { name: two, sha256: ${hash('two')} }] }`,
  );
  const start = () =>
    startServiceProcess({
      REDIS_URL: redis.url,
      TENANTS_FILE: tenantsFile,
      WEATHER_API_URL: weather.url,
      WEATHER_RESET_MS: '1000',
      REDIS_COMMAND_TIMEOUT: '500',
      RATE_LIMIT_PER_MINUTE: '1000000',
    });
  services = await Promise.all([start(), start()]);
  doors = [doorOf(services[0]), doorOf(services[1])];
}, 120_000);

afterAll(async () => {
  folder.remove();
  if (redis === undefined) return;
  await Promise.all(services.map((service) => service.stop()));
  await weather.stop();
  await redis.stop();
});

describe.skipIf(redis === undefined)(`two real processes on ${redis?.title ?? 'no Redis'}`, () => {
  it('let a tenant through three times at once, not three times each', async () => {
    const startMs = performance.now();
    const answers: string[] = [];
    // The two callers of the tenant, at one process and the other in turn.
    for (let call = 0; call < 12; call += 1) {
      const caller = as(call % 4 < 2 ? 'one' : 'two');
      answers.push(codeOf(await doors[call % 2]!.dispatch('places.search', { limit: 1 }, caller)));
    }
    // A machine that is slow gets back one call in two seconds.
    const most = 3 + Math.ceil((performance.now() - startMs) / 2_000);
    const served = answers.filter((answer) => answer === 'success').length;
    expect([served >= 3, served <= most, answers]).toEqual([true, true, answers]);
    expect(new Set(answers)).toEqual(new Set(['success', 'RATE_LIMITED']));
  });

  it('forget what the other has found to be different', async () => {
    const [one, other] = doors;
    let place = newPlace();
    // A Redis that is slow for a moment is skipped for a moment: then another place is asked for.
    await vi.waitFor(async () => {
      place = newPlace();
      const before = weather.requests().length;
      for (const door of [one, other, other]) {
        const result = await door.dispatch('weather.current', place, as('free'));
        expect(result).toMatchObject({ data: { temperatureC: 20 } });
      }
      expect(weather.requests().length - before).toBe(1);
    }, soon);
    weather.follow(() => degrees(31));
    const anew = { ...as('free'), headers: { 'cache-control': 'no-cache' } };
    expect(await one.dispatch('weather.current', place, anew)).toMatchObject({ data: { temperatureC: 31 } });
    await vi.waitFor(async () => {
      const result = await other.dispatch('weather.current', place, as('free'));
      expect(result).toMatchObject({ data: { temperatureC: 31 } });
    }, soon);
  });

  it('leave a service alone that the other has found to be down, and come back together', async () => {
    const [one, other] = doors;
    weather.follow(() => ({ status: 500 }));
    for (let call = 0; call < 3; call += 1) await one.dispatch('weather.current', newPlace(), as('free'));
    await vi.waitFor(async () => {
      const before = weather.requests().length;
      const result = await other.dispatch('weather.current', newPlace(), as('free'));
      expect(result).toMatchObject({
        data: { source: 'estimate' },
        metadata: { circuitBreaker: { state: 'open' } },
      });
      expect(weather.requests()).toHaveLength(before);
    }, soon);
    weather.follow(() => degrees(20));
    await vi.waitFor(async () => {
      for (const door of doors) {
        const result = await door.dispatch('weather.current', newPlace(), as('free'));
        expect(result).toMatchObject({ data: { source: 'service' } });
      }
    }, soon);
  });
});

describe.skipIf(redis?.faults === undefined)('two real processes whose Redis is killed', () => {
  it('answer everything they can, refuse what might happen twice, and share again by themselves', async () => {
    const known = newPlace();
    for (const door of doors) await door.dispatch('weather.current', known, as('free'));
    const asked = weather.requests().length;
    await redis!.faults!.stop();

    for (const door of doors) {
      expect(codeOf(await door.dispatch('weather.current', known, as('free')))).toBe('success');
      expect(codeOf(await door.dispatch('weather.current', newPlace(), as('free')))).toBe('success');
      const search = await door.dispatch('places.search', { limit: 1 }, as('free'));
      expect(search.metadata).toMatchObject({ rateLimit: { degraded: 'local' } });
      const message = { channel: 'webhook', topic: 'a', text: 'b' };
      const command = await door.dispatch('notifications.send', message, {
        ...as('free'),
        idempotencyKey: 'k',
      });
      expect(command).toMatchObject({ error: { code: 'STORE_UNAVAILABLE', retryable: true } });
    }
    // What was in their memories was not asked for again.
    const again = weather
      .requests()
      .slice(asked)
      .map(({ url }) => new URL(url, weather.url).searchParams);
    expect(again.map((query) => Number(query.get('longitude')))).not.toContain(known.longitude);

    await redis!.faults!.start();
    const place = newPlace();
    await vi.waitFor(async () => {
      for (const door of doors) {
        const search = await door.dispatch('places.search', { limit: 1 }, as('free'));
        expect(search.metadata['rateLimit']).not.toHaveProperty('degraded');
        const message = { channel: 'webhook', topic: 'a', text: 'b' };
        const command = await door.dispatch('notifications.send', message, {
          ...as('free'),
          idempotencyKey: 'k',
        });
        expect(codeOf(command)).toBe('success');
      }
    }, soon);
    await doors[0].dispatch('weather.current', place, as('free'));
    await vi.waitFor(async () => {
      const result = await doors[1].dispatch('weather.current', place, as('free'));
      expect(result.metadata).toMatchObject({ cache: { hit: true } });
    }, soon);
  });
});

function doorOf({ url }: ServiceProcess): Door {
  return restDoor({ url, credentialsOf: ({ principal }) => ({ 'x-api-key': principal?.subject ?? '' }) });
}

/** The options of a caller whose key is its name. */
function as(subject: string): CallOptions {
  return { principal: { subject, permissions: [] } };
}

function hash(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

function codeOf(result: ToolResult): string {
  return result.status === 'error' ? result.error.code : result.status;
}

/** A place that nobody has asked for. */
function newPlace(): { readonly latitude: number; readonly longitude: number } {
  nextLongitude = (nextLongitude + 1) % 180;
  return { latitude: Math.round(random.next() * 8_000) / 100, longitude: nextLongitude };
}

function degrees(temperature: number): UpstreamStep {
  const current = {
    time: '2026-01-01T00:00',
    temperature_2m: temperature,
    wind_speed_10m: 1,
    relative_humidity_2m: 50,
    weather_code: 0,
  };
  return { json: { current } };
}
