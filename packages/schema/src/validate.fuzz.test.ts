import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  arrayField,
  emailField,
  enumField,
  jsonField,
  numberField,
  objectField,
  recordField,
  stringField,
} from './index.ts';
import type { FieldIssue } from './index.ts';
import { textFormats } from './text/text-format.ts';

const schema = objectField(
  {
    kind: enumField(['a', 'b']),
    name: stringField({ maxLength: 20, sanitize: true }),
    mail: emailField({ condition: { field: 'kind', equals: 'a' } }),
    tags: arrayField(stringField({ pattern: '[a-z]+' }), { maxItems: 5, uniqueItems: true }),
    scores: recordField(numberField({ min: 0 }), { maxKeys: 5, required: false }),
    more: jsonField({ required: false }),
    secret: stringField({ sensitive: true, required: false }),
  },
  { unknownKeys: 'refuse' },
);

const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
});
const almost = fc.record(
  {
    kind: fc.oneof(fc.constantFrom('a', 'b'), anything),
    name: fc.oneof(fc.string({ unit: 'binary' }), anything),
    mail: fc.oneof(fc.emailAddress(), anything),
    tags: fc.oneof(fc.array(fc.string()), anything),
    scores: fc.oneof(fc.dictionary(fc.string(), fc.float()), anything),
    more: anything,
    secret: anything,
  },
  { requiredKeys: [] },
);

describe('validation of anything', () => {
  it('gives a value or issues, and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(anything, almost), (value) => {
        const result = schema['~standard'].validate(value);
        expect(result).not.toBeInstanceOf(Promise);
        const { issues } = result as { issues?: FieldIssue[] };
        for (const issue of issues ?? []) {
          expect(issue.message.length).toBeGreaterThan(0);
          expect(issue.message.length).toBeLessThanOrEqual(400);
        }
        expect(issues?.length ?? 1).toBeLessThanOrEqual(21);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the time that validation takes', () => {
  const size = 40_000;
  const attacks = [
    'a'.repeat(size),
    `${'a'.repeat(size)}!`,
    'a.'.repeat(size),
    `a@${'a.'.repeat(size)}`,
    `a@${'a-'.repeat(size)}!`,
    `https://${'a.'.repeat(size)}!`,
    `https://a/${'%'.repeat(size)}`,
    `https://a/${'/?'.repeat(size)}\n`,
    '0'.repeat(size),
    ' '.repeat(size),
    '2024-02-29T12:00:00.'.padEnd(size, '0'),
  ];

  it.each(Object.entries(textFormats))(
    'does not explode on a long text for the format %s',
    (_, { pattern }) => {
      const startedAtMs = performance.now();
      for (const text of attacks) pattern.test(text);
      // A quadratic pattern would take more than ten times as long.
      expect(performance.now() - startedAtMs).toBeLessThan(1_000);
    },
  );

  it('does not explode on many keys, items or nested values', () => {
    const keys = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`key${index}`, index]));
    const list = Array.from({ length: 100_000 }, (_, index) => `${index}`);
    const startedAtMs = performance.now();
    void schema['~standard'].validate(keys);
    void schema['~standard'].validate({ scores: keys, tags: list, more: { keys, list } });
    void arrayField(stringField(), { uniqueItems: true })['~standard'].validate(list);
    void recordField(numberField(), { maxKeys: 200_000 })['~standard'].validate(keys);
    expect(performance.now() - startedAtMs).toBeLessThan(2_000);
  });
});
