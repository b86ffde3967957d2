import { failure } from '../errors/failure.ts';
import type { Failure } from '../errors/failure.ts';
import type { JsonObject, JsonValue } from '../json/json-value.ts';
import type { SchemaIssue } from '../ports/schema.ts';

const mostIssues = 20;
const longestText = 300;

/**
 * The failure of an input that its schema refuses: every issue (20 at most) with path and message, never the value.
 * `MISSING_REQUIRED_FIELD` when all that is wrong is what is not there.
 */
export function invalidInput(subject: string, value: unknown, issues: readonly SchemaIssue[]): Failure {
  const missing = issues.every((issue) => isMissing(value, issue));
  return failure(missing ? 'MISSING_REQUIRED_FIELD' : 'INVALID_INPUT', sentence(subject, issues), {
    details: { issues: describe(issues) },
  });
}

/** The failure of a tool whose result is not what it declared: the tool's defect, so the caller learns the path only. */
export function invalidOutput(tool: string, issues: readonly SchemaIssue[]): Failure {
  const paths = issues.slice(0, mostIssues).map(pathOf);
  return failure('INVALID_OUTPUT', `"${tool}" returned something else than it declares`, {
    details: { paths },
    cause: new TypeError(sentence(`The output of "${tool}"`, issues)),
  });
}

function sentence(subject: string, issues: readonly SchemaIssue[]): string {
  const shown = issues.slice(0, 3).map((issue) => {
    const path = pathOf(issue);
    return path === '' ? cut(issue.message) : `${path}: ${cut(issue.message)}`;
  });
  const rest = issues.length > shown.length ? `; and ${issues.length - shown.length} more` : '';
  return `${subject} is not valid: ${shown.join('; ')}${rest}`;
}

function describe(issues: readonly SchemaIssue[]): JsonValue[] {
  return issues.slice(0, mostIssues).map((issue): JsonObject => {
    const { message, path: _path, ...said } = issue as SchemaIssue & Record<string, unknown>;
    return { path: pathOf(issue), message: cut(message), ...plain(said) };
  });
}

/** What a schema library says beyond the standard, where it is plain: `code`, `expected`, `received`. */
function plain(said: Record<string, unknown>): JsonObject {
  const kept: Record<string, JsonValue> = {};
  for (const name of ['code', 'expected', 'received']) {
    const value = said[name];
    if (typeof value === 'string') kept[name] = cut(value);
    if (typeof value === 'number' || typeof value === 'boolean') kept[name] = value;
  }
  return kept;
}

/** The path as a person writes it: `days[0].city`. Empty: the value itself. */
function pathOf(issue: SchemaIssue): string {
  let text = '';
  for (const key of keysOf(issue)) {
    if (typeof key === 'number') text += `[${key}]`;
    else text += text === '' ? String(key) : `.${String(key)}`;
  }
  return cut(text);
}

function keysOf(issue: SchemaIssue): readonly PropertyKey[] {
  return (issue.path ?? []).map((segment) => (typeof segment === 'object' ? segment.key : segment));
}

function isMissing(value: unknown, issue: SchemaIssue): boolean {
  const keys = keysOf(issue);
  let at = value;
  for (const key of keys) {
    if (typeof at !== 'object' || at === null) return false;
    at = (at as Record<PropertyKey, unknown>)[key];
  }
  return at === undefined && (keys.length > 0 || value === undefined);
}

function cut(text: string): string {
  return text.length > longestText ? `${text.slice(0, longestText)}…` : text;
}
