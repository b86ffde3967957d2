import type { JsonObject } from '@toolwright/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { queryCoercion } from './coerce-query.ts';

function coerced(schema: z.ZodType, query: string): unknown {
  return queryCoercion(z.toJSONSchema(schema, { io: 'input' }) as JsonObject).query(query);
}

describe('a query string becomes an input by its schema', () => {
  it('with numbers where numbers are asked for', () => {
    const schema = z.object({ page: z.number().int(), share: z.number(), text: z.string() });
    expect(coerced(schema, 'page=2&share=-1.5e3&text=2')).toEqual({ page: 2, share: -1_500, text: '2' });
    expect(coerced(schema, 'page=two&share=&text=')).toEqual({ page: 'two', share: '', text: '' });
    for (const trick of ['0x10', 'Infinity', 'NaN', '1_000', ' 1', '--1'])
      expect(coerced(schema, `page=${encodeURIComponent(trick)}`)).toEqual({ page: trick });
  });

  it('with booleans by words', () => {
    const schema = z.object({ on: z.boolean() });
    for (const word of ['true', 'TRUE', 'yes', 'on', '1'])
      expect(coerced(schema, `on=${word}`)).toEqual({ on: true });
    for (const word of ['false', 'no', 'Off', '0'])
      expect(coerced(schema, `on=${word}`)).toEqual({ on: false });
    expect(coerced(schema, 'on=maybe')).toEqual({ on: 'maybe' });
  });

  it('with arrays of repeated keys, and of a single one', () => {
    const schema = z.object({ ids: z.array(z.number()), name: z.string() });
    expect(coerced(schema, 'ids=1&ids=2&name=a')).toEqual({ ids: [1, 2], name: 'a' });
    expect(coerced(schema, 'ids=1')).toEqual({ ids: [1] });
    expect(coerced(schema, 'name=a&name=b')).toEqual({ name: ['a', 'b'] });
  });

  it('with null, objects as JSON, and the first kind that fits', () => {
    const schema = z.object({
      limit: z.number().nullable(),
      either: z.union([z.boolean(), z.number()]),
      text: z.union([z.string(), z.number()]),
      level: z.literal([1, 2]),
      near: z.object({ latitude: z.number() }),
    });
    expect(coerced(schema, 'limit=null&either=true&text=1&level=2')).toEqual({
      limit: null,
      either: true,
      text: '1',
      level: 2,
    });
    expect(coerced(schema, `near=${encodeURIComponent('{"latitude":1}')}`)).toEqual({
      near: { latitude: 1 },
    });
    expect(coerced(schema, 'near={no&limit=x')).toEqual({ near: '{no', limit: 'x' });
    expect(coerced(schema, 'near=no')).toEqual({ near: 'no' });
  });

  it('through references and combinations', () => {
    const schema = {
      $defs: { count: { type: 'integer' }, 'a/b': { enum: [true, null] }, loop: { $ref: '#/$defs/loop' } },
      allOf: [{ properties: { count: { $ref: '#/$defs/count' } } }],
      properties: {
        flag: { $ref: '#/$defs/a~1b' },
        loop: { $ref: '#/$defs/loop' },
        away: { $ref: 'https://a.example/schema' },
        lost: { $ref: '#/$defs/none' },
        many: { type: ['array', 'null'], items: { anyOf: [{ type: 'number' }, { type: 'boolean' }] } },
        list: { type: 'array' },
      },
    };
    const coercion = queryCoercion(schema);
    expect(coercion.query('count=1&flag=yes&loop=1&away=1&lost=1&many=2&many=no&list=1')).toEqual({
      count: 1,
      flag: true,
      loop: '1',
      away: '1',
      lost: '1',
      many: [2, false],
      list: ['1'],
    });
    expect(coercion.single('count', '7')).toBe(7);
  });

  it('with what is unknown as it is, and nothing through the prototype', () => {
    const made = coerced(z.object({}), '__proto__=x&constructor=y&other=z') as object;
    expect(Object.getPrototypeOf(made)).toBe(Object.prototype);
    expect(Object.entries(made)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
      ['other', 'z'],
    ]);
  });
});
