import type { SchemaIssue } from '@toolwright/core';
import { clip } from './describe-value.ts';

/**
 * Writes issues as one paragraph that a person or a language model can repair the input from, of at most 2 000
 * characters. Takes the issues of any Standard Schema.
 */
export function describeIssues(issues: readonly SchemaIssue[]): string {
  const sentences = issues.map((issue) => {
    const path = describePath(issue.path ?? []);
    return path === ''
      ? `The input ${sentenceEnd(issue.message)}`
      : `"${path}" ${sentenceEnd(issue.message)}`;
  });
  return clip(sentences.join(' '), 2_000);
}

/** Writes a path as a program would: `items[0].name`. */
function describePath(path: NonNullable<SchemaIssue['path']>): string {
  return path
    .map((segment) => (typeof segment === 'object' ? segment.key : segment))
    .reduce<string>((text, key) => {
      if (typeof key === 'number') return `${text}[${key}]`;
      return text === '' ? String(key) : `${text}.${String(key)}`;
    }, '');
}

function sentenceEnd(message: string): string {
  return /[.!?…]$/.test(message) ? message : `${message}.`;
}
