import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  arrayField,
  describeIssues,
  enumField,
  integerField,
  jsonField,
  objectField,
  recordField,
  stringField,
} from '../index.ts';
import type { FieldIssue } from '../index.ts';

const issuesOf = (schema: z.ZodType, value: unknown): FieldIssue[] => {
  const result = schema['~standard'].validate(value) as { issues?: FieldIssue[] };
  return result.issues ?? [];
};

describe('an issue', () => {
  it('says where, what kind, what was expected and what came', () => {
    const schema = objectField({ filters: arrayField(objectField({ units: enumField(['c', 'f']) })) });
    expect(issuesOf(schema, { filters: [{ units: 'c' }, { units: 'kelvin' }] })).toEqual([
      {
        path: ['filters', 1, 'units'],
        code: 'invalid_value',
        message: 'must be one of "c", "f"; got "kelvin"',
        expected: 'one of "c", "f"',
        received: '"kelvin"',
      },
    ]);
  });

  it.each([
    [integerField({ min: 1, max: 5 }), 9, 'must be at most 5; got 9'],
    [integerField({ min: 1 }), 0, 'must be at least 1; got 0'],
    [integerField(), 'nine', 'must be a number; got "nine"'],
    [integerField(), 1.5, 'must be an integer; got 1.5'],
    [stringField(), null, 'must be a string; got null'],
    [stringField(), undefined, 'is required and must be a string'],
    [stringField(), ['a'], 'must be a string; got an array of 1 item'],
    [stringField(), { a: 1 }, 'must be a string; got an object'],
    [stringField(), Symbol('a'), 'must be a string; got a symbol'],
    [stringField({ maxLength: 3 }), '😀😀😀😀', 'must be at most 3 characters; got 4 characters'],
    [stringField({ minLength: 1 }), '', 'must be at least 1 character; got 0 characters'],
    [stringField({ pattern: 'a' }), 'b', 'must be text that matches the pattern /^(?:a)$/u; got "b"'],
    [stringField({ format: 'date' }), 'b', 'must be a date such as 2026-01-31; got "b"'],
    [
      stringField({ format: 'uri' }),
      'https://me:hunter2@a.b/c',
      'must be an absolute http or https URL; got "https://[redacted]@a.b/c"',
    ],
    [arrayField(stringField(), { maxItems: 1 }), ['a', 'b'], 'must be at most 1 item; got 2 items'],
    [
      arrayField(stringField(), { uniqueItems: true }),
      ['a', 'a'],
      'must be a list without equal items; got an array of 2 items',
    ],
    [
      recordField(stringField(), { maxKeys: 1 }),
      { a: '', b: '' },
      'must be of at most 1 field; got an object',
    ],
    [jsonField({ maxDepth: 1 }), [[1]], 'must be nested at most 1 deep; got an array of 1 item'],
    [z.object({ a: z.number().gt(2).lt(3).multipleOf(0.5) }).and(objectField({})), { a: 1 }, undefined],
  ])('reads as a person would say it: %#', (schema, value, message) => {
    const [issue] = issuesOf(schema, value);
    expect(issue?.message).toBe(message ?? issue?.message);
  });

  it('has words for the rules of zod itself', () => {
    const schema = objectField({
      ratio: z.number().gt(2).multipleOf(0.5),
      less: z.number().lt(3),
      when: z.iso.time(),
      only: z.literal('yes'),
      set: z.set(z.string()).max(0),
      map: z.map(z.string(), z.string()).min(1),
      date: z.date(),
      key: z.map(z.string().min(2), z.string()),
      big: z.bigint().max(3n),
    });
    const value = {
      ratio: 1.7,
      less: 3,
      when: 'noon',
      only: 'no',
      set: new Set('a'),
      map: new Map(),
      date: 'today',
      key: new Map([['a', 'b']]),
      big: 4n,
    };
    expect(issuesOf(schema, value).map((issue) => issue.expected)).toEqual([
      'more than 2',
      'a multiple of 0.5',
      'less than 3',
      'in the format "time"',
      '"yes"',
      'at most 0 items',
      'at least 1 field',
      'date',
      'at least 2 characters',
      'at most 3',
    ]);
  });

  it('keeps the message that the author of the schema wrote', () => {
    const schema = objectField({ a: z.string().refine((text) => text === 'b', 'say b') });
    expect(issuesOf(schema, { a: 'c' })).toMatchObject([{ code: 'custom', message: 'say b', path: ['a'] }]);
    expect(issuesOf(objectField({ a: z.string('a text, please') }), { a: 1 })[0]?.message).toBe(
      'a text, please',
    );
  });

  it('names each unknown field, and the known ones', () => {
    const schema = objectField(
      { city: stringField(), units: stringField({ required: false }) },
      { unknownKeys: 'refuse' },
    );
    expect(issuesOf(schema, { city: 'a', unit: 'c' })).toMatchObject([
      {
        path: ['unit'],
        code: 'unknown_field',
        message: 'is not a known field; the known fields are "city", "units"',
      },
    ]);
    expect(issuesOf(objectField({ inner: schema }), { inner: { city: 'a', unit: 'c' } })).toMatchObject([
      { path: ['inner', 'unit'], message: 'is not a known field' },
    ]);
  });

  it('of a union is that of the closest alternative', () => {
    const shape = z.union([
      z.object({ kind: z.literal('a'), size: integerField() }),
      z.object({ kind: z.literal('b'), name: stringField() }),
    ]);
    const schema = objectField({ shape });
    expect(issuesOf(schema, { shape: { kind: 'b', name: 1 } })).toMatchObject([
      { path: ['shape', 'name'], message: 'must be a string; got 1' },
    ]);
    expect(issuesOf(objectField({ a: z.union([z.string(), z.number()]) }), { a: true })).toMatchObject([
      {
        path: ['a'],
        code: 'invalid_union',
        message: 'must be one of the shapes that the schema allows; got true',
      },
    ]);
  });

  it('comes with at most 19 others, and one that says there are more', () => {
    const issues = issuesOf(objectField({ list: arrayField(integerField()) }), {
      list: Array(1_000).fill('a'),
    });
    expect(issues).toHaveLength(21);
    expect(issues.at(-1)).toMatchObject({ code: 'more_issues', path: [] });
    const strict = objectField({}, { unknownKeys: 'refuse' });
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`key${index}`, 0]));
    expect(issuesOf(strict, many)).toHaveLength(21);
    expect(issuesOf(strict, many).at(-1)).toMatchObject({ code: 'more_issues' });
  });

  it('is of bounded length, whatever came', () => {
    const long = 'x'.repeat(100_000);
    const schemas = [
      enumField(Array.from({ length: 500 }, (_, index) => `${'value'.repeat(20)}${index}`)),
      stringField({ pattern: `a{0,2}${'b'.repeat(100)}` }),
      objectField({}, { unknownKeys: 'refuse' }),
      recordField(integerField()),
      z.string().refine(() => false, long),
    ];
    for (const schema of schemas) {
      for (const issue of issuesOf(objectField({ a: schema }), {
        a: schema instanceof z.ZodObject || schema instanceof z.ZodRecord ? { [long]: long } : long,
      })) {
        expect(issue.message.length).toBeLessThanOrEqual(400);
        expect(JSON.stringify(issue).length).toBeLessThan(2_500);
      }
    }
  });
});

describe('a sensitive field', () => {
  const secret = 'hunter2-hunter2';

  it.each([
    ['itself', objectField({ a: stringField({ sensitive: true, maxLength: 3 }) }), { a: secret }],
    ['by type', objectField({ a: integerField({ sensitive: true }) }), { a: secret }],
    ['by value', objectField({ a: enumField(['x'], { sensitive: true }) }), { a: secret }],
    ['in a default', objectField({ a: integerField({ sensitive: true, default: 1 }) }), { a: secret }],
    [
      'above',
      objectField({ a: objectField({ b: integerField() }, { sensitive: true }) }),
      { a: { b: secret } },
    ],
    ['in a list', objectField({ a: arrayField(integerField({ sensitive: true })) }), { a: [secret] }],
    ['in a record', objectField({ a: recordField(integerField({ sensitive: true })) }), { a: { b: secret } }],
    [
      'in a tuple',
      objectField({ a: z.tuple([integerField({ sensitive: true })], z.string()) }),
      { a: [secret] },
    ],
    [
      'in a union',
      objectField({ a: z.union([z.object({ b: integerField({ sensitive: true }) }), z.null()]) }),
      { a: { b: secret } },
    ],
    ['in a pipe', objectField({ a: z.pipe(integerField({ sensitive: true }), z.number()) }), { a: secret }],
    [
      'in an intersection',
      z
        .intersection(objectField({ a: z.any() }), objectField({ a: integerField({ sensitive: true }) }))
        .and(objectField({})),
      { a: secret },
    ],
    ['behind z.lazy', objectField({ a: z.lazy(() => integerField({ sensitive: true })) }), { a: secret }],
    [
      'unknown',
      objectField({ a: objectField({}, { sensitive: true, unknownKeys: 'refuse' }) }),
      { a: { b: secret } },
    ],
    [
      'refused',
      objectField({
        t: z.string(),
        a: stringField({ sensitive: true, condition: { field: 't', equals: 'x' } }),
      }),
      { t: 'y', a: secret },
    ],
  ])('shows nothing of its value: %s', (_, schema, value) => {
    const issues = issuesOf(schema, value);
    expect(issues.length).toBeGreaterThan(0);
    expect(JSON.stringify(issues)).not.toContain('hunter2');
  });

  it('says what was expected all the same', () => {
    const schema = objectField({ a: stringField({ sensitive: true, maxLength: 3 }) });
    expect(issuesOf(schema, { a: secret })).toMatchObject([
      { message: 'must be at most 3 characters; got [redacted]', received: '[redacted]' },
    ]);
  });
});

describe('validation', () => {
  it('is asynchronous only for a schema with asynchronous rules', async () => {
    const schema = objectField({ a: z.string().refine(async (text) => text === 'b', 'say b') });
    const result = schema['~standard'].validate({ a: 'c' });
    expect(result).toBeInstanceOf(Promise);
    expect(await result).toMatchObject({ issues: [{ message: 'say b' }] });
    expect(await schema['~standard'].validate({ a: 'b' })).toEqual({ value: { a: 'b' } });
    expect(objectField({})['~standard'].validate({})).toEqual({ value: {} });
  });

  it('refuses what a recursive schema cannot follow to its end', () => {
    const tree: z.ZodType = objectField({ next: z.lazy(() => tree.optional()) });
    const deep = JSON.parse(`${'{"next":'.repeat(50_000)}{}${'}'.repeat(50_000)}`) as unknown;
    expect(issuesOf(tree, deep)).toMatchObject([{ code: 'too_big', message: 'must be nested less deeply' }]);
  });

  it("passes on what a schema's own rule throws", () => {
    const broken = objectField({
      a: z.string().refine(() => {
        throw new RangeError('a bug of its own');
      }),
    });
    expect(() => broken['~standard'].validate({ a: '' })).toThrow('a bug of its own');
  });
});

describe('describeIssues', () => {
  it('writes one paragraph to repair the input from', () => {
    const schema = objectField({
      city: stringField(),
      days: arrayField(integerField({ max: 7 })),
    });
    expect(describeIssues(issuesOf(schema, { days: [1, 9] }))).toBe(
      '"city" is required and must be a string. "days[1]" must be at most 7; got 9.',
    );
    expect(describeIssues(issuesOf(schema, 3))).toBe('The input must be an object; got 3.');
  });

  it('takes issues of any Standard Schema, and stays short', () => {
    const issue = { message: 'no!', path: [{ key: 'a' }, 0, 'b'] };
    expect(describeIssues([issue])).toBe('"a[0].b" no!');
    expect(describeIssues(Array.from({ length: 1_000 }, () => issue)).length).toBeLessThanOrEqual(2_000);
  });
});
