import { createTool } from '@toolwright/core';
import type { Call } from '@toolwright/core';
import {
  arrayField,
  booleanField,
  enumField,
  integerField,
  numberField,
  objectField,
  stringField,
  urlField,
} from '@toolwright/schema';
import { createTableProfile } from '../profile/table-profile.ts';
import type { TableSummary } from '../profile/table-profile.ts';
import { fetchedText, givenText } from '../profile/table-text.ts';

const input = {
  from: enumField(['text', 'url'], { default: 'text', description: 'Where the table is' }),
  text: stringField({ maxLength: 1_000_000, condition: { field: 'from', equals: 'text' } }),
  url: urlField({
    condition: { field: 'from', equals: 'url' },
    description: 'On a host that the service trusts',
  }),
  format: enumField(['csv', 'ndjson'], { default: 'csv', description: 'ndjson: one JSON object a line' }),
  delimiter: enumField([',', ';', '\t', '|'], { default: ',', description: 'Between the fields of CSV' }),
};

const numbers = objectField(
  {
    min: numberField(),
    max: numberField(),
    mean: numberField(),
    deviation: numberField(),
    p05: numberField(),
    p25: numberField(),
    p50: numberField(),
    p75: numberField(),
    p95: numberField(),
  },
  {
    required: false,
    description: 'Of numbers; the quantiles are estimates for more than some hundred values',
  },
);

const output = objectField({
  rows: integerField(),
  oddRows: integerField({
    description: 'Rows with another number of fields than the header, lines without an object',
  }),
  columns: arrayField(
    objectField({
      name: stringField({ maxLength: 200 }),
      type: enumField(['integer', 'number', 'boolean', 'date', 'text', 'empty']),
      values: integerField(),
      nulls: integerField({ description: 'Empty or missing' }),
      distinct: integerField(),
      distinctIsExact: booleanField({ description: 'Above 1,000 it is an estimate, within about 3 percent' }),
      numbers,
      longest: integerField({ required: false, description: 'Of text, in UTF-16 units' }),
    }),
    { maxItems: 500 },
  ),
});

// After so many characters more the reader gets the profile so far.
const chunkLength = 4_194_304;

/** Profiles a table of any size in bounded memory; streams the profile so far while it reads. */
export function tablesProfile({ trustedHosts }: { readonly trustedHosts: readonly string[] }) {
  return createTool({
    metadata: {
      name: 'tables.profile',
      version: '1.0.0',
      title: 'Profile a table',
      description:
        'Reads a CSV or NDJSON table of any size and tells of each column its type, how many values are missing and ' +
        'how many are different, and of numbers the mean and the quantiles.',
      kind: 'query',
      capabilities: ['tables.profile'],
      tags: ['tables'],
      timeoutMs: 600_000,
      examples: [{ text: 'city,population\nMadrid,3255944\nParis,2138551\n' }],
    },
    schema: { input, output, chunk: output },
    async *execute({ input: { from, text = '', url = '', ...format }, call }) {
      const table = from === 'url' ? await fetchedText(url, trustedHosts, call.signal) : givenText(text);
      const profile = createTableProfile(format);
      const tell = progressOf(call, table.totalBytes);
      let sinceChunk = 0;
      for await (const piece of table.pieces) {
        profile.push(piece);
        tell(piece);
        sinceChunk += piece.length;
        if (sinceChunk < chunkLength) continue;
        sinceChunk = 0;
        yield copied(profile.summary());
      }
      profile.end();
      return copied(profile.summary());
    },
  });
}

function progressOf(call: Call, total: number | undefined): (piece: string) => void {
  let completed = 0;
  return (piece) => {
    completed += Buffer.byteLength(piece);
    call.progress({ completed, ...(total !== undefined && { total }) });
  };
}

function copied({ columns, ...rest }: TableSummary) {
  return { ...rest, columns: [...columns] };
}
