import { invalidOption } from '@toolwright/core';
import { judgePattern } from './judge-pattern.ts';

/**
 * Makes the pattern that a whole text must match. Throws INVALID_OPTIONS for one that JSON Schema cannot carry (flags
 * but `u`), that is no regular expression under the `u` flag, or that is open to catastrophic backtracking.
 */
export function anchoredPattern(pattern: string | RegExp): RegExp {
  if (typeof pattern !== 'string' && !/^u?$/.test(pattern.flags)) {
    throw invalidOption('pattern', 'without flags, which JSON Schema cannot carry', String(pattern));
  }
  const source = typeof pattern === 'string' ? pattern : pattern.source;
  const anchored = compile(isAnchored(source) ? source : `^(?:${source})$`);
  if (judgePattern(anchored.source).backtracking === 'exponential') {
    throw invalidOption('pattern', 'free of nested repetition, which can take exponential time', source);
  }
  return anchored;
}

/** Whether a match of `source` must cover the whole text: `^…$`, with no alternative outside a group. */
export function isAnchored(source: string): boolean {
  if (!source.startsWith('^') || !/(?<!\\)(?:\\\\)*\$$/.test(source)) return false;
  let depth = 0;
  let inClass = false;
  for (let index = 0; index < source.length; index += 1) {
    const character = source[index];
    if (character === '\\') index += 1;
    else if (inClass) inClass = character !== ']';
    else if (character === '[') inClass = true;
    else if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    else if (character === '|' && depth === 0) return false;
  }
  return !inClass;
}

function compile(source: string): RegExp {
  try {
    return new RegExp(source, 'u');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw invalidOption('pattern', 'a regular expression under the "u" flag', reason);
  }
}
