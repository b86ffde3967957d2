import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  integerField,
  jsonSchemaOf,
  objectField,
  schemaFromJsonSchema,
  schemaFromTemplate,
  stringField,
} from '../index.ts';

describe('schemaFromTemplate', () => {
  it('makes of data what the builders make of options', () => {
    const schema = schemaFromTemplate({
      description: 'a search',
      unknownKeys: 'refuse',
      fields: {
        q: { type: 'string', options: { maxLength: 10 } },
        page: { type: 'integer', min: 1, default: 1 },
        tags: { type: 'array', options: { items: { type: 'string' }, maxItems: 2, required: false } },
        sort: { type: 'enum', options: { values: ['asc', 'desc'], required: false } },
        inner: { type: 'object', options: { fields: { deep: { type: 'boolean' } }, required: false } },
        labels: { type: 'record', options: { values: { type: 'number' }, maxKeys: 1, required: false } },
        more: { type: 'json', options: { required: false } },
        mail: { type: 'email', options: { condition: { field: 'sort', equals: 'asc' } } },
      },
    });
    expect(schema.parse({ q: 'a', tags: ['b'], inner: { deep: true } })).toEqual({
      q: 'a',
      page: 1,
      tags: ['b'],
      inner: { deep: true },
    });
    expect(schema.safeParse({ q: 'a', sort: 'asc' }).success).toBe(false);
    expect(schema.safeParse({ q: 'a', b: 1 }).success).toBe(false);
    expect(jsonSchemaOf(schema)['description']).toBe('a search');
  });

  it('names the field and the types there are, for a type there is not', () => {
    const make =
      (fields: Record<string, never>): (() => unknown) =>
      () =>
        schemaFromTemplate({ fields });
    const known =
      'string, email, url, uuid, date, dateTime, number, integer, boolean, enum, array, object, record, json';
    expect(make({ city: { type: 'text' } as never })).toThrow(
      `Field "city" has the unknown type "text"; known are ${known}`,
    );
    expect(make({ city: { type: 'constructor' } as never })).toThrow(
      'Field "city" has the unknown type "constructor"',
    );
    expect(make({ a: { type: 'array', options: { items: { type: 'text' } } } as never })).toThrow(
      'Field "a[]"',
    );
    expect(make({ a: { type: 'record', options: {} } as never })).toThrow('Field "a.*" must be');
    expect(make({ a: { type: 'object' } as never })).toThrow('Field "a" must be an object of fields');
    expect(make({ a: { type: 'string', options: { maxLength: 'x' } } as never })).toThrow(
      'Field "a" cannot be made',
    );
    expect(make({ a: 'string' as never })).toThrow('Field "a" must be a zod schema or { type, … }');
    expect(make([] as never)).toThrow('Field "fields" must be an object of fields');
  });
});

describe('schemaFromJsonSchema', () => {
  const schema = objectField(
    {
      q: stringField({ maxLength: 10, sanitize: { trim: true }, sensitive: true, description: 'what' }),
      page: integerField({ min: 1, default: 1, title: 'Page', examples: [2], deprecated: true }),
      hint: stringField({ condition: { field: 'page', oneOf: [1, 2] }, default: 'a' }),
      note: stringField({ condition: { field: 'page', equals: 3 }, optionalWhenHeld: true, format: 'uri' }),
      more: { type: 'json', maxDepth: 3 },
    },
    { unknownKeys: 'refuse' },
  );

  it('makes the schema again that the document came from', () => {
    const again = schemaFromJsonSchema(JSON.parse(JSON.stringify(jsonSchemaOf(schema))));
    expect(jsonSchemaOf(again)).toEqual(jsonSchemaOf(schema));
    for (const value of [
      { q: ' a ', more: {} },
      { q: 'a', page: 3, note: 'https://a.b', more: [[[[]]]] },
      { q: 'a', page: 3, hint: 'b', more: 1 },
      { q: 'a', more: 1, less: 1 },
    ]) {
      expect(again['~standard'].validate(value)).toEqual(schema['~standard'].validate(value));
    }
  });

  it.each([
    [
      { type: 'object', properties: { a: { type: 'string', contentEncoding: 'base64' } } },
      '#/properties/a',
      'contentEncoding',
    ],
    [{ type: 'object', properties: { a: { type: 'null' } } }, '#/properties/a', 'of type "null"'],
    [{ type: 'object', properties: { a: {} } }, '#/properties/a', 'without a type'],
    [{ type: 'object', properties: { a: { type: 'array' } } }, '#/properties/a', 'without "items"'],
    [
      { type: 'object', properties: { a: { type: 'string', format: 'ipv4' } } },
      '#/properties/a',
      'format "ipv4"',
    ],
    [
      { type: 'object', properties: { a: { type: 'string', format: 'email' } } },
      '#/properties/a',
      'format "email"',
    ],
    [{ type: 'object', properties: {}, additionalProperties: {} }, '#', 'additionalProperties'],
    [{ type: 'object', properties: {}, allOf: [{ required: ['a'] }] }, '#/allOf/0', 'condition'],
    [
      { type: 'object', properties: {}, allOf: [{ if: { properties: { a: {}, b: {} } } }] },
      '#/allOf/0',
      'condition',
    ],
  ])('says what it cannot read: %j', (document, place, reason) => {
    expect(() => schemaFromJsonSchema(document)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTIONS' }),
    );
    expect(() => schemaFromJsonSchema(document)).toThrow(place);
    expect(() => schemaFromJsonSchema(document)).toThrow(reason);
  });

  it('wants an object', () => {
    expect(() => schemaFromJsonSchema(jsonSchemaOf(stringField()))).toThrow('must describe an object');
    expect(() => schemaFromJsonSchema(z.toJSONSchema(z.object({ a: z.string().nullable() })))).toThrow(
      '#/properties/a',
    );
  });
});
