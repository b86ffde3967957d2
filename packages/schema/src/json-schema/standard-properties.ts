import type { JsonSchemaTarget, SchemaProperties } from '@toolwright/core';
import { z } from 'zod';
import { validate } from '../issues/validate.ts';
import { convertToJsonSchema } from './convert-to-json-schema.ts';

/**
 * Makes a schema's Standard Schema properties. Each dialect and direction is converted once; what comes back is
 * frozen, since everybody gets the same object. The first validation compiles the schema; a value that the compiled
 * parser refuses is parsed again for its issues, so an author's own rule may see it twice.
 */
export function standardProperties(schema: z.ZodType): SchemaProperties {
  let parser: z.ZodType | undefined;
  const converted = new Map<string, Record<string, unknown>>();
  const convert = (io: 'input' | 'output', options: JsonSchemaTarget): Record<string, unknown> => {
    if (options.libraryOptions) return convertToJsonSchema(schema, io, options);
    const key = `${io} ${options.target}`;
    const known = converted.get(key) ?? deepFreeze(convertToJsonSchema(schema, io, options));
    converted.set(key, known);
    return known;
  };
  return {
    version: 1,
    vendor: 'zod',
    validate: (value) => {
      parser ??= z.config().jitless ? schema : z.compile(schema);
      return validate(parser, value);
    },
    jsonSchema: {
      input: (options) => convert('input', options),
      output: (options) => convert('output', options),
    },
  };
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const member of Object.values(value)) deepFreeze(member);
  return Object.freeze(value);
}
