import type { JsonObject, JsonValue } from '@toolwright/core';

/** Says in words what a value may be: `3 to 20 characters · default "a"`. Empty when there is nothing to say. */
export function describeBounds(schema: JsonObject): string {
  const { format, pattern, default: fallback } = schema;
  const said = [
    range(schema['minLength'], schema['maxLength'], 'characters'),
    range(schema['minimum'], schema['maximum'], ''),
    typeof schema['exclusiveMinimum'] === 'number' ? `above ${schema['exclusiveMinimum']}` : '',
    typeof schema['exclusiveMaximum'] === 'number' ? `below ${schema['exclusiveMaximum']}` : '',
    range(schema['minItems'], schema['maxItems'], 'items'),
    typeof schema['multipleOf'] === 'number' ? `in steps of ${schema['multipleOf']}` : '',
    formatWords(format),
    typeof pattern === 'string' && format === undefined ? `like ${pattern}` : '',
    fallback === undefined ? '' : `default ${JSON.stringify(fallback)}`,
  ];
  return said.filter((one) => one !== '').join(' · ');
}

function formatWords(format: JsonValue | undefined): string {
  if (format === 'date-time') return 'in your own time zone';
  // The field for a date shows what it takes.
  return typeof format === 'string' && format !== 'date' ? format : '';
}

function range(min: JsonValue | undefined, max: JsonValue | undefined, unit: string): string {
  const least = bound(min, unit === '' ? Number.NEGATIVE_INFINITY : 0);
  const most = bound(max, Number.POSITIVE_INFINITY);
  const of = unit === '' ? '' : ` ${unit}`;
  if (least === undefined) return most === undefined ? '' : `at most ${most}${of}`;
  if (most === undefined) return `at least ${least}${of}`;
  return least === most ? `exactly ${least}${of}` : `${least} to ${most}${of}`;
}

/** A bound that a reader wants to see: libraries write the ends of safe integers where nothing was asked. */
function bound(value: JsonValue | undefined, silent: number): number | undefined {
  if (typeof value !== 'number' || value === silent || Math.abs(value) >= Number.MAX_SAFE_INTEGER)
    return undefined;
  return value;
}
