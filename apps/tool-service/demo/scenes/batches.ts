import { expectThat } from '../scene.ts';
import type { Scene } from '../scene.ts';

const points = Array.from({ length: 1_000 }, (_, index) => ({
  latitude: 36 + (index % 20) * 0.8,
  longitude: -9 + Math.floor(index / 20) * 0.6,
}));

/** Many at once, with a bound, and with news on the way. */
export const batches: Scene = {
  title: 'Batches and progress',
  steps: [
    {
      door: 'MCP',
      did: 'places.nearby: 1 000 points, following the progress',
      async run({ mcp }) {
        const { data, progress } = await mcp.call('places.nearby', { points, limit: 1 }, { follow: true });
        expectThat(data.results.length === 1_000, `there were ${data.results.length} results`);
        expectThat(progress > 0, 'there was no progress');
        const found = data.results.filter(({ places }) => places.length > 0).length;
        return { came: `1 000 answers, ${found} with a place`, said: `${progress} × notifications/progress` };
      },
    },
    {
      door: 'REST',
      did: 'places.nearby: the same as a stream of lines',
      async run({ rest }) {
        const { data, progress } = await rest.call('places.nearby', { points, limit: 1 }, { follow: true });
        expectThat(data.results.length === 1_000, `there were ${data.results.length} results`);
        expectThat(progress > 0, 'there was no progress');
        return { came: '1 000 answers', said: `${progress} lines of progress before the result` };
      },
    },
    {
      door: 'REST',
      did: 'POST /batch: three calls, one of them wrong',
      async run({ url, keys }) {
        const calls = [
          { tool: 'places.search', input: { name: 'oslo', limit: 1 } },
          { tool: 'weather.current', input: { latitude: 100, longitude: 0 } },
          { tool: 'weather.current', input: { latitude: 59.9, longitude: 10.7 } },
        ];
        const response = await fetch(`${url}/batch`, {
          method: 'POST',
          headers: { authorization: `Bearer ${keys.globex}`, 'content-type': 'application/json' },
          body: JSON.stringify({ calls }),
        });
        const { results } = (await response.json()) as { readonly results: readonly { status: string }[] };
        const statuses = results.map(({ status }) => status).join(', ');
        expectThat(statuses === 'success, error, success', `the results were ${statuses}`);
        return { came: `${response.status}: ${statuses}`, said: 'the wrong one harmed no other' };
      },
    },
  ],
};
