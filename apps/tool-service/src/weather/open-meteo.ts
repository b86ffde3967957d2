import { ToolError } from '@toolwright/core';
import type { AnySchema, Call, SchemaOutput, Telemetry } from '@toolwright/core';
import {
  arrayField,
  booleanField,
  dateField,
  integerField,
  numberField,
  objectField,
  stringField,
} from '@toolwright/schema';
import { fetchJson } from '../outbound/fetch-json.ts';
import { rounded } from './weather.ts';
import type { currentWeather, forecast } from './weather.ts';
import type { Point } from '../places/point.ts';
import { skyOf } from './sky.ts';

/** A weather service. What its methods reject with is described at `fetchJson`. */
export interface WeatherService {
  current(point: Point, call: Call): Promise<SchemaOutput<typeof currentWeather>>;
  forecast(point: Point & { readonly days: number }, call: Call): Promise<SchemaOutput<typeof forecast>>;
}

const who = 'The weather service';
const simulated = booleanField({ default: false });

// What is read of Open-Meteo's answers; what else they say is dropped.
const currentAnswer = objectField({
  simulated,
  current: objectField({
    time: stringField({ maxLength: 30 }),
    temperature_2m: numberField(),
    wind_speed_10m: numberField(),
    relative_humidity_2m: numberField(),
    weather_code: integerField(),
  }),
});

const numbers = arrayField(numberField(), { maxItems: 16 });
const dailyAnswer = objectField({
  simulated,
  daily: objectField({
    time: arrayField(dateField(), { maxItems: 16 }),
    temperature_2m_min: numbers,
    temperature_2m_max: numbers,
    precipitation_sum: numbers,
    weather_code: numbers,
  }),
});

/** Asks a service in Open-Meteo's wire format, each time in a span. `baseUrl` is asked for with each request. */
export function openMeteo(baseUrl: () => string, telemetry: Telemetry): WeatherService {
  const ask = async <S extends AnySchema>(
    schema: S,
    query: Readonly<Record<string, string>>,
    { call, point }: { readonly call: Call; readonly point: Point },
  ): Promise<SchemaOutput<S>> => {
    const url = urlOf(baseUrl(), point, query);
    const { signal, clock } = call;
    const attributes = { 'server.address': url.hostname };
    const answer = await call.span('weather.request', attributes, () =>
      fetchJson({ url, who, signal, clock, telemetry }),
    );
    return checked(schema, answer);
  };
  return {
    async current(point, call) {
      const current = 'temperature_2m,wind_speed_10m,relative_humidity_2m,weather_code';
      const answer = await ask(currentAnswer, { current }, { point, call });
      const now = answer.current;
      return {
        source: sourceOf(answer),
        time: `${now.time}Z`,
        temperatureC: now.temperature_2m,
        windKmh: now.wind_speed_10m,
        humidityPercent: now.relative_humidity_2m,
        sky: skyOf(now.weather_code),
      };
    },
    async forecast({ days, ...point }, call) {
      const daily = 'temperature_2m_min,temperature_2m_max,precipitation_sum,weather_code';
      const query = { daily, forecast_days: String(days) };
      const answer = await ask(dailyAnswer, query, { point, call });
      return { source: sourceOf(answer), days: daysOf(answer.daily) };
    },
  };
}

function urlOf(baseUrl: string, point: Point, query: Readonly<Record<string, string>>): URL {
  const url = new URL(`${baseUrl.replace(/\/$/, '')}/v1/forecast`);
  const { latitude, longitude } = rounded(point);
  const place = { latitude: String(latitude), longitude: String(longitude) };
  url.search = String(new URLSearchParams({ ...place, timezone: 'UTC', ...query }));
  return url;
}

function sourceOf(answer: { readonly simulated: boolean }): 'simulation' | 'service' {
  return answer.simulated ? 'simulation' : 'service';
}

function daysOf(daily: SchemaOutput<typeof dailyAnswer>['daily']): SchemaOutput<typeof forecast>['days'] {
  return daily.time.map((date, day) => ({
    date,
    minC: numberAt(daily.temperature_2m_min, day),
    maxC: numberAt(daily.temperature_2m_max, day),
    rainMm: numberAt(daily.precipitation_sum, day),
    sky: skyOf(numberAt(daily.weather_code, day)),
  }));
}

function numberAt(list: readonly number[], index: number): number {
  const value = list[index];
  if (value !== undefined) return value;
  throw new ToolError('NETWORK_ERROR', `${who} left out part of day ${index + 1}`);
}

async function checked<S extends AnySchema>(schema: S, answer: unknown): Promise<SchemaOutput<S>> {
  const result = await schema['~standard'].validate(answer);
  if (result.issues === undefined) return result.value as SchemaOutput<S>;
  const [issue] = result.issues;
  throw new ToolError('NETWORK_ERROR', `${who} answered in an unknown form: ${issue?.message ?? ''}`);
}
