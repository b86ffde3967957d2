import { expectThat } from '../scene.ts';
import type { Scene } from '../scene.ts';
import type { Visitor } from '../visitor.ts';

/** What was counted, and a clean end. */
export const ending: Scene = {
  title: 'What was counted, and the end',
  steps: [
    {
      door: 'HTTP',
      did: 'GET /metrics: every tool was called, over both doors',
      async run({ url, keys, service, rest, mcp, acmeRest, acmeMcp }) {
        const [overRest, overMcp] = [calledBy(rest, acmeRest), calledBy(mcp, acmeMcp)];
        const missed = [...overRest, ...overMcp].filter((tool) => !(overRest.has(tool) && overMcp.has(tool)));
        expectThat(missed.length === 0 && overRest.size >= 7, `not called over both: ${missed.join()}`);
        const response = await fetch(`${url}/metrics`, {
          headers: { authorization: `Bearer ${keys.globex}` },
        });
        const text = await response.text();
        const uncounted = [...overRest].filter((tool) => !text.includes(`"${tool}"`));
        expectThat(uncounted.length === 0, `not counted: ${uncounted.join()}`);
        const { requests, errors } = service.toolMetrics.all();
        return {
          came: `${response.status}, ${text.split('\n').length} lines`,
          said: `${requests.total} calls, ${errors.total} of them failed`,
        };
      },
    },
    {
      door: 'REST',
      did: 'stop the service while a call is under way',
      async run({ url, rest, service, upstream }) {
        upstream.behave({ mode: 'delay', delayMs: 200 });
        const before = upstream.requests();
        const underWay = rest.call('weather.current', { latitude: 60, longitude: 60 });
        while (upstream.requests() === before) await new Promise((resolve) => setImmediate(resolve));
        await service.server.close({ drainMs: 5_000 });
        const { status, data } = await underWay;
        expectThat(status === 200 && data.source === 'simulation', `the call ended with ${status}`);
        const refused = await fetch(`${url}/health`).then(
          () => false,
          () => true,
        );
        expectThat(refused, 'the service still takes connections');
        return { came: `${status}: it was waited for`, said: 'new connections are refused' };
      },
    },
  ],
};

function calledBy(...visitors: readonly Visitor[]): Set<string> {
  return new Set(visitors.flatMap(({ called }) => [...called]));
}
