import { pause, systemClock } from '@toolwright/core';
import type { Answer } from '../answer.ts';
import { windows } from '../demo-desk.ts';
import { expectThat } from '../scene.ts';
import type { Scene } from '../scene.ts';

const lisbon = { latitude: 38.72, longitude: -9.13 };
const mostCalls = 10;

/** A service that is down: stale answers, an open circuit, estimates, and back again. */
export const failing: Scene = {
  title: 'A service that is down: stale answers, circuit breaker, fallback, flags',
  steps: [
    {
      door: 'REST',
      did: 'weather.current for Lisbon; the service dies; again when it is old',
      async run({ rest, upstream }) {
        await rest.call('weather.current', lisbon);
        upstream.behave({ mode: 'fail', status: 500 });
        await pause(systemClock, windows.cacheTtlMs + 50);
        const { data, rails } = await rest.call('weather.current', lisbon);
        expectThat(rails.cache?.stale === true, 'the answer was not a stale one');
        return {
          came: `${data.temperatureC} °C (${data.source})`,
          said: `cache: hit, older than ${windows.cacheTtlMs} ms, stale`,
        };
      },
    },
    {
      door: 'REST',
      did: 'places that nobody knows, until the circuit opens',
      async run({ rest }) {
        for (let calls = 1; calls <= mostCalls; calls += 1) {
          const { data, rails } = await rest.call('weather.current', { latitude: -calls, longitude: 20 });
          expectThat(data.source === 'estimate', `the answer was ${data.source}`);
          if (rails.circuitBreaker?.state !== 'open') continue;
          return {
            came: `${calls} × an estimate`,
            said: `fallback each time; circuitBreaker: open after 5 failures in a row`,
          };
        }
        throw new Error(`the circuit is not open after ${mostCalls} calls`);
      },
    },
    {
      door: 'MCP',
      did: 'one more',
      async run({ mcp, upstream }) {
        const before = upstream.requests();
        const answer = await mcp.call('weather.current', { latitude: -40, longitude: 20 });
        expectThat(answer.data.source === 'estimate', `the answer was ${answer.data.source}`);
        expectThat(upstream.requests() === before, 'the service was asked although the circuit is open');
        const { fallback } = answer.rails;
        return {
          came: `${answer.data.temperatureC} °C (estimate)`,
          said: `fallback: ${fallback?.code ?? ''}; the service is left alone`,
        };
      },
    },
    {
      door: 'both',
      did: 'the tenant acme, which takes no estimates (its flag)',
      async run({ acmeRest, acmeMcp }) {
        const input = { latitude: -41, longitude: 20, days: 1 };
        const overRest = await acmeRest.call('weather.forecast', input);
        const overMcp = await acmeMcp.call('weather.forecast', input);
        expectThat(overRest.error?.code === 'SERVICE_UNAVAILABLE', `REST said ${codeOf(overRest)}`);
        expectThat(overMcp.error?.code === 'SERVICE_UNAVAILABLE', `MCP said ${codeOf(overMcp)}`);
        const reason = overMcp.rails.flags?.['estimates']?.reason;
        expectThat(reason === 'STATIC', `the flag was decided by ${reason ?? 'nobody'}`);
        return {
          came: `${overRest.status} and isError, SERVICE_UNAVAILABLE`,
          said: `flags: estimates off; Retry-After ${overRest.headers.get('retry-after') ?? ''} s`,
        };
      },
    },
    {
      door: 'MCP',
      did: 'trips.plan for acme: from a place that there is not',
      async run({ acmeMcp }) {
        const { data, rails } = await acmeMcp.call('trips.plan', {
          to: 'Madrid',
          country: 'ES',
          from: 'Xyzzyville',
        });
        const steps = data.steps.map(({ step, status }) => `${step} ${status}`).join(', ');
        expectThat(steps === 'journey failed, forecast failed, excursions done', steps);
        expectThat(
          data.steps.slice(0, 2).every(({ reason }) => reason !== undefined),
          'a step does not say why',
        );
        const variant = rails.flags?.['excursions']?.variant;
        const smallest = Math.min(...(data.excursions ?? []).map(({ population }) => population));
        expectThat(variant === 'cities' && smallest >= 200_000, `the variant was ${variant ?? 'none'}`);
        return {
          came: `a plan for ${data.destination.name}: ${steps}`,
          said: 'each failed step says why; flags: excursions to cities',
        };
      },
    },
    {
      door: 'REST',
      did: 'trips.plan for globex: Lisbon to Madrid',
      async run({ rest }) {
        const input = { to: 'Madrid', country: 'ES', from: 'Lisbon' };
        const { data } = await rest.call('trips.plan', input, { follow: true });
        const failed = data.steps.filter(({ status }) => status !== 'done');
        expectThat(failed.length === 0, failed.map(({ reason }) => reason).join());
        expectThat(
          data.forecast?.source === 'estimate',
          `the forecast was a ${data.forecast?.source ?? 'missing'}`,
        );
        return {
          came: `${data.journey?.distanceKm} km, ${data.excursions?.length} excursions`,
          said: 'fallback: the forecast is an estimate',
        };
      },
    },
    {
      door: 'REST',
      did: 'the service is well again: ask until the circuit believes it',
      async run({ rest, acmeRest, upstream }) {
        upstream.behave({ mode: 'answer' });
        const refused = await acmeRest.call('weather.current', { latitude: -50, longitude: 20 });
        await pause(systemClock, refused.error?.retryAfterMs ?? 0);
        const before = upstream.requests();
        for (let calls = 1; calls <= mostCalls; calls += 1) {
          await rest.call('weather.current', { latitude: -50 - calls, longitude: 20 });
          // Two successful probes close it; the third answer is an ordinary one.
          if (upstream.requests() - before < 3) continue;
          return {
            came: `${calls} answers, ${upstream.requests() - before} of the service`,
            said: 'circuitBreaker: probed twice, closed',
          };
        }
        throw new Error(`the circuit is not closed after ${mostCalls} calls`);
      },
    },
  ],
};

function codeOf({ error }: Answer): string {
  return error?.code ?? 'no error';
}
