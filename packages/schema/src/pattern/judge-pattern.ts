import { isExponential } from './is-exponential.ts';
import { parsePattern } from './parse-pattern.ts';
import type { PatternNode } from './pattern-node.ts';
import { positionAutomaton } from './position-automaton.ts';

/** What a pattern can cost, and how much it can match. */
export interface PatternVerdict {
  /** Exponential in the length of the text, polynomial at worst, or too large or too clever to tell. */
  readonly backtracking: 'polynomial' | 'exponential' | 'unknown';
  /** The characters of its longest match; `Infinity` where it has no end. */
  readonly maxLength: number;
}

/** Judges a valid regular expression by its structure; matches nothing. */
export function judgePattern(source: string): PatternVerdict {
  const parsed = parsePattern(source);
  if (!parsed) return { backtracking: 'unknown', maxLength: Infinity };
  const verdicts = [parsed.main, ...parsed.lookarounds].map(backtracking);
  const worst = (['exponential', 'unknown'] as const).find((verdict) => verdicts.includes(verdict));
  return { backtracking: worst ?? 'polynomial', maxLength: longestMatch(parsed.main) };
}

function backtracking(node: PatternNode): PatternVerdict['backtracking'] {
  const automaton = positionAutomaton(node);
  if (!automaton) return 'unknown';
  return isExponential(automaton) ? 'exponential' : 'polynomial';
}

function longestMatch(node: PatternNode): number {
  switch (node.kind) {
    case 'set':
      return 1;
    case 'choice':
      return Math.max(...node.options.map(longestMatch));
    case 'sequence':
      return node.parts.reduce((sum, part) => sum + longestMatch(part), 0);
    default: {
      const once = longestMatch(node.body);
      return once === 0 ? 0 : once * node.max;
    }
  }
}
