import { canonicalJson } from '@toolwright/core';
import type { JsonObject } from '@toolwright/core';
import { compareBounds } from './compare-bounds.ts';
import { compareMembers } from './compare-members.ts';
import type { SchemaDifference } from './schema-change.ts';

/** Two versions of one schema, and where they stand. */
export interface SchemaPair {
  readonly before: JsonObject;
  readonly after: JsonObject;
  readonly path: string;
  /** What callers send (members that are gone are ignored), or what they read (members that are gone are missed). */
  readonly direction: 'sent' | 'read';
  readonly roots: { readonly before: JsonObject; readonly after: JsonObject };
  readonly depth: number;
}

// Schemas that refer to themselves are compared so deep.
const deepest = 12;
const allTypes = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'];
// Keywords whose change cannot be judged without solving for all values.
const opaque =
  'not if then else allOf patternProperties propertyNames contains minContains maxContains dependentRequired ' +
  'dependentSchemas unevaluatedProperties unevaluatedItems';

/** What one version of a JSON Schema accepts and the other does not, keyword by keyword. Words and titles do not count. */
export function compareSchemas(given: SchemaPair): readonly SchemaDifference[] {
  const pair = {
    ...given,
    before: target(given.before, given.roots.before),
    after: target(given.after, given.roots.after),
  };
  const { before, after, depth } = pair;
  if (depth > deepest || canonicalJson(before) === canonicalJson(after)) return inner(pair, depth > deepest);
  return [
    ...compareTypes(pair),
    ...compareValues(pair),
    ...compareVariants(pair),
    ...compareBounds(pair),
    ...opaque
      .split(' ')
      .filter((keyword) => !same(before[keyword], after[keyword]))
      .map((keyword) => difference(pair, 'changed', `"${keyword}" changed in a way that cannot be judged`)),
    ...inner(pair, false),
  ];
}

/** Differences below: also where both look alike, since what they refer to may differ. */
function inner(pair: SchemaPair, isDeep: boolean): readonly SchemaDifference[] {
  if (isDeep) return [];
  const { path } = pair;
  return [
    ...compareMembers(pair, compareSchemas),
    ...compareBelow(pair, 'items', `${path}[]`),
    ...compareBelow(pair, 'additionalProperties', path === '' ? '*' : `${path}.*`),
  ];
}

function compareBelow(pair: SchemaPair, keyword: string, path: string): readonly SchemaDifference[] {
  const [before, after] = [pair.before[keyword], pair.after[keyword]];
  if (!isObject(before) && !isObject(after)) return [];
  if (before === false || after === false) return [];
  const below = { before: isObject(before) ? before : {}, after: isObject(after) ? after : {} };
  return compareSchemas({ ...pair, ...below, path, depth: pair.depth + 1 });
}

function compareTypes(pair: SchemaPair): readonly SchemaDifference[] {
  const [before, after] = [typesOf(pair.before), typesOf(pair.after)];
  const gone = before.filter((type) => !accepts(after, type));
  const added = after.filter((type) => !accepts(before, type));
  return [
    ...(gone.length > 0 ? [difference(pair, 'narrowed', `is no longer ${gone.join(' or ')}`)] : []),
    ...(added.length > 0 ? [difference(pair, 'widened', `may now be ${added.join(' or ')}`)] : []),
  ];
}

function accepts(types: readonly string[], type: string): boolean {
  return types.includes(type) || (type === 'integer' && types.includes('number'));
}

function compareValues(pair: SchemaPair): readonly SchemaDifference[] {
  const [before, after] = [valuesOf(pair.before), valuesOf(pair.after)];
  if (before === undefined && after === undefined) return [];
  if (before === undefined)
    return [difference(pair, 'narrowed', `is now one of ${(after ?? []).join(', ')}`)];
  if (after === undefined) return [difference(pair, 'widened', `is no longer one of ${before.join(', ')}`)];
  const gone = before.filter((value) => !after.includes(value));
  const added = after.filter((value) => !before.includes(value));
  return [
    ...(gone.length > 0 ? [difference(pair, 'narrowed', `is no longer ${gone.join(' or ')}`)] : []),
    ...(added.length > 0 ? [difference(pair, 'widened', `may now be ${added.join(' or ')}`)] : []),
  ];
}

function compareVariants(pair: SchemaPair): readonly SchemaDifference[] {
  const [before, after] = [
    variantsOf(pair.before, pair.roots.before),
    variantsOf(pair.after, pair.roots.after),
  ];
  const gone = before.filter((variant) => !after.includes(variant)).length;
  const added = after.filter((variant) => !before.includes(variant)).length;
  if (gone > 0 && added > 0) return [difference(pair, 'changed', 'has other variants')];
  if (gone > 0) return [difference(pair, after.length === 0 ? 'changed' : 'narrowed', 'has fewer variants')];
  return added > 0
    ? [difference(pair, before.length === 0 ? 'changed' : 'widened', 'has more variants')]
    : [];
}

/** Makes the record of a difference at the pair's place. */
function difference(pair: SchemaPair, effect: SchemaDifference['effect'], what: string): SchemaDifference {
  return { path: pair.path, effect, what };
}

function typesOf({ type }: JsonObject): readonly string[] {
  if (typeof type === 'string') return [type];
  return Array.isArray(type) ? (type as readonly string[]) : allTypes;
}

function valuesOf(schema: JsonObject): readonly string[] | undefined {
  if ('const' in schema) return [canonicalJson(schema['const'])];
  return Array.isArray(schema['enum']) ? schema['enum'].map((value) => canonicalJson(value)) : undefined;
}

function variantsOf({ anyOf, oneOf }: JsonObject, root: JsonObject): readonly string[] {
  const variants = [anyOf, oneOf].filter((list) => Array.isArray(list)).flat();
  return variants.map((variant) => canonicalJson(expanded(variant, root, 0)));
}

/** The schema with what it refers to in the place of references, as deep as schemas are compared. */
function expanded(schema: unknown, root: JsonObject, depth: number): unknown {
  if (Array.isArray(schema)) return schema.map((item) => expanded(item, root, depth));
  if (!isObject(schema) || depth > deepest) return schema;
  const members = Object.entries(target(schema, root));
  return Object.fromEntries(members.map(([key, value]) => [key, expanded(value, root, depth + 1)]));
}

function target(schema: JsonObject, root: JsonObject): JsonObject {
  const reference = schema['$ref'];
  if (typeof reference !== 'string' || !reference.startsWith('#')) return schema;
  let at: unknown = root;
  for (const step of reference.slice(1).split('/').slice(1)) at = isObject(at) ? at[step] : undefined;
  return isObject(at) ? at : schema;
}

function same(first: unknown, second: unknown): boolean {
  return first === second || canonicalJson(first ?? null) === canonicalJson(second ?? null);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
