import { ToolError } from '@toolwright/core';
import type { JsonObject } from '@toolwright/core';
import type { z } from 'zod';
import { definitionOf } from '../zod/zod-internals.ts';
import { acceptedValues } from './condition.ts';
import type { EqualsCondition, OneOfCondition } from './condition.ts';
import type { ConditionalRule } from './conditional-field.ts';

/**
 * Writes an object's conditions as JSON Schema, one entry for `allOf` each. Conditions that are functions have no
 * words there and are left out.
 */
export function conditionsToJsonSchema(
  rules: ReadonlyMap<string, ConditionalRule>,
  shape: Readonly<Record<string, z.core.$ZodType>>,
  target: string,
): JsonObject[] {
  const written = [...rules].flatMap(([name, rule]) =>
    typeof rule.condition === 'function' ? [] : [writeRule(name, rule, rule.condition, shape)],
  );
  if (written.length > 0 && (target === 'openapi-3.0' || target === 'draft-04')) {
    throw new ToolError(
      'INVALID_OPTIONS',
      `The dialect "${target}" has no if/then for conditional fields; ask for draft-2020-12, the dialect of OpenAPI 3.1`,
      { details: { target } },
    );
  }
  return written;
}

function writeRule(
  name: string,
  rule: ConditionalRule,
  condition: EqualsCondition | OneOfCondition,
  shape: Readonly<Record<string, z.core.$ZodType>>,
): JsonObject {
  const values = acceptedValues(condition);
  const accepts = 'oneOf' in condition ? { enum: condition.oneOf } : { const: condition.equals };
  const fallback = fallbackOf(shape[condition.field]);
  const holdsWhenAbsent = values.some((value) => value === fallback);
  const isRequired = !rule.optionalWhenHeld && rule.fallback === undefined;
  return {
    if: {
      properties: { [condition.field]: accepts },
      ...(!holdsWhenAbsent && { required: [condition.field] }),
    },
    // oxlint-disable-next-line unicorn/no-thenable -- the keyword of JSON Schema
    ...(isRequired && { then: { required: [name] } }),
    else: { not: { required: [name] } },
  };
}

function fallbackOf(schema: z.core.$ZodType | undefined): unknown {
  return schema && definitionOf<{ defaultValue: unknown }>(schema).defaultValue;
}
