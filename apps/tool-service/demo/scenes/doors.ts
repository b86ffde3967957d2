import { askMcp } from '../mcp-visitor.ts';
import { expectThat } from '../scene.ts';
import type { Scene } from '../scene.ts';

/** The same tools over REST and MCP, for those who have a key. */
export const doors: Scene = {
  title: 'One service, two doors',
  steps: [
    {
      door: 'HTTP',
      did: 'GET /health, /ready, /openapi.json, /studio',
      async run({ url, keys }) {
        const headers = { authorization: `Bearer ${keys.globex}` };
        const get = (path: string): Promise<Response> => fetch(url + path, { headers });
        const all = await Promise.all(['/health', '/ready', '/openapi.json', '/studio'].map(get));
        const bytes = await Promise.all(all.map(async (one) => (await one.text()).length));
        const statuses = all.map(({ status }) => status);
        expectThat(
          statuses.every((status) => status === 200),
          `the answers were ${statuses.join()}`,
        );
        return { came: statuses.join(', '), said: `OpenAPI ${bytes[2]} bytes, studio ${bytes[3]}` };
      },
    },
    {
      door: 'HTTP',
      did: 'ask without a key, then with a wrong one',
      async run({ url }) {
        const ask = (headers: Readonly<Record<string, string>>): Promise<Response> =>
          fetch(`${url}/tools`, { headers });
        const without = await ask({});
        const wrong = await ask({ authorization: 'Bearer guessed' });
        expectThat(without.status === 401 && wrong.status === 401, 'somebody unknown was let in');
        const scheme = without.headers.get('www-authenticate') ?? '';
        expectThat(scheme.startsWith('Bearer'), 'the refusal does not say how to authenticate');
        return { came: '401 and 401', said: `WWW-Authenticate: ${scheme}` };
      },
    },
    {
      door: 'MCP',
      did: 'server/discover and tools/list',
      async run({ url, keys, service }) {
        const discovered = await askMcp(url, { method: 'server/discover', key: keys.globex });
        const listed = await askMcp(url, { method: 'tools/list', key: keys.globex });
        const tools = listed.messages[0]?.result?.['tools'] as readonly unknown[] | undefined;
        expectThat(tools?.length === service.tools.length, `there are ${tools?.length ?? 'no'} tools`);
        const { ttlMs, cacheScope } = listed.messages[0]?.result ?? {};
        const versions = discovered.messages[0]?.result?.['supportedVersions'] as
          | readonly string[]
          | undefined;
        expectThat(versions !== undefined, 'the server says no revision');
        return {
          came: `${tools.length} tools; revisions ${versions.join(', ')}`,
          said: `the list holds for ${String(ttlMs)} ms, ${String(cacheScope)}`,
        };
      },
    },
    {
      door: 'both',
      did: 'places.search {"name":"zuri","limit":1}',
      async run({ rest, mcp }) {
        const input = { name: 'zuri', limit: 1 };
        const [overRest, overMcp] = [
          await rest.call('places.search', input),
          await mcp.call('places.search', input),
        ];
        const [found] = overRest.data.places;
        expectThat(found?.name === 'Zürich', `found was ${found?.name ?? 'nothing'}`);
        const same = JSON.stringify(overRest.data) === JSON.stringify(overMcp.data);
        expectThat(same, 'REST and MCP answered differently');
        const left = overMcp.rails.rateLimit;
        expectThat(left !== undefined, 'the limit said nothing');
        return {
          came: `${found.name} (${found.country}), ${found.population} people; the same twice`,
          said: `rateLimit: ${left.remaining} calls left at once`,
        };
      },
    },
  ],
};
