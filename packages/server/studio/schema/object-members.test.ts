import type { JsonObject } from '@toolwright/core';
import { describe, expect, it } from 'vitest';
import { matches } from './matches.ts';
import { objectMembers, settledMembers } from './object-members.ts';

/** As a conditional field is written: refused unless its condition holds. */
const notice: JsonObject = {
  type: 'object',
  properties: {
    type: { enum: ['email', 'sms'], default: 'email' },
    address: { type: 'string' },
    phone: { type: 'string' },
    code: { type: 'string' },
  },
  required: ['type'],
  allOf: [
    {
      if: { properties: { type: { const: 'email' } } },
      // oxlint-disable-next-line unicorn/no-thenable -- the keyword of JSON Schema
      then: { required: ['address'] },
      else: { not: { required: ['address'] } },
    },
    {
      if: { properties: { type: { const: 'sms' } }, required: ['type'] },
      // oxlint-disable-next-line unicorn/no-thenable -- the keyword of JSON Schema
      then: { required: ['phone'] },
      else: { not: { required: ['phone'] } },
    },
    { if: { required: ['phone'] }, else: { not: { required: ['code'] } } },
  ],
};

const visible = (value: JsonObject, find = settledMembers): string[] =>
  find(notice, value, notice)
    .filter((member) => member.visible)
    .map(({ name, required }) => (required ? `${name}*` : name));

describe('the members of an object', () => {
  it('come and go with what conditions say', () => {
    expect(visible({})).toEqual(['type*', 'address*']);
    expect(visible({ type: 'sms' })).toEqual(['type*', 'phone*']);
    expect(visible({ type: 'sms', phone: '1' })).toEqual(['type*', 'phone*', 'code']);
  });

  it('are not kept by values of members that are not there', () => {
    const left = { type: 'email', phone: '1' };
    expect(visible(left)).toEqual(['type*', 'address*']);
    expect(visible(left, objectMembers)).toContain('code');
  });

  it('may be declared in a branch alone', () => {
    const schema: JsonObject = {
      properties: { paid: { type: 'boolean' } },
      if: { properties: { paid: { const: true } }, required: ['paid'] },
      // oxlint-disable-next-line unicorn/no-thenable -- the keyword of JSON Schema
      then: { properties: { card: { $ref: '#/$defs/card' } }, required: ['card'] },
      $defs: { card: { type: 'string' } },
    };
    const card = (value: JsonObject) =>
      settledMembers(schema, value, schema).find(({ name }) => name === 'card');
    expect(card({})).toMatchObject({ visible: false, required: false });
    expect(card({ paid: true })).toMatchObject({ visible: true, required: true });
  });

  it('depend on one another', () => {
    const schema: JsonObject = {
      properties: { a: {} },
      dependentSchemas: { a: { properties: { b: { type: 'number' } } } },
    };
    const names = (value: JsonObject) =>
      settledMembers(schema, value, schema).flatMap((member) => (member.visible ? [member.name] : []));
    expect([names({}), names({ a: 1 })]).toEqual([['a'], ['a', 'b']]);
  });

  it('end in a schema that is in itself', () => {
    const schema: JsonObject = { properties: { a: {} }, allOf: [{ $ref: '#' }] };
    expect(settledMembers(schema, {}, schema)).toHaveLength(1);
  });
});

describe('a condition', () => {
  it.each<[string, JsonObject, boolean, unknown]>([
    ['enum', { enum: ['a', 'b'] }, true, 'b'],
    ['enum', { enum: ['a'] }, false, 'b'],
    ['const of an object', { const: { a: 1 } }, true, { a: 1 }],
    ['type', { type: 'integer' }, false, 1.5],
    ['one of several types', { type: ['null', 'array'] }, true, []],
    ['an object', { type: 'object' }, false, []],
    ['not', { not: { const: 1 } }, false, 1],
    ['anyOf', { anyOf: [{ const: 1 }, { const: 2 }] }, true, 2],
    ['oneOf', { oneOf: [{ type: 'number' }, { const: 2 }] }, false, 2],
    ['allOf', { allOf: [{ minimum: 2 }, { maximum: 3 }] }, false, 4],
    ['bounds that are left out', { exclusiveMinimum: 2, exclusiveMaximum: 3 }, false, 3],
    ['lengths in characters', { minLength: 1, maxLength: 1 }, true, '🍕'],
    ['what it does not know', { contentEncoding: 'base64' }, true, 1],
  ])('knows %s', (_, schema, held, value) => {
    expect(matches(schema, value as never, schema)).toBe(held);
  });

  it('may be true or false as a whole', () => {
    expect([matches(true, 1, {}), matches(false, 1, {})]).toEqual([true, false]);
  });
});
