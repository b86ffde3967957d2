import { createTool, ToolError } from '@toolwright/core';
import { z } from 'zod';
import { openPlaces } from '../places/places-database.ts';

const place = z.object({
  id: z.number().int().describe('GeoNames id'),
  name: z.string(),
  country: z.string().describe('ISO 3166-1 alpha-2'),
  region: z.string().describe('GeoNames code of the region within the country'),
  population: z.number().int(),
  latitude: z.number(),
  longitude: z.number(),
});

/** Finds cities by the beginnings of the words of their name, most populous first. */
export const placesSearch = createTool({
  metadata: {
    name: 'places.search',
    version: '1.0.0',
    title: 'Search places',
    description:
      'Finds cities, towns and villages of more than 1,000 inhabitants by name, most populous first. The name may be ' +
      'incomplete ("san fra"); accents and case do not matter. Names are the local or international ones, without ' +
      'translations.',
    kind: 'query',
    capabilities: ['places.search'],
    tags: ['places'],
    openWorld: false,
    timeoutMs: 5_000,
    examples: [{ name: 'san fra', country: 'US' }],
  },
  schema: {
    input: z
      .object({
        name: z
          .string()
          .max(100)
          .regex(/[\p{L}\p{N}]/u, 'Must have a letter or a digit')
          .optional()
          .describe('The name or the beginnings of its words, such as "san fra"'),
        country: z
          .string()
          .regex(/^[A-Z]{2}$/, 'Must be an ISO 3166-1 alpha-2 code in capitals, such as "ES"')
          .optional()
          .describe('ISO 3166-1 alpha-2 code of the only country to look in, such as "ES"'),
        limit: z.number().int().min(1).max(100).default(10).describe('How many places a page has'),
        cursor: z.string().max(20).optional().describe('The nextCursor of the page before'),
      })
      .strict(),
    output: z.object({
      places: z.array(place),
      nextCursor: z.string().optional().describe('Absent on the last page'),
    }),
    config: z.object({ dataFolder: z.string().min(1) }),
  },
  setup: ({ config, signal }) => openPlaces(config.dataFolder, signal),
  execute: ({ input, resources }) => {
    const { limit, cursor, name, country } = input;
    // One more than asked for tells whether there is another page.
    const found = resources.search({ name, country, limit: limit + 1, afterRank: rankOf(cursor) });
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1) : undefined;
    return {
      places: page.map(({ rank: _rank, ...rest }) => rest),
      ...(last !== undefined && { nextCursor: last.rank.toString(36) }),
    };
  },
  cleanup: ({ resources }) => resources.close(),
});

function rankOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (/^[0-9a-z]{1,6}$/.test(cursor)) return Number.parseInt(cursor, 36);
  throw new ToolError('INVALID_INPUT', 'cursor: must be the nextCursor of an earlier answer', {
    details: { issues: [{ path: 'cursor', message: 'Must be the nextCursor of an earlier answer' }] },
  });
}
