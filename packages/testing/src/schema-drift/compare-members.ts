import type { JsonObject } from '@toolwright/core';
import type { SchemaPair } from './compare-schemas.ts';
import type { SchemaDifference } from './schema-change.ts';

/** What changed of an object's members. */
export function compareMembers(
  pair: SchemaPair,
  compare: (pair: SchemaPair) => readonly SchemaDifference[],
): readonly SchemaDifference[] {
  const [before, after] = [membersOf(pair.before), membersOf(pair.after)];
  const found: SchemaDifference[] = [];
  for (const name of new Set([...before.names, ...after.names])) {
    const path = pair.path === '' ? name : `${pair.path}.${name}`;
    const [was, is] = [before.schemas[name], after.schemas[name]];
    found.push(...presence({ path, name, before, after, read: pair.direction === 'read' }));
    if (was === undefined || is === undefined) continue;
    found.push(...compare({ ...pair, before: was, after: is, path, depth: pair.depth + 1 }));
  }
  if (before.open !== after.open) {
    const what = after.open ? 'now takes members of any name' : 'no longer takes members of other names';
    found.push({ path: pair.path, effect: after.open ? 'widened' : 'narrowed', what });
  }
  return found;
}

interface Members {
  readonly schemas: Readonly<Record<string, JsonObject>>;
  readonly names: readonly string[];
  readonly required: readonly string[];
  /** Whether members of other names may be there. */
  readonly open: boolean;
}

interface Presence {
  readonly path: string;
  readonly name: string;
  readonly before: Members;
  readonly after: Members;
  /** Whether callers read the object. */
  readonly read: boolean;
}

function presence({ path, name, before, after, read }: Presence): readonly SchemaDifference[] {
  const [was, is] = [before.names.includes(name), after.names.includes(name)];
  const [wasRequired, isRequired] = [before.required.includes(name), after.required.includes(name)];
  if (!was) {
    const what = isRequired ? 'is new and required' : 'is new';
    return [{ path, effect: isRequired ? 'narrowed' : 'none', what }];
  }
  if (!is) {
    // Who reads misses it; who sends it is refused by an object that takes no other names.
    if (read) return [{ path, effect: 'widened', what: 'is gone' }];
    return [{ path, effect: after.open ? 'none' : 'narrowed', what: 'is gone' }];
  }
  if (wasRequired === isRequired) return [];
  return [
    {
      path,
      effect: isRequired ? 'narrowed' : 'widened',
      what: isRequired ? 'is now required' : 'is now optional',
    },
  ];
}

function membersOf(schema: JsonObject): Members {
  const { properties = {}, required = [], additionalProperties = true } = schema;
  const schemas = properties as Readonly<Record<string, JsonObject>>;
  return {
    schemas,
    names: Object.keys(schemas),
    required: required as readonly string[],
    open: additionalProperties !== false,
  };
}
