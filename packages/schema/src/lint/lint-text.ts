import { isAnchored } from '../pattern/anchored-pattern.ts';
import { judgePattern } from '../pattern/judge-pattern.ts';
import type { LintFinding } from './finding.ts';

/** Finds what is wrong with the JSON Schema of a text. */
export function* lintText(schema: Readonly<Record<string, unknown>>, path: string): Generator<LintFinding> {
  const patterns = patternsOf(schema);
  for (const pattern of patterns) yield* lintPattern(pattern, path);
  const isListed = 'enum' in schema || 'const' in schema;
  const isBounded = patterns.some((pattern) => isAnchored(pattern) && judge(pattern).maxLength < Infinity);
  if (isListed || isBounded || schema['maxLength'] !== undefined) return;
  yield {
    rule: 'string-without-max-length',
    path,
    message: 'The text may have any length, and whoever sends it chooses what it costs',
    suggestion: 'set maxLength',
  };
}

function* lintPattern(pattern: string, path: string): Generator<LintFinding> {
  const { backtracking } = judge(pattern);
  if (backtracking === 'exponential') {
    yield {
      rule: 'pattern-exponential',
      path,
      message: `The pattern ${pattern} can take time that doubles with each character`,
      suggestion: 'let each character match in one way only: no repetition of what already repeats',
    };
  }
  if (backtracking === 'unknown') {
    yield {
      rule: 'pattern-unjudged',
      path,
      message: `The pattern ${pattern} has back references or is too large to judge`,
      suggestion: 'use a plainer pattern and check the rest in code',
    };
  }
  if (!isAnchored(pattern)) {
    yield {
      rule: 'pattern-unanchored',
      path,
      message: `The pattern ${pattern} lets anything stand before or after what it matches`,
      suggestion: `write ^(?:${pattern})$`,
    };
  }
}

function patternsOf(schema: Readonly<Record<string, unknown>>): string[] {
  const parts = [schema, ...((schema['allOf'] ?? []) as { pattern?: unknown }[])];
  return parts.map((part) => part['pattern']).filter((pattern) => typeof pattern === 'string');
}

function judge(pattern: string): ReturnType<typeof judgePattern> {
  try {
    void new RegExp(pattern, 'u');
    return judgePattern(pattern);
  } catch {
    // Not a pattern under the `u` flag that JSON Schema asks for.
    return { backtracking: 'unknown', maxLength: Infinity };
  }
}
