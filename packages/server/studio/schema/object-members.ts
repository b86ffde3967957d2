import type { JsonObject, JsonValue } from '@toolwright/core';
import { matches } from './matches.ts';
import { isObject, resolveSchema, schemasIn } from './resolve-schema.ts';

/** One member of an object, for one state of the object. */
export interface Member {
  readonly name: string;
  readonly schema: JsonObject;
  /** Whether the object may have it now. */
  readonly visible: boolean;
  readonly required: boolean;
}

interface Gathered {
  readonly schemas: Map<string, JsonObject>;
  readonly shown: Set<string>;
  readonly refused: Set<string>;
  readonly required: Set<string>;
  readonly value: JsonObject;
  readonly root: JsonObject;
}

const mostDepth = 16;

/** Every member that an object can have, in order; conditions decide which it may have and must have now. */
export function objectMembers(schema: JsonObject, value: JsonObject, root: JsonObject): readonly Member[] {
  const gathered: Gathered = {
    schemas: new Map(),
    shown: new Set(),
    refused: new Set(),
    required: new Set(),
    value,
    root,
  };
  gather(schema, true, 0, gathered);
  return [...gathered.schemas].map(([name, one]) => ({
    name,
    schema: one,
    visible: gathered.shown.has(name) && !gathered.refused.has(name),
    required: gathered.required.has(name),
  }));
}

/** As {@link objectMembers}, where values of members that are not visible count for nothing. */
export function settledMembers(schema: JsonObject, value: JsonObject, root: JsonObject): readonly Member[] {
  let counted = value;
  for (let round = 0; ; round += 1) {
    const members = objectMembers(schema, counted, root);
    const hidden = new Set(members.filter(({ visible }) => !visible).map(({ name }) => name));
    const next = Object.entries(counted).filter(([name]) => !hidden.has(name));
    if (next.length === Object.keys(counted).length || round === mostDepth) return members;
    counted = Object.fromEntries(next);
  }
}

function gather(given: JsonValue | undefined, active: boolean, depth: number, into: Gathered): void {
  if (!isObject(given) || depth > mostDepth) return;
  const schema = resolveSchema(given, into.root);
  gatherOwn(schema, active, into);
  for (const part of schemasIn(schema['allOf'])) gather(part, active, depth + 1, into);
  if (schema['if'] !== undefined) {
    const isHeld = matches(schema['if'], into.value, into.root);
    gather(schema['then'], active && isHeld, depth + 1, into);
    gather(schema['else'], active && !isHeld, depth + 1, into);
  }
  for (const [name, dependent] of entriesOf(schema['dependentSchemas']))
    gather(dependent, active && into.value[name] !== undefined, depth + 1, into);
}

function gatherOwn(
  schema: JsonObject,
  active: boolean,
  { schemas, shown, refused, required }: Gathered,
): void {
  for (const [name, property] of entriesOf(schema['properties'])) {
    const own = isObject(property) ? property : {};
    // A branch may say more of a member that is there without it.
    schemas.set(name, { ...schemas.get(name), ...(active || !schemas.has(name) ? own : {}) });
    if (active) (property === false ? refused : shown).add(name);
  }
  if (!active) return;
  for (const name of namesIn(schema['required'])) required.add(name);
  if (isObject(schema['not'])) for (const name of namesIn(schema['not']['required'])) refused.add(name);
}

function entriesOf(value: JsonValue | undefined): readonly (readonly [string, JsonValue])[] {
  return isObject(value)
    ? Object.entries(value).flatMap(([name, one]) => (one === undefined ? [] : [[name, one] as const]))
    : [];
}

function namesIn(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
}
