import type { JsonObject, JsonValue } from '@toolwright/core';

/** Where a schema stands in the document. */
export interface SchemaReference extends JsonObject {
  readonly $ref: string;
}

/** Schemas under the names that the document knows them by. */
export class SchemaComponents {
  readonly schemas: Record<string, JsonValue> = {};

  /** Adds a schema with its definitions; answers the reference to it. What it refers to inside itself still holds. */
  add(name: string, schema: JsonObject): SchemaReference {
    const key = this.#free(name);
    this.schemas[key] = {};
    const { $defs, ...root } = schema;
    const names = new Map<string, string>();
    for (const definition of Object.keys(isObject($defs) ? $defs : {})) {
      const free = this.#free(`${key}.${definition.replaceAll(/[^A-Za-z0-9._-]/g, '_')}`);
      this.schemas[free] = {};
      names.set(definition, free);
    }
    const rewrite = (value: JsonValue): JsonValue =>
      rewritten(value, (reference) => referTo(reference, key, names));
    for (const [definition, free] of names)
      this.schemas[free] = rewrite(($defs as JsonObject)[definition] ?? {});
    this.schemas[key] = rewrite(root);
    return { $ref: `#/components/schemas/${key}` };
  }

  /** The schema behind a reference that {@link add} answered. */
  at(reference: SchemaReference): JsonObject {
    return this.schemas[reference.$ref.slice('#/components/schemas/'.length)] as JsonObject;
  }

  #free(name: string): string {
    let free = name;
    for (let count = 2; Object.hasOwn(this.schemas, free); count += 1) free = `${name}-${count}`;
    return free;
  }
}

function rewritten(value: JsonValue, refer: (reference: string) => string): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => rewritten(item, refer));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).flatMap(([name, member]): [string, JsonValue][] => {
    if (member === undefined) return [];
    return [[name, name === '$ref' && typeof member === 'string' ? refer(member) : rewritten(member, refer)]];
  });
  return Object.fromEntries(entries);
}

/** `#` and `#/…` mean the tool's own schema, which is a part of the document now. */
function referTo(reference: string, key: string, names: ReadonlyMap<string, string>): string {
  if (!reference.startsWith('#')) return reference;
  const [, definition, rest = ''] = /^#\/\$defs\/([^/]+)(\/.*)?$/.exec(reference) ?? [];
  const name = definition === undefined ? key : (names.get(decodeURIComponent(definition)) ?? key);
  return `#/components/schemas/${name}${definition === undefined ? reference.slice(1) : rest}`;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
