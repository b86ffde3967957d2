import { codePointLength } from '../text/code-points.ts';

// User name and password in an address.
const addressee = /\/\/[^/\s@]*@/g;

/** Shows a value in a few words: primitives as JSON, cut short; of arrays and objects only the size. */
export function describeValue(value: unknown): string {
  switch (typeof value) {
    case 'undefined':
      return 'nothing';
    case 'string':
      return JSON.stringify(clip(value.slice(0, 2_100).replaceAll(addressee, '//[redacted]@'), 60));
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? `an array of ${countOf(value.length, 'item')}` : 'an object';
    case 'function':
    case 'symbol':
      return `a ${typeof value}`;
    default:
      return String(value);
  }
}

/** Shows how large a value is, in the unit that its bounds are given in. */
export function describeSize(value: unknown): string {
  if (typeof value === 'string') return countOf(codePointLength(value), 'character');
  if (Array.isArray(value)) return countOf(value.length, 'item');
  if (typeof value === 'object' && value !== null) return countOf(Object.keys(value).length, 'field');
  return describeValue(value);
}

/** Writes a number with its unit: '1 item', '2 items'. */
export function countOf(count: number | bigint, unit: string): string {
  return `${count} ${unit}${Number(count) === 1 ? '' : 's'}`;
}

/** Lists at most 20 values, as JSON. */
export function listValues(values: readonly unknown[]): string {
  const shown = values
    .slice(0, 20)
    .map((value) => (typeof value === 'string' ? JSON.stringify(clip(value, 60)) : String(value)));
  return values.length > 20 ? `${shown.join(', ')} and ${values.length - 20} more` : shown.join(', ');
}

/** Cuts a text to a length, and shows that it did. */
export function clip(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…`.toWellFormed() : text;
}
