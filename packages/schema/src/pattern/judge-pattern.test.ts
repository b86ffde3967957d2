import { describe, expect, it } from 'vitest';
import { textFormats } from '../text/text-format.ts';
import { judgePattern } from './judge-pattern.ts';

describe('judgePattern', () => {
  it.each([
    '^(a+)+$',
    '^(a*)*$',
    '^(a|a)*$',
    '^(a|aa)+$',
    '^(?:a?b?)*$',
    '^([a-z]+[a-z0-9]*)*$',
    '^(\\w+\\s?)*$',
    '^(.*,)*$',
    '^(?:[^,]|\\w)+$',
    '^(a{1,20})*$',
    '^(a{2}|a{3})*$',
    '^(?=(x+x+)+y)z$',
    '^(?:\\p{L}|[a-z])*$',
    '^(\\u0061+|\\x61)+$',
    '^(?:\\u{61}|[\\b\\ca-z])+$',
  ])('calls %s exponential', (source) => {
    expect(() => new RegExp(source, 'u')).not.toThrow();
    expect(judgePattern(source).backtracking).toBe('exponential');
  });

  it.each([
    '^[a-z]+$',
    '^(?:[a-z]+\\.)*[a-z]+$',
    '^(?:[^"\\\\]|\\\\.)*$',
    '^(ab|cd)*$',
    '^(a|b|c){3,5}$',
    '^(\\d{4}-)*$',
    '^(?:[0-9a-f]{64})*$',
    '^\\s*(?<name>\\w+)\\s*$',
    '^(?:a{3,}b)+$',
    '^(?!admin$)[a-z\\-\\t]{1,20}$',
    '^[\\]\\[^-]*$',
  ])('calls %s no worse than polynomial', (source) => {
    expect(() => new RegExp(source, 'u')).not.toThrow();
    expect(judgePattern(source).backtracking).toBe('polynomial');
  });

  it.each(Object.entries(textFormats))('finds the pattern of the format %s harmless', (_, { pattern }) => {
    expect(judgePattern(pattern.source).backtracking).toBe('polynomial');
  });

  it.each([
    ['^[a-z]{2,5}$', 5],
    ['^(?:a|bcd)?x$', 4],
    ['^a*$', Infinity],
    ['^(?:)*x$', 1],
  ])('knows the longest match of %s', (source, length) => {
    expect(judgePattern(source).maxLength).toBe(length);
  });

  it('does not judge a back reference or a pattern of thousands of parts', () => {
    expect(judgePattern('^(a|b)\\1$').backtracking).toBe('unknown');
    expect(judgePattern(`^(?:${'abcdefgh'.repeat(100)})*$`).backtracking).toBe('unknown');
  });
});
