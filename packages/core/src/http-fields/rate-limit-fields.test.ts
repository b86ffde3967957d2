import { describe, expect, it } from 'vitest';
import type { RateLimitDecision } from '../ports/rate-limiter.ts';
import { formatRateLimitFields, parseRateLimitFields } from './rate-limit-fields.ts';

const now = 1_800_000_000_250;

const perSecond = {
  name: 'burst',
  limit: 10,
  remaining: 0,
  windowMs: 1_000,
  resetAfterMs: 900,
  retryAfterMs: 100,
};
const perMinute = {
  name: 'sustained',
  limit: 600,
  remaining: 571,
  windowMs: 60_000,
  resetAfterMs: 2_900,
  retryAfterMs: 0,
};
const refusal: RateLimitDecision = {
  allowed: false,
  limit: 10,
  remaining: 0,
  retryAfterMs: 100,
  resetAfterMs: 900,
  violated: 'burst',
  policies: [perSecond, perMinute],
};

describe('writing rate limit fields', () => {
  it('says everything on a refusal, in seconds rounded up', () => {
    expect(formatRateLimitFields(refusal, now)).toEqual({
      'RateLimit-Policy': '"burst";q=10;w=1, "sustained";q=600;w=60',
      RateLimit: '"burst";r=0;t=1, "sustained";r=571;t=3',
      'X-RateLimit-Limit': '10',
      'X-RateLimit-Remaining': '0',
      'X-RateLimit-Reset': '1800000002',
      'Retry-After': '1',
    });
  });

  it('says nothing of a wait when the request is allowed, a shadowed refusal included', () => {
    const allowed = { ...refusal, allowed: true, shadow: true };
    expect(formatRateLimitFields(allowed, now)).not.toHaveProperty('Retry-After');
  });

  it('promises no retry that could never succeed', () => {
    const never = { ...refusal, retryAfterMs: Infinity };
    expect(formatRateLimitFields(never, now)).not.toHaveProperty('Retry-After');
  });

  it('leaves out what is unknown or endless', () => {
    const endless = { ...perSecond, windowMs: Infinity, resetAfterMs: Infinity };
    const fields = formatRateLimitFields({ ...refusal, resetAfterMs: Infinity, policies: [endless] }, now);
    expect(fields).toMatchObject({ 'RateLimit-Policy': '"burst";q=10', RateLimit: '"burst";r=0' });
    expect(fields).not.toHaveProperty('X-RateLimit-Reset');
    const open = { ...refusal, allowed: true, limit: Infinity, policies: [] };
    expect(formatRateLimitFields(open, now)).toEqual({});
  });

  it('stays within what structured fields can say', () => {
    const odd = { ...perSecond, name: 'a"b\\ü\ud800', limit: 1e20, remaining: -1.5, windowMs: 1.5 };
    const fields = formatRateLimitFields({ ...refusal, policies: [odd] }, now);
    expect(fields['RateLimit-Policy']).toBe('"a\\"b\\\\%C3%BC%EF%BF%BD";q=999999999999999;w=1');
    expect(fields['RateLimit']).toBe('"a\\"b\\\\%C3%BC%EF%BF%BD";r=0;t=1');
  });
});

describe('reading rate limit fields', () => {
  it('understands what is written, whichever the case of the names', () => {
    const fields = formatRateLimitFields(refusal, now);
    const expected = {
      retryAfterMs: 1_000,
      policies: [
        { name: 'burst', limit: 10, windowMs: 1_000, remaining: 0, resetAfterMs: 1_000 },
        { name: 'sustained', limit: 600, windowMs: 60_000, remaining: 571, resetAfterMs: 3_000 },
      ],
    };
    expect(parseRateLimitFields(fields, now)).toEqual(expected);
    expect(parseRateLimitFields(new Headers(fields), now)).toEqual(expected);
    const shouted = Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [name.toUpperCase(), [value]]),
    );
    expect(parseRateLimitFields(shouted, now)).toEqual(expected);
  });

  it('reads the wait from the exhausted policies when there is no Retry-After', () => {
    const field = '"a";r=0;t=5, "b";r=0;t=9, "c";r=1;t=60, "d";r=0';
    expect(parseRateLimitFields({ RateLimit: field }, now).retryAfterMs).toBe(9_000);
    expect(parseRateLimitFields({ RateLimit: '"a";r=1;t=5' }, now)).toEqual({
      policies: [{ name: 'a', remaining: 1, resetAfterMs: 5_000 }],
    });
  });

  it.each([
    ['60', 60_000],
    ['1800000060', 59_750],
    ['1800000060000', 59_750],
    ['1700000000', 0],
    ['soon', undefined],
  ])('takes the older reset %j as %j ms from now', (reset, resetAfterMs) => {
    const fields = { 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '7', 'x-ratelimit-reset': reset };
    expect(parseRateLimitFields(fields, now).policies).toEqual([
      { name: 'default', limit: 100, remaining: 7, ...(resetAfterMs !== undefined && { resetAfterMs }) },
    ]);
  });

  it('understands the separate fields of earlier drafts', () => {
    const fields = { 'RateLimit-Limit': '10, 10;w=1', 'RateLimit-Remaining': '0', 'RateLimit-Reset': '3' };
    expect(parseRateLimitFields(fields, now)).toEqual({
      retryAfterMs: 3_000,
      policies: [{ name: 'default', limit: 10, remaining: 0, resetAfterMs: 3_000 }],
    });
  });

  it.each([
    ['"a";r=1;t=2, "b;r=3', [{ name: 'a', remaining: 1, resetAfterMs: 2_000 }]],
    ['a;r=1.7 ; x;y=?0;z=?1;pk=:YQ==:;s="\\"";w=token, ,"b";r=2', [{ name: 'a', remaining: 1 }]],
    ['"a\\"\\\\";r=1', [{ name: 'a"\\', remaining: 1 }]],
    ['"a";r=-1', []],
    ['"a";r="1"', []],
    ['"a";r', []],
    ['"a";r=1 x', []],
    ['limit=100', []],
    [`"${'a'.repeat(9_000)}";r=1`, []],
  ])('keeps of %j what can be understood', (field, policies) => {
    expect(parseRateLimitFields({ ratelimit: field }, now)).toEqual({ policies });
  });

  it('reads at most 64 policies', () => {
    const field = Array.from({ length: 100 }, (_, index) => `p${index};r=1`).join();
    expect(parseRateLimitFields({ ratelimit: field }, now).policies).toHaveLength(64);
  });

  it('is not misled by names of the prototype', () => {
    expect(parseRateLimitFields({ ratelimit: '"__proto__";r=1', other: undefined }, now).policies).toEqual([
      { name: '__proto__', remaining: 1 },
    ]);
  });
});
