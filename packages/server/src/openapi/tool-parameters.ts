import type { JsonObject } from '@toolwright/core';

/** The fields of an input as query parameters, but for those that stand in the path. */
export function queryParameters(schema: JsonObject, inPath: readonly string[]): readonly JsonObject[] {
  const required = requiredOf(schema);
  return Object.entries(propertiesOf(schema))
    .filter(([name]) => !inPath.includes(name))
    .map(([name, property]) => {
      const parameter = { name, in: 'query', required: required.includes(name), ...described(property) };
      // An object is written as JSON; everything else as text, and an array by repeating its name.
      return property['type'] === 'object'
        ? { ...parameter, content: { 'application/json': { schema: property } } }
        : { ...parameter, schema: property };
    });
}

/** The fields of an input that stand in a path. */
export function pathParameters(schema: JsonObject, names: readonly string[]): readonly JsonObject[] {
  const properties = propertiesOf(schema);
  return names.map((name) => {
    const property = properties[name] ?? { type: 'string' };
    return { name, in: 'path', required: true, ...described(property), schema: property };
  });
}

/** The schema of what is left of an input when some fields are said elsewhere. */
export function withoutNames(schema: JsonObject, names: readonly string[]): JsonObject {
  const properties = Object.entries(propertiesOf(schema)).filter(([name]) => !names.includes(name));
  const required = requiredOf(schema).filter((name) => !names.includes(name));
  const { required: _required, ...rest } = schema;
  return { ...rest, properties: Object.fromEntries(properties), ...(required.length > 0 && { required }) };
}

function described({ description }: JsonObject): JsonObject {
  return typeof description === 'string' ? { description } : {};
}

function propertiesOf(schema: JsonObject): Readonly<Record<string, JsonObject>> {
  return (schema['properties'] ?? {}) as Readonly<Record<string, JsonObject>>;
}

function requiredOf(schema: JsonObject): readonly string[] {
  return (schema['required'] ?? []) as readonly string[];
}
