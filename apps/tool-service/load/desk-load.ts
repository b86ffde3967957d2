import type { JsonObject, Random } from '@toolwright/core';

/** A call of the load. */
export interface DeskCall {
  readonly tool: string;
  readonly input: JsonObject;
}

const words = ['san', 'new y', 'ber', 'são p', 'tok', 'la', 'mar', 'kö', 'villa', 'st'];
const cities = [
  { latitude: 40.42, longitude: -3.7 },
  { latitude: 38.72, longitude: -9.13 },
  { latitude: 48.85, longitude: 2.35 },
  { latitude: 52.52, longitude: 13.4 },
  { latitude: 35.68, longitude: 139.69 },
];

// What a travel desk is asked, and how often of a hundred times.
const mix: readonly (readonly [number, (random: Random) => DeskCall])[] = [
  [60, (random) => ({ tool: 'places.search', input: { name: oneOf(words, random), limit: 10 } })],
  [20, (random) => ({ tool: 'weather.current', input: oneOf(cities, random) })],
  [10, (random) => ({ tool: 'weather.forecast', input: { ...oneOf(cities, random), days: 3 } })],
  [8, (random) => ({ tool: 'places.nearby', input: { points: [oneOf(cities, random)] } })],
  [2, () => ({ tool: 'trips.plan', input: { to: 'Madrid', country: 'ES', from: 'Lisbon' } })],
];

/** The next call of a travel desk's day. */
export function nextDeskCall(_call: number, random: Random): DeskCall {
  let drawn = random.next() * 100;
  for (const [share, make] of mix) {
    drawn -= share;
    if (drawn < 0) return make(random);
  }
  return mix[0]![1](random);
}

function oneOf<T>(values: readonly T[], random: Random): T {
  return values[Math.floor(random.next() * values.length)]!;
}
