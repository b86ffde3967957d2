import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { canonicalDigest, canonicalJson } from './canonical-json.ts';

describe('canonical JSON', () => {
  it('does not depend on the order of members', () => {
    expect(canonicalJson({ b: [2, { d: 1, c: null }], a: 'x' })).toBe('{"a":"x","b":[2,{"c":null,"d":1}]}');
  });

  it('sorts by UTF-16 code units, as the example of RFC 8785 does', () => {
    const value = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 };
    const names = Object.keys(JSON.parse(canonicalJson(value)) as object);
    // Integer-like names come first in any object; the others in the order of the text.
    expect(names).toEqual(['1', '\r', '\u0080', '\u00f6', '\u20ac', '\ud83d\ude00', '\ufb33']);
  });

  it('writes numbers and strings as JSON does, and -0 as 0', () => {
    const long = Number('333333333.33333329');
    expect(canonicalJson([long, 1e30, 4.5, 2e-3, 1e-27, -0, '\u20ac$\u000f\nA\'B"\\'])).toBe(
      '[333333333.3333333,1e+30,4.5,0.002,1e-27,0,"€$\\u000f\\nA\'B\\"\\\\"]',
    );
  });

  it('leaves out undefined members, and keeps the place of undefined items', () => {
    expect(canonicalJson({ a: undefined, b: [undefined, 1] })).toBe('{"b":[null,1]}');
  });

  it('asks values how they want to be written', () => {
    expect(canonicalJson({ when: new Date(0) })).toBe('{"when":"1970-01-01T00:00:00.000Z"}');
  });

  it('repeats what is shared and refuses what contains itself', () => {
    const shared = { a: 1 };
    expect(canonicalJson([shared, shared])).toBe('[{"a":1},{"a":1}]');
    const cycle: unknown[] = [];
    cycle.push({ cycle });
    expect(() => canonicalJson(cycle)).toThrow('JSON has no cycles');
  });

  it.each([undefined, 1n, Symbol('s'), () => 1, Number.NaN, Infinity])('refuses %s', (value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
    expect(() => canonicalJson({ a: [value ?? 1n] })).toThrow('JSON has no');
  });
});

describe('the digest of a value', () => {
  it('is the SHA-256 of its canonical JSON', () => {
    const expected = createHash('sha256').update('{"a":1,"b":2}').digest('base64url');
    expect(canonicalDigest({ b: 2, a: 1 })).toBe(expected);
    expect(expected).toHaveLength(43);
  });

  it('is an HMAC with a key', () => {
    const expected = createHmac('sha256', 'key').update('[]').digest('base64url');
    expect(canonicalDigest([], 'key')).toBe(expected);
    expect(canonicalDigest([], Buffer.from('key'))).toBe(expected);
    expect(canonicalDigest([])).not.toBe(expected);
  });
});
