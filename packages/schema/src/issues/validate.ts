import type { SchemaResult } from '@toolwright/core';
import { z } from 'zod';
import { noAuthorMessage, toFieldIssues } from './to-field-issues.ts';

const context = { reportInput: true, error: () => noAuthorMessage };

/** Validates a value; synchronously unless the schema holds asynchronous rules. */
export function validate(
  schema: z.core.$ZodType,
  value: unknown,
): SchemaResult<unknown> | Promise<SchemaResult<unknown>> {
  try {
    return toResult(schema, z.safeParse(schema, value, context));
  } catch (error) {
    if (error instanceof z.core.$ZodAsyncError) return validateAsync(schema, value);
    if (isStackOverflow(error)) return { issues: [tooDeep] };
    throw error;
  }
}

async function validateAsync(schema: z.core.$ZodType, value: unknown): Promise<SchemaResult<unknown>> {
  return toResult(schema, await z.safeParseAsync(schema, value, context));
}

function toResult(schema: z.core.$ZodType, result: z.ZodSafeParseResult<unknown>): SchemaResult<unknown> {
  if (result.success) return { value: result.data };
  return { issues: toFieldIssues(schema, result.error.issues) };
}

const tooDeep = {
  code: 'too_big',
  path: [],
  message: 'must be nested less deeply',
  expected: 'nested less deeply',
  received: 'a deeply nested value',
} as const;

// Only a recursive schema follows the input's own depth; parsing has no effects that an unwound stack could tear.
function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes('call stack');
}
