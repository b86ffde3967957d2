import type { JsonObject } from '@toolwright/core';
import { describe, expect, it } from 'vitest';
import { describeBounds } from './describe-bounds.ts';
import { fieldOf } from './field.ts';
import { withoutSecrets } from './without-secrets.ts';

const root: JsonObject = { $defs: { size: { enum: ['s', 'l'] } } };

describe('a field', () => {
  it.each<[string, JsonObject]>([
    ['text', { type: 'string', maxLength: 20 }],
    ['long-text', { type: 'string', maxLength: 2_000 }],
    ['secret', { type: 'string', 'x-sensitive': true }],
    ['date', { type: 'string', format: 'date' }],
    ['date-time', { type: 'string', format: 'date-time' }],
    ['number', { type: 'number' }],
    ['integer', { type: ['integer', 'null'] }],
    ['choice', { type: 'boolean' }],
    ['choice', { $ref: '#/$defs/size' }],
    ['choice', { anyOf: [{ const: 1 }, { const: 2 }] }],
    ['list', { type: 'array', items: {} }],
    ['object', { properties: {} }],
    ['variants', { anyOf: [{ type: 'string' }, { type: 'number' }] }],
    ['number', { anyOf: [{ type: 'number' }, { type: 'null' }] }],
    ['json', { type: 'object', additionalProperties: true }],
    ['json', {}],
    ['json', { $ref: '#/$defs/nowhere' }],
  ])('is of the kind %s for %j', (kind, schema) => {
    expect(fieldOf(schema, root).kind).toBe(kind);
  });

  it('names its variants by what tells them apart', () => {
    const shape = (type: string): JsonObject => ({ properties: { type: { const: type } } });
    const field = fieldOf({ oneOf: [shape('card'), { title: 'Cash' }, { type: 'string' }, {}] }, root);
    const labels = field.kind === 'variants' ? field.variants.map(({ label }) => label) : [];
    expect(labels).toEqual(['type: card', 'Cash', 'string', 'Shape 4']);
  });
});

describe('the bounds of a field in words', () => {
  it.each<[string, JsonObject]>([
    ['3 to 40 characters', { minLength: 3, maxLength: 40 }],
    ['exactly 2 items', { minItems: 2, maxItems: 2 }],
    ['at least 0', { minimum: 0, maximum: Number.MAX_SAFE_INTEGER }],
    ['at most 9 · in steps of 3 · default 6', { maximum: 9, multipleOf: 3, default: 6 }],
    ['above 0 · below 1', { exclusiveMinimum: 0, exclusiveMaximum: 1 }],
    ['email', { format: 'email', pattern: '@' }],
    ['like ^a', { pattern: '^a' }],
    ['', { format: 'date' }],
  ])('%s', (words, schema) => {
    expect(describeBounds(schema)).toBe(words);
  });
});

describe('a value without its secrets', () => {
  const schema: JsonObject = {
    properties: {
      pin: { type: 'string', 'x-sensitive': true },
      list: { type: 'array', items: { $ref: '#/$defs/item' } },
    },
    allOf: [{ if: {}, else: { properties: { late: { writeOnly: true } } } }],
    $defs: { item: { properties: { code: { format: 'password' } } } },
  };
  const value = { pin: '1', late: 2, list: [{ code: 'c', kept: true }], userToken: 't', plain: null };

  it('lacks what schemas mark and what is named like one, in every branch', () => {
    expect(withoutSecrets(value, schema)).toEqual({ list: [{ kept: true }], plain: null });
  });

  it('has a word in its place where one is wanted', () => {
    const shown = withoutSecrets(value, schema, (name) => `<${name}>`);
    expect(shown).toMatchObject({ pin: '<pin>', list: [{ code: '<code>' }], userToken: '<userToken>' });
  });
});
