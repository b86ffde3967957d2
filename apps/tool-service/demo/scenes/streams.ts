import { pause, systemClock } from '@toolwright/core';
import { expectThat } from '../scene.ts';
import type { Scene } from '../scene.ts';

const text = `city,population\n${Array.from({ length: 500 }, (_, row) => `city ${row},${row * 7}\n`).join('')}`;
const chunksBeforeLeaving = 2;

/** A table of any size, read in bounded memory; whoever leaves stops the reading. */
export const streams: Scene = {
  title: 'Streams',
  steps: [
    {
      door: 'both',
      did: 'tables.profile: 500 rows as text',
      async run({ rest, mcp }) {
        const [overRest, overMcp] = [
          await rest.call('tables.profile', { text }),
          await mcp.call('tables.profile', { text }),
        ];
        const [, population] = overRest.data.columns;
        expectThat(
          population?.numbers?.max === 3_493,
          `the greatest was ${population?.numbers?.max ?? 'not there'}`,
        );
        const same = JSON.stringify(overRest.data) === JSON.stringify(overMcp.data);
        expectThat(same, 'REST and MCP answered differently');
        const { name, type, numbers } = population;
        return {
          came: `${overRest.data.rows} rows; ${name}: ${type}, median ${numbers?.p50}`,
          said: 'the same over both',
        };
      },
    },
    {
      door: 'REST',
      did: 'tables.profile: a table without an end, left after two chunks',
      async run({ url, keys, world }) {
        const leaving = new AbortController();
        const response = await fetch(`${url}/tools/tables.profile`, {
          method: 'POST',
          signal: leaving.signal,
          headers: {
            authorization: `Bearer ${keys.globex}`,
            'content-type': 'application/json',
            accept: 'application/x-ndjson',
          },
          body: JSON.stringify({ from: 'url', url: world.tableUrl }),
        });
        const rows = await rowsAfter(response, chunksBeforeLeaving);
        leaving.abort();
        const left = await Promise.race([world.tableLeft().then(() => true), pause(systemClock, 5_000)]);
        expectThat(left === true, 'the service still reads the table 5 s after the caller left');
        return {
          came: `${rows} rows in ${chunksBeforeLeaving} chunks, then nothing`,
          said: 'cancelled: the table is read no further',
        };
      },
    },
  ],
};

/** Reads so many chunks, and answers how many rows the last one knew of. */
async function rowsAfter(response: Response, chunks: number): Promise<number> {
  const decoder = new TextDecoder();
  let rest = '';
  let seen = 0;
  for await (const bytes of response.body ?? []) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const item = JSON.parse(line) as { readonly type: string; readonly data?: { readonly rows: number } };
      if (item.type !== 'chunk') continue;
      seen += 1;
      if (seen === chunks) return item.data?.rows ?? 0;
    }
  }
  throw new Error(`the stream ended after ${seen} chunks`);
}
