import { invalidOption } from '../errors/invalid-options.ts';

/** What one schema says of the values it describes, as far as secrecy goes. */
export interface SensitivePlan {
  readonly sensitive: boolean;
  /** The schemas that describe the same value: `$ref`, `allOf`, `anyOf`, `oneOf`, `if`, `then`, `else`. */
  readonly alike: readonly SensitivePlan[];
  readonly properties: ReadonlyMap<string, SensitivePlan>;
  readonly patterns: readonly { readonly pattern: RegExp; readonly plan: SensitivePlan }[];
  /** Of members that have no other, and of every item that is not in `prefix`. */
  readonly restOfMembers: readonly SensitivePlan[];
  readonly prefix: readonly SensitivePlan[];
  readonly restOfItems: readonly SensitivePlan[];
}

type SchemaObject = Readonly<Record<string, unknown>>;

/**
 * Compiles a JSON Schema (2020-12; draft 7's array forms too) to its `x-sensitive` members. `undefined` when there are
 * none. Branches are all taken as possible: a value is sensitive when any of them says so.
 *
 * @throws `INVALID_OPTIONS` for a `$ref` that leads out of the schema or nowhere, since it may lead to secrets.
 */
export function compileSensitive(schema: SchemaObject): SensitivePlan | undefined {
  const plans = new Map<SchemaObject, SensitivePlan>();
  const plan = compile(schema, { root: schema, plans });
  return [...plans.values()].some((one) => one.sensitive) ? plan : undefined;
}

/** All plans that describe a value which `plans` describe: those and the ones alike, each once. */
export function withAlike(plans: readonly SensitivePlan[]): readonly SensitivePlan[] {
  if (plans.every((plan) => plan.alike.length === 0)) return plans;
  const all = new Set(plans);
  for (const plan of all) for (const other of plan.alike) all.add(other);
  return [...all];
}

/** The plans of a member, by its name. */
export function memberPlans(plans: readonly SensitivePlan[], name: string): readonly SensitivePlan[] {
  const found: SensitivePlan[] = [];
  for (const plan of plans) {
    const before = found.length;
    const property = plan.properties.get(name);
    if (property !== undefined) found.push(property);
    for (const { pattern, plan: other } of plan.patterns) if (pattern.test(name)) found.push(other);
    if (found.length === before) found.push(...plan.restOfMembers);
  }
  return withAlike(found);
}

/** The plans of an item, by its index. */
export function itemPlans(plans: readonly SensitivePlan[], index: number): readonly SensitivePlan[] {
  const found: SensitivePlan[] = [];
  for (const plan of plans) {
    const own = plan.prefix[index];
    if (own === undefined) found.push(...plan.restOfItems);
    else found.push(own);
  }
  return withAlike(found);
}

interface Compilation {
  readonly root: SchemaObject;
  readonly plans: Map<SchemaObject, SensitivePlan>;
}

function compile(schema: SchemaObject, compilation: Compilation): SensitivePlan {
  const known = compilation.plans.get(schema);
  if (known !== undefined) return known;
  // Registered before it is filled, so that a schema that contains itself ends here.
  const alike: SensitivePlan[] = [];
  const properties = new Map<string, SensitivePlan>();
  const patterns: { pattern: RegExp; plan: SensitivePlan }[] = [];
  const restOfMembers: SensitivePlan[] = [];
  const prefix: SensitivePlan[] = [];
  const restOfItems: SensitivePlan[] = [];
  const sensitive = schema['x-sensitive'] === true;
  const plan: SensitivePlan = { sensitive, alike, properties, patterns, restOfMembers, prefix, restOfItems };
  compilation.plans.set(schema, plan);
  const all = (found: readonly SchemaObject[]): SensitivePlan[] =>
    found.map((one) => compile(one, compilation));
  alike.push(...all(schemasAlike(schema, compilation.root)));
  for (const [name, member] of schemaEntries(schema['properties']))
    properties.set(name, compile(member, compilation));
  for (const [source, member] of schemaEntries(schema['patternProperties'])) {
    patterns.push({ pattern: patternOf(source), plan: compile(member, compilation) });
  }
  restOfMembers.push(...all(schemasAt(schema, ['additionalProperties', 'unevaluatedProperties'])));
  prefix.push(...all(tupleOf(schema)));
  restOfItems.push(...all(restOf(schema)));
  return plan;
}

function schemasAlike(schema: SchemaObject, root: SchemaObject): readonly SchemaObject[] {
  const refs = ['$ref', '$dynamicRef'].flatMap((keyword) => {
    const ref = schema[keyword];
    return typeof ref === 'string' ? [resolve(root, ref)] : [];
  });
  const dependent = [...schemaEntries(schema['dependentSchemas']), ...schemaEntries(schema['dependencies'])];
  return [
    ...refs,
    ...schemasAt(schema, ['allOf', 'anyOf', 'oneOf', 'if', 'then', 'else']),
    ...dependent.map(([, member]) => member),
  ];
}

/** Draft 7 writes a tuple as an array under `items`. */
function tupleOf(schema: SchemaObject): readonly SchemaObject[] {
  const tuple = schema['prefixItems'] ?? (Array.isArray(schema['items']) ? schema['items'] : []);
  // A `true` keeps its place, so that the indexes of the others hold.
  return Array.isArray(tuple) ? tuple.map((one: unknown) => (isSchema(one) ? one : {})) : [];
}

function restOf(schema: SchemaObject): readonly SchemaObject[] {
  const items = isSchema(schema['items']) ? [schema['items']] : [];
  return [...items, ...schemasAt(schema, ['additionalItems', 'contains', 'unevaluatedItems'])];
}

function schemasAt(schema: SchemaObject, keywords: readonly string[]): readonly SchemaObject[] {
  return keywords.flatMap((keyword) => schema[keyword]).filter(isSchema);
}

function schemaEntries(members: unknown): readonly [string, SchemaObject][] {
  if (!isSchema(members)) return [];
  return Object.entries(members).filter((entry): entry is [string, SchemaObject] => isSchema(entry[1]));
}

function patternOf(source: string): RegExp {
  // The specification wants Unicode patterns; many that are in use are only valid without.
  for (const flags of ['u', '']) {
    try {
      return new RegExp(source, flags);
    } catch {
      continue;
    }
  }
  throw invalidOption('schema.patternProperties', 'regular expressions', source);
}

/** Follows a JSON Pointer (RFC 6901) in a fragment. */
function resolve(root: SchemaObject, ref: string): SchemaObject {
  let place: unknown = ref === '#' || ref.startsWith('#/') ? root : undefined;
  for (const step of ref.split('/').slice(1)) {
    const name = decode(step).replaceAll('~1', '/').replaceAll('~0', '~');
    place = isObject(place) && Object.hasOwn(place, name) ? place[name] : undefined;
  }
  if (!isSchema(place)) throw invalidOption('schema.$ref', 'a pointer to a place in the schema', ref);
  return place;
}

function decode(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

function isSchema(value: unknown): value is SchemaObject {
  return isObject(value) && !Array.isArray(value);
}

function isObject(value: unknown): value is SchemaObject {
  return typeof value === 'object' && value !== null;
}
