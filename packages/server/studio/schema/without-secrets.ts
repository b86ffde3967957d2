import type { JsonObject, JsonValue } from '@toolwright/core';
import { isSecret } from './field.ts';
import { isObject, resolveSchema, schemasIn } from './resolve-schema.ts';

const secretName = /pass(?:word|phrase)|secret|token|api[-_]?key|authorization|credential/i;
const mostDepth = 32;

/**
 * A copy of a value in which what its schemas mark as sensitive, or what is named like a secret, stands as
 * `replacement`; left out without one.
 */
export function withoutSecrets(
  value: JsonValue,
  schema: JsonObject,
  replacement?: (name: string) => string,
): JsonValue {
  const strip = (one: JsonValue, schemas: readonly JsonObject[]): JsonValue => {
    const all = schemas.flatMap((part) => withParts(part, schema, 0));
    if (Array.isArray(one)) return one.map((item) => strip(item, all.flatMap(itemsOf)));
    if (!isObject(one)) return one;
    const members = Object.entries(one).flatMap(([name, member]): [string, JsonValue][] => {
      if (member === undefined) return [];
      const own = all.flatMap((part) => memberOf(part, name));
      const parts = own.flatMap((part) => withParts(part, schema, 0));
      if (!secretName.test(name) && !parts.some(isSecret)) return [[name, strip(member, own)]];
      return replacement === undefined ? [] : [[name, replacement(name)]];
    });
    return Object.fromEntries(members);
  };
  return strip(value, [schema]);
}

/** A schema and everything that it is combined of: a value is secret when any of them says so. */
function withParts(given: JsonObject, root: JsonObject, depth: number): readonly JsonObject[] {
  if (depth > mostDepth) return [];
  const schema = resolveSchema(given, root);
  const parts = [schema['allOf'], schema['anyOf'], schema['oneOf']].flatMap(schemasIn);
  const branches = [schema['then'], schema['else']].filter(isObject);
  return [schema, ...[...parts, ...branches].flatMap((part) => withParts(part, root, depth + 1))];
}

function itemsOf({ items, prefixItems }: JsonObject): readonly JsonObject[] {
  return [...(isObject(items) ? [items] : []), ...schemasIn(prefixItems)];
}

function memberOf({ properties, additionalProperties }: JsonObject, name: string): readonly JsonObject[] {
  const own = isObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
  return [own, additionalProperties].filter(isObject);
}
