import type { Attributes } from '@toolwright/core';

const longestValue = 256;

/** What one series is told apart by, sorted by name. */
export type Labels = readonly (readonly [name: string, value: string])[];

/**
 * A text that is equal for equal attributes, in whatever order they stand, and different for others. Values are told
 * apart as text, by their first 256 characters; `undefined` ones count as absent.
 */
export function seriesKey(attributes: Attributes): string {
  let key = '';
  let last = '';
  let sorted = true;
  for (const name in attributes) {
    const value = attributes[name];
    if (value === undefined) continue;
    if (name < last) {
      sorted = false;
      break;
    }
    last = name;
    key += part(name, labelText(value));
  }
  if (sorted) return key;
  return labelsOf(attributes)
    .map(([name, value]) => part(name, value))
    .join('');
}

/** The attributes as sorted text. */
export function labelsOf(attributes: Attributes): Labels {
  const labels: [string, string][] = [];
  for (const name of Object.keys(attributes).toSorted()) {
    const value = attributes[name];
    if (value !== undefined) labels.push([name, labelText(value)]);
  }
  return labels;
}

/** The name of a series for people: `calls{outcome=success,tool=weather}`. */
export function seriesName(instrument: string, labels: Labels): string {
  if (labels.length === 0) return instrument;
  return `${instrument}{${labels.map(([name, value]) => `${name}=${value}`).join(',')}}`;
}

// The length says where a value ends, whatever it holds.
function part(name: string, value: string): string {
  return `${name}=${value.length}:${value}`;
}

function labelText(value: NonNullable<Attributes[string]>): string {
  const text = Array.isArray(value) ? value.join(',') : String(value);
  return text.length > longestValue ? text.slice(0, longestValue) : text;
}
