import type { z } from 'zod';
import { definitionOf } from '../zod/zod-internals.ts';
import { describeExpected } from './describe-expected.ts';
import { clip, describeSize, describeValue, listValues } from './describe-value.ts';
import type { FieldIssue, FieldIssueCode } from './field-issue.ts';
import { isSensitiveAt } from './is-sensitive-at.ts';
import { ownIssueOf } from './own-issue.ts';

/** The message that zod gives where the schema's author wrote none. */
export const noAuthorMessage = '\u0000';

const mostIssues = 20;
const longestMessage = 400;

/**
 * Makes issues out of zod's: at most 20, an issue with the code `more_issues` in place of the rest. No value of a
 * sensitive field appears in them.
 */
export function toFieldIssues(root: z.core.$ZodType, issues: readonly z.core.$ZodIssue[]): FieldIssue[] {
  const made: FieldIssue[] = [];
  for (const issue of issues) {
    if (made.length > mostIssues) break;
    made.push(...spread(root, issue, []));
  }
  if (made.length <= mostIssues) return made;
  const message = `more is wrong than the ${mostIssues} problems listed`;
  return [
    ...made.slice(0, mostIssues),
    { code: 'more_issues', path: [], message, expected: '', received: '' },
  ];
}

/** One issue of zod's can be several: each unknown key, and all that keeps a value from its closest alternative. */
function spread(root: z.core.$ZodType, issue: z.core.$ZodIssue, above: readonly PropertyKey[]): FieldIssue[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.slice(0, mostIssues + 1).map((key) => unknownField(root, path, key));
  }
  if (issue.code === 'invalid_union' && issue.message === noAuthorMessage) {
    const closest = closestAlternative(issue.errors);
    if (closest) return closest.slice(0, mostIssues + 1).flatMap((inner) => spread(root, inner, path));
  }
  return [fieldIssue(root, issue, path)];
}

function fieldIssue(
  root: z.core.$ZodType,
  issue: z.core.$ZodIssue,
  path: readonly PropertyKey[],
): FieldIssue {
  const own = ownIssueOf(issue);
  const code = own?.code ?? codeOf(issue);
  const expected = clip(own?.expected ?? describeExpected(issue), longestMessage);
  const received = isSensitiveAt(root, path) ? '[redacted]' : receivedOf(own ? undefined : code, issue.input);
  const isOurs = own !== undefined || issue.message === noAuthorMessage;
  const isMissing = own === undefined && code === 'required';
  const words = isMissing ? `is required and must be ${expected}` : `must be ${expected}; got ${received}`;
  const message = clip(isOurs ? words : issue.message, longestMessage);
  return { code, path: showPath(path), message, expected, received };
}

function receivedOf(code: FieldIssueCode | undefined, input: unknown): string {
  const isSize = (code === 'too_big' || code === 'too_small') && typeof input !== 'number';
  return isSize ? describeSize(input) : describeValue(input);
}

function unknownField(root: z.core.$ZodType, path: readonly PropertyKey[], key: string): FieldIssue {
  const { shape } = definitionOf<{ shape: object }>(root);
  const known = path.length === 0 && shape ? `; the known fields are ${listValues(Object.keys(shape))}` : '';
  return {
    code: 'unknown_field',
    path: showPath([...path, key]),
    message: clip(`is not a known field${known}`, longestMessage),
    expected: 'left out',
    received: isSensitiveAt(root, path) ? '[redacted]' : 'a value',
  };
}

function codeOf(issue: z.core.$ZodIssue): FieldIssueCode {
  switch (issue.code) {
    case 'invalid_type':
    case 'invalid_value':
      return issue.input === undefined ? 'required' : issue.code;
    case 'unrecognized_keys':
      return 'unknown_field';
    case 'invalid_key':
    case 'invalid_element':
      return 'invalid_value';
    default:
      return issue.code;
  }
}

// The alternative that fails deepest is the one that was meant: an object of another shape fails at its root.
function closestAlternative(
  alternatives: readonly (readonly z.core.$ZodIssue[])[],
): readonly z.core.$ZodIssue[] | undefined {
  const inside = alternatives.filter((issues) => issues.every((issue) => issue.path.length > 0));
  return inside.toSorted((a, b) => a.length - b.length)[0];
}

function showPath(path: readonly PropertyKey[]): (string | number)[] {
  return path.slice(0, 32).map((key) => (typeof key === 'number' ? key : clip(String(key), 100)));
}
