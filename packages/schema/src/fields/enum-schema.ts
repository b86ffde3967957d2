import { invalidOption } from '@toolwright/core';
import { z } from 'zod';
import { fieldClass } from './field-class.ts';
import { pickNotes } from './field-notes.ts';
import type { FieldNotes } from './field-options.ts';

/** The zod schema of one of some texts. */
export type EnumSchema<V extends string> = z.ZodEnum<{ [Value in V]: Value }>;

const EnumField = /* @__PURE__ */ fieldClass('EnumField', z.ZodEnum);

/** Makes the schema of one of some texts, without its presence. */
export function enumSchema<V extends string>(values: readonly V[], options?: FieldNotes): EnumSchema<V> {
  const isList =
    Array.isArray(values) && values.length > 0 && values.every((value) => typeof value === 'string');
  if (!isList || new Set(values).size < values.length) {
    throw invalidOption('values', 'a list of at least one string, none twice', values);
  }
  const entries = Object.fromEntries(values.map((value) => [value, value]));
  return new EnumField({ type: 'enum', entries, notes: pickNotes(options) }) as never;
}
