import type { JsonObject, JsonValue } from '@toolwright/core';
import { isObject } from '../json-pointer.ts';

/** One schema that says what all of them say: members of later ones win, properties and required names add up. */
export function mergeSchemas(...schemas: readonly JsonObject[]): JsonObject {
  let merged: JsonObject = {};
  for (const schema of schemas) {
    const properties = mergeProperties(merged['properties'], schema['properties']);
    const required = [...listOf(merged['required']), ...listOf(schema['required'])];
    const said = Object.fromEntries(Object.entries(schema).filter(([, value]) => value !== undefined));
    merged = {
      ...merged,
      ...said,
      ...(properties !== undefined && { properties }),
      ...(required.length > 0 && { required: [...new Set(required)] }),
    };
    if ('allOf' in schema && schema['allOf'] === undefined) merged = without(merged, 'allOf');
  }
  return merged;
}

function mergeProperties(first?: JsonValue, second?: JsonValue): JsonObject | undefined {
  if (!isObject(first)) return isObject(second) ? second : undefined;
  if (!isObject(second)) return first;
  const merged: Record<string, JsonValue | undefined> = { ...first };
  for (const [name, schema] of Object.entries(second)) {
    const own = first[name];
    merged[name] = isObject(own) && isObject(schema) ? mergeSchemas(own, schema) : schema;
  }
  return merged;
}

function without(schema: JsonObject, name: string): JsonObject {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== name));
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}
