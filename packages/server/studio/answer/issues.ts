import type { JsonValue } from '@toolwright/core';
import { isObject } from '../schema/resolve-schema.ts';

/** One thing wrong with an input, and where: `days[0].city`; empty for the input itself. */
export interface InputIssue {
  readonly path: string;
  readonly message: string;
}

/** What an answer says is wrong with the input. */
export function issuesOf(body: JsonValue): readonly InputIssue[] {
  if (!isObject(body)) return [];
  const { details } = isObject(body['error']) ? body['error'] : body;
  const issues = isObject(details) ? details['issues'] : undefined;
  if (!Array.isArray(issues)) return [];
  return issues.flatMap((issue) => {
    if (!isObject(issue) || typeof issue['message'] !== 'string') return [];
    return [{ path: typeof issue['path'] === 'string' ? issue['path'] : '', message: issue['message'] }];
  });
}

/** Takes a member's name from the front of a path; `undefined` when the path does not begin with it. */
export function belowMember(path: string, name: string): string | undefined {
  if (path === name) return '';
  if (!path.startsWith(name)) return undefined;
  const rest = path.slice(name.length);
  if (rest.startsWith('.')) return rest.slice(1);
  return rest.startsWith('[') ? rest : undefined;
}

/** Takes an index from the front of a path; `undefined` when it does not begin with one. */
export function belowIndex(path: string): { readonly index: number; readonly rest: string } | undefined {
  const [, index, rest = ''] = /^\[(\d+)\]\.?(.*)$/.exec(path) ?? [];
  return index === undefined ? undefined : { index: Number(index), rest };
}
