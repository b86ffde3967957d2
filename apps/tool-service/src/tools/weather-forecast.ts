import { createTool } from '@toolwright/core';
import { point } from '../places/point.ts';
import { days, forecast } from '../weather/weather.ts';
import type { WeatherToolOptions } from './weather-current.ts';

/** Tells what the weather of the next days will be at a point. */
export function weatherForecast({ weather, use }: WeatherToolOptions) {
  return createTool({
    metadata: {
      name: 'weather.forecast',
      version: '1.0.0',
      title: 'Weather forecast',
      description:
        'Tells the lowest and highest temperature, rain and sky of each of the next days at a point, up to 16 days. ' +
        '`source` says whether that comes from a weather service, is simulated, or a rough estimate because the ' +
        'service failed.',
      kind: 'query',
      capabilities: ['weather.forecast'],
      tags: ['weather'],
      timeoutMs: 10_000,
      examples: [{ latitude: 40.42, longitude: -3.7, days: 3 }],
    },
    schema: { input: { ...point, days }, output: forecast },
    use,
    execute: ({ input, call }) => weather.forecast(input, call),
  });
}
