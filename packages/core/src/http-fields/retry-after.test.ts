import { describe, expect, it } from 'vitest';
import { formatRetryAfter, parseRetryAfter } from './retry-after.ts';

const now = Date.UTC(2026, 10, 21, 12, 0, 0);

describe('writing Retry-After', () => {
  it.each([
    [0, '0'],
    [1, '1'],
    [1_000, '1'],
    [1_001, '2'],
    [-5, '0'],
    [Infinity, undefined],
    [Number.NaN, undefined],
  ])('%d ms is %j', (ms, text) => {
    expect(formatRetryAfter(ms)).toBe(text);
  });
});

describe('reading Retry-After', () => {
  it.each([
    ['0', 0],
    [' 120 ', 120_000],
    ['1.5', 1_500],
    ['999999999999999', Number.MAX_SAFE_INTEGER],
    ['Sat, 21 Nov 2026 12:00:30 GMT', 30_000],
    ['Saturday, 21-Nov-26 12:01:00 GMT', 60_000],
    ['Sat Nov 21 13:00:00 2026', 3_600_000],
    ['Tue Dec  1 12:00:00 2026', 10 * 86_400_000],
    ['Sat, 21 Nov 2026 11:59:59 GMT', 0],
    ['Sunday, 06-Nov-94 08:49:37 GMT', 0],
    ['Thu, 31 Dec 2026 23:59:60 GMT', Date.UTC(2027, 0, 1) - now],
    ['Sat, 31 Feb 2026 12:00:00 GMT', undefined],
    ['Sat, 21 Nov 2026 24:00:00 GMT', undefined],
    ['Sat, 21 Nov 2026 12:60:00 GMT', undefined],
    ['Sat, 21 Nov 2026 12:00:61 GMT', undefined],
    ['Sat, 21 Foo 2026 12:00:00 GMT', undefined],
    ['Sat, 21 Nov 2026 12:00:00 CET', undefined],
    ['2026-11-21T12:00:30Z', undefined],
    ['-1', undefined],
    ['soon', undefined],
    ['', undefined],
  ])('%j is %j', (text, ms) => {
    expect(parseRetryAfter(text, now)).toBe(ms);
  });

  it('takes a year of two digits as at most 50 years ahead', () => {
    expect(parseRetryAfter('Saturday, 21-Nov-76 12:00:00 GMT', now)).toBeGreaterThan(0);
    expect(parseRetryAfter('Monday, 21-Nov-77 12:00:00 GMT', now)).toBe(0);
  });
});
