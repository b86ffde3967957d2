import { ToolError } from '@toolwright/core';
import type { AnySchema, JsonSchemaTarget } from '@toolwright/core';

/** Which side of a schema, in which dialect. */
export interface JsonSchemaOptions {
  /** What the schema accepts, or what it makes of it. @default 'input' */
  readonly io?: 'input' | 'output';
  /** JSON Schema 2020-12 is also the dialect of OpenAPI 3.1. @default 'draft-2020-12' */
  readonly target?: JsonSchemaTarget['target'];
}

/**
 * Gives the JSON Schema of any Standard Schema whose library offers Standard JSON Schema. Of a field made here it is
 * converted once and frozen.
 *
 * Throws `INVALID_OPTIONS` when the library offers none, or when JSON Schema cannot say what the schema says.
 */
export function jsonSchemaOf(
  schema: AnySchema,
  options?: JsonSchemaOptions,
): Readonly<Record<string, unknown>> {
  const { vendor, jsonSchema } = schema['~standard'];
  if (!jsonSchema) {
    throw new ToolError(
      'INVALID_OPTIONS',
      `A schema of "${vendor}" offers no JSON Schema; wrap it with that library's Standard JSON Schema converter`,
      { details: { vendor } },
    );
  }
  return jsonSchema[options?.io ?? 'input']({ target: options?.target ?? 'draft-2020-12' });
}
