import { createHash } from 'node:crypto';
import type { JsonObject } from '@toolwright/core';
import { typicalTemperature } from './typical-temperature.ts';
import type { Point } from '../places/point.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const codes = [0, 0, 1, 2, 2, 3, 3, 45, 61, 63, 80, 95];

/** Made-up weather, the same for a place and an hour whenever it is asked for. */
export function simulatedNow(point: Point, atMs: number): JsonObject {
  const hour = Math.floor(atMs / hourMs);
  const dice = diceOf(point, `hour ${hour}`);
  const sun = -Math.cos((2 * Math.PI * ((hour % 24) + point.longitude / 15 - 3)) / 24);
  return {
    time: new Date(hour * hourMs).toISOString().slice(0, 16),
    interval: 900,
    temperature_2m: tenth(typicalTemperature(point.latitude, atMs) + 4 * sun + 6 * (dice(0) - 0.5)),
    wind_speed_10m: tenth(40 * dice(1) ** 2),
    relative_humidity_2m: Math.round(30 + 65 * dice(2)),
    weather_code: codeOf(dice(3)),
  };
}

/** Made-up days, from the one of `atMs` on: the same for a place and a day whenever it is asked for. */
export function simulatedDays(point: Point, days: number, atMs: number): JsonObject {
  const today = Math.floor(atMs / dayMs);
  const list = Array.from({ length: days }, (_, ahead) => {
    const dice = diceOf(point, `day ${today + ahead}`);
    const middle = typicalTemperature(point.latitude, (today + ahead) * dayMs) + 6 * (dice(0) - 0.5);
    const half = 3 + 4 * dice(1);
    const code = codeOf(dice(2));
    return { middle, half, code, rain: code >= 61 ? 15 * dice(3) : 0, atMs: (today + ahead) * dayMs };
  });
  return {
    time: list.map((day) => new Date(day.atMs).toISOString().slice(0, 10)),
    temperature_2m_min: list.map(({ middle, half }) => tenth(middle - half)),
    temperature_2m_max: list.map(({ middle, half }) => tenth(middle + half)),
    precipitation_sum: list.map(({ rain }) => tenth(rain)),
    weather_code: list.map(({ code }) => code),
  };
}

/** Up to eight numbers from 0 to 1 that follow from a place and a time. */
function diceOf({ latitude, longitude }: Point, when: string): (index: number) => number {
  const bytes = createHash('sha256').update(`${latitude} ${longitude} ${when}`).digest();
  return (index) => bytes.readUInt32BE(index * 4) / 0xff_ff_ff_ff;
}

function codeOf(chance: number): number {
  return codes[Math.min(Math.floor(chance * codes.length), codes.length - 1)] ?? 0;
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
