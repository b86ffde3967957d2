import type { JsonObject, JsonValue } from '@toolwright/core';

/** Makes a value of the texts of one name; what does not fit stays text, and the tool's schema says why it does not. */
type Coerce = (texts: readonly string[]) => unknown;

/** Makes an input of query parameters or path segments, by a tool's JSON Schema. */
export interface QueryCoercion {
  /** Names in the order of the query; repeated names become arrays. */
  query(query: string): Record<string, unknown>;
  /** One value that stands alone, such as a segment of a path. */
  single(name: string, text: string): unknown;
}

const words: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['yes', true],
  ['on', true],
  ['1', true],
  ['false', false],
  ['no', false],
  ['off', false],
  ['0', false],
]);
const number = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const mostRefs = 16;

/** Compiles the coercion of a schema once; bodies of JSON are never coerced, only text is. */
export function queryCoercion(schema: JsonObject): QueryCoercion {
  const coercers = new Map<string, Coerce>();
  const coercerOf = (name: string): Coerce => {
    let coerce = coercers.get(name);
    if (coerce === undefined && propertySchemas(schema, name, schema, 0).length > 0) {
      coerce = coercerFor(kindsOf(propertySchemas(schema, name, schema, 0), schema));
      coercers.set(name, coerce);
    }
    return coerce ?? plain;
  };
  return {
    query(query) {
      const texts = new Map<string, string[]>();
      for (const [name, text] of new URLSearchParams(query)) {
        const known = texts.get(name);
        if (known === undefined) texts.set(name, [text]);
        else known.push(text);
      }
      return Object.fromEntries([...texts].map(([name, values]) => [name, coercerOf(name)(values)]));
    },
    single: (name, text) => coercerOf(name)([text]),
  };
}

/** What a value may be. */
interface Kinds {
  readonly types: ReadonlySet<string>;
  readonly items: Kinds | undefined;
}

function plain(texts: readonly string[]): unknown {
  return texts.length === 1 ? texts[0] : texts;
}

function coercerFor(kinds: Kinds): Coerce {
  const { types, items } = kinds;
  const one = (text: string): unknown => coerceText(text, types);
  if (!types.has('array')) return (texts) => (texts.length === 1 ? one(texts[0]!) : texts.map(one));
  const item = items === undefined ? (text: string) => text : (text: string) => coerceText(text, items.types);
  return (texts) => texts.map(item);
}

/** Text that the schema takes as text stays text; else the first kind that the text can be. */
function coerceText(text: string, types: ReadonlySet<string>): unknown {
  if (types.has('string') || types.size === 0) return text;
  if ((types.has('integer') || types.has('number')) && number.test(text)) return Number(text);
  if (types.has('boolean')) {
    const word = words.get(text.toLowerCase());
    if (word !== undefined) return word;
  }
  if (types.has('null') && text === 'null') return null;
  return types.has('object') ? parsedObject(text) : text;
}

function parsedObject(text: string): unknown {
  if (!text.startsWith('{')) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** Every schema that a property has: in the schema itself and in what it is combined of. */
function propertySchemas(
  schema: JsonObject,
  name: string,
  root: JsonObject,
  depth: number,
): readonly JsonObject[] {
  if (depth > mostRefs) return [];
  const target = resolved(schema, root);
  const properties = target['properties'];
  const own = isObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
  const parts = partsOf(target).flatMap((part) => propertySchemas(part, name, root, depth + 1));
  return isObject(own) ? [own, ...parts] : parts;
}

function kindsOf(schemas: readonly JsonObject[], root: JsonObject, depth = 0): Kinds {
  const types = new Set<string>();
  const items: JsonObject[] = [];
  const visit = (given: JsonObject, level: number): void => {
    const schema = resolved(given, root);
    for (const type of typesOf(schema)) types.add(type);
    if (isObject(schema['items'])) items.push(schema['items']);
    if (level < mostRefs) for (const part of partsOf(schema)) visit(part, level + 1);
  };
  for (const schema of schemas) visit(schema, depth);
  return { types, items: items.length === 0 || depth > 0 ? undefined : kindsOf(items, root, 1) };
}

function typesOf(schema: JsonObject): readonly string[] {
  const { type } = schema;
  if (typeof type === 'string') return [type];
  if (Array.isArray(type)) return type.filter((one) => typeof one === 'string');
  const values = 'const' in schema ? [schema['const']] : schema['enum'];
  return Array.isArray(values) ? values.map(typeOfValue) : [];
}

function typeOfValue(value: JsonValue | undefined): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function partsOf(schema: JsonObject): readonly JsonObject[] {
  const lists = [schema['allOf'], schema['anyOf'], schema['oneOf'], [schema['then']], [schema['else']]];
  return lists.flatMap((list) => (Array.isArray(list) ? list.filter(isObject) : []));
}

/** Follows references into the document itself. */
function resolved(schema: JsonObject, root: JsonObject): JsonObject {
  let target: JsonObject = schema;
  for (let hops = 0; hops < mostRefs; hops += 1) {
    const { $ref: reference } = target;
    if (typeof reference !== 'string' || !reference.startsWith('#')) return target;
    const next = pointed(reference, root);
    if (next === undefined) return target;
    target = next;
  }
  return target;
}

function pointed(reference: string, root: JsonObject): JsonObject | undefined {
  let at: JsonValue | undefined = root;
  for (const part of reference.slice(1).split('/').slice(1)) {
    const name = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
    at = isObject(at) && Object.hasOwn(at, name) ? at[name] : undefined;
  }
  return isObject(at) ? at : undefined;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
