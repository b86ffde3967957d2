import { createTool, isToolError, ToolError } from '@toolwright/core';
import type { Call, Middleware, ToolOutput } from '@toolwright/core';
import { byVariant } from '@toolwright/middleware';
import {
  arrayField,
  enumField,
  integerField,
  numberField,
  objectField,
  stringField,
} from '@toolwright/schema';
import { distanceKm } from '../places/great-circle.ts';
import { place, placeFields } from '../places/place.ts';
import type { Point } from '../places/point.ts';
import { forecast } from '../weather/weather.ts';
import type { placesNearby } from './places-nearby.ts';
import type { placesSearch } from './places-search.ts';
import type { weatherForecast } from './weather-forecast.ts';

/** The tools that a plan is made with, and what stands around it. */
export interface TripTools {
  readonly search: ReturnType<typeof placesSearch>;
  readonly nearby: ReturnType<typeof placesNearby>;
  readonly weather: ReturnType<typeof weatherForecast>;
  readonly use: readonly Middleware[];
}

const name = { minLength: 1, maxLength: 100, pattern: /^.*\p{L}.*$/u } as const;
const input = {
  to: stringField({ ...name, description: 'The name of the destination, such as "Madrid"' }),
  country: stringField({
    pattern: '^[A-Z]{2}$',
    maxLength: 2,
    required: false,
    description: 'ISO 3166-1 alpha-2 code of the destination, where its name is not enough',
  }),
  from: stringField({ ...name, required: false, description: 'The name of where the journey starts' }),
  days: integerField({ min: 1, max: 16, default: 3 }),
};

const output = objectField({
  destination: place,
  journey: objectField({ from: place, distanceKm: integerField() }, { required: false }),
  forecast: objectField(forecast.shape, { required: false }),
  excursions: arrayField(objectField({ ...placeFields, distanceKm: numberField() }), {
    maxItems: 20,
    required: false,
    description: 'Places around the destination, beyond its own quarters, nearest first',
  }),
  steps: arrayField(
    objectField({
      step: enumField(['journey', 'forecast', 'excursions']),
      status: enumField(['done', 'failed', 'skipped']),
      reason: stringField({ maxLength: 500, required: false }),
    }),
    { maxItems: 3, description: 'What could be found out; the plan does without what failed' },
  ),
});

type Place = ToolOutput<TripTools['search']>['places'][number];

/** Plans a trip with the other tools: only the destination must be found, everything else may fail and says so. */
export function tripsPlan(tools: TripTools) {
  return createTool({
    metadata: {
      name: 'trips.plan',
      version: '1.0.0',
      title: 'Plan a trip',
      description:
        'Finds the destination, how far it is, the weather of the days there, and towns for excursions. What cannot be ' +
        'found out is left out, and `steps` says why.',
      kind: 'query',
      capabilities: ['trips.plan'],
      tags: ['trips'],
      timeoutMs: 20_000,
      examples: [{ to: 'Madrid', country: 'ES', from: 'Lisbon', days: 3 }],
    },
    schema: { input, output },
    use: tools.use,
    async execute({ input: { to, country, from, days }, call }) {
      const destination = await findPlace(tools, call, { name: to, country });
      const [journey, weather, excursions] = await optionalSteps(call, {
        journey: from === undefined ? undefined : () => journeyFrom(tools, call, { from, destination }),
        forecast: () => call.invoke(tools.weather, { ...pointOf(destination), days }),
        excursions: () => placesAround(tools, call, destination),
      });
      return {
        destination,
        ...(journey?.value && { journey: journey.value }),
        ...(weather?.value && { forecast: weather.value }),
        ...(excursions?.value && { excursions: excursions.value }),
        steps: [
          { step: 'journey' as const, ...told(journey) },
          { step: 'forecast' as const, ...told(weather) },
          { step: 'excursions' as const, ...told(excursions) },
        ],
      };
    },
  });
}

interface OptionalSteps<J, F, E> {
  readonly journey: (() => Promise<J>) | undefined;
  readonly forecast: () => Promise<F>;
  readonly excursions: () => Promise<E>;
}

/** Takes the steps side by side, and tells the caller how many are over. */
function optionalSteps<J, F, E>(
  call: Call,
  { journey, forecast: weather, excursions }: OptionalSteps<J, F, E>,
) {
  let completed = 0;
  const taken = async <T>(work: (() => Promise<T>) | undefined): Promise<Attempt<T> | undefined> => {
    const result = work === undefined ? undefined : await attempt(call, work);
    completed += 1;
    call.progress({ completed, total: 3 });
    return result;
  };
  return Promise.all([taken(journey), taken(weather), taken(excursions)]);
}

/** What an optional step came to: a value, or why there is none. */
type Attempt<T> =
  | { readonly value: T; readonly reason?: never }
  | { readonly value?: never; readonly reason: string };

/** Does without what fails; but a call that is over is over. */
async function attempt<T>(call: Call, work: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    if (call.interrupted) throw error;
    if (!isToolError(error)) call.logger.error('A step of a plan failed unexpectedly', { error });
    return { reason: isToolError(error) ? error.message.slice(0, 500) : 'It failed unexpectedly.' };
  }
}

function told(attempted: Attempt<unknown> | undefined): {
  readonly status: 'done' | 'failed' | 'skipped';
  readonly reason?: string;
} {
  if (attempted === undefined) return { status: 'skipped' };
  return attempted.reason === undefined ? { status: 'done' } : { status: 'failed', reason: attempted.reason };
}

async function findPlace(
  { search }: TripTools,
  call: Call,
  { name: wanted, country }: { readonly name: string; readonly country?: string | undefined },
): Promise<Place> {
  const query = { name: wanted, limit: 1, ...(country !== undefined && { country }) };
  const { places } = await call.invoke(search, query);
  const [found] = places;
  if (found !== undefined) return found;
  throw new ToolError('PLACE_NOT_FOUND', `There is no place called "${wanted}"; try its local name`, {
    type: 'not_found_error',
  });
}

async function journeyFrom(
  tools: TripTools,
  call: Call,
  { from, destination }: { readonly from: string; readonly destination: Place },
) {
  const start = await findPlace(tools, call, { name: from });
  return { from: start, distanceKm: Math.round(distanceKm(start, destination)) };
}

// What is looked for around a destination, by the flag `excursions` of the caller's tenant.
const excursionQueries = {
  towns: { beyondKm: 15, radiusKm: 100, minPopulation: 20_000 },
  cities: { beyondKm: 50, radiusKm: 300, minPopulation: 200_000 },
};

async function placesAround({ nearby }: TripTools, call: Call, destination: Place) {
  const query = byVariant(call, {
    flag: 'excursions',
    control: 'towns',
    variants: { towns: () => excursionQueries.towns, cities: () => excursionQueries.cities },
  });
  const { results } = await call.invoke(nearby, { points: [pointOf(destination)], limit: 5, ...query });
  return results[0]?.places ?? [];
}

function pointOf({ latitude, longitude }: Point): Point {
  return { latitude, longitude };
}
