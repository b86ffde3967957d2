import { setImmediate as nextTurn } from 'node:timers/promises';
import { createTool, forEachBounded } from '@toolwright/core';
import type { Call } from '@toolwright/core';
import { arrayField, integerField, numberField, objectField } from '@toolwright/schema';
import { nearestPlaces } from '../places/nearest-places.ts';
import { placeFields } from '../places/place.ts';
import type { PlacesDatabase } from '../places/places-database.ts';
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

// Looking is synchronous: after so many points everybody else has a turn.
const turn = 10;

/** Finds the places nearest to each of up to 1 000 points. */
export function placesNearby(places: SharedResource<PlacesDatabase>) {
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
        points,
        async (at, { index }) => {
          if (index % turn === turn - 1) await nextTurn();
          const near = nearestPlaces(resources, { ...at, ...query });
          return { ...at, places: near.map((place) => ({ ...place, distanceKm: metres(place.distanceKm) })) };
        },
        { concurrency: turn, batchSize: 100, signal: call.signal, onProgress: tell(call) },
      );
      const [failed] = found.errors;
      if (failed !== undefined) throw failed.error;
      return { results: found.results.filter((result) => result !== undefined) };
    },
    cleanup: () => places.close(),
  });
}

function tell(call: Call): (progress: { readonly processed: number; readonly total?: number }) => void {
  return ({ processed, total }) =>
    call.progress({ completed: processed, ...(total !== undefined && { total }) });
}

function metres(km: number): number {
  return Math.round(km * 1_000) / 1_000;
}
