import { canonicalJson, numberOption } from '@toolwright/core';
import { z } from 'zod';
import { report } from '../issues/own-issue.ts';
import { keepInterpreted, replaceConversion, replaceParse, zodCheck } from '../zod/zod-internals.ts';
import { fieldClass } from './field-class.ts';
import type { FieldClass } from './field-class.ts';
import { pickNotes } from './field-notes.ts';
import type { FieldDefinition } from './field-notes.ts';
import type { FieldNotes } from './field-options.ts';

/** How many items an array may have. */
export interface ArrayOptions extends FieldNotes {
  /** At least 0. */
  readonly minItems?: number;
  /** At least `minItems`. A longer array is refused before any item is read. */
  readonly maxItems?: number;
  /**
   * Refuses an array with two equal items. Texts and numbers are compared as they come out, cleaned; arrays and
   * objects as they came in, as JSON. @default false
   */
  readonly uniqueItems?: boolean;
}

interface ArrayDefinition extends z.core.$ZodArrayDef, FieldDefinition {
  readonly uniqueItems: boolean;
  readonly mostItems: number;
}

const BaseField: FieldClass<z.ZodArray> = /* @__PURE__ */ fieldClass('PlainArrayField', z.ZodArray);

const ArrayField = /* @__PURE__ */ z.core.$constructor<z.ZodArray, ArrayDefinition>(
  'ArrayField',
  (schema, definition) => {
    BaseField.init(schema, definition);
    if (!definition.uniqueItems) return;
    replaceParse(
      schema,
      (parse) => (payload, context) =>
        hasTwins(payload.value, definition.mostItems) ? refuseTwins(payload) : parse(payload, context),
    );
    replaceConversion(schema, (convert) => (context, json, params) => {
      convert(context, json, params);
      // Objects that differ only in what parsing leaves out or fills in come out equal.
      if (context.io === 'input' || isScalar(json['items'])) Object.assign(json, { uniqueItems: true });
    });
  },
);

/** Makes the schema of a list, without its presence. */
export function arraySchema<T extends z.core.SomeType>(item: T, options?: ArrayOptions): z.ZodArray<T> {
  const { minItems, maxItems, uniqueItems = false } = options ?? {};
  if (minItems !== undefined) numberOption('minItems', minItems, { min: 0, integer: true });
  if (maxItems !== undefined) numberOption('maxItems', maxItems, { min: minItems ?? 0, integer: true });
  return new ArrayField({
    type: 'array',
    element: item as never,
    uniqueItems,
    mostItems: maxItems ?? Infinity,
    checks: [
      ...(maxItems === undefined ? [] : [z.maxLength(maxItems)]),
      ...(minItems === undefined ? [] : [z.minLength(minItems)]),
      ...(uniqueItems ? [keepInterpreted(), uniqueScalars()] : []),
    ],
    notes: pickNotes(options),
  }) as never;
}

function uniqueScalars(): z.core.$ZodCheck<unknown[]> {
  return zodCheck((payload: z.core.ParsePayload<unknown[]>) => {
    const scalars = payload.value.filter((item) => !isContainer(item));
    if (new Set(scalars).size < scalars.length) refuseTwins(payload);
  });
}

function refuseTwins(payload: z.core.ParsePayload): z.core.ParsePayload {
  report(payload, { code: 'not_unique', expected: 'a list without equal items' });
  return payload;
}

/** Whether an array has two containers that are equal as JSON. One that is too long anyway is not read. */
function hasTwins(value: unknown, mostItems: number): boolean {
  if (!Array.isArray(value) || value.length > mostItems) return false;
  const containers = value.filter(isContainer).map(textOf);
  return new Set(containers).size < containers.length;
}

// What JSON cannot say is equal to itself alone.
function textOf(item: unknown): unknown {
  try {
    return canonicalJson(item);
  } catch {
    return item;
  }
}

function isContainer(item: unknown): boolean {
  return typeof item === 'object' && item !== null;
}

function isScalar(items: unknown): boolean {
  const { type } = items as { type?: unknown };
  return typeof type === 'string' && type !== 'object' && type !== 'array';
}
