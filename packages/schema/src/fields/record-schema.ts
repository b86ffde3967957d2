import { numberOption } from '@toolwright/core';
import { z } from 'zod';
import { countOf } from '../issues/describe-value.ts';
import { report } from '../issues/own-issue.ts';
import { isLongerThan } from '../text/code-points.ts';
import { keepInterpreted, replaceConversion, replaceParse } from '../zod/zod-internals.ts';
import { fieldClass } from './field-class.ts';
import type { FieldClass } from './field-class.ts';
import { pickNotes } from './field-notes.ts';
import type { FieldDefinition } from './field-notes.ts';
import type { FieldNotes } from './field-options.ts';
import { prototypeKeys } from './prototype-keys.ts';

/** How many keys a record may have, and how long they may be. */
export interface RecordOptions extends FieldNotes {
  /** At least 0. A record with more is refused before any value is read. @default 1_000 */
  readonly maxKeys?: number;
  /** Unicode code points of a key; at least 1. @default 256 */
  readonly maxKeyLength?: number;
}

interface RecordDefinition extends z.core.$ZodRecordDef, FieldDefinition {
  readonly maxKeys: number;
  readonly maxKeyLength: number;
}

const BaseField: FieldClass<z.ZodRecord> = /* @__PURE__ */ fieldClass('PlainRecordField', z.ZodRecord);

const RecordField = /* @__PURE__ */ z.core.$constructor<z.ZodRecord, RecordDefinition>(
  'RecordField',
  (schema, definition) => {
    BaseField.init(schema, definition);
    replaceParse(
      schema,
      (parse) => (payload, context) => (hasGoodKeys(payload, definition) ? parse(payload, context) : payload),
    );
    replaceConversion(schema, (convert) => (context, json, params) => {
      convert(context, json, params);
      json.propertyNames = { maxLength: definition.maxKeyLength, not: { enum: [...prototypeKeys] } };
      json.maxProperties = definition.maxKeys;
    });
  },
);

/** Makes the schema of an object with keys of the caller's choosing, without its presence. */
export function recordSchema<T extends z.core.SomeType>(
  value: T,
  options?: RecordOptions,
): z.ZodRecord<z.ZodString, T> {
  const { maxKeys = 1_000, maxKeyLength = 256 } = options ?? {};
  return new RecordField({
    type: 'record',
    keyType: z.string(),
    valueType: value as never,
    maxKeys: numberOption('maxKeys', maxKeys, { min: 0, integer: true }),
    maxKeyLength: numberOption('maxKeyLength', maxKeyLength, { min: 1, integer: true }),
    checks: [keepInterpreted()],
    notes: pickNotes(options),
  }) as never;
}

function hasGoodKeys(payload: z.core.ParsePayload, { maxKeys, maxKeyLength }: RecordDefinition): boolean {
  const { value } = payload;
  if (typeof value !== 'object' || value === null) return true;
  const keys = Object.keys(value);
  if (keys.length > maxKeys)
    report(payload, { code: 'too_big', expected: `of at most ${countOf(maxKeys, 'field')}` });
  else for (const key of keys) checkKey(payload, key, maxKeyLength);
  return payload.issues.length === 0;
}

function checkKey(payload: z.core.ParsePayload, key: string, maxKeyLength: number): void {
  const place = { path: [key], input: key };
  if (prototypeKeys.includes(key)) {
    report(payload, { code: 'not_allowed', expected: 'left out: no record has such a key' }, place);
  } else if (isLongerThan(key, maxKeyLength)) {
    const expected = `left out: names have at most ${maxKeyLength} characters`;
    report(payload, { code: 'too_big', expected }, place);
  }
}
