import { composeFields } from '@toolwright/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  arrayField,
  booleanField,
  dateField,
  dateTimeField,
  emailField,
  enumField,
  integerField,
  jsonField,
  jsonSchemaOf,
  numberField,
  objectField,
  recordField,
  stringField,
  urlField,
  uuidField,
} from '../index.ts';

const document = (schema: z.ZodType): Record<string, unknown> => {
  const { $schema: _, ...rest } = jsonSchemaOf(schema);
  return rest;
};
const issuesOf = (schema: z.ZodType, value: unknown): unknown[] => {
  const result = schema['~standard'].validate(value);
  if (result instanceof Promise) throw new TypeError('validates asynchronously');
  return (result.issues ?? []).map((issue) => (issue as { code?: unknown }).code);
};

describe('a field', () => {
  it('is the zod schema that its builder promises', () => {
    expect(stringField()).toBeInstanceOf(z.ZodString);
    expect(numberField()).toBeInstanceOf(z.ZodNumber);
    expect(booleanField()).toBeInstanceOf(z.ZodBoolean);
    expect(enumField(['a'])).toBeInstanceOf(z.ZodEnum);
    expect(arrayField(stringField())).toBeInstanceOf(z.ZodArray);
    expect(objectField({})).toBeInstanceOf(z.ZodObject);
    expect(recordField(stringField())).toBeInstanceOf(z.ZodRecord);
    expect(stringField({ required: false })).toBeInstanceOf(z.ZodOptional);
    expect(stringField({ default: '' })).toBeInstanceOf(z.ZodDefault);
  });

  it('is required unless it says otherwise or has a default', () => {
    const schema = objectField({
      a: stringField(),
      b: stringField({ required: false }),
      c: stringField({ default: 'x' }),
    });
    expect(schema.parse({ a: '' })).toEqual({ a: '', c: 'x' });
    expect(issuesOf(schema, {})).toEqual(['required']);
    expect(document(schema)['required']).toEqual(['a']);
  });

  it('has its default anew each time', () => {
    const schema = objectField({ tags: arrayField(stringField(), { default: ['a'] }) });
    const read = (): string[] => {
      const result = schema['~standard'].validate({});
      return 'value' in result ? result.value.tags : [];
    };
    read().push('b');
    expect(read()).toEqual(['a']);
    schema.parse({}).tags.push('b');
    expect(schema.parse({}).tags).toEqual(['a']);
  });

  it('is parsed without compiling where zod is told not to', () => {
    const before = z.config().jitless;
    try {
      z.config({ jitless: true });
      expect(issuesOf(objectField({ a: stringField() }), { a: 1 })).toEqual(['invalid_type']);
    } finally {
      z.config({ jitless: before });
    }
  });

  it('says all its notes in the JSON Schema, and keeps them through what zod derives from it', () => {
    const field = stringField({
      title: 'City',
      description: 'where',
      examples: ['Madrid'],
      deprecated: true,
      sensitive: true,
      maxLength: 9,
    });
    const said = {
      type: 'string',
      maxLength: 9,
      title: 'City',
      description: 'where',
      examples: ['Madrid'],
      deprecated: true,
      'x-sensitive': true,
    };
    expect(document(field)).toEqual(said);
    expect(document(field.optional())).toEqual(said);
    expect(document(field.refine(() => true))).toEqual(said);
    expect(document(z.object({ field }))['properties']).toEqual({ field: said });
    expect(document(field.describe('there'))).toEqual({ ...said, description: 'there' });
    expect(field.description).toBe('where');
    expect(stringField({ description: 'where', default: '' }).description).toBe('where');
  });

  it('mixes with fields of zod and with literals', () => {
    const schema = objectField({
      q: stringField({ maxLength: 5 }),
      page: z.number().int().optional(),
      topics: { type: 'array', maxItems: 2, items: stringField() },
      sort: { type: 'enum', values: ['asc', 'desc'], default: 'asc' },
    });
    expect(schema.parse({ q: 'a', topics: ['b'] })).toEqual({ q: 'a', topics: ['b'], sort: 'asc' });
    expect(issuesOf(schema, { q: 'a', page: 0.5, topics: ['a', 'b', 'c'], sort: 'up' })).toEqual([
      'invalid_type',
      'too_big',
      'invalid_value',
    ]);
  });

  it('lets core compose the plain record that it is a value of', () => {
    const record = { q: stringField(), topics: { type: 'array', maxItems: 1, items: stringField() } };
    const compose = Object.getOwnPropertyDescriptor(record.q, composeFields);
    expect(compose).toMatchObject({ enumerable: false });
    const make = compose?.value as (fields: object) => z.ZodType;
    const schema = make(record);
    expect(issuesOf(schema, { q: 'a', topics: ['b', 'c'] })).toEqual(['too_big']);
    expect(composeFields in stringField({ required: false })).toBe(true);
    expect(composeFields in stringField().max(3)).toBe(true);
  });

  it('is converted to JSON Schema once, and what comes back cannot be changed', () => {
    const schema = objectField({ a: stringField() });
    const first = jsonSchemaOf(schema);
    expect(jsonSchemaOf(schema)).toBe(first);
    expect(() => Object.assign(first['properties'] as object, { b: {} })).toThrow(TypeError);
    expect(jsonSchemaOf(schema, { target: 'draft-07' })['$schema']).toContain('draft-07');
    expect(jsonSchemaOf(schema, { io: 'output' })['additionalProperties']).toBe(false);
    const { input } = schema['~standard'].jsonSchema;
    const given = { target: 'draft-2020-12', libraryOptions: { reused: 'ref' } } as const;
    expect(input(given)).not.toBe(input(given));
  });

  it('says which part has no JSON Schema', () => {
    expect(() => jsonSchemaOf(objectField({ at: z.date() }))).toThrow(/no JSON Schema: Date .*dateField/);
    expect(() => jsonSchemaOf(objectField({ at: z.bigint() }))).toThrow(/no JSON Schema: BigInt/);
  });
});

describe('stringField', () => {
  it('counts code points', () => {
    const field = stringField({ minLength: 2, maxLength: 3 });
    expect(issuesOf(field, '😀😀😀')).toEqual([]);
    expect(issuesOf(field, '😀😀😀😀')).toEqual(['too_big']);
    expect(issuesOf(field, '😀')).toEqual(['too_small']);
  });

  it('matches a pattern with the whole text', () => {
    expect(issuesOf(stringField({ pattern: 'a|b' }), 'ab')).toEqual(['invalid_format']);
    expect(document(stringField({ pattern: 'a|b' }))['pattern']).toBe('^(?:a|b)$');
    expect(document(stringField({ pattern: /^ab$/ }))['pattern']).toBe('^ab$');
    expect(document(stringField({ pattern: '^a|b$' }))['pattern']).toBe('^(?:^a|b$)$');
    expect(document(stringField({ pattern: '^[|)(]\\|(a|b)$' }))['pattern']).toBe('^[|)(]\\|(a|b)$');
    expect(document(stringField({ pattern: 'a\\$' }))['pattern']).toBe('^(?:a\\$)$');
  });

  it('does not run a pattern on a text that is too long', () => {
    expect(issuesOf(stringField({ maxLength: 2, pattern: 'a*' }), 'bbb')).toEqual(['too_big']);
  });

  it('cleans the text first, if asked', () => {
    const field = stringField({ sanitize: true, maxLength: 4 });
    expect(field.parse('  caf\u0065\u0301\u0000 ')).toBe('caf\u00e9');
    expect(stringField({ sanitize: { trim: false } }).parse(' a\u0007 ')).toBe(' a ');
    expect(document(field)['x-sanitize']).toBe(true);
  });

  it('refuses what cannot be meant', () => {
    expect(() => stringField({ minLength: 3, maxLength: 2 })).toThrow(
      '"maxLength" must be an integer of at least 3',
    );
    expect(() => stringField({ minLength: -1 })).toThrow('"minLength"');
    expect(() => stringField({ pattern: /a/i })).toThrow('without flags');
    expect(() => stringField({ pattern: '(' })).toThrow('regular expression');
    expect(() => stringField({ pattern: '(a+)+' })).toThrow('exponential time');
    expect(() => stringField({ default: 'abc', maxLength: 2 })).toThrow(
      '"default" must be a value of the field',
    );
    // @ts-expect-error A format has its own pattern.
    expect(() => stringField({ format: 'email', pattern: 'a' })).toThrow('beside a format');
    // @ts-expect-error There is no such format.
    expect(() => stringField({ format: 'phone' })).toThrow('one of email, uri');
    // @ts-expect-error What has a default cannot be required.
    expect(() => stringField({ required: true, default: 'a' })).toThrow('left out beside a default');
  });
});

describe('the formats', () => {
  it.each([
    [
      emailField(),
      ["o'neil+tag@mail.example.org", 'a@b.co'],
      ['a@b', 'a b@c.de', '.a@b.co', 'a@b..co', '"a"@b.co', 'é@b.co'],
    ],
    [
      urlField(),
      ['https://example.org', 'http://127.0.0.1:8080/a/b?c=d#e', 'https://a.b/%20'],
      [
        'example.org',
        'javascript:alert(1)',
        'https://user:pass@a.b',
        'https://a.b/ c',
        'https://a.b:65536',
        'https://a.b/%2',
      ],
    ],
    [uuidField(), ['6F9619FF-8B86-D011-B42D-00CF4FC964FF'], ['6F9619FF8B86D011B42D00CF4FC964FF']],
    [
      dateField(),
      ['2024-02-29', '2000-02-29', '2026-12-31'],
      ['2023-02-29', '1900-02-29', '2026-04-31', '2026-1-1'],
    ],
    [
      dateTimeField(),
      ['2026-01-31T23:59:59Z', '2026-01-31T00:00:00.123456789-09:30'],
      ['2026-01-31', '2026-01-31T24:00:00Z', '2026-01-31T12:00:00', '2026-01-31T12:00:60Z'],
    ],
  ])('accept what they name and nothing else', (field, good, bad) => {
    for (const text of good) expect(issuesOf(field, text)).toEqual([]);
    for (const text of bad) expect([text, ...issuesOf(field, text)]).toEqual([text, 'invalid_format']);
    expect(document(field)).toMatchObject({
      format: expect.any(String),
      pattern: expect.stringMatching(/^\^.*\$$/),
    });
  });
});

describe('numberField and integerField', () => {
  it('keep their bounds, both ends included', () => {
    expect(issuesOf(numberField({ min: 0, max: 1 }), 1)).toEqual([]);
    expect(issuesOf(numberField({ min: 0, max: 1 }), 1.01)).toEqual(['too_big']);
    expect(issuesOf(numberField(), Infinity)).toEqual(['invalid_type']);
    expect(issuesOf(integerField({ min: 1 }), 0)).toEqual(['too_small']);
    expect(issuesOf(integerField(), 1.5)).toEqual(['invalid_type']);
    expect(issuesOf(integerField(), 2 ** 53)).toEqual(['too_big']);
    expect(document(integerField({ min: 1, max: 5 }))).toEqual({ type: 'integer', minimum: 1, maximum: 5 });
  });

  it('refuse bounds that leave nothing', () => {
    expect(() => numberField({ min: 2, max: 1 })).toThrow('"max"');
    expect(() => numberField({ min: Number.NaN })).toThrow('"min"');
    expect(() => integerField({ max: 1.5 })).toThrow('"max" must be an integer');
  });

  it('take no words for numbers or booleans', () => {
    expect(issuesOf(numberField(), '1')).toEqual(['invalid_type']);
    expect(issuesOf(booleanField(), 'false')).toEqual(['invalid_type']);
  });
});

describe('enumField', () => {
  it('takes its values', () => {
    expect(issuesOf(enumField(['a', 'b']), 'b')).toEqual([]);
    expect(issuesOf(enumField(['a', 'b']), 'toString')).toEqual(['invalid_value']);
    for (const value of ['1', '__proto__', '']) {
      expect(issuesOf(enumField(['1', '__proto__', '', 'a']), value)).toEqual([]);
    }
    expect(document(enumField(['a', 'b']))).toEqual({ type: 'string', enum: ['a', 'b'] });
  });

  it('refuses an empty list and a value twice', () => {
    expect(() => enumField([])).toThrow('at least one string');
    expect(() => enumField(['a', 'a'])).toThrow('none twice');
  });
});

describe('arrayField', () => {
  it('bounds the number of items, and reads no item of a longer list', () => {
    let read = 0;
    const item = z.string().refine(() => (read += 1));
    const field = arrayField(item, { minItems: 1, maxItems: 2 });
    expect(issuesOf(field, [])).toEqual(['too_small']);
    expect(issuesOf(field, Array(3).fill('a'))).toEqual(['too_big']);
    expect(read).toBe(0);
  });

  it('refuses equal items, whatever the order of their members', () => {
    const field = arrayField(jsonField(), { uniqueItems: true });
    expect(
      issuesOf(field, [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ]),
    ).toEqual(['not_unique']);
    expect(issuesOf(field, [1, '1', [1], true, null])).toEqual([]);
    expect(issuesOf(arrayField(z.any(), { uniqueItems: true }), [1n, 1n])).toEqual(['not_unique']);
  });
});

describe('objectField', () => {
  it('leaves out what it does not declare, or refuses it', () => {
    expect(objectField({ a: stringField() }).parse({ a: 'x', b: 1 })).toEqual({ a: 'x' });
    const strict = objectField({ a: stringField() }, { unknownKeys: 'refuse' });
    expect(issuesOf(strict, { a: 'x', b: 1, c: 2 })).toEqual(['unknown_field', 'unknown_field']);
    expect(document(strict)['additionalProperties']).toBe(false);
  });

  it.each(['__proto__', 'constructor', 'toString', 'prototype'])('refuses to declare %s', (name) => {
    const fields = Object.fromEntries([[name, stringField()]]);
    expect(() => objectField(fields)).toThrow('members that every object inherits');
  });

  it('lets no prototype key through', () => {
    const schema = objectField({ a: stringField() });
    const value = schema.parse(JSON.parse('{"a":"x","__proto__":{"b":1},"constructor":{"b":1}}'));
    expect(Reflect.ownKeys(value)).toEqual(['a']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  it('names the field that cannot be made', () => {
    expect(() => objectField({ a: 3 as never })).toThrow('Field "a" must be a zod schema');
    expect(() => objectField({ a: { type: 'strin' } as never })).toThrow(
      /Field "a" has the unknown type "strin"; known are string, /,
    );
    expect(() =>
      objectField({ a: { type: 'object', fields: { b: { type: 'string', maxLength: -1 } } } }),
    ).toThrow('Field "a.b" cannot be made: Option "maxLength"');
    expect(() => objectField({ a: { '~standard': {} } as never })).toThrow(
      'other libraries cannot be mixed in',
    );
  });

  it('nests, with defaults', () => {
    const schema = objectField({
      page: objectField({ size: integerField({ default: 10 }) }, { default: { size: 5 } }),
    });
    expect(schema.parse({})).toEqual({ page: { size: 5 } });
    expect(schema.parse({ page: {} })).toEqual({ page: { size: 10 } });
  });
});

describe('recordField', () => {
  it('bounds the number and the length of its keys', () => {
    const field = recordField(numberField(), { maxKeys: 2, maxKeyLength: 3 });
    expect(field.parse({ a: 1, abc: 2 })).toEqual({ a: 1, abc: 2 });
    expect(issuesOf(field, { a: 1, b: 2, c: 3 })).toEqual(['too_big']);
    expect(issuesOf(field, { abcd: 1 })).toEqual(['too_big']);
    expect(issuesOf(field, { a: 'x' })).toEqual(['invalid_type']);
    expect(issuesOf(field, 3)).toEqual(['invalid_type']);
  });

  it.each(['__proto__', 'constructor', 'prototype'])('refuses the key %s', (key) => {
    expect(issuesOf(recordField(jsonField()), JSON.parse(`{"${key}":{"polluted":true}}`))).toEqual([
      'not_allowed',
    ]);
  });
});

describe('jsonField', () => {
  const nested = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);

  it('takes any JSON within its bounds', () => {
    const field = jsonField({ maxDepth: 3, maxValues: 5 });
    expect(issuesOf(field, { a: [1, 'b', null] })).toEqual([]);
    expect(issuesOf(field, nested(3))).toEqual([]);
    expect(issuesOf(field, nested(4))).toEqual(['too_big']);
    expect(issuesOf(field, [1, 2, 3, 4, 5])).toEqual(['too_big']);
  });

  it('refuses what is not JSON, and prototype keys however deep', () => {
    expect(issuesOf(jsonField(), [Number.NaN])).toEqual(['invalid_type']);
    expect(issuesOf(jsonField(), new Date(0))).toEqual(['invalid_type']);
    expect(issuesOf(jsonField(), JSON.parse('[{"__proto__":1}]'))).toEqual(['not_allowed']);
    expect(issuesOf(objectField({ a: jsonField() }), {})).toEqual(['required']);
  });

  it('survives a value nested deeper than the stack', () => {
    expect(issuesOf(jsonField(), nested(100_000))).toEqual(['too_big']);
  });
});
