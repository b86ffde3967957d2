import { invalidOption, ToolError } from '@toolwright/core';
import { z } from 'zod';
import { fieldClass } from '../fields/field-class.ts';
import type { FieldClass } from '../fields/field-class.ts';
import type { FieldDefinition } from '../fields/field-notes.ts';
import type { ConditionalPresence } from '../fields/field-options.ts';
import { definitionOf, keepInterpreted, replaceConversion, replaceParse } from '../zod/zod-internals.ts';
import type { Condition } from './condition.ts';

/** What `objectField` needs to know of a conditional field. */
export interface ConditionalRule {
  readonly condition: Condition;
  readonly optionalWhenHeld: boolean;
  readonly fallback: unknown;
}

interface ConditionalDefinition extends z.core.$ZodOptionalDef, FieldDefinition {
  readonly rule: ConditionalRule;
}

const BaseField: FieldClass<z.ZodOptional> = /* @__PURE__ */ fieldClass('OptionalField', z.ZodOptional);

const ConditionalField = /* @__PURE__ */ z.core.$constructor<z.ZodOptional, ConditionalDefinition>(
  'ConditionalField',
  (schema, definition) => {
    BaseField.init(schema, definition);
    replaceParse(schema, () => refuse);
    replaceConversion(schema, () => refuse);
  },
);

/** Puts a field under a condition. Only `objectField` can apply it: parsed or converted elsewhere, it throws. */
export function conditionalField(schema: z.ZodType, options: ConditionalPresence<unknown>): z.ZodType {
  const { condition, optionalWhenHeld = false, default: fallback } = options;
  checkCondition(condition);
  return new ConditionalField({
    type: 'optional',
    innerType: schema,
    checks: [keepInterpreted()],
    rule: { condition, optionalWhenHeld, fallback },
  });
}

/** The field under the condition and its rule; `undefined` for any other schema. */
export function conditionalParts(
  schema: z.core.$ZodType,
): { readonly field: z.core.$ZodType; readonly rule: ConditionalRule } | undefined {
  const { innerType, rule } = definitionOf<ConditionalDefinition>(schema);
  return innerType && rule && { field: innerType, rule };
}

function refuse(): never {
  throw new ToolError(
    'INVALID_OPTIONS',
    'A field with a condition works only directly in objectField: z.object, arrays and wrappers cannot apply it',
  );
}

function checkCondition(condition: unknown): void {
  if (typeof condition === 'function') return;
  const { field, equals, oneOf } = condition as { field?: unknown; equals?: unknown; oneOf?: unknown };
  const values = oneOf === undefined ? [equals] : oneOf;
  const comparable = Array.isArray(values) && values.length > 0 && values.every(isConditionValue);
  if (typeof field !== 'string' || !comparable || (oneOf !== undefined && equals !== undefined)) {
    throw invalidOption(
      'condition',
      '{ field, equals }, { field, oneOf } with strings, numbers, booleans or null, or a function',
      condition,
    );
  }
}

function isConditionValue(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
