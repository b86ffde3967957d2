import { createCounters } from './statistics.ts';
import type { Counters } from './statistics.ts';
import { defaultCallSettings } from './scope-settings.ts';
import type { CallSettings, ScopeSettings } from './scope-settings.ts';

/** One namespace: where its keys live, what its entries are like, what it counted. The root's path is empty. */
export interface Scope {
  readonly path: string;
  /** This namespace and those above it, innermost first. */
  readonly chain: readonly Scope[];
  /** The names under which invalidations of this namespace and those above it are remembered. */
  readonly marks: readonly string[];
  /** What stands before a key in memory. Empty at the root, so that a hit there makes no string. */
  readonly memoryPrefix: string;
  readonly settings: ScopeSettings;
  /** What a call without options asks for. */
  readonly call: CallSettings;
  readonly counters: Counters;
  /** The memory level's epoch of the last `clear`. */
  clearedAt: number;
}

// Namespaced keys start with a character that no root key keeps in front: see memoryKey.
const separator = '\u0000';

/** Makes the root, or a namespace below `parent`. */
export function createScope(
  settings: ScopeSettings,
  levels: number,
  place?: { readonly parent: Scope; readonly name: string },
): Scope {
  const path = place === undefined ? '' : joinPath(place.parent.path, place.name);
  const chain: Scope[] = [];
  const parents = place?.parent.chain ?? [];
  const scope: Scope = {
    path,
    chain,
    marks: [path, ...parents.map((parent) => parent.path)].map(namespaceMark),
    memoryPrefix: path === '' ? '' : `${separator}${path}:`,
    settings,
    call: defaultCallSettings(settings),
    counters: createCounters(levels),
    clearedAt: 0,
  };
  chain.push(scope, ...parents);
  return scope;
}

/** The path of a namespace below another. */
export function joinPath(parent: string, name: string): string {
  return parent === '' ? name : `${parent}/${name}`;
}

/** The key in memory: different for every pair of namespace and key. */
export function memoryKey(scope: Scope, key: string): string {
  if (scope.memoryPrefix !== '') return scope.memoryPrefix + key;
  return key.charCodeAt(0) === 0 ? `${separator}:${key}` : key;
}

/** The path and the key that a key in memory stands for. */
export function splitMemoryKey(full: string): { readonly path: string; readonly key: string } {
  if (full.charCodeAt(0) !== 0) return { path: '', key: full };
  const colon = full.indexOf(':');
  return { path: full.slice(1, colon), key: full.slice(colon + 1) };
}

/** The names under which invalidations of a tag are remembered, for this namespace and those above it. */
export function tagMarks(scope: Scope, tags: readonly string[]): readonly string[] {
  if (tags.length === 0) return [];
  return scope.chain.flatMap(({ path }) => tags.map((tag) => tagMark(path, tag)));
}

/** The name under which a `clear` of the namespace is remembered. */
export function namespaceMark(path: string): string {
  return `n:${path}`;
}

/** The namespace that a name stands for, or `undefined` when it stands for a tag. */
export function clearedPath(name: string): string | undefined {
  return name.startsWith('n:') ? name.slice(2) : undefined;
}

/** The name under which an invalidation of the tag in the namespace is remembered. */
export function tagMark(path: string, tag: string): string {
  return `t:${path}:${tag}`;
}
