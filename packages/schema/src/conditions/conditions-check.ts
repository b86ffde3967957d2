import type { z } from 'zod';
import { describeValue, listValues } from '../issues/describe-value.ts';
import { report } from '../issues/own-issue.ts';
import { checksOf, zodCheck } from '../zod/zod-internals.ts';
import { acceptedValues } from './condition.ts';
import type { Condition } from './condition.ts';
import type { ConditionalRule } from './conditional-field.ts';

type Payload = z.core.ParsePayload;
type Rules = ReadonlyMap<string, ConditionalRule>;

/** Makes the check by which an object applies its conditions: together with, not after, the rest of what is wrong. */
export function conditionsCheck(rules: Rules): z.core.$ZodCheck {
  return zodCheck((payload: Payload) => applyRules(rules, payload), { when: isObject, rules });
}

/** The conditions that an object schema applies. */
export function conditionsOf(schema: z.core.$ZodType): Rules {
  const rules = checksOf<{ rules: Rules }>(schema).flatMap((check) => [...(check.rules ?? [])]);
  return new Map(rules);
}

function isObject(payload: Payload): boolean {
  return typeof payload.value === 'object' && payload.value !== null;
}

function applyRules(rules: Rules, payload: Payload): void {
  const value = payload.value as Record<string, unknown>;
  const troubled = new Set(payload.issues.map((issue) => issue.path?.[0]));
  for (const [name, rule] of rules) {
    const held = holds(rule.condition, value, troubled);
    if (held === undefined) continue;
    const isAbsent = value[name] === undefined && !troubled.has(name);
    if (held && isAbsent) supply(payload, name, rule);
    else if (!held && !isAbsent) refuse(payload, name, rule);
  }
}

/** `undefined` where a broken value leaves it open. */
function holds(
  condition: Condition,
  value: Readonly<Record<string, unknown>>,
  troubled: ReadonlySet<unknown>,
): boolean | undefined {
  if (typeof condition === 'function') return troubled.size > 0 ? undefined : condition(value);
  if (troubled.has(condition.field)) return undefined;
  return acceptedValues(condition).some((accepted) => accepted === value[condition.field]);
}

function supply(payload: Payload, name: string, rule: ConditionalRule): void {
  if (rule.fallback !== undefined) {
    (payload.value as Record<string, unknown>)[name] = structuredClone(rule.fallback);
  } else if (!rule.optionalWhenHeld) {
    const expected = `given ${describeCondition('while', rule.condition)}`;
    report(payload, { code: 'required', expected }, { path: [name], input: undefined });
  }
}

function refuse(payload: Payload, name: string, rule: ConditionalRule): void {
  const expected = `left out ${describeCondition('unless', rule.condition)}`;
  const input = (payload.value as Record<string, unknown>)[name];
  report(payload, { code: 'not_allowed', expected }, { path: [name], input });
}

function describeCondition(word: 'while' | 'unless', condition: Condition): string {
  if (typeof condition === 'function')
    return word === 'while' ? 'beside the other fields as they are' : 'unless other fields change';
  const values = acceptedValues(condition);
  const list = values.length === 1 ? describeValue(values[0]) : `one of ${listValues(values)}`;
  return `${word} "${condition.field}" is ${list}`;
}
