import type { z } from 'zod';
import type { JsonOptions } from '../fields/any-json-schema.ts';
import type { ArrayOptions } from '../fields/array-schema.ts';
import type { EnumSchema } from '../fields/enum-schema.ts';
import type { FieldNotes, Presence } from '../fields/field-options.ts';
import type { NumberOptions } from '../fields/number-schema.ts';
import type { ObjectOptions } from '../fields/object-schema.ts';
import type { RecordOptions } from '../fields/record-schema.ts';
import type { TextBounds, TextOptions } from '../fields/text-schema.ts';

type Literal<Type extends string, Options> = { readonly type: Type } & Options & Presence<unknown>;

/** A field as plain data: its type, and the options of the builder of that name. */
export type FieldLiteral =
  | Literal<'string', TextOptions>
  | Literal<'email' | 'url' | 'uuid' | 'date' | 'dateTime', TextBounds>
  | Literal<'number' | 'integer', NumberOptions>
  | Literal<'boolean', FieldNotes>
  | Literal<'enum', FieldNotes & { readonly values: readonly string[] }>
  | Literal<'array', ArrayOptions & { readonly items: FieldLike }>
  | Literal<'object', ObjectOptions & { readonly fields: FieldRecord }>
  | Literal<'record', RecordOptions & { readonly values: FieldLike }>
  | Literal<'json', JsonOptions>;

/** A field: a zod schema (of a builder or of `z` itself) or a literal. */
export type FieldLike = z.core.$ZodType | FieldLiteral;

/** Fields by name. */
export interface FieldRecord {
  readonly [name: string]: FieldLike;
}

/** The zod schema that a field stands for. */
export type FieldSchema<F> = F extends z.core.$ZodType ? F : WithPresence<LiteralSchema<F>, F>;

/** The zod shape that a record of fields stands for. */
export type FieldShape<R> = { -readonly [Name in keyof R]: FieldSchema<R[Name]> };

type WithPresence<S extends z.core.$ZodType, F> = F extends
  | { readonly condition: object }
  | { readonly required: false }
  ? z.ZodOptional<S>
  : F extends { readonly default: unknown }
    ? z.ZodDefault<S>
    : S;

type LiteralSchema<F> = F extends { readonly type: keyof PlainSchemas }
  ? PlainSchemas[F['type']]
  : F extends { readonly type: 'enum'; readonly values: readonly (infer Value extends string)[] }
    ? EnumSchema<Value>
    : F extends { readonly type: 'array'; readonly items: infer Item }
      ? z.ZodArray<FieldSchema<Item>>
      : F extends { readonly type: 'record'; readonly values: infer Value }
        ? z.ZodRecord<z.ZodString, FieldSchema<Value>>
        : F extends { readonly type: 'object'; readonly fields: infer Fields extends FieldRecord }
          ? z.ZodObject<FieldShape<Fields>>
          : z.ZodType;

interface PlainSchemas {
  readonly string: z.ZodString;
  readonly email: z.ZodString;
  readonly url: z.ZodString;
  readonly uuid: z.ZodString;
  readonly date: z.ZodString;
  readonly dateTime: z.ZodString;
  readonly number: z.ZodNumber;
  readonly integer: z.ZodNumber;
  readonly boolean: z.ZodBoolean;
  readonly json: z.ZodType;
}
