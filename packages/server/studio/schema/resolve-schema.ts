import type { JsonObject, JsonValue } from '@toolwright/core';

const mostHops = 16;

/** Whether a value is an object that is no array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects of a list; none of what is no list. */
export function schemasIn(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** Follows references into the document itself; what stands beside a reference is kept. */
export function resolveSchema(schema: JsonObject, root: JsonObject): JsonObject {
  let at = schema;
  for (let hops = 0; hops < mostHops; hops += 1) {
    const { $ref: reference, ...beside } = at;
    if (typeof reference !== 'string') return at;
    const target = pointed(reference, root);
    if (target === undefined) return beside;
    at = { ...target, ...beside };
  }
  return at;
}

function pointed(reference: string, root: JsonObject): JsonObject | undefined {
  if (!reference.startsWith('#')) return undefined;
  let at: JsonValue | undefined = root;
  for (const part of reference.split('/').slice(1)) {
    const name = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
    at = isObject(at) && Object.hasOwn(at, name) ? at[name] : undefined;
  }
  return isObject(at) ? at : undefined;
}
