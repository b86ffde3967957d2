import type { AnySchema, JsonValue } from '@toolwright/core';
import type { z } from 'zod';
import { fieldSchema, fieldSchemas } from '../data/field-from-literal.ts';
import type { FieldLike, FieldRecord, FieldSchema, FieldShape } from '../data/field-literal.ts';
import type { TextFormat } from '../text/text-format.ts';
import { anyJsonSchema } from './any-json-schema.ts';
import type { JsonOptions } from './any-json-schema.ts';
import { arraySchema } from './array-schema.ts';
import type { ArrayOptions } from './array-schema.ts';
import { booleanSchema } from './boolean-schema.ts';
import { enumSchema } from './enum-schema.ts';
import type { EnumSchema } from './enum-schema.ts';
import { withCompose } from './field-class.ts';
import type {
  ConditionalPresence,
  DefaultedPresence,
  FieldNotes,
  OptionalPresence,
  Presence,
  RequiredPresence,
} from './field-options.ts';
import { integerSchema, numberSchema } from './number-schema.ts';
import type { NumberOptions } from './number-schema.ts';
import { objectSchema } from './object-schema.ts';
import type { ObjectOptions } from './object-schema.ts';
import { withPresence } from './presence.ts';
import { recordSchema } from './record-schema.ts';
import type { RecordOptions } from './record-schema.ts';
import { textSchema } from './text-schema.ts';
import type { TextBounds, TextOptions } from './text-schema.ts';

/** Makes fields of one kind. How a field may be absent decides its type: see the options `required` and `default`. */
export interface FieldBuilder<Options, S extends z.core.$ZodType> {
  (options?: Options & RequiredPresence): S;
  (options: Options & DefaultedPresence<z.core.output<S>>): z.ZodDefault<S>;
  (options: Options & (OptionalPresence | ConditionalPresence<z.core.output<S>>)): z.ZodOptional<S>;
}

/** Makes fields that take one of some texts. */
export interface EnumFieldBuilder {
  <const V extends string>(values: readonly V[], options?: FieldNotes & RequiredPresence): EnumSchema<V>;
  <const V extends string>(
    values: readonly V[],
    options: FieldNotes & DefaultedPresence<NoInfer<V>>,
  ): z.ZodDefault<EnumSchema<V>>;
  <const V extends string>(
    values: readonly V[],
    options: FieldNotes & (OptionalPresence | ConditionalPresence<NoInfer<V>>),
  ): z.ZodOptional<EnumSchema<V>>;
}

/** Makes fields that hold lists. */
export interface ArrayFieldBuilder {
  <const F extends FieldLike>(item: F, options?: ArrayOptions & RequiredPresence): ArraySchema<F>;
  <const F extends FieldLike>(
    item: F,
    options: ArrayOptions & DefaultedPresence<readonly ItemOutput<NoInfer<F>>[]>,
  ): z.ZodDefault<ArraySchema<F>>;
  <const F extends FieldLike>(
    item: F,
    options: ArrayOptions & (OptionalPresence | ConditionalPresence<readonly ItemOutput<NoInfer<F>>[]>),
  ): z.ZodOptional<ArraySchema<F>>;
}

/** Makes objects. */
export interface ObjectFieldBuilder {
  <const R extends FieldRecord>(fields: R, options?: ObjectOptions & RequiredPresence): ObjectSchema<R>;
  <const R extends FieldRecord>(
    fields: R,
    options: ObjectOptions & DefaultedPresence<Readonly<Record<string, unknown>>>,
  ): z.ZodDefault<ObjectSchema<R>>;
  <const R extends FieldRecord>(
    fields: R,
    options: ObjectOptions & (OptionalPresence | ConditionalPresence<Readonly<Record<string, unknown>>>),
  ): z.ZodOptional<ObjectSchema<R>>;
}

/** Makes objects with keys of the caller's choosing. */
export interface RecordFieldBuilder {
  <const F extends FieldLike>(value: F, options?: RecordOptions & RequiredPresence): RecordSchema<F>;
  <const F extends FieldLike>(
    value: F,
    options: RecordOptions & DefaultedPresence<Readonly<Record<string, ItemOutput<NoInfer<F>>>>>,
  ): z.ZodDefault<RecordSchema<F>>;
  <const F extends FieldLike>(
    value: F,
    options: RecordOptions &
      (OptionalPresence | ConditionalPresence<Readonly<Record<string, ItemOutput<NoInfer<F>>>>>),
  ): z.ZodOptional<RecordSchema<F>>;
}

type ArraySchema<F> = z.ZodArray<FieldSchema<F>>;
type ObjectSchema<R extends FieldRecord> = z.ZodObject<FieldShape<R>>;
type RecordSchema<F> = z.ZodRecord<z.ZodString, FieldSchema<F>>;
type ItemOutput<F> = F extends z.core.$ZodType ? z.core.output<F> : unknown;

/** A text: `z.ZodString`. Lengths count Unicode code points, as JSON Schema does. */
export const stringField: FieldBuilder<TextOptions, z.ZodString> = plainBuilder(textSchema);

/** A finite number: `z.ZodNumber`. */
export const numberField: FieldBuilder<NumberOptions, z.ZodNumber> = plainBuilder(numberSchema);

/** An integer between ±(2^53 − 1): `z.ZodNumber`. */
export const integerField: FieldBuilder<NumberOptions, z.ZodNumber> = plainBuilder(integerSchema);

/** `true` or `false`; no words for them: `z.ZodBoolean`. */
export const booleanField: FieldBuilder<FieldNotes, z.ZodBoolean> = plainBuilder(booleanSchema);

/** A calendar day as text, `2026-01-31`: `z.ZodString`. */
export const dateField: FieldBuilder<TextBounds, z.ZodString> = formatBuilder('date');

/** An instant as text, with its offset, `2026-01-31T12:00:00Z`: `z.ZodString`. */
export const dateTimeField: FieldBuilder<TextBounds, z.ZodString> = formatBuilder('date-time');

/** An absolute http or https address of at most 2 048 characters, without user name and password: `z.ZodString`. */
export const urlField: FieldBuilder<TextBounds, z.ZodString> = formatBuilder('uri');

/** An email address of at most 254 characters: `z.ZodString`. */
export const emailField: FieldBuilder<TextBounds, z.ZodString> = formatBuilder('email');

/** A UUID of any version: `z.ZodString`. */
export const uuidField: FieldBuilder<TextBounds, z.ZodString> = formatBuilder('uuid');

/** Any JSON value, of bounded depth and size; its JSON Schema cannot say these bounds. */
export const jsonField: FieldBuilder<JsonOptions, z.ZodType<JsonValue>> = plainBuilder(anyJsonSchema);

/** One of some texts: `z.ZodEnum`. */
export const enumField: EnumFieldBuilder = nestedBuilder((values: readonly string[], options?: FieldNotes) =>
  enumSchema(values, options),
);

/** A list of one kind of item: `z.ZodArray`. */
export const arrayField: ArrayFieldBuilder = nestedBuilder((item: FieldLike, options?: ArrayOptions) =>
  arraySchema(fieldSchema(item, 'items'), options),
);

/**
 * An object of fields: `z.ZodObject`. Fields are builders' fields, zod schemas and literals, mixed. Applies the
 * conditions of its fields; only it can. Names that every object inherits, such as `constructor`, are refused.
 */
export const objectField: ObjectFieldBuilder = nestedBuilder((fields: FieldRecord, options?: ObjectOptions) =>
  objectSchema(fieldSchemas(fields), options),
);

/**
 * An object with keys of the caller's choosing: `z.ZodRecord`. Bounded, and without the keys that lead to a prototype
 * (`__proto__`, `constructor`, `prototype`).
 */
export const recordField: RecordFieldBuilder = nestedBuilder((value: FieldLike, options?: RecordOptions) =>
  recordSchema(fieldSchema(value, 'values'), options),
);

// The overloads say which schema comes back for which options; inside, one function serves them all.
function plainBuilder<Options>(make: (options?: Options) => z.ZodType): never {
  const build = (options?: Options & Presence<unknown>): z.ZodType => finish(make(options), options);
  return build as never;
}

function nestedBuilder<Content, Options>(make: (content: Content, options?: Options) => z.ZodType): never {
  const build = (content: Content, options?: Options & Presence<unknown>): z.ZodType =>
    finish(make(content, options), options);
  return build as never;
}

function formatBuilder(format: TextFormat): never {
  return plainBuilder((options?: TextBounds) => textSchema({ ...options, format }));
}

function finish(schema: z.ZodType, options: Presence<unknown> | undefined): z.ZodType {
  return withCompose(withPresence(schema, options), compose);
}

function compose(record: Readonly<Record<string, unknown>>): AnySchema {
  return objectSchema(fieldSchemas(record));
}
