import { canonicalJson, numberOption } from '@toolwright/core';
import { z } from 'zod';
import { report } from '../issues/own-issue.ts';
import { zodCheck } from '../zod/zod-internals.ts';
import { fieldClass } from './field-class.ts';
import { pickNotes } from './field-notes.ts';
import type { FieldNotes } from './field-options.ts';

/** How many items an array may have. */
export interface ArrayOptions extends FieldNotes {
  /** At least 0. */
  readonly minItems?: number;
  /** At least `minItems`. A longer array is refused before any item is read. */
  readonly maxItems?: number;
  /** Refuses an array with two items that are equal as JSON. @default false */
  readonly uniqueItems?: boolean;
}

const ArrayField = /* @__PURE__ */ fieldClass('ArrayField', z.ZodArray);

/** Makes the schema of a list, without its presence. */
export function arraySchema<T extends z.core.SomeType>(item: T, options?: ArrayOptions): z.ZodArray<T> {
  const { minItems, maxItems, uniqueItems = false } = options ?? {};
  if (minItems !== undefined) numberOption('minItems', minItems, { min: 0, integer: true });
  if (maxItems !== undefined) numberOption('maxItems', maxItems, { min: minItems ?? 0, integer: true });
  return new ArrayField({
    type: 'array',
    element: item as never,
    checks: [
      ...(maxItems === undefined ? [] : [z.maxLength(maxItems)]),
      ...(minItems === undefined ? [] : [z.minLength(minItems)]),
      ...(uniqueItems ? [uniqueItemsCheck()] : []),
    ],
    notes: pickNotes(options),
    keywords: uniqueItems ? { uniqueItems } : undefined,
  }) as never;
}

function uniqueItemsCheck(): z.core.$ZodCheck<unknown[]> {
  return zodCheck((payload: z.core.ParsePayload<unknown[]>) => {
    const { value } = payload;
    const isUnique = new Set(value.map(identity)).size === value.length;
    if (!isUnique) report(payload, { code: 'not_unique', expected: 'a list without equal items' });
  });
}

// JSON text for what JSON has; the value itself for what it has not.
function identity(item: unknown): unknown {
  try {
    return canonicalJson(item);
  } catch {
    return item;
  }
}
