import { createTool, ToolError } from '@toolwright/core';
import { arrayField, integerField, objectField, stringField } from '@toolwright/schema';
import { place } from '../places/place.ts';
import type { Places } from '../places/places.ts';
import type { SharedResource } from '../shared-resource.ts';

const input = objectField(
  {
    name: stringField({
      maxLength: 100,
      pattern: /^.*[\p{L}\p{N}].*$/u,
      required: false,
      description: 'The name or the beginnings of its words, such as "san fra"; at least a letter or a digit',
    }),
    country: stringField({
      pattern: '^[A-Z]{2}$',
      maxLength: 2,
      required: false,
      description: 'ISO 3166-1 alpha-2 code, in capitals, of the only country to look in, such as "ES"',
    }),
    limit: integerField({ min: 1, max: 100, default: 10, description: 'How many places a page has' }),
    cursor: stringField({ maxLength: 20, required: false, description: 'The nextCursor of the page before' }),
  },
  { unknownKeys: 'refuse' },
);

const output = objectField({
  places: arrayField(place, { maxItems: 100 }),
  nextCursor: stringField({ maxLength: 20, required: false, description: 'Absent on the last page' }),
});

/** Finds cities by the beginnings of the words of their name, most populous first. */
export function placesSearch(places: SharedResource<Places>) {
  return createTool({
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
    schema: { input, output },
    setup: ({ signal }) => places.open(signal),
    execute: ({ input: { limit, cursor, name, country }, resources }) => {
      // One more than asked for tells whether there is another page.
      const found = resources.search({ name, country, limit: limit + 1, afterRank: rankOf(cursor) });
      const page = found.slice(0, limit);
      const last = found.length > limit ? page.at(-1) : undefined;
      return {
        places: page.map(({ rank: _rank, ...rest }) => rest),
        ...(last !== undefined && { nextCursor: last.rank.toString(36) }),
      };
    },
    cleanup: () => places.close(),
  });
}

function rankOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (/^[0-9a-z]{1,6}$/.test(cursor)) return Number.parseInt(cursor, 36);
  throw new ToolError('INVALID_INPUT', 'cursor: must be the nextCursor of an earlier answer', {
    details: { issues: [{ path: 'cursor', message: 'Must be the nextCursor of an earlier answer' }] },
  });
}
