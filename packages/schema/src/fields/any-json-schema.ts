import { numberOption } from '@toolwright/core';
import type { JsonValue } from '@toolwright/core';
import { z } from 'zod';
import { countOf } from '../issues/describe-value.ts';
import { report } from '../issues/own-issue.ts';
import type { OwnIssue } from '../issues/own-issue.ts';
import { zodCheck } from '../zod/zod-internals.ts';
import { fieldClass } from './field-class.ts';
import { pickNotes } from './field-notes.ts';
import type { FieldNotes } from './field-options.ts';
import { prototypeKeys } from './prototype-keys.ts';

/** How large a JSON value of any shape may be. */
export interface JsonOptions extends FieldNotes {
  /** Arrays and objects within each other, from 1 to 1 000. @default 16 */
  readonly maxDepth?: number;
  /** Values in it, all counted; at least 1. @default 10_000 */
  readonly maxValues?: number;
}

type Bounds = Required<Pick<JsonOptions, 'maxDepth' | 'maxValues'>>;

const JsonField = /* @__PURE__ */ fieldClass('JsonField', z.ZodUnknown);

/** Makes the schema of any JSON value, bounded and without prototype keys; without its presence. */
export function anyJsonSchema(options?: JsonOptions): z.ZodType<JsonValue> {
  const bounds: Bounds = {
    maxDepth: numberOption('maxDepth', options?.maxDepth ?? 16, { min: 1, max: 1_000, integer: true }),
    maxValues: numberOption('maxValues', options?.maxValues ?? 10_000, { min: 1, integer: true }),
  };
  const check = (payload: z.core.ParsePayload): void => {
    const issue = findProblem(payload.value, bounds);
    if (issue) report(payload, issue);
  };
  return new JsonField({
    type: 'unknown',
    checks: [zodCheck(check)],
    notes: pickNotes(options),
    keywords: { 'x-json': { ...bounds } },
  }) as never;
}

/** Walks the value level by level, so that no depth can exhaust the stack. */
function findProblem(root: unknown, { maxDepth, maxValues }: Bounds): OwnIssue | undefined {
  if (root === undefined) return { code: 'required', expected: 'given, as JSON' };
  let level = [root];
  let count = 0;
  for (let depth = 0; level.length > 0; depth += 1) {
    count += level.length;
    if (count > maxValues)
      return { code: 'too_big', expected: `JSON of at most ${countOf(maxValues, 'value')}` };
    if (!level.every(isJson)) return { code: 'invalid_type', expected: 'JSON' };
    const containers = level.filter((value) => typeof value === 'object' && value !== null);
    if (containers.length > 0 && depth >= maxDepth) {
      return { code: 'too_big', expected: `nested at most ${maxDepth} deep` };
    }
    if (containers.some((value) => prototypeKeys.some((key) => Object.hasOwn(value, key)))) {
      return { code: 'not_allowed', expected: `JSON without the keys ${prototypeKeys.join(', ')}` };
    }
    level = containers.flatMap((value) => Object.values(value));
  }
  return undefined;
}

function isJson(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null)
    return value === null || ['string', 'boolean'].includes(typeof value);
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}
