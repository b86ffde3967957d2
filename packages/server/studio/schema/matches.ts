import type { JsonObject, JsonValue } from '@toolwright/core';
import { isObject, resolveSchema, schemasIn } from './resolve-schema.ts';

type Keyword = (expected: JsonValue, value: JsonValue | undefined, root: JsonObject) => boolean;

/** The keywords that conditions are made of; each holds for a value that it says nothing about. */
const keywords: Readonly<Record<string, Keyword>> = {
  const: (expected, value) => isSame(expected, value),
  enum: (expected, value) => Array.isArray(expected) && expected.some((one) => isSame(one, value)),
  type: (expected, value) =>
    (Array.isArray(expected) ? expected : [expected]).some((one) => isOf(one, value)),
  minimum: (expected, value) => typeof value !== 'number' || value >= Number(expected),
  maximum: (expected, value) => typeof value !== 'number' || value <= Number(expected),
  exclusiveMinimum: (expected, value) => typeof value !== 'number' || value > Number(expected),
  exclusiveMaximum: (expected, value) => typeof value !== 'number' || value < Number(expected),
  minLength: (expected, value) => typeof value !== 'string' || lengthOf(value) >= Number(expected),
  maxLength: (expected, value) => typeof value !== 'string' || lengthOf(value) <= Number(expected),
  required: (expected, value) =>
    !isObject(value) ||
    !Array.isArray(expected) ||
    expected.every((name) => value[String(name)] !== undefined),
  properties: (expected, value, root) =>
    !isObject(value) ||
    !isObject(expected) ||
    Object.entries(expected).every(
      ([name, schema]) =>
        value[name] === undefined || schema === undefined || matches(schema, value[name], root),
    ),
  not: (expected, value, root) => !matches(expected, value, root),
  allOf: (expected, value, root) => schemasIn(expected).every((one) => matches(one, value, root)),
  anyOf: (expected, value, root) => schemasIn(expected).some((one) => matches(one, value, root)),
  oneOf: (expected, value, root) =>
    schemasIn(expected).filter((one) => matches(one, value, root)).length === 1,
};

/**
 * Whether a value is what a schema asks for, as far as conditions go: the keywords that `if` is made of. The server
 * has the last word on everything.
 */
export function matches(schema: JsonValue, value: JsonValue | undefined, root: JsonObject): boolean {
  if (typeof schema === 'boolean') return schema;
  if (!isObject(schema)) return true;
  return Object.entries(resolveSchema(schema, root)).every(
    ([keyword, expected]) => expected === undefined || (keywords[keyword]?.(expected, value, root) ?? true),
  );
}

/** In code points, as JSON Schema counts. */
function lengthOf(text: string): number {
  return Array.from(text).length;
}

function isSame(one: JsonValue, other: JsonValue | undefined): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

function isOf(type: JsonValue, value: JsonValue | undefined): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isObject(value);
  return typeof value === type;
}
