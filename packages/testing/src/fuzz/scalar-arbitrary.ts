import type { JsonObject } from '@toolwright/core';
import * as fc from 'fast-check';
import type { Arbitrary } from 'fast-check';

const formats: Readonly<Record<string, () => Arbitrary<string>>> = {
  email: () => fc.emailAddress(),
  uri: () => fc.webUrl(),
  uuid: () => fc.uuid(),
  ipv4: () => fc.ipV4(),
  ipv6: () => fc.ipV6(),
  hostname: () => fc.domain(),
  'date-time': () => instant().map((date) => date.toISOString()),
  date: () => instant().map((date) => date.toISOString().slice(0, 10)),
  time: () => instant().map((date) => date.toISOString().slice(11)),
};

/** Texts of a schema of type `string`. */
export function textArbitrary(schema: JsonObject): Arbitrary<string> {
  const { format, pattern } = schema;
  const minLength = Number(schema['minLength'] ?? 0);
  const maxLength = Number(schema['maxLength'] ?? minLength + 50);
  const fits = (text: string): boolean => text.length >= minLength && text.length <= maxLength;
  const known = typeof format === 'string' ? formats[format] : undefined;
  if (known !== undefined) return known();
  if (typeof pattern === 'string') return fc.stringMatching(new RegExp(pattern, 'u')).filter(fits);
  const longest = Math.min(maxLength, minLength + 1_000);
  return fc.oneof(
    fc.string({ minLength, maxLength: longest }),
    fc.string({ minLength, maxLength: longest, unit: 'grapheme' }).filter(fits),
  );
}

/** Numbers of a schema of type `number` or `integer`. */
export function numberArbitrary(schema: JsonObject, type: 'number' | 'integer'): Arbitrary<number> {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const min = Math.max(Number(minimum ?? -Infinity), Number(exclusiveMinimum ?? -Infinity));
  const max = Math.min(Number(maximum ?? Infinity), Number(exclusiveMaximum ?? Infinity));
  const fits = (value: number): boolean =>
    !(exclusiveMinimum !== undefined && value <= Number(exclusiveMinimum)) &&
    !(exclusiveMaximum !== undefined && value >= Number(exclusiveMaximum));
  const step = typeof multipleOf === 'number' ? multipleOf : 1;
  if (type === 'integer' || typeof multipleOf === 'number') {
    const low = Math.ceil(Math.max(min, Number.MIN_SAFE_INTEGER) / step);
    const high = Math.floor(Math.min(max, Number.MAX_SAFE_INTEGER) / step);
    return fc
      .integer({ min: Math.max(low, Number.MIN_SAFE_INTEGER), max: Math.min(high, Number.MAX_SAFE_INTEGER) })
      .map((value) => value * step)
      .filter(fits);
  }
  return fc
    .double({ min, max, noNaN: true, noDefaultInfinity: true })
    .map((value) => value + 0)
    .filter(fits);
}

function instant(): Arbitrary<Date> {
  return fc.date({ min: new Date(0), max: new Date(4_102_444_800_000), noInvalidDate: true });
}
