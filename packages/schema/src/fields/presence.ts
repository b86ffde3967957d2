import { invalidOption } from '@toolwright/core';
import { z } from 'zod';
import { conditionalField } from '../conditions/conditional-field.ts';
import { describeIssues } from '../issues/describe-issues.ts';
import { validate } from '../issues/validate.ts';
import { fieldClass } from './field-class.ts';
import type { Presence } from './field-options.ts';
import { optionalSchema } from './optional-schema.ts';

const DefaultedField = /* @__PURE__ */ fieldClass('DefaultedField', z.ZodDefault);

/**
 * Wraps a field as its options ask: with a default, optional, or under a condition. Throws INVALID_OPTIONS for a
 * default that the field would not accept.
 */
export function withPresence(schema: z.ZodType, options: Presence<unknown> | undefined): z.ZodType {
  if (!options) return schema;
  const { condition, default: fallback } = options;
  if (fallback !== undefined) checkDefault(schema, fallback, options.required);
  if (condition) return conditionalField(schema, { ...options, condition });
  if (fallback !== undefined) {
    return new DefaultedField({
      type: 'default',
      innerType: schema,
      // Read for each value: what one caller does to its list must not show in another's.
      get defaultValue() {
        return typeof fallback === 'object' ? structuredClone(fallback) : fallback;
      },
    });
  }
  return options.required === false ? optionalSchema(schema) : schema;
}

function checkDefault(schema: z.ZodType, fallback: unknown, required: boolean | undefined): void {
  if (required === true) throw invalidOption('required', 'left out beside a default', required);
  const result = validate(schema, fallback);
  if ('issues' in result && result.issues) {
    throw invalidOption('default', `a value of the field (${describeIssues(result.issues)})`, fallback);
  }
}
