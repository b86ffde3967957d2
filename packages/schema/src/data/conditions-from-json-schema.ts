import { ToolError } from '@toolwright/core';
import type { ConditionalPresence } from '../fields/field-options.ts';
import type { Condition, ConditionValue } from '../conditions/condition.ts';

type Node = Readonly<Record<string, unknown>>;
type ConditionOptions = Pick<ConditionalPresence<unknown>, 'condition' | 'optionalWhenHeld'>;

/** Reads the conditions of an object's fields, by name, out of its `allOf`. */
export function conditionsFromJsonSchema(
  entries: readonly Node[],
  place: string,
): Map<string, ConditionOptions> {
  return new Map(
    entries.map((entry, index) => {
      const read = readEntry(entry);
      if (read) return read;
      throw new ToolError(
        'INVALID_OPTIONS',
        `The JSON Schema at ${place}/allOf/${index} is not the condition of a field`,
        { details: { place } },
      );
    }),
  );
}

function readEntry(entry: Node): readonly [string, ConditionOptions] | undefined {
  const { if: held, then, else: otherwise } = entry as Record<string, Node | undefined>;
  const condition = readCondition(held?.['properties'] as Node | undefined);
  const name = readName((otherwise?.['not'] as Node | undefined)?.['required']);
  if (!condition || name === undefined) return undefined;
  return [name, { condition, ...(then === undefined && { optionalWhenHeld: true }) }];
}

function readCondition(properties: Node | undefined): Condition | undefined {
  const [entry, ...others] = Object.entries(properties ?? {});
  if (!entry || others.length > 0) return undefined;
  const [field, accepts] = entry as [string, { const?: ConditionValue; enum?: readonly ConditionValue[] }];
  if (accepts.const !== undefined) return { field, equals: accepts.const };
  return accepts.enum && { field, oneOf: accepts.enum };
}

function readName(required: unknown): string | undefined {
  return Array.isArray(required) && required.length === 1 ? String(required[0]) : undefined;
}
