import { isToolError } from '../errors/tool-error.ts';
import type { JsonObject } from '../json/json-value.ts';
import type { AnySchema } from '../ports/schema.ts';

/** The JSON Schema (2020-12) of a schema, or `undefined` when its library offers none or cannot express it. */
export function jsonSchemaOf(schema: AnySchema, direction: 'input' | 'output'): JsonObject | undefined {
  const converter = schema['~standard'].jsonSchema;
  if (converter === undefined) return undefined;
  try {
    const { $schema: _dialect, ...document } = converter[direction]({ target: 'draft-2020-12' });
    return document as JsonObject;
  } catch (error) {
    // A ToolError is the library's word that the schema itself is wrong; anything else, that JSON Schema cannot say it.
    if (isToolError(error)) throw error;
    return undefined;
  }
}
