import type { JsonObject, JsonValue } from '@toolwright/core';
import { isObject, resolveSchema, schemasIn } from './resolve-schema.ts';

/** What a person fills in for one value, and the schema that it is made of. */
export type Field = { readonly schema: JsonObject } & (
  | { readonly kind: 'text' | 'long-text' | 'secret' | 'number' | 'integer' | 'date' | 'date-time' | 'json' }
  | { readonly kind: 'choice'; readonly choices: readonly JsonValue[] }
  | { readonly kind: 'list'; readonly items: JsonObject }
  | { readonly kind: 'object' }
  | { readonly kind: 'variants'; readonly variants: readonly Variant[] }
);

/** One of several shapes that a value can have. */
export interface Variant {
  readonly label: string;
  readonly schema: JsonObject;
}

const longText = 200;

/** Says how a person fills in a value of this schema; `json` where no form fits. */
export function fieldOf(given: JsonObject, root: JsonObject): Field {
  const schema = withoutNull(resolveSchema(given, root), root);
  const choices = choicesOf(schema, root);
  if (choices !== undefined) return { kind: 'choice', schema, choices };
  const variants = [...schemasIn(schema['oneOf']), ...schemasIn(schema['anyOf'])];
  if (variants.length > 0 && schema['properties'] === undefined) {
    const named = variants.map((one, index) => ({
      label: labelOf(resolveSchema(one, root), index),
      schema: one,
    }));
    return { kind: 'variants', schema, variants: named };
  }
  return fieldOfType(schema);
}

function fieldOfType(schema: JsonObject): Field {
  switch (typeOf(schema)) {
    case 'string':
      return { kind: textKind(schema), schema };
    case 'number':
      return { kind: 'number', schema };
    case 'integer':
      return { kind: 'integer', schema };
    case 'boolean':
      return { kind: 'choice', schema, choices: [true, false] };
    case 'array':
      return isObject(schema['items'])
        ? { kind: 'list', schema, items: schema['items'] }
        : { kind: 'json', schema };
    case 'object':
      return { kind: hasMembers(schema) ? 'object' : 'json', schema };
    default:
      return { kind: 'json', schema };
  }
}

/** Whether nobody should look over the shoulder of who fills it in. */
export function isSecret(schema: JsonObject): boolean {
  return schema['x-sensitive'] === true || schema['writeOnly'] === true || schema['format'] === 'password';
}

function textKind(schema: JsonObject): 'text' | 'long-text' | 'secret' | 'date' | 'date-time' {
  if (isSecret(schema)) return 'secret';
  const { format, maxLength } = schema;
  if (format === 'date' || format === 'date-time') return format;
  return typeof maxLength === 'number' && maxLength >= longText && format === undefined
    ? 'long-text'
    : 'text';
}

function typeOf(schema: JsonObject): JsonValue | undefined {
  const { type } = schema;
  if (Array.isArray(type)) return type.length === 1 ? type[0] : undefined;
  return type ?? (hasMembers(schema) ? 'object' : undefined);
}

function hasMembers(schema: JsonObject): boolean {
  return isObject(schema['properties']) || schema['allOf'] !== undefined || schema['if'] !== undefined;
}

/** A value that may be null is left out rather than given as null. */
function withoutNull(schema: JsonObject, root: JsonObject): JsonObject {
  const { type, anyOf, ...rest } = schema;
  if (Array.isArray(type) && type.includes('null') && type.length > 1)
    return { ...schema, type: type.filter((one) => one !== 'null') };
  const others = schemasIn(anyOf).filter((one) => one['type'] !== 'null');
  const [only] = others;
  return others.length === 1 && only !== undefined ? { ...resolveSchema(only, root), ...rest } : schema;
}

function choicesOf(schema: JsonObject, root: JsonObject): readonly JsonValue[] | undefined {
  if (schema['const'] !== undefined) return [schema['const']];
  if (Array.isArray(schema['enum'])) return schema['enum'];
  const parts = [...schemasIn(schema['oneOf']), ...schemasIn(schema['anyOf'])].map((one) =>
    resolveSchema(one, root),
  );
  const values = parts.flatMap(({ const: value }) => (value === undefined ? [] : [value]));
  return parts.length > 0 && values.length === parts.length ? values : undefined;
}

function labelOf(schema: JsonObject, index: number): string {
  if (typeof schema['title'] === 'string') return schema['title'];
  const properties = isObject(schema['properties']) ? Object.entries(schema['properties']) : [];
  for (const [name, one] of properties)
    if (isObject(one) && one['const'] !== undefined)
      return `${name}: ${JSON.stringify(one['const']).replaceAll('"', '')}`;
  return typeof schema['type'] === 'string' ? schema['type'] : `Shape ${index + 1}`;
}
