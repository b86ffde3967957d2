import type { z } from 'zod';
import type { FieldIssueCode } from './field-issue.ts';

/** What a rule of our own has to say: the words after "must be", and the kind of issue. */
export interface OwnIssue {
  readonly code: FieldIssueCode;
  readonly expected: string;
}

/** Where a rule of our own found the trouble, if not at the value that it looks at. */
export interface OwnIssuePlace {
  readonly path: string[];
  readonly input: unknown;
}

/** Reports a broken rule of our own; the message is for those who read it through a plain zod schema. */
export function report(payload: z.core.ParsePayload, issue: OwnIssue, place?: OwnIssuePlace): void {
  payload.issues.push({
    code: 'custom',
    message: `must be ${issue.expected}`,
    params: { toolwright: issue },
    ...(place ?? { input: payload.value }),
  });
}

/** Reads back what {@link report} wrote. */
export function ownIssueOf(issue: z.core.$ZodIssue): OwnIssue | undefined {
  const params = issue.code === 'custom' ? issue.params : undefined;
  return params && 'toolwright' in params ? (params['toolwright'] as OwnIssue) : undefined;
}
