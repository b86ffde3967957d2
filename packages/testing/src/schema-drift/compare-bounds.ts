import type { JsonObject } from '@toolwright/core';
import type { SchemaPair } from './compare-schemas.ts';
import type { SchemaDifference } from './schema-change.ts';

const lower = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'];
const upper = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'];
const forms = ['pattern', 'format', 'multipleOf', 'uniqueItems', 'contentEncoding', 'contentMediaType'];

/** What changed of the bounds and forms of a value. */
export function compareBounds({ before, after, path }: SchemaPair): readonly SchemaDifference[] {
  const found: SchemaDifference[] = [];
  const note = (effect: 'narrowed' | 'widened' | 'changed', keyword: string): void => {
    const [was, is] = [shown(before, keyword), shown(after, keyword)];
    found.push({ path, effect, what: `has "${keyword}" ${is} where it was ${was}` });
  };
  for (const [keywords, sign] of [
    [lower, 1],
    [upper, -1],
  ] as const) {
    for (const keyword of keywords) {
      const unbounded = -sign * Number.POSITIVE_INFINITY;
      const was = Number(before[keyword] ?? unbounded) * sign;
      const is = Number(after[keyword] ?? unbounded) * sign;
      if (is > was) note('narrowed', keyword);
      if (is < was) note('widened', keyword);
    }
  }
  for (const keyword of forms) {
    const [was, is] = [before[keyword] || undefined, after[keyword] || undefined];
    if (was === is) continue;
    if (was === undefined) note('narrowed', keyword);
    else note(is === undefined ? 'widened' : 'changed', keyword);
  }
  return found;
}

function shown(schema: JsonObject, keyword: string): string {
  return keyword in schema ? JSON.stringify(schema[keyword]) : 'absent';
}
