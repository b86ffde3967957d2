import type { Attributes, JsonObject, JsonValue } from '@toolwright/core';

const mostMembers = 32;
const deepest = 3;
const longestText = 1_024;

/**
 * A JSON object as attributes: members of members are joined by dots, lists become JSON text. Of each object 32 members
 * and three levels are kept, and 1 024 characters of a text, so that one annotation cannot fill a span.
 */
export function flatAttributes(data: JsonObject): Attributes {
  const flat: Record<string, string | number | boolean> = {};
  flatten(data, '', { into: flat, level: 1 });
  return flat;
}

interface Flattening {
  readonly into: Record<string, string | number | boolean>;
  readonly level: number;
}

function flatten(data: JsonObject, prefix: string, { into, level }: Flattening): void {
  for (const [name, value] of Object.entries<JsonValue | undefined>(data)) {
    if (Object.keys(into).length >= mostMembers) return;
    const path = prefix + name;
    if (value === null || value === undefined) continue;
    if (typeof value === 'string') into[path] = value.slice(0, longestText);
    else if (typeof value !== 'object') into[path] = value;
    else if (Array.isArray(value) || level === deepest) into[path] = textOf(value);
    else flatten(value as JsonObject, `${path}.`, { into, level: level + 1 });
  }
}

function textOf(value: JsonValue): string {
  try {
    return JSON.stringify(value).slice(0, longestText);
  } catch {
    return '[circular]';
  }
}
