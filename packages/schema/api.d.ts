// @toolwright/schema
// index.d.ts
export { arrayField, booleanField, dateField, dateTimeField, emailField, enumField, integerField, jsonField, numberField, objectField, recordField, stringField, urlField, uuidField, } from './fields/field-builders.ts';
export type { ArrayFieldBuilder, EnumFieldBuilder, FieldBuilder, ObjectFieldBuilder, RecordFieldBuilder, } from './fields/field-builders.ts';
export type { ConditionalPresence, DefaultedPresence, FieldNotes, OptionalPresence, Presence, RequiredPresence, } from './fields/field-options.ts';
export type { JsonOptions } from './fields/any-json-schema.ts';
export type { ArrayOptions } from './fields/array-schema.ts';
export type { EnumSchema } from './fields/enum-schema.ts';
export type { NumberOptions } from './fields/number-schema.ts';
export type { ObjectOptions } from './fields/object-schema.ts';
export type { RecordOptions } from './fields/record-schema.ts';
export type { TextBounds, TextOptions } from './fields/text-schema.ts';
export type { TextFormat } from './text/text-format.ts';
export type { FieldLike, FieldLiteral, FieldRecord, FieldSchema, FieldShape } from './data/field-literal.ts';
export type { Condition, ConditionValue, EqualsCondition, OneOfCondition } from './conditions/condition.ts';
export { schemaFromTemplate } from './data/schema-from-template.ts';
export type { SchemaTemplate, TemplateField } from './data/schema-from-template.ts';
export { schemaFromJsonSchema } from './data/schema-from-json-schema.ts';
export { jsonSchemaOf } from './json-schema/json-schema-of.ts';
export type { JsonSchemaOptions } from './json-schema/json-schema-of.ts';
export { describeIssues } from './issues/describe-issues.ts';
export type { FieldIssue, FieldIssueCode } from './issues/field-issue.ts';
export { sanitizeText } from './text/sanitize-text.ts';
export type { SanitizeOptions } from './text/sanitize-text.ts';
export { lintSchema } from './lint/lint-schema.ts';
export { lintTool } from './lint/lint-tool.ts';
export type { LintFinding, LintRule } from './lint/finding.ts';
export { loadConfig } from './config/load-config.ts';
export type { ConfigValues, LoadConfigOptions } from './config/load-config.ts';
export type { Environment } from './config/read-variables.ts';
export { environmentPresets } from './config/environment-presets.ts';
export type { EnvironmentPreset } from './config/environment-presets.ts';

// conditions/condition.d.ts
/** What a condition compares with. */
export type ConditionValue = string | number | boolean | null;
/** Holds while a sibling field has the value. Becomes `if`/`then`/`else` in the JSON Schema. */
export interface EqualsCondition {
    readonly field: string;
    readonly equals: ConditionValue;
}
/** Holds while a sibling field has one of the values. Becomes `if`/`then`/`else` in the JSON Schema. */
export interface OneOfCondition {
    readonly field: string;
    readonly oneOf: readonly ConditionValue[];
}
/**
 * When a field applies. A function is handed the object as parsed so far, only once nothing else is wrong with it; it
 * stays out of the JSON Schema.
 */
export type Condition = EqualsCondition | OneOfCondition | ((input: Readonly<Record<string, unknown>>) => boolean);
/** The values that a field condition accepts. */
export declare function acceptedValues(condition: EqualsCondition | OneOfCondition): readonly ConditionValue[];

// config/environment-presets.d.ts
/** What depends on the environment more than on the service. */
export interface EnvironmentPreset {
    /** Connections held open at once. */
    readonly poolSize: number;
    /** The longest that one request may take, in milliseconds. */
    readonly timeoutMs: number;
    /** The longest that a request to another service may take, in milliseconds. */
    readonly outboundTimeoutMs: number;
    /** Tries after the first. */
    readonly retries: number;
}
/** Values to start from, for `loadConfig`'s `environments`; a schema takes of them what it declares. */
export declare const environmentPresets: Readonly<Record<'development' | 'test' | 'production', EnvironmentPreset>>;

// config/load-config.d.ts
import type { AnySchema, SchemaInput, SchemaOutput } from '@toolwright/core';
import type { Environment } from './read-variables.ts';
/** How `loadConfig` reads the environment. */
export interface LoadConfigOptions<Input = unknown> {
    /** Stands before each variable's name: `APP_`. @default '' */
    readonly prefix?: string;
    /**
     * Values by `NODE_ENV`, over the schema's defaults and under the variables. Its names are the environments there
     * are. @default development, test and production, without values
     */
    readonly environments?: Readonly<Record<string, ConfigValues<Input>>>;
}
/** Some of a configuration's values. */
export type ConfigValues<Input> = Input extends readonly unknown[] ? Input : Input extends object ? {
    readonly [Name in keyof Input]?: ConfigValues<Input[Name]>;
} : Input;
/**
 * Reads a typed configuration from environment variables: `redis.poolSize` from `REDIS_POOL_SIZE`. A variable wins over
 * the values of its `NODE_ENV`, those over the schema's defaults; without `NODE_ENV` it is development. Lists are
 * separated by commas; objects and lists may be JSON; an empty variable counts as unset.
 *
 * Throws `INVALID_CONFIG` with every problem in one message, an unknown `NODE_ENV` among them. It shows no value of a
 * field that is marked sensitive or named like a secret, and no address with a password in it.
 */
export declare function loadConfig<S extends AnySchema>(schema: S, environment?: Environment, options?: LoadConfigOptions<SchemaInput<S>>): SchemaOutput<S>;

// config/read-variables.d.ts
type Node = Readonly<Record<string, unknown>>;
/** The environment as the process has it. */
export type Environment = Readonly<Record<string, string | undefined>>;
/** Names the variable of a field: `redis.poolSize` is `REDIS_POOL_SIZE`. */
export declare function variableName(path: readonly PropertyKey[], prefix: string): string;
/**
 * Reads what an object's JSON Schema declares out of the environment, each variable as the type of its field. A text
 * that is not of that type stays a text, for validation to refuse; an empty variable counts as unset.
 */
export declare function readVariables(schema: Node, environment: Environment, prefix: string, path?: readonly string[]): Record<string, unknown>;
export {};

// data/field-literal.d.ts
import type { z } from 'zod';
import type { JsonOptions } from '../fields/any-json-schema.ts';
import type { ArrayOptions } from '../fields/array-schema.ts';
import type { EnumSchema } from '../fields/enum-schema.ts';
import type { FieldNotes, Presence } from '../fields/field-options.ts';
import type { NumberOptions } from '../fields/number-schema.ts';
import type { ObjectOptions } from '../fields/object-schema.ts';
import type { RecordOptions } from '../fields/record-schema.ts';
import type { TextBounds, TextOptions } from '../fields/text-schema.ts';
type Literal<Type extends string, Options> = {
    readonly type: Type;
} & Options & Presence<unknown>;
/** A field as plain data: its type, and the options of the builder of that name. */
export type FieldLiteral = Literal<'string', TextOptions> | Literal<'email' | 'url' | 'uuid' | 'date' | 'dateTime', TextBounds> | Literal<'number' | 'integer', NumberOptions> | Literal<'boolean', FieldNotes> | Literal<'enum', FieldNotes & {
    readonly values: readonly string[];
}> | Literal<'array', ArrayOptions & {
    readonly items: FieldLike;
}> | Literal<'object', ObjectOptions & {
    readonly fields: FieldRecord;
}> | Literal<'record', RecordOptions & {
    readonly values: FieldLike;
}> | Literal<'json', JsonOptions>;
/** A field: a zod schema (of a builder or of `z` itself) or a literal. */
export type FieldLike = z.core.$ZodType | FieldLiteral;
/** Fields by name. */
export interface FieldRecord {
    readonly [name: string]: FieldLike;
}
/** The zod schema that a field stands for. */
export type FieldSchema<F> = F extends z.core.$ZodType ? F : WithPresence<LiteralSchema<F>, F>;
/** The zod shape that a record of fields stands for. */
export type FieldShape<R> = {
    -readonly [Name in keyof R]: FieldSchema<R[Name]>;
};
type WithPresence<S extends z.core.$ZodType, F> = F extends {
    readonly condition: object;
} | {
    readonly required: false;
} ? z.ZodOptional<S> : F extends {
    readonly default: unknown;
} ? z.ZodDefault<S> : S;
type LiteralSchema<F> = F extends {
    readonly type: keyof PlainSchemas;
} ? PlainSchemas[F['type']] : F extends {
    readonly type: 'enum';
    readonly values: readonly (infer Value extends string)[];
} ? EnumSchema<Value> : F extends {
    readonly type: 'array';
    readonly items: infer Item;
} ? z.ZodArray<FieldSchema<Item>> : F extends {
    readonly type: 'record';
    readonly values: infer Value;
} ? z.ZodRecord<z.ZodString, FieldSchema<Value>> : F extends {
    readonly type: 'object';
    readonly fields: infer Fields extends FieldRecord;
} ? z.ZodObject<FieldShape<Fields>> : z.ZodType;
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
export {};

// data/schema-from-json-schema.d.ts
import { z } from 'zod';
/**
 * Makes an object schema of a JSON Schema, of the part of 2020-12 that our fields emit: the schema made has that JSON
 * Schema again, and treats input alike. Throws INVALID_OPTIONS naming the place and the keyword that is beyond it.
 */
export declare function schemaFromJsonSchema(document: Readonly<Record<string, unknown>>): z.ZodObject;

// data/schema-from-template.d.ts
import type { JsonObject } from '@toolwright/core';
import type { z } from 'zod';
import type { ObjectOptions } from '../fields/object-schema.ts';
/** An object schema as data. */
export interface SchemaTemplate extends ObjectOptions {
    /** Fields by name: `{ type, options }`, or the options beside the type. */
    readonly fields: Readonly<Record<string, TemplateField | JsonObject>>;
}
/** A field as data. */
export interface TemplateField {
    /** The builder's name without `Field`: `string`, `email`, `array`… */
    readonly type: string;
    /** The builder's options; `values` of an enum, `items` of an array, `fields` of an object, `values` of a record. */
    readonly options?: Readonly<Record<string, unknown>>;
}
/** Makes an object schema of data. Throws INVALID_OPTIONS naming the field, and the known types where it knows none. */
export declare function schemaFromTemplate(template: SchemaTemplate): z.ZodObject;

// fields/any-json-schema.d.ts
import type { JsonValue } from '@toolwright/core';
import { z } from 'zod';
import type { FieldNotes } from './field-options.ts';
/** How large a JSON value of any shape may be. */
export interface JsonOptions extends FieldNotes {
    /** Arrays and objects within each other, from 1 to 1 000. @default 16 */
    readonly maxDepth?: number;
    /** Values in it, all counted; at least 1. @default 10_000 */
    readonly maxValues?: number;
}
/** Makes the schema of any JSON value, bounded and without prototype keys; without its presence. */
export declare function anyJsonSchema(options?: JsonOptions): z.ZodType<JsonValue>;

// fields/array-schema.d.ts
import { z } from 'zod';
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
/** Makes the schema of a list, without its presence. */
export declare function arraySchema<T extends z.core.SomeType>(item: T, options?: ArrayOptions): z.ZodArray<T>;

// fields/enum-schema.d.ts
import { z } from 'zod';
import type { FieldNotes } from './field-options.ts';
/** The zod schema of one of some texts. */
export type EnumSchema<V extends string> = z.ZodEnum<{
    [Value in V]: Value;
}>;
/** Makes the schema of one of some texts, without its presence. */
export declare function enumSchema<V extends string>(values: readonly V[], options?: FieldNotes): EnumSchema<V>;

// fields/field-builders.d.ts
import type { JsonValue } from '@toolwright/core';
import type { z } from 'zod';
import type { FieldLike, FieldRecord, FieldSchema, FieldShape } from '../data/field-literal.ts';
import type { JsonOptions } from './any-json-schema.ts';
import type { ArrayOptions } from './array-schema.ts';
import type { EnumSchema } from './enum-schema.ts';
import type { ConditionalPresence, DefaultedPresence, FieldNotes, OptionalPresence, RequiredPresence } from './field-options.ts';
import type { NumberOptions } from './number-schema.ts';
import type { ObjectOptions } from './object-schema.ts';
import type { RecordOptions } from './record-schema.ts';
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
    <const V extends string>(values: readonly V[], options: FieldNotes & DefaultedPresence<NoInfer<V>>): z.ZodDefault<EnumSchema<V>>;
    <const V extends string>(values: readonly V[], options: FieldNotes & (OptionalPresence | ConditionalPresence<NoInfer<V>>)): z.ZodOptional<EnumSchema<V>>;
}
/** Makes fields that hold lists. */
export interface ArrayFieldBuilder {
    <const F extends FieldLike>(item: F, options?: ArrayOptions & RequiredPresence): ArraySchema<F>;
    <const F extends FieldLike>(item: F, options: ArrayOptions & DefaultedPresence<readonly ItemOutput<NoInfer<F>>[]>): z.ZodDefault<ArraySchema<F>>;
    <const F extends FieldLike>(item: F, options: ArrayOptions & (OptionalPresence | ConditionalPresence<readonly ItemOutput<NoInfer<F>>[]>)): z.ZodOptional<ArraySchema<F>>;
}
/** Makes objects. */
export interface ObjectFieldBuilder {
    <const R extends FieldRecord>(fields: R, options?: ObjectOptions & RequiredPresence): ObjectSchema<R>;
    <const R extends FieldRecord>(fields: R, options: ObjectOptions & DefaultedPresence<Readonly<Record<string, unknown>>>): z.ZodDefault<ObjectSchema<R>>;
    <const R extends FieldRecord>(fields: R, options: ObjectOptions & (OptionalPresence | ConditionalPresence<Readonly<Record<string, unknown>>>)): z.ZodOptional<ObjectSchema<R>>;
}
/** Makes objects with keys of the caller's choosing. */
export interface RecordFieldBuilder {
    <const F extends FieldLike>(value: F, options?: RecordOptions & RequiredPresence): RecordSchema<F>;
    <const F extends FieldLike>(value: F, options: RecordOptions & DefaultedPresence<Readonly<Record<string, ItemOutput<NoInfer<F>>>>>): z.ZodDefault<RecordSchema<F>>;
    <const F extends FieldLike>(value: F, options: RecordOptions & (OptionalPresence | ConditionalPresence<Readonly<Record<string, ItemOutput<NoInfer<F>>>>>)): z.ZodOptional<RecordSchema<F>>;
}
type ArraySchema<F> = z.ZodArray<FieldSchema<F>>;
type ObjectSchema<R extends FieldRecord> = z.ZodObject<FieldShape<R>>;
type RecordSchema<F> = z.ZodRecord<z.ZodString, FieldSchema<F>>;
type ItemOutput<F> = F extends z.core.$ZodType ? z.core.output<F> : unknown;
/** A text: `z.ZodString`. Lengths count Unicode code points, as JSON Schema does. */
export declare const stringField: FieldBuilder<TextOptions, z.ZodString>;
/** A finite number: `z.ZodNumber`. */
export declare const numberField: FieldBuilder<NumberOptions, z.ZodNumber>;
/** An integer between ±(2^53 − 1): `z.ZodNumber`. */
export declare const integerField: FieldBuilder<NumberOptions, z.ZodNumber>;
/** `true` or `false`; no words for them: `z.ZodBoolean`. */
export declare const booleanField: FieldBuilder<FieldNotes, z.ZodBoolean>;
/** A calendar day as text, `2026-01-31`: `z.ZodString`. */
export declare const dateField: FieldBuilder<TextBounds, z.ZodString>;
/** An instant as text, with its offset, `2026-01-31T12:00:00Z`: `z.ZodString`. */
export declare const dateTimeField: FieldBuilder<TextBounds, z.ZodString>;
/** An absolute http or https address of at most 2 048 characters, without user name and password: `z.ZodString`. */
export declare const urlField: FieldBuilder<TextBounds, z.ZodString>;
/** An email address of at most 254 characters: `z.ZodString`. */
export declare const emailField: FieldBuilder<TextBounds, z.ZodString>;
/** A UUID of any version: `z.ZodString`. */
export declare const uuidField: FieldBuilder<TextBounds, z.ZodString>;
/** Any JSON value, of bounded depth and size; its JSON Schema cannot say these bounds. */
export declare const jsonField: FieldBuilder<JsonOptions, z.ZodType<JsonValue>>;
/** One of some texts: `z.ZodEnum`. */
export declare const enumField: EnumFieldBuilder;
/** A list of one kind of item: `z.ZodArray`. */
export declare const arrayField: ArrayFieldBuilder;
/**
 * An object of fields: `z.ZodObject`. Fields are builders' fields, zod schemas and literals, mixed. Applies the
 * conditions of its fields; only it can. Names that every object inherits, such as `constructor`, are refused.
 */
export declare const objectField: ObjectFieldBuilder;
/**
 * An object with keys of the caller's choosing: `z.ZodRecord`. Bounded, and without the keys that lead to a prototype
 * (`__proto__`, `constructor`, `prototype`).
 */
export declare const recordField: RecordFieldBuilder;
export {};

// fields/field-options.d.ts
import type { JsonValue } from '@toolwright/core';
import type { Condition } from '../conditions/condition.ts';
/** What any field may say of itself; all of it appears in the JSON Schema. */
export interface FieldNotes {
    /** For the model and the person who fill the field in. */
    readonly description?: string;
    /** For people: the field's name as shown. */
    readonly title?: string;
    /** Values that work. */
    readonly examples?: readonly JsonValue[];
    readonly deprecated?: boolean;
    /** A secret: redacted in logs, audit, traces and error messages; `x-sensitive` in the JSON Schema. @default false */
    readonly sensitive?: boolean;
}
/** A field that must be there. */
export interface RequiredPresence {
    readonly required?: true;
    readonly default?: never;
    readonly condition?: never;
    readonly optionalWhenHeld?: never;
}
/** A field that may be left out. */
export interface OptionalPresence {
    readonly required: false;
    readonly default?: never;
    readonly condition?: never;
    readonly optionalWhenHeld?: never;
}
/** A field that has a value when it is left out. */
export interface DefaultedPresence<T> {
    readonly default: T;
    readonly required?: false;
    readonly condition?: never;
    readonly optionalWhenHeld?: never;
}
/** A field that is there only while a condition holds: required then (unless it has a default), refused otherwise. */
export interface ConditionalPresence<T> {
    readonly condition: Condition;
    /** Makes the field optional while the condition holds. @default false */
    readonly optionalWhenHeld?: boolean;
    /** The value while the condition holds and the field is left out. */
    readonly default?: T;
    /** The condition decides; this changes nothing. */
    readonly required?: boolean;
}
/** The four ways of being there. */
export type Presence<T> = RequiredPresence | OptionalPresence | DefaultedPresence<T> | ConditionalPresence<T>;

// fields/number-schema.d.ts
import { z } from 'zod';
import type { FieldNotes } from './field-options.ts';
/** How large a number may be. Both ends are included. */
export interface NumberOptions extends FieldNotes {
    readonly min?: number;
    /** At least `min`. */
    readonly max?: number;
}
/** Makes the schema of a finite number, without its presence. */
export declare function numberSchema(options?: NumberOptions): z.ZodNumber;
/** Makes the schema of an integer between ±(2^53 − 1), without its presence. */
export declare function integerSchema(options?: NumberOptions): z.ZodNumber;

// fields/object-schema.d.ts
import { z } from 'zod';
import type { FieldNotes } from './field-options.ts';
/** How an object treats what it does not declare. */
export interface ObjectOptions extends FieldNotes {
    /** Leaves undeclared fields out of what it gives, or refuses the object. @default 'strip' */
    readonly unknownKeys?: 'strip' | 'refuse';
}
/** Makes the schema of an object with these fields, without its presence. Applies the conditions of its fields. */
export declare function objectSchema(fields: Readonly<Record<string, z.core.$ZodType>>, options?: ObjectOptions): z.ZodObject;

// fields/record-schema.d.ts
import { z } from 'zod';
import type { FieldNotes } from './field-options.ts';
/** How many keys a record may have, and how long they may be. */
export interface RecordOptions extends FieldNotes {
    /** At least 0. A record with more is refused before any value is read. @default 1_000 */
    readonly maxKeys?: number;
    /** Unicode code points of a key; at least 1. @default 256 */
    readonly maxKeyLength?: number;
}
/** Makes the schema of an object with keys of the caller's choosing, without its presence. */
export declare function recordSchema<T extends z.core.SomeType>(value: T, options?: RecordOptions): z.ZodRecord<z.ZodString, T>;

// fields/text-schema.d.ts
import { z } from 'zod';
import type { SanitizeOptions } from '../text/sanitize-text.ts';
import type { TextFormat } from '../text/text-format.ts';
import type { FieldNotes } from './field-options.ts';
/** How long a text may be, and how it is cleaned. */
export interface TextBounds extends FieldNotes {
    /** Unicode code points, as JSON Schema counts; at least 0. */
    readonly minLength?: number;
    /** Unicode code points, as JSON Schema counts; at least `minLength`. */
    readonly maxLength?: number;
    /**
     * Cleans the text before anything else reads it: `true` trims, normalises Unicode and strips control characters.
     * @default false
     */
    readonly sanitize?: boolean | SanitizeOptions;
}
/** What a text looks like: a pattern or a format, not both. */
export type TextOptions = TextBounds & ({
    /**
     * What the whole text must match, anchored where it is not. No flags but `u`; patterns that can take
     * exponential time are refused.
     */
    readonly pattern?: string | RegExp;
    readonly format?: never;
} | {
    readonly format?: TextFormat;
    readonly pattern?: never;
});
/** Makes the schema of a text, without its presence. */
export declare function textSchema(options?: TextOptions): z.ZodString;

// issues/describe-issues.d.ts
import type { SchemaIssue } from '@toolwright/core';
/**
 * Writes issues as one paragraph that a person or a language model can repair the input from, of at most 2 000
 * characters. Takes the issues of any Standard Schema.
 */
export declare function describeIssues(issues: readonly SchemaIssue[]): string;

// issues/field-issue.d.ts
import type { SchemaIssue } from '@toolwright/core';
/** What kind of thing is wrong with a value. */
export type FieldIssueCode = 'required' | 'invalid_type' | 'invalid_value' | 'invalid_format' | 'too_small' | 'too_big' | 'not_multiple_of' | 'not_unique' | 'not_allowed' | 'unknown_field' | 'invalid_union' | 'custom' | 'more_issues';
/** One thing wrong with a value, with all that a person or a model needs to put it right. */
export interface FieldIssue extends SchemaIssue {
    readonly code: FieldIssueCode;
    readonly path: readonly (string | number)[];
    /** What the field takes: 'at most 100 characters'. */
    readonly expected: string;
    /** What came: '"kelvin"', '250 characters'; `[redacted]` for a sensitive field. */
    readonly received: string;
}

// json-schema/json-schema-of.d.ts
import type { AnySchema, JsonSchemaTarget } from '@toolwright/core';
/** Which side of a schema, in which dialect. */
export interface JsonSchemaOptions {
    /** What the schema accepts, or what it makes of it. @default 'input' */
    readonly io?: 'input' | 'output';
    /** JSON Schema 2020-12 is also the dialect of OpenAPI 3.1. @default 'draft-2020-12' */
    readonly target?: JsonSchemaTarget['target'];
}
/**
 * Gives the JSON Schema of any Standard Schema whose library offers Standard JSON Schema. Of a field made here it is
 * converted once and frozen.
 *
 * Throws `INVALID_OPTIONS` when the library offers none, or when JSON Schema cannot say what the schema says.
 */
export declare function jsonSchemaOf(schema: AnySchema, options?: JsonSchemaOptions): Readonly<Record<string, unknown>>;

// lint/finding.d.ts
/** The rules of the schema lint. */
export type LintRule = 'string-without-max-length' | 'array-without-max-items' | 'object-without-max-keys' | 'pattern-exponential' | 'pattern-unjudged' | 'pattern-unanchored' | 'capabilities-span-domains' | 'no-json-schema';
/** Something in a definition that works and will hurt later. */
export interface LintFinding {
    readonly rule: LintRule;
    /** Where: `input.tags[].name`. */
    readonly path: string;
    /** What is wrong, and why it matters. */
    readonly message: string;
    /** What to write instead. */
    readonly suggestion: string;
}

// lint/lint-schema.d.ts
import type { AnySchema } from '@toolwright/core';
import type { LintFinding } from './finding.ts';
/**
 * Finds what a schema leaves unbounded: strings, arrays and records without a largest size, patterns that can take
 * exponential time or match a part only. Reads the JSON Schema, so it takes a schema of any library that offers one.
 */
export declare function lintSchema(schema: AnySchema, path?: string): readonly LintFinding[];

// lint/lint-tool.d.ts
import type { AnyTool } from '@toolwright/core';
import type { LintFinding } from './finding.ts';
/**
 * Finds what {@link lintSchema} finds in a tool's input (what goes out is the tool's own), and capabilities that span
 * several domains.
 */
export declare function lintTool(tool: Pick<AnyTool, 'info' | 'schema'>): readonly LintFinding[];

// text/sanitize-text.d.ts
/** What sanitising does to a text. */
export interface SanitizeOptions {
    /** Removes white space at both ends. @default true */
    readonly trim?: boolean;
    /** Unicode normalisation form C; lone surrogates become U+FFFD. @default true */
    readonly normalize?: boolean;
    /** Removes control characters (Unicode category Cc) but tab, line feed and carriage return. @default true */
    readonly stripControls?: boolean;
}
/** Cleans a text. Cleaning it again changes nothing. */
export declare function sanitizeText(text: string, options?: SanitizeOptions): string;

// text/text-format.d.ts
/** A format that a text may be asked for: its name in JSON Schema. */
export type TextFormat = 'email' | 'uri' | 'uuid' | 'date' | 'date-time';
/** What a format means. The pattern is the whole check, so that JSON Schema and parser agree. */
export interface TextFormatRule {
    readonly pattern: RegExp;
    /** For error messages. */
    readonly expected: string;
    /** Code points of the longest text worth reading, where the pattern sets no bound. */
    readonly maxLength?: number;
}
/**
 * The formats, each with its one pattern. `email`: a dotted name at a dotted domain, in ASCII (RFC 5321 without
 * quoted names and address literals). `uri`: an absolute http or https address without user name and password
 * (RFC 3986). `date` and `date-time`: RFC 3339, the offset required, no leap seconds.
 */
export declare const textFormats: Readonly<Record<TextFormat, TextFormatRule>>;
