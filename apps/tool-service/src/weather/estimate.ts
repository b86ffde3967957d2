import type { Call, JsonObject } from '@toolwright/core';
import { typicalTemperature } from './typical-temperature.ts';
import type { Point } from '../places/point.ts';

const dayMs = 86_400_000;

/** Answers a weather tool's call when the service cannot: what the latitude and the season let one expect. */
export function estimatedWeather(call: Call): JsonObject {
  const { latitude, days } = call.input as Point & { readonly days?: number };
  const now = call.clock.now();
  if (days === undefined) {
    const temperatureC = typicalTemperature(latitude, now);
    return { source: 'estimate', time: new Date(now).toISOString(), temperatureC };
  }
  const list = Array.from({ length: days }, (_, ahead) => {
    const atMs = now + ahead * dayMs;
    const middle = typicalTemperature(latitude, atMs);
    return { date: new Date(atMs).toISOString().slice(0, 10), minC: middle - 5, maxC: middle + 5 };
  });
  return { source: 'estimate', days: list };
}
