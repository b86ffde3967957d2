import { createTool } from '@toolwright/core';
import { type } from 'arktype';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  arrayField,
  dateField,
  emailField,
  enumField,
  lintSchema,
  lintTool,
  objectField,
  recordField,
  stringField,
} from '../index.ts';

const found = (schema: Parameters<typeof lintSchema>[0]): string[] =>
  lintSchema(schema).map(({ rule, path }) => `${rule} at ${path}`);

describe('lintSchema', () => {
  it('finds nothing where all is bounded', () => {
    const schema = objectField({
      a: stringField({ maxLength: 10 }),
      b: emailField(),
      c: dateField(),
      d: enumField(['x']),
      e: arrayField(stringField({ pattern: '[a-z]{1,9}' }), { maxItems: 3 }),
      f: recordField(z.literal('y')),
      g: z.number(),
    });
    expect(lintSchema(schema)).toEqual([]);
  });

  it('finds texts, lists and objects without a largest size, wherever they are', () => {
    const schema = objectField({
      a: stringField(),
      b: arrayField(objectField({ c: stringField() })),
      d: z.record(z.string(), z.string()),
      e: z.union([z.string(), z.object({ f: z.string().max(3).array() })]),
      g: z.tuple([z.string()]),
      h: stringField({ pattern: '[a-z]+' }),
    });
    expect(found(schema)).toEqual([
      'string-without-max-length at a',
      'array-without-max-items at b',
      'string-without-max-length at b[].c',
      'object-without-max-keys at d',
      'string-without-max-length at d.*',
      'string-without-max-length at e',
      'array-without-max-items at e.f',
      'string-without-max-length at g',
      'string-without-max-length at h',
    ]);
  });

  it('judges patterns', () => {
    const schema = z.object({
      a: z
        .string()
        .max(9)
        .regex(/^(a+)+$/),
      b: z
        .string()
        .max(9)
        .regex(/a/)
        .regex(/^(.)\1$/),
      c: z
        .string()
        .max(9)
        .regex(/^(?<=b)c$/),
    });
    expect(found(schema)).toEqual([
      'pattern-exponential at a',
      'pattern-unanchored at b',
      'pattern-unjudged at b',
    ]);
    expect(lintSchema(schema)[1]?.suggestion).toBe('write ^(?:a)$');
  });

  it('does not judge what is no pattern under the u flag', () => {
    expect(found(z.object({ a: z.string().max(9).regex(new RegExp('^\\-$')) }))).toEqual([
      'pattern-unjudged at a',
    ]);
  });

  it('follows a recursive schema once', () => {
    const node: z.ZodType = z
      .object({ name: z.string(), next: z.lazy(() => node.optional()) })
      .meta({ id: 'lintedNode' });
    expect(found(node)).toEqual(['string-without-max-length at #lintedNode.name']);
  });

  it('reads schemas of other libraries', () => {
    expect(found(type({ 'a?': 'string', b: 'string <= 5' }))).toEqual(['string-without-max-length at a']);
  });

  it('says when there is nothing to read', () => {
    expect(found(z.object({ at: z.date() }))).toEqual(['no-json-schema at ']);
    const [finding] = lintSchema({
      '~standard': { version: 1, vendor: 'other', validate: (value) => ({ value }) },
    });
    expect(finding?.message).toContain('A schema of "other" offers no JSON Schema');
  });
});

describe('lintTool', () => {
  const tool = (capabilities: readonly string[]): Parameters<typeof lintTool>[0] =>
    createTool({
      metadata: { name: 'weather', version: '1.0.0', description: 'Tells it', kind: 'query', capabilities },
      schema: { input: objectField({ city: stringField() }), output: objectField({ text: stringField() }) },
      execute: () => ({ text: 'sunny' }),
    });

  it('finds what comes in unbounded', () => {
    expect(lintTool(tool(['weather.current', 'weather.daily']))).toMatchObject([
      { rule: 'string-without-max-length', path: 'input.city' },
    ]);
  });

  it('finds nothing in a tool without input', () => {
    const bare = createTool({
      metadata: { name: 'bare', version: '1.0.0', description: 'Does nothing', kind: 'query' },
      execute: () => ({}),
    });
    expect(lintTool(bare)).toEqual([]);
  });

  it('finds capabilities of several domains', () => {
    expect(lintTool(tool(['weather.current', 'mail.send']))).toMatchObject([
      { path: 'input.city' },
      { rule: 'capabilities-span-domains', message: expect.stringContaining('weather, mail') },
    ]);
  });
});
