import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  arrayField,
  booleanField,
  emailField,
  enumField,
  jsonSchemaOf,
  objectField,
  stringField,
} from '../index.ts';
import type { FieldIssue } from '../index.ts';

const notice = objectField({
  type: enumField(['email', 'sms', 'push']),
  address: emailField({ condition: { field: 'type', equals: 'email' } }),
  phone: stringField({ maxLength: 20, condition: { field: 'type', equals: 'sms' } }),
  subject: stringField({ condition: { field: 'type', oneOf: ['email', 'push'] }, optionalWhenHeld: true }),
});

const issuesOf = (schema: z.ZodType, value: unknown): string[] => {
  const { issues } = schema['~standard'].validate(value) as { issues?: FieldIssue[] };
  return (issues ?? []).map((issue) => `${issue.path.join('.')}: ${issue.code}`);
};

describe('a conditional field', () => {
  it('is required while its condition holds', () => {
    expect(notice.parse({ type: 'email', address: 'a@b.co' })).toEqual({ type: 'email', address: 'a@b.co' });
    expect(issuesOf(notice, { type: 'email' })).toEqual(['address: required']);
  });

  it('is refused while its condition does not hold', () => {
    expect(issuesOf(notice, { type: 'push', phone: '1' })).toEqual(['phone: not_allowed']);
    const result = notice['~standard'].validate({ type: 'push', phone: '1' });
    expect(result).toMatchObject({
      issues: [
        {
          message: 'must be left out unless "type" is "sms"; got "1"',
          expected: 'left out unless "type" is "sms"',
        },
      ],
    });
  });

  it('may be optional while its condition holds', () => {
    expect(issuesOf(notice, { type: 'push' })).toEqual([]);
    expect(issuesOf(notice, { type: 'push', subject: 'a' })).toEqual([]);
    expect(issuesOf(notice, { type: 'sms', phone: '1', subject: 'a' })).toEqual(['subject: not_allowed']);
  });

  it('lets the condition win over required: false', () => {
    const schema = objectField({
      a: booleanField(),
      b: stringField({ required: false, condition: { field: 'a', equals: true } }),
    });
    expect(issuesOf(schema, { a: true })).toEqual(['b: required']);
  });

  it('is judged beside everything else that is wrong', () => {
    const schema = objectField({
      type: enumField(['x', 'y']),
      note: stringField({ maxLength: 1 }),
      x: stringField({ condition: { field: 'type', equals: 'x' } }),
    });
    expect(issuesOf(schema, { type: 'x', note: 'long' })).toEqual(['note: too_big', 'x: required']);
    expect(issuesOf(schema, { type: 'z', note: '' })).toEqual(['type: invalid_value']);
  });

  it('has its default only while its condition holds, each time anew', () => {
    const schema = objectField({
      type: enumField(['list', 'one'], { default: 'list' }),
      tags: arrayField(stringField(), { condition: { field: 'type', equals: 'list' }, default: ['a'] }),
    });
    const first = schema.parse({});
    expect(first).toEqual({ type: 'list', tags: ['a'] });
    first.tags?.push('b');
    expect(schema.parse({}).tags).toEqual(['a']);
    expect(schema.parse({ type: 'one' })).toEqual({ type: 'one' });
    expect(jsonSchemaOf(schema)['properties']).toMatchObject({ tags: { default: ['a'] } });
  });

  it('takes a function for its condition, asked only where nothing else is wrong', () => {
    const schema = objectField({
      size: z.number(),
      reason: stringField({ condition: (input) => (input['size'] as number).toFixed(0) === '5' }),
    });
    expect(issuesOf(schema, { size: 5 })).toEqual(['reason: required']);
    expect(issuesOf(schema, { size: 4, reason: 'a' })).toEqual(['reason: not_allowed']);
    expect(issuesOf(schema, { size: '5' })).toEqual(['size: invalid_type']);
    expect(jsonSchemaOf(schema)).not.toHaveProperty('allOf');
  });

  it('becomes if, then and else in the JSON Schema', () => {
    const then = (name: string): object => JSON.parse(`{"then":{"required":["${name}"]}}`);
    expect(jsonSchemaOf(notice)['allOf']).toEqual([
      {
        if: { properties: { type: { const: 'email' } }, required: ['type'] },
        ...then('address'),
        else: { not: { required: ['address'] } },
      },
      {
        if: { properties: { type: { const: 'sms' } }, required: ['type'] },
        ...then('phone'),
        else: { not: { required: ['phone'] } },
      },
      {
        if: { properties: { type: { enum: ['email', 'push'] } }, required: ['type'] },
        else: { not: { required: ['subject'] } },
      },
    ]);
    expect(() => jsonSchemaOf(notice, { target: 'openapi-3.0' })).toThrow('has no if/then');
  });

  it('keeps working in what zod derives from the object', () => {
    for (const derived of [
      notice.refine(() => true),
      notice.describe('a notice'),
      notice.safeExtend({ more: z.string().optional() }),
      z.compile(notice),
    ]) {
      expect(issuesOf(derived, { type: 'email' })).toEqual(['address: required']);
      expect(jsonSchemaOf(derived)['allOf']).toHaveLength(3);
    }
    expect(issuesOf(z.object({ notice }), { notice: { type: 'email' } })).toEqual(['notice.address: custom']);
    expect(issuesOf(arrayField(notice), [{ type: 'email' }])).toEqual(['0.address: required']);
  });

  it.each([
    ['a plain z.object', () => z.object({ address: notice.shape.address, x: conditional() })],
    ['a list', () => arrayField(conditional())],
    ['a wrapper', () => objectField({ type: z.string(), x: conditional().nullable() })],
  ])('throws inside %s, which cannot apply it', (_, make) => {
    const error = expect.objectContaining({ code: 'INVALID_OPTIONS' });
    const schema = make();
    expect(() => schema.parse(schema instanceof z.ZodArray ? ['a'] : { type: 'x', x: 'a' })).toThrow(error);
    expect(() => jsonSchemaOf(schema as z.ZodType)).toThrow(error);
    expect(() =>
      z.compile(schema).parse(schema instanceof z.ZodArray ? ['a'] : { type: 'x', x: 'a' }),
    ).toThrow(error);
  });

  it('refuses a condition that cannot be meant', () => {
    const under =
      (condition: never): (() => unknown) =>
      () =>
        objectField({ a: stringField(), b: stringField({ condition }) });
    expect(under({ field: 'c', equals: 1 } as never)).toThrow('one of the other fields (a); got "c"');
    expect(under({ field: 'b', equals: 1 } as never)).toThrow('one of the other fields');
    expect(under({ field: 'a' } as never)).toThrow('{ field, equals }');
    expect(under({ field: 'a', oneOf: [] } as never)).toThrow('{ field, equals }');
    expect(under({ field: 'a', equals: {} } as never)).toThrow('{ field, equals }');
    const chained = (): unknown =>
      objectField({
        a: stringField(),
        b: stringField({ condition: { field: 'a', equals: 'x' }, default: 'y' }),
        c: stringField({ condition: { field: 'b', equals: 'y' } }),
      });
    expect(chained).toThrow('"b.default" must be left out');
  });
});

function conditional(): z.ZodOptional<z.ZodString> {
  return stringField({ condition: { field: 'type', equals: 'x' } });
}
