import { isToolError, ToolError } from '@toolwright/core';
import type { JsonSchemaTarget } from '@toolwright/core';
import { z } from 'zod';

/** Converts a zod schema. Throws INVALID_OPTIONS where JSON Schema has no word for a part of it, naming that part. */
export function convertToJsonSchema(
  schema: z.core.$ZodType,
  io: 'input' | 'output',
  options: JsonSchemaTarget,
): Record<string, unknown> {
  try {
    // The copy drops the hidden `~standard` that zod hangs on the document.
    return { ...z.toJSONSchema(schema, { ...options.libraryOptions, target: options.target as never, io }) };
  } catch (error) {
    if (isToolError(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const hint = reason.startsWith('Date') ? ' (dateField and dateTimeField are strings in JSON)' : '';
    throw new ToolError('INVALID_OPTIONS', `The schema has no JSON Schema: ${reason}${hint}`, {
      cause: error,
    });
  }
}
