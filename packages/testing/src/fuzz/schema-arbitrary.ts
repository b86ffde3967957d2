import type { JsonObject } from '@toolwright/core';
import * as fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { atReference, isObject } from '../json-pointer.ts';
import { mergeSchemas } from './merge-schemas.ts';
import { numberArbitrary, textArbitrary } from './scalar-arbitrary.ts';

// How deep a schema may refer to itself before values end.
const deepest = 4;

/**
 * Values that a JSON Schema (2020-12) describes. What it cannot follow (`not`, `dependentSchemas`, `contains`…) it
 * leaves out, so that some values may not fit: ask the schema's own validator.
 */
export function arbitraryOf(schema: unknown, root: JsonObject, depth = 0): Arbitrary<unknown> {
  if (!isObject(schema)) return fc.jsonValue({ maxDepth: 2 });
  if ('$ref' in schema) {
    const target = depth > deepest ? undefined : resolved(schema, root);
    return target === undefined ? fc.constant(null) : arbitraryOf(target, root, depth + 1);
  }
  // A choice may lead back to where it stands: beyond the depth, references are left to end there.
  const meant = (one: JsonObject): JsonObject => (depth > deepest ? one : (resolved(one, root) ?? one));
  const variants = variantsOf(schema, meant);
  if (variants.length > 0)
    return fc.oneof(...variants.map((variant) => arbitraryOf(variant, root, depth + 1)));
  if ('const' in schema) return fc.constant(schema['const']);
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as unknown[]));
  return typed(schema, root, depth);
}

/** The schemas of which a value fits at least one; none when the schema stands for itself. */
function variantsOf(schema: JsonObject, meant: (one: JsonObject) => JsonObject): readonly JsonObject[] {
  const { anyOf, oneOf, allOf, if: when, then, else: otherwise, ...own } = schema;
  if (isList(allOf)) return [mergeSchemas({ ...schema, allOf: undefined }, ...allOf.map(meant))];
  const choice = isList(oneOf) ? oneOf : anyOf;
  if (isList(choice)) return choice.map((one) => mergeSchemas(own, meant(one)));
  if (!isObject(when)) return [];
  return [
    mergeSchemas(own, when, isObject(then) ? then : {}),
    mergeSchemas(own, isObject(otherwise) ? otherwise : {}),
  ];
}

function typed(schema: JsonObject, root: JsonObject, depth: number): Arbitrary<unknown> {
  const { type = impliedType(schema) } = schema;
  if (Array.isArray(type)) {
    return fc.oneof(...(type as string[]).map((one) => typed({ ...schema, type: one }, root, depth)));
  }
  switch (type) {
    case 'string':
      return textArbitrary(schema);
    case 'integer':
    case 'number':
      return numberArbitrary(schema, type);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return listArbitrary(schema, root, depth);
    case 'object':
      return recordArbitrary(schema, root, depth);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function impliedType(schema: JsonObject): string | undefined {
  if ('properties' in schema || 'required' in schema || 'additionalProperties' in schema) return 'object';
  if ('items' in schema || 'prefixItems' in schema) return 'array';
  if ('minLength' in schema || 'maxLength' in schema || 'pattern' in schema) return 'string';
  return 'minimum' in schema || 'maximum' in schema ? 'number' : undefined;
}

function listArbitrary(schema: JsonObject, root: JsonObject, depth: number): Arbitrary<unknown> {
  const { items, prefixItems, minItems = 0, uniqueItems } = schema;
  const minLength = Number(minItems);
  const maxLength = Math.max(Number(schema['maxItems'] ?? minLength + (depth > deepest ? 0 : 5)), minLength);
  if (isList(prefixItems)) return fc.tuple(...prefixItems.map((item) => arbitraryOf(item, root, depth + 1)));
  const item = arbitraryOf(items, root, depth + 1);
  const bounds = { minLength, maxLength: Math.min(maxLength, minLength + 20) };
  if (uniqueItems !== true) return fc.array(item, bounds);
  return fc.uniqueArray(item, { ...bounds, selector: (value) => JSON.stringify(value) });
}

function recordArbitrary(schema: JsonObject, root: JsonObject, depth: number): Arbitrary<unknown> {
  const { properties = {}, required = [], additionalProperties } = schema;
  const declared = isObject(properties) ? properties : {};
  const requiredKeys = (required as readonly string[]).filter((key) => Object.hasOwn(declared, key));
  const wanted = depth > deepest ? requiredKeys : Object.keys(declared);
  const fields = wanted.map((key) => [key, arbitraryOf(declared[key], root, depth + 1)] as const);
  const record = fc.record(Object.fromEntries(fields), { requiredKeys, noNullPrototype: true });
  if (!isObject(additionalProperties)) return record;
  const more = fc.dictionary(
    fc.string({ maxLength: 10 }),
    arbitraryOf(additionalProperties, root, depth + 1),
    {
      maxKeys: 3,
      noNullPrototype: true,
    },
  );
  return fc.tuple(more, record).map(([others, own]) => ({ ...others, ...own }));
}

/** The schema that a reference leads to, and what stands beside the reference; `undefined`: it leads nowhere. */
function resolved({ $ref: reference, ...own }: JsonObject, root: JsonObject): JsonObject | undefined {
  const target = atReference(reference, root);
  return target === undefined ? undefined : mergeSchemas(target, own);
}

function isList(value: unknown): value is readonly JsonObject[] {
  return Array.isArray(value) && value.every(isObject);
}
