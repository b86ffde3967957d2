import type { z } from 'zod';
import { textFormats } from '../text/text-format.ts';
import type { TextFormat } from '../text/text-format.ts';
import { clip, countOf, listValues } from './describe-value.ts';

const typeNames: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'an integer',
  boolean: 'a boolean',
  object: 'an object',
  record: 'an object',
  array: 'an array',
  null: 'null',
  nonoptional: 'a value',
  never: 'left out',
};

/** Says what a field takes, as far as zod's issue tells: the words after "must be". */
export function describeExpected(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeNames[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return issue.values.length === 1 ? listValues(issue.values) : `one of ${listValues(issue.values)}`;
    case 'invalid_format':
      return formatWords(issue.format, issue.pattern);
    case 'too_big':
      return sizeWords(issue.inclusive === false ? 'less than' : 'at most', issue.maximum, issue.origin);
    case 'too_small':
      return sizeWords(issue.inclusive === false ? 'more than' : 'at least', issue.minimum, issue.origin);
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`;
    case 'unrecognized_keys':
      return 'left out';
    case 'invalid_union':
      return 'one of the shapes that the schema allows';
    default:
      return 'a valid value';
  }
}

function formatWords(format: string, pattern: string | undefined): string {
  if (Object.hasOwn(textFormats, format)) return textFormats[format as TextFormat].expected;
  if (format !== 'regex') return `in the format "${format}"`;
  return `text that matches the pattern ${clip(pattern ?? '', 120)}`;
}

function sizeWords(relation: string, bound: number | bigint, origin: string): string {
  switch (origin) {
    case 'string':
      return `${relation} ${countOf(bound, 'character')}`;
    case 'array':
    case 'set':
      return `${relation} ${countOf(bound, 'item')}`;
    case 'object':
    case 'record':
    case 'map':
      return `${relation} ${countOf(bound, 'field')}`;
    default:
      return `${relation} ${bound}`;
  }
}
