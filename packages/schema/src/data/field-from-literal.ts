import { ToolError } from '@toolwright/core';
import type { z } from 'zod';
import { anyJsonSchema } from '../fields/any-json-schema.ts';
import { arraySchema } from '../fields/array-schema.ts';
import { booleanSchema } from '../fields/boolean-schema.ts';
import { enumSchema } from '../fields/enum-schema.ts';
import { integerSchema, numberSchema } from '../fields/number-schema.ts';
import { objectSchema } from '../fields/object-schema.ts';
import { withPresence } from '../fields/presence.ts';
import { recordSchema } from '../fields/record-schema.ts';
import { textSchema } from '../fields/text-schema.ts';
import type { TextFormat } from '../text/text-format.ts';

/** A literal's members besides its type, not checked yet. */
type Options = Readonly<Record<string, unknown>>;
type Make = (options: Options, name: string) => z.ZodType;

const makers: Readonly<Record<string, Make>> = {
  string: (options) => textSchema(options),
  email: formatted('email'),
  url: formatted('uri'),
  uuid: formatted('uuid'),
  date: formatted('date'),
  dateTime: formatted('date-time'),
  number: (options) => numberSchema(options),
  integer: (options) => integerSchema(options),
  boolean: (options) => booleanSchema(options),
  enum: (options) => enumSchema(options['values'] as string[], options),
  array: (options, name) => arraySchema(fieldSchema(options['items'], `${name}[]`), options),
  object: (options, name) => objectSchema(fieldSchemas(options['fields'], name), options),
  record: (options, name) => recordSchema(fieldSchema(options['values'], `${name}.*`), options),
  json: (options) => anyJsonSchema(options),
};

/** Makes the schemas of a record of fields. Errors name the field, below `parent`. */
export function fieldSchemas(record: unknown, parent = ''): Record<string, z.core.$ZodType> {
  if (typeof record !== 'object' || record === null || Array.isArray(record)) {
    throw invalidField(parent || 'fields', 'must be an object of fields');
  }
  return Object.fromEntries(
    Object.entries(record).map(([name, field]) => [
      name,
      fieldSchema(field, parent ? `${parent}.${name}` : name),
    ]),
  );
}

/**
 * Makes the schema of one field. A schema stays what it is; a literal has a `type`, and its options beside it or below
 * `options`.
 */
export function fieldSchema(field: unknown, name: string): z.core.$ZodType {
  if (typeof field !== 'object' || field === null)
    throw invalidField(name, 'must be a zod schema or { type, … }');
  if ('_zod' in field) return field as z.core.$ZodType;
  if ('~standard' in field)
    throw invalidField(name, 'must be a zod schema; other libraries cannot be mixed in');
  const { type, options, ...rest } = field as { type?: unknown; options?: object };
  const make = typeof type === 'string' && Object.hasOwn(makers, type) ? makers[type] : undefined;
  if (!make) {
    throw invalidField(
      name,
      `has the unknown type ${JSON.stringify(type)}; known are ${Object.keys(makers).join(', ')}`,
    );
  }
  const all: Options = { ...rest, ...options };
  return inField(name, () => withPresence(make(all, name), all));
}

function formatted(format: TextFormat): Make {
  return (options) => textSchema({ ...options, format });
}

function inField<T>(name: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof ToolError && error.details?.['field'] === undefined) {
      throw invalidField(name, `cannot be made: ${error.message}`, error);
    }
    throw error;
  }
}

function invalidField(field: string, problem: string, cause?: unknown): ToolError<'INVALID_OPTIONS'> {
  return new ToolError('INVALID_OPTIONS', `Field "${field}" ${problem}`, {
    details: { field },
    ...(cause !== undefined && { cause }),
  });
}
