import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatRateLimitFields, parseRateLimitFields } from './rate-limit-fields.ts';
import { formatRetryAfter, parseRetryAfter } from './retry-after.ts';

const duration = fc.integer({ min: 0, max: 10 ** 11 });
const count = fc.integer({ min: 0, max: 10 ** 12 });
const name = fc.string({
  unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCodePoint(code)),
});

it('a wait that was written is read as at least as long, and less than a second longer', () => {
  fc.assert(
    fc.property(duration, (waitMs) => {
      const readMs = parseRetryAfter(formatRetryAfter(waitMs) ?? '', 0) ?? -1;
      expect(readMs - waitMs).toBeGreaterThanOrEqual(0);
      expect(readMs - waitMs).toBeLessThan(1_000);
    }),
  );
});

it('any date that JavaScript writes for HTTP is read to the second', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true }),
      (date) => {
        expect(parseRetryAfter(date.toUTCString(), 0)).toBe(Math.floor(date.getTime() / 1_000) * 1_000);
      },
    ),
  );
});

it('policies that were written are read with the same names and counts', () => {
  const policy = fc.record({
    name,
    limit: count,
    remaining: count,
    windowMs: duration,
    resetAfterMs: duration,
    retryAfterMs: duration,
  });
  const policies = fc.uniqueArray(policy, { selector: (one) => one.name, minLength: 1, maxLength: 10 });
  fc.assert(
    fc.property(policies, (written) => {
      const decision = {
        allowed: true,
        limit: 1,
        remaining: 1,
        retryAfterMs: 0,
        resetAfterMs: 0,
        policies: written,
      };
      const read = parseRateLimitFields(formatRateLimitFields(decision, 0), 0).policies;
      expect(read.map((one) => [one.name, one.limit, one.remaining])).toEqual(
        written.map((one) => [one.name, one.limit, one.remaining]),
      );
    }),
  );
});

it('no text makes the parsers throw, or answer anything but counts that are not negative', () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom('"', '\\', ';', ',', '=', 'r', '1', ' ', 'a') }),
  );
  fc.assert(
    fc.property(text, text, text, (rateLimit, policy, retryAfter) => {
      const fields = { RateLimit: rateLimit, 'RateLimit-Policy': policy, 'Retry-After': retryAfter };
      const read = parseRateLimitFields(fields, 0);
      expect(read.retryAfterMs ?? 0).toBeGreaterThanOrEqual(0);
      for (const one of read.policies)
        expect(Math.min(one.limit ?? 0, one.remaining ?? 0)).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 500 },
  );
});
