import { invalidOption } from '@toolwright/core';
import type { JsonObject, JsonValue } from '@toolwright/core';
import { z } from 'zod';
import { conditionalParts } from '../conditions/conditional-field.ts';
import type { ConditionalRule } from '../conditions/conditional-field.ts';
import { conditionsCheck, conditionsOf } from '../conditions/conditions-check.ts';
import { conditionsToJsonSchema } from '../conditions/conditions-to-json-schema.ts';
import { replaceConversion } from '../zod/zod-internals.ts';
import { fieldClass } from './field-class.ts';
import type { FieldClass } from './field-class.ts';
import { pickNotes } from './field-notes.ts';
import type { FieldDefinition } from './field-notes.ts';
import type { FieldNotes } from './field-options.ts';
import { optionalSchema } from './optional-schema.ts';

/** How an object treats what it does not declare. */
export interface ObjectOptions extends FieldNotes {
  /** Leaves undeclared fields out of what it gives, or refuses the object. @default 'strip' */
  readonly unknownKeys?: 'strip' | 'refuse';
}

const BaseField: FieldClass<z.ZodObject> = /* @__PURE__ */ fieldClass('PlainObjectField', z.ZodObject);

const ObjectField = /* @__PURE__ */ z.core.$constructor<z.ZodObject, z.core.$ZodObjectDef & FieldDefinition>(
  'ObjectField',
  (schema, definition) => {
    BaseField.init(schema, definition);
    replaceConversion(schema, (convert) => (context, json, params) => {
      convert(context, json, params);
      const written = conditionsToJsonSchema(conditionsOf(schema), definition.shape, context.target);
      if (written.length > 0) Object.assign(json, { allOf: written });
    });
  },
);

/** Makes the schema of an object with these fields, without its presence. Applies the conditions of its fields. */
export function objectSchema(
  fields: Readonly<Record<string, z.core.$ZodType>>,
  options?: ObjectOptions,
): z.ZodObject {
  const shape: Record<string, z.core.$ZodType> = {};
  const rules = new Map<string, ConditionalRule>();
  for (const [name, field] of Object.entries(fields)) {
    checkName(name);
    const parts = conditionalParts(field);
    if (parts) rules.set(name, parts.rule);
    shape[name] = parts ? optionalSchema(parts.field, annotate(parts.rule)) : field;
  }
  for (const [name, rule] of rules) checkReference(name, rule, rules, shape);
  return new ObjectField({
    type: 'object',
    shape,
    catchall: options?.unknownKeys === 'refuse' ? z.never() : undefined,
    checks: rules.size === 0 ? [] : [conditionsCheck(rules)],
    notes: pickNotes(options),
  });
}

function annotate({ fallback }: ConditionalRule): JsonObject | undefined {
  return fallback === undefined ? undefined : { default: fallback as JsonValue };
}

// A name that every object inherits would be found where the input has none, and could reach a prototype in a merge.
function checkName(name: string): void {
  if (name in {} || name === 'prototype') {
    throw invalidOption('fields', 'named otherwise than the members that every object inherits', name);
  }
}

function checkReference(
  name: string,
  { condition }: ConditionalRule,
  rules: ReadonlyMap<string, ConditionalRule>,
  shape: Readonly<Record<string, unknown>>,
): void {
  if (typeof condition === 'function') return;
  const { field } = condition;
  if (field === name || !Object.hasOwn(shape, field)) {
    const others = Object.keys(shape).filter((other) => other !== name);
    throw invalidOption(`${name}.condition.field`, `one of the other fields (${others.join(', ')})`, field);
  }
  if (rules.get(field)?.fallback !== undefined) {
    throw invalidOption(
      `${field}.default`,
      `left out, since the condition of "${name}" reads that field`,
      field,
    );
  }
}
