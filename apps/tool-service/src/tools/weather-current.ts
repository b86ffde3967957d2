import { createTool } from '@toolwright/core';
import type { Middleware } from '@toolwright/core';
import type { WeatherService } from '../weather/open-meteo.ts';
import { point } from '../places/point.ts';
import { currentWeather } from '../weather/weather.ts';

/** What the weather tools stand on. */
export interface WeatherToolOptions {
  readonly weather: WeatherService;
  readonly use: readonly Middleware[];
}

/** Tells what the weather is like at a point. */
export function weatherCurrent({ weather, use }: WeatherToolOptions) {
  return createTool({
    metadata: {
      name: 'weather.current',
      version: '1.0.0',
      title: 'Current weather',
      description:
        'Tells temperature, wind, humidity and sky at a point now. `source` says whether that comes from a weather ' +
        'service, is simulated, or a rough estimate because the service failed.',
      kind: 'query',
      capabilities: ['weather.current'],
      tags: ['weather'],
      timeoutMs: 10_000,
      examples: [{ latitude: 40.42, longitude: -3.7 }],
    },
    schema: { input: point, output: currentWeather },
    use,
    execute: ({ input, call }) => weather.current(input, call),
  });
}
