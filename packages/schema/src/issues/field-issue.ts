import type { SchemaIssue } from '@toolwright/core';

/** What kind of thing is wrong with a value. */
export type FieldIssueCode =
  | 'required'
  | 'invalid_type'
  | 'invalid_value'
  | 'invalid_format'
  | 'too_small'
  | 'too_big'
  | 'not_multiple_of'
  | 'not_unique'
  | 'not_allowed'
  | 'unknown_field'
  | 'invalid_union'
  | 'custom'
  | 'more_issues';

/** One thing wrong with a value, with all that a person or a model needs to put it right. */
export interface FieldIssue extends SchemaIssue {
  readonly code: FieldIssueCode;
  readonly path: readonly (string | number)[];
  /** What the field takes: 'at most 100 characters'. */
  readonly expected: string;
  /** What came: '"kelvin"', '250 characters'; `[redacted]` for a sensitive field. */
  readonly received: string;
}
