import type { Point } from '../places/point.ts';
import {
  arrayField,
  dateField,
  enumField,
  integerField,
  numberField,
  objectField,
  stringField,
} from '@toolwright/schema';

/** Where an answer comes from: never leave a caller to guess. */
const source = enumField(['service', 'simulation', 'estimate'], {
  description:
    'service: the weather service. simulation: made up by the embedded one. estimate: a rough guess from latitude and ' +
    'season, because the service failed',
});

/** What `weather.current` answers. */
export const currentWeather = objectField({
  source,
  time: stringField({ maxLength: 30, description: 'UTC, ISO 8601' }),
  temperatureC: numberField(),
  windKmh: numberField({ required: false }),
  humidityPercent: numberField({ required: false }),
  sky: stringField({ maxLength: 50, required: false, description: 'In words, such as "light rain"' }),
});

/** What `weather.forecast` answers. */
export const forecast = objectField({
  source,
  days: arrayField(
    objectField({
      date: dateField(),
      minC: numberField(),
      maxC: numberField(),
      rainMm: numberField({ required: false }),
      sky: stringField({ maxLength: 50, required: false }),
    }),
    { maxItems: 16 },
  ),
});

/** How many days to look ahead. */
export const days = integerField({ min: 1, max: 16, default: 7, description: 'How many days, from today' });

/** Rounds to hundredths, about a kilometre: neighbours share what is known of the weather. */
export function rounded({ latitude, longitude }: Point): Point {
  return { latitude: Math.round(latitude * 100) / 100, longitude: Math.round(longitude * 100) / 100 };
}
