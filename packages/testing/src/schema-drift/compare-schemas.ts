import { canonicalJson } from '@toolwright/core';
import type { JsonObject } from '@toolwright/core';
import { atReference, isObject } from '../json-pointer.ts';
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
  /** The references that led here, before and after. */
  readonly followed: readonly string[];
}

// Deeper is a schema that grows without referring to itself by one name.
const deepest = 12;
// How often references are written out where schemas are compared as texts.
const mostWrittenOut = 3;
const allTypes = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'];
// Keywords whose change cannot be judged without solving for all values.
const opaque =
  'not if then else allOf patternProperties propertyNames contains minContains maxContains dependentRequired ' +
  'dependentSchemas unevaluatedProperties unevaluatedItems';

/** What one version of a JSON Schema accepts and the other does not, keyword by keyword. Words and titles do not count. */
export function compareSchemas(given: SchemaPair): readonly SchemaDifference[] {
  const reference = canonicalJson([given.before['$ref'] ?? null, given.after['$ref'] ?? null]);
  // What refers to itself is the same below as it is here.
  if (given.depth > deepest || given.followed.includes(reference)) return [];
  const isReference = '$ref' in given.before || '$ref' in given.after;
  const pair = {
    ...given,
    before: resolved(given.before, given.roots.before),
    after: resolved(given.after, given.roots.after),
    followed: isReference ? [...given.followed, reference] : given.followed,
  };
  return [
    ...compareTypes(pair),
    ...compareValues(pair),
    ...compareVariants(pair),
    ...compareBounds(pair),
    ...compareOpaque(pair),
    ...compareMembers(pair, compareSchemas),
    ...compareItems(pair),
    ...compareBelow(pair, 'additionalProperties', pair.path === '' ? '*' : `${pair.path}.*`),
  ];
}

function compareOpaque(pair: SchemaPair): readonly SchemaDifference[] {
  const { before, after, roots } = pair;
  return opaque
    .split(' ')
    .filter((keyword) => written(before[keyword], roots.before) !== written(after[keyword], roots.after))
    .map((keyword) => difference(pair, 'changed', `"${keyword}" changed in a way that cannot be judged`));
}

/** The items of a list: those with a place of their own, and the others. */
function compareItems(pair: SchemaPair): readonly SchemaDifference[] {
  const { before, after, path, depth } = pair;
  const [was, is] = [listOf(before['prefixItems']), listOf(after['prefixItems'])];
  if (was.length !== is.length)
    return [
      difference(pair, 'changed', `has ${is.length} items of their own kind where it had ${was.length}`),
    ];
  const places = was.flatMap((item, index) => {
    const [one, other] = [item, is[index]];
    if (!isObject(one) || !isObject(other)) return [];
    return compareSchemas({
      ...pair,
      before: one,
      after: other,
      path: `${path}[${index}]`,
      depth: depth + 1,
    });
  });
  const [wasClosed, isClosed] = [before['items'] === false, after['items'] === false];
  if (wasClosed === isClosed) return [...places, ...compareBelow(pair, 'items', `${path}[]`)];
  const what = isClosed ? 'no longer takes more items' : 'now takes more items';
  return [...places, difference(pair, isClosed ? 'narrowed' : 'widened', what)];
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
  return [...listOf(anyOf), ...listOf(oneOf)].map((variant) => written(variant, root));
}

/** A schema as a text, with what it refers to in the place of references. */
function written(schema: unknown, root: JsonObject): string {
  return canonicalJson(expanded(schema ?? null, root, 0));
}

function expanded(schema: unknown, root: JsonObject, times: number): unknown {
  if (Array.isArray(schema)) return schema.map((item) => expanded(item, root, times));
  if (!isObject(schema)) return schema;
  const refers = '$ref' in schema && times < mostWrittenOut;
  const members = Object.entries(refers ? resolved(schema, root) : schema);
  return Object.fromEntries(
    members.map(([key, value]) => [key, expanded(value, root, refers ? times + 1 : times)]),
  );
}

/** The schema that a reference leads to, with what stands beside the reference. */
function resolved(schema: JsonObject, root: JsonObject): JsonObject {
  const target = atReference(schema['$ref'], root);
  if (target === undefined) return schema;
  const { $ref: _reference, ...own } = schema;
  return { ...target, ...own };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
