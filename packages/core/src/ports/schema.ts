/**
 * Any Standard Schema (zod, valibot, arktype…), with Standard JSON Schema where the library offers it. The types are
 * copied in, as the specification allows: https://standardschema.dev
 */
export interface Schema<Input = unknown, Output = Input> {
  readonly '~standard': SchemaProperties<Input, Output>;
}

/** What a Standard Schema says of itself. */
export interface SchemaProperties<Input = unknown, Output = Input> {
  readonly version: 1;
  readonly vendor: string;
  readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
  readonly jsonSchema?: JsonSchemaConverter;
}

/** Standard JSON Schema: both directions of a schema as a JSON Schema document. */
export interface JsonSchemaConverter {
  readonly input: (options: JsonSchemaTarget) => Record<string, unknown>;
  readonly output: (options: JsonSchemaTarget) => Record<string, unknown>;
}

/** The dialect asked of a converter. */
export interface JsonSchemaTarget {
  readonly target: 'draft-2020-12' | 'draft-07' | 'openapi-3.0' | (string & {});
  readonly libraryOptions?: Record<string, unknown> | undefined;
}

/** What validation came to. */
export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

/** One thing wrong with a value. */
export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** A schema of anything. */
export type AnySchema = Schema<unknown, unknown>;

/** What a schema accepts. */
export type SchemaInput<S> = S extends { readonly '~standard': { readonly types?: infer T } }
  ? NonNullable<T> extends { readonly input: infer I }
    ? I
    : unknown
  : unknown;

/** What a schema makes of it. */
export type SchemaOutput<S> = S extends { readonly '~standard': { readonly types?: infer T } }
  ? NonNullable<T> extends { readonly output: infer O }
    ? O
    : unknown
  : unknown;
