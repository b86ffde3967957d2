import { createTool, forEachBounded } from '@toolwright/core';
import type { Call } from '@toolwright/core';
import { arrayField, integerField, numberField, objectField } from '@toolwright/schema';
import type { DistantPlace } from '../places/nearest-places.ts';
import { placeFields } from '../places/place.ts';
import type { Places } from '../places/places.ts';
import type { SharedResource } from '../shared-resource.ts';
import { point } from '../places/point.ts';

const input = {
  points: arrayField(objectField(point), { minItems: 1, maxItems: 1_000, description: 'Where to look' }),
  radiusKm: numberField({ min: 0.1, max: 500, default: 50, description: 'How far to look' }),
  beyondKm: numberField({ min: 0, max: 500, default: 0, description: 'Leaves out what is nearer' }),
  limit: integerField({ min: 1, max: 20, default: 5, description: 'How many places for each point' }),
  minPopulation: integerField({ min: 0, max: 50_000_000, default: 0 }),
};

const output = objectField({
  results: arrayField(
    objectField({
      ...point,
      places: arrayField(
        objectField({
          ...placeFields,
          distanceKm: numberField({ description: 'Over the surface of the earth' }),
        }),
        { maxItems: 20 },
      ),
    }),
    { maxItems: 1_000, description: 'In the order of the points' },
  ),
});

// So many points are looked up by a thread at once, and so many threads work for one call.
const together = 10;
const atOnce = 2;

/** Finds the places nearest to each of up to 1 000 points. */
export function placesNearby(places: SharedResource<Places>) {
  return createTool({
    metadata: {
      name: 'places.nearby',
      version: '1.0.0',
      title: 'Places nearby',
      description:
        'Finds the cities, towns and villages of more than 1,000 inhabitants nearest to a point, nearest first, with ' +
        'the distance in kilometres. Takes up to 1,000 points at once.',
      kind: 'query',
      capabilities: ['places.nearby'],
      tags: ['places'],
      openWorld: false,
      examples: [{ points: [{ latitude: 40.42, longitude: -3.7 }], radiusKm: 30, minPopulation: 50_000 }],
    },
    schema: { input, output },
    setup: ({ signal }) => places.open(signal),
    async execute({ input: { points, ...query }, resources, call }) {
      const found = await forEachBounded(
        partsOf(points),
        async (part) => {
          const queries = part.map((at) => ({ ...at, ...query }));
          const nearest = await resources.nearest(queries, call.signal);
          return part.map((at, index) => ({ ...at, places: (nearest[index] ?? []).map(rounded) }));
        },
        { concurrency: atOnce, batchSize: 10, signal: call.signal, onProgress: tell(call, points.length) },
      );
      const [failed] = found.errors;
      if (failed !== undefined) throw failed.error;
      return { results: found.results.flatMap((part) => part ?? []) };
    },
    cleanup: () => places.close(),
  });
}

function partsOf<T>(points: readonly T[]): readonly (readonly T[])[] {
  const count = Math.ceil(points.length / together);
  return Array.from({ length: count }, (_, part) => points.slice(part * together, (part + 1) * together));
}

function tell(call: Call, total: number): (progress: { readonly processed: number }) => void {
  return ({ processed }) => call.progress({ completed: Math.min(processed * together, total), total });
}

/** To the metre. */
function rounded(place: DistantPlace): DistantPlace {
  return { ...place, distanceKm: Math.round(place.distanceKm * 1_000) / 1_000 };
}
