import { ToolError } from '@toolwright/core';
import { z } from 'zod';
import { fieldSchema } from './field-from-literal.ts';
import { literalFromJsonSchema } from './literal-from-json-schema.ts';

/**
 * Makes an object schema of a JSON Schema, of the part of 2020-12 that our fields emit: the schema made has that JSON
 * Schema again, and treats input alike. Throws INVALID_OPTIONS naming the place and the keyword that is beyond it.
 */
export function schemaFromJsonSchema(document: Readonly<Record<string, unknown>>): z.ZodObject {
  const { $schema: _dialect, ...root } = document;
  const schema = fieldSchema(literalFromJsonSchema(root, '#'), '#');
  if (schema instanceof z.ZodObject) return schema;
  throw new ToolError(
    'INVALID_OPTIONS',
    'The JSON Schema must describe an object: type "object" with properties',
  );
}
