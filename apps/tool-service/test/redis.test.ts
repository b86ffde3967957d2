import { expectError, expectSuccess, seededRandom } from '@toolwright/testing';
import { startRedis } from '@toolwright/testing/redis';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { startDesk } from './support/start-desk.ts';
import type { Desk } from './support/start-desk.ts';

const redis = await startRedis();
const desks: Desk[] = [];
// Redis keeps its own time.
const soon = { timeout: 10_000, interval: 50 };

afterAll(async () => {
  await Promise.all(desks.map((desk) => desk.stop()));
  await redis?.stop();
});

async function startTwo(variables: Readonly<Record<string, string>>): Promise<readonly [Desk, Desk]> {
  const given = { REDIS_URL: redis?.url ?? '', ...variables };
  const two = [await startDesk(given), await startDesk(given)] as const;
  desks.push(...two);
  return two;
}

describe.skipIf(redis?.faults === undefined)('a desk whose Redis is killed', () => {
  it('goes on alone, each limit in its own memory, and shares again once Redis is back', async () => {
    const [one, other] = await startTwo({ RATE_LIMIT_PER_MINUTE: '30', REDIS_COMMAND_TIMEOUT: '200' });
    const limitOf = async (desk: Desk, subject: string) => {
      const caller = desk.client.as({ subject, permissions: [] });
      return (await caller.call('places.search', { limit: 1 })).metadata['rateLimit'];
    };
    await redis!.faults!.stop();
    expect(await limitOf(one, 'lonely')).toMatchObject({ allowed: true, degraded: 'local' });
    const weather = await one.client.call('weather.forecast', { latitude: 3, longitude: 4 });
    expect(expectSuccess(weather).source).toBe('simulation');
    // Without the keys an effect might come twice: the command is refused, and may be tried again.
    const message = { channel: 'webhook', topic: 'a', text: 'b' } as const;
    const command = await one.client.call('notifications.send', message, { idempotencyKey: 'key' });
    expect(expectError(command, 'STORE_UNAVAILABLE').retryable).toBe(true);
    await redis!.faults!.start();
    await vi.waitFor(async () => {
      for (const desk of [one, other]) expect(await limitOf(desk, 'probe')).not.toHaveProperty('degraded');
    }, soon);
    for (const remaining of [2, 1, 0]) {
      const desk = remaining === 1 ? other : one;
      expect(await limitOf(desk, 'back')).toMatchObject({ allowed: true, remaining });
    }
  });
});

describe.skipIf(redis === undefined)(`two desks on ${redis?.title ?? 'no Redis'}`, () => {
  it('share a caller’s limit', async () => {
    const [one, other] = await startTwo({ RATE_LIMIT_PER_MINUTE: '30' });
    const spend = (desk: Desk) =>
      desk.client.as({ subject: 'shared', permissions: [] }).call('places.search', { limit: 1 });
    for (const desk of [one, other, one]) expect(await spend(desk)).toSucceed();
    expect(await spend(other)).toFailWith('RATE_LIMITED');
  });

  it('share what they know of the weather, however Redis is named', async () => {
    const { hostname, port } = new URL(redis!.url);
    const one = await startDesk({ REDIS_URL: redis!.url });
    const other = await startDesk({ REDIS_HOST: hostname, REDIS_PORT: port, REDIS_DB: '0' });
    desks.push(one, other);
    // A Redis that is slow for a moment is skipped for a moment: then another place is asked for.
    let latitude = 12;
    await vi.waitFor(async () => {
      latitude += 1;
      await one.client.call('weather.current', { latitude, longitude: 41.5 });
      const asked = other.service.upstream?.requests();
      const result = await other.client.call('weather.current', { latitude, longitude: 41.5 });
      expect(result.metadata['cache']).toMatchObject({ hit: true, level: 'redis' });
      expect(other.service.upstream?.requests()).toBe(asked);
    }, soon);
  });

  it('share an open circuit', async () => {
    const [one, other] = await startTwo({});
    one.service.upstream!.behave({ mode: 'fail', status: 500 });
    for (const latitude of [1, 2]) await one.client.call('weather.current', { latitude, longitude: 0 });
    const random = seededRandom('places');
    await vi.waitFor(async () => {
      const result = await other.client.call('weather.current', { latitude: random.next(), longitude: 9 });
      expect(result.metadata['circuitBreaker']).toMatchObject({ state: 'open' });
    }, soon);
  });
});
