import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codePointLength, isLongerThan, isShorterThan } from './code-points.ts';
import { sanitizeText } from './sanitize-text.ts';

describe('sanitizeText', () => {
  it.each([
    ['  a b\n', 'a b'],
    ['a\u0000b\u001bc\u007f\u0085d', 'abcd'],
    ['a\tb\r\nc', 'a\tb\r\nc'],
    ['e\u0301', '\u00e9'],
    ['e\u0000\u0301', '\u00e9'],
    ['\ud800a', '\ufffda'],
    ['\u00a0\u0007 a', 'a'],
    ['😀', '😀'],
  ])('makes %j %j', (text, clean) => {
    expect(sanitizeText(text)).toBe(clean);
  });

  it('does only what it is asked', () => {
    const text = ' e\u0301\u0000 ';
    expect(sanitizeText(text, { trim: false })).toBe(' \u00e9 ');
    expect(sanitizeText(text, { normalize: false })).toBe('e\u0301');
    expect(sanitizeText(text, { stripControls: false })).toBe('\u00e9\u0000');
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const clean = sanitizeText(text);
        expect(sanitizeText(clean)).toBe(clean);
        expect(clean.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('the length of a text', () => {
  it('is that of its code points', () => {
    const units = fc.constantFrom('a', '😀', '\ud83d', '\ude00');
    fc.assert(
      fc.property(fc.string({ unit: units }), fc.nat(10), (text, limit) => {
        const length = Array.from(text).length;
        expect(codePointLength(text)).toBe(length);
        expect(isLongerThan(text, limit)).toBe(length > limit);
        expect(isShorterThan(text, limit)).toBe(length < limit);
      }),
    );
  });
});
