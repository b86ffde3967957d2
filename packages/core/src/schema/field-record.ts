import { invalidOption } from '../errors/invalid-options.ts';
import type { AnySchema, Schema, SchemaInput, SchemaIssue, SchemaOutput } from '../ports/schema.ts';
import { jsonSchemaOf } from './json-schema.ts';

/** A field written as data, where a schema library that can compose it is among the record's other fields. */
export interface FieldLiteral {
  /** What the library calls it: `string`, `number`, `array`… */
  readonly type: string;
  readonly [option: string]: unknown;
}

/** An object's fields by name. */
export type FieldRecord = { readonly [name: string]: AnySchema | FieldLiteral };

/** What a tool's `input` and `config` take: a schema, or a plain record of fields. */
export type SchemaSource = AnySchema | FieldRecord;

/**
 * The property under which a field brings its library's way to make one object schema of a record:
 * `(record) => Schema`. It is what lets a record mix fields with literals.
 */
export const composeFields: unique symbol = Symbol.for('@toolwright/compose-fields') as never;

type Compose = (record: FieldRecord) => AnySchema;

/** Makes one schema of a source: a schema stays itself, a record of fields becomes an object's. */
export function schemaFrom(source: SchemaSource, where: string): AnySchema {
  if (isSchema(source)) return source;
  const record: FieldRecord = source;
  const compose = composerOf(record);
  if (compose !== undefined) return compose(record);
  const fields = Object.entries(record).map(([name, field]): [string, AnySchema] => {
    if (isSchema(field)) return [name, field];
    throw invalidOption(
      `${where}.${name}`,
      'a Standard Schema (a literal needs a field of a schema library beside it)',
      field,
    );
  });
  return objectOf(fields);
}

function composerOf(record: FieldRecord): Compose | undefined {
  for (const field of Object.values(record)) {
    const compose = (field as { readonly [composeFields]?: Compose } | undefined)?.[composeFields];
    if (typeof compose === 'function') return compose;
  }
  return undefined;
}

export function isSchema(value: unknown): value is AnySchema {
  return (typeof value === 'object' || typeof value === 'function') && value !== null && '~standard' in value;
}

// An object of Standard Schemas of any library. Members that no field names are dropped, as zod does.
function objectOf(
  fields: readonly (readonly [string, AnySchema])[],
): Schema<unknown, Record<string, unknown>> {
  return {
    '~standard': {
      version: 1,
      vendor: '@toolwright/core',
      validate: (value) => validateObject(fields, value),
      jsonSchema: {
        input: () => objectJsonSchema(fields, 'input'),
        output: () => objectJsonSchema(fields, 'output'),
      },
    },
  };
}

async function validateObject(
  fields: readonly (readonly [string, AnySchema])[],
  value: unknown,
): Promise<{ readonly value: Record<string, unknown> } | { readonly issues: readonly SchemaIssue[] }> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { issues: [{ message: 'Must be an object' }] };
  }
  const issues: SchemaIssue[] = [];
  const made: Record<string, unknown> = {};
  for (const [name, field] of fields) {
    const given = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
    const result = await field['~standard'].validate(given);
    if (result.issues !== undefined) {
      for (const issue of result.issues) issues.push({ ...issue, path: [name, ...(issue.path ?? [])] });
    } else if (result.value !== undefined) made[name] = result.value;
  }
  return issues.length > 0 ? { issues } : { value: made };
}

function objectJsonSchema(
  fields: readonly (readonly [string, AnySchema])[],
  direction: 'input' | 'output',
): Record<string, unknown> {
  const required = fields.filter(([, field]) => !acceptsNothing(field)).map(([name]) => name);
  const properties = fields.map(([name, field]) => [name, jsonSchemaOf(field, direction) ?? {}] as const);
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.length > 0 && { required }),
  };
}

function acceptsNothing(field: AnySchema): boolean {
  const result = field['~standard'].validate(undefined);
  return !(result instanceof Promise) && result.issues === undefined;
}

type LiteralValue<L> = L extends { readonly type: 'string' | 'email' | 'url' | 'uuid' }
  ? string
  : L extends { readonly type: 'number' | 'integer' }
    ? number
    : L extends { readonly type: 'boolean' }
      ? boolean
      : L extends { readonly type: 'array'; readonly items: infer Item }
        ? FieldOutput<Item>[]
        : unknown;

type Missing<L> = L extends { readonly required: false } ? undefined : never;
type Omittable<L> = L extends { readonly default: unknown } ? undefined : Missing<L>;

type FieldInput<F> = F extends AnySchema ? SchemaInput<F> : LiteralValue<F> | Omittable<F>;
type FieldOutput<F> = F extends AnySchema
  ? SchemaOutput<F>
  : LiteralValue<F> | (F extends { readonly default: unknown } ? never : Missing<F>);

type OptionalKeys<T> = { [K in keyof T]: undefined extends T[K] ? K : never }[keyof T];
type WithOptional<T> = { [K in Exclude<keyof T, OptionalKeys<T>>]: T[K] } & {
  [K in OptionalKeys<T>]?: T[K];
};
type Flat<T> = { [K in keyof T]: T[K] };

/** What a source accepts. */
export type SourceInput<S> = S extends AnySchema
  ? SchemaInput<S>
  : S extends FieldRecord
    ? Flat<WithOptional<{ -readonly [K in keyof S]: FieldInput<S[K]> }>>
    : unknown;

/** What a source makes of it. */
export type SourceOutput<S> = S extends AnySchema
  ? SchemaOutput<S>
  : S extends FieldRecord
    ? Flat<WithOptional<{ -readonly [K in keyof S]: FieldOutput<S[K]> }>>
    : unknown;
