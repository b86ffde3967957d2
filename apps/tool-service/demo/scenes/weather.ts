import { windows } from '../demo-desk.ts';
import { expectThat } from '../scene.ts';
import type { Scene } from '../scene.ts';

const madrid = { latitude: 40.42, longitude: -3.7 };

/** What stands between the weather tools and the service that they ask, while that service has its moods. */
export const weather: Scene = {
  title: 'A service that is asked: cache, retry, timeouts, bulkhead',
  steps: [
    {
      door: 'both',
      did: 'weather.current for Madrid, over REST and then over MCP',
      async run({ rest, mcp, upstream }) {
        const before = upstream.requests();
        const first = await rest.call('weather.current', madrid);
        const second = await mcp.call('weather.current', madrid);
        expectThat(first.rails.cache?.hit === false, 'the first was in the cache already');
        expectThat(second.rails.cache?.hit === true, 'the second was not in the cache');
        const asked = upstream.requests() - before;
        expectThat(asked === 1, `the weather service was asked ${asked} times`);
        return {
          came: `${first.data.temperatureC} °C, ${first.data.sky ?? ''} (${first.data.source})`,
          said: `cache: miss, then a hit in ${second.rails.cache.level}; asked once`,
        };
      },
    },
    {
      door: 'REST',
      did: '20 callers at once want what nobody has asked for yet',
      async run({ rest, upstream }) {
        const before = upstream.requests();
        const input = { latitude: 48.85, longitude: 2.35, days: 3 };
        const all = await Promise.all(Array.from({ length: 20 }, () => rest.call('weather.forecast', input)));
        const asked = upstream.requests() - before;
        expectThat(all.every(({ status }) => status === 200) && asked === 1, `it was asked ${asked} times`);
        return { came: '20 × 200', said: 'cache: one load for all of them' };
      },
    },
    {
      door: 'MCP',
      did: 'weather.forecast: the service fails once (503)',
      async run({ mcp, upstream }) {
        upstream.behave({ mode: 'fail', status: 503, times: 1 });
        const { data, rails } = await mcp.call('weather.forecast', {
          latitude: 51.5,
          longitude: -0.12,
          days: 2,
        });
        expectThat(data.source === 'simulation', `the answer was ${data.source}`);
        expectThat(rails.retry?.attempts === 2, `there were ${rails.retry?.attempts ?? 1} attempts`);
        return {
          came: `${data.days.length} days`,
          said: `retry: 2 attempts, ${rails.retry.waitedMs} ms between`,
        };
      },
    },
    {
      door: 'REST',
      did: 'weather.current: the service hangs once',
      async run({ rest, upstream }) {
        upstream.behave({ mode: 'hang', times: 1 });
        const { data, rails } = await rest.call('weather.current', { latitude: 52.52, longitude: 13.4 });
        expectThat(data.source === 'simulation', `the answer was ${data.source}`);
        expectThat(rails.retry?.attempts === 2, `there were ${rails.retry?.attempts ?? 1} attempts`);
        return {
          came: `${data.temperatureC} °C`,
          said: `timeout: cut off after ${windows.weatherTimeoutMs} ms; retry: 2 attempts`,
        };
      },
    },
    {
      door: 'REST',
      did: 'four places at once, two connections to the service',
      async run({ rest, upstream }) {
        upstream.behave({ mode: 'delay', delayMs: 100, times: 4 });
        const all = await Promise.all(
          [1, 2, 3, 4].map((latitude) => rest.call('weather.current', { latitude, longitude: 10 })),
        );
        expectThat(
          all.every(({ data }) => data.source === 'simulation'),
          'one was not answered',
        );
        const waits = all.map(({ rails }) => rails.bulkhead?.waitedMs ?? 0).toSorted((a, b) => a - b);
        expectThat(waits.filter((wait) => wait > 0).length === 2, `the waits were ${waits.join()}`);
        return { came: '4 × 200', said: `bulkhead: two waited ${waits.slice(2).join(' and ')} ms` };
      },
    },
    {
      door: 'REST',
      did: 'acme (no estimates) has 100 ms, and the service hangs',
      async run({ acmeRest, upstream }) {
        upstream.behave({ mode: 'hang', times: 1 });
        // Not through the cache: what is loaded there goes on for others.
        const headers = { 'x-request-timeout-ms': '100', 'cache-control': 'no-store' };
        const { status, error } = await acmeRest.call(
          'weather.current',
          { latitude: 5, longitude: 10 },
          { headers },
        );
        upstream.behave({ mode: 'answer' });
        expectThat(error?.code === 'OPERATION_TIMEOUT', `the code was ${error?.code ?? 'none'}`);
        return { came: `${status} ${error.code}`, said: error.message };
      },
    },
  ],
};
