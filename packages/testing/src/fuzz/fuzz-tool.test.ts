import { createTool, ToolError } from '@toolwright/core';
import type { JsonObject, Schema } from '@toolwright/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuzzTool } from './fuzz-tool.ts';
import { arbitraryOf } from './schema-arbitrary.ts';

const metadata = { name: 'booking', version: '1.0.0', description: 'Books', kind: 'command' } as const;

interface Booking {
  readonly city: string;
  readonly nights: number;
  readonly extras?: { readonly pets: boolean };
}

const document = {
  type: 'object',
  properties: {
    city: { type: 'string', minLength: 1, maxLength: 20 },
    nights: { type: 'integer', minimum: 1, maximum: 30 },
    extras: { type: 'object', properties: { pets: { type: 'boolean' } }, required: ['pets'] },
  },
  required: ['city', 'nights'],
};

describe('fuzzTool', () => {
  it('finds nothing in a good tool, and says what it tried', async () => {
    const tool = createTool({
      metadata,
      schema: { input: bookings() },
      execute: ({ input }) => {
        if (input.nights > 20) throw new ToolError('EXECUTION_FAILED', 'Too long');
        return { total: input.nights * 100 };
      },
    });
    const report = await fuzzTool(tool, { seed: 1 });
    expect(report.seed).toBe(1);
    expect(report.succeeded).toBeGreaterThan(30);
    expect(report.failed['EXECUTION_FAILED']).toBeGreaterThan(0);
    expect(report.refused).toBeGreaterThan(20);
    expect(await fuzzTool(tool, { seed: 1 })).toEqual(report);
  });

  it('finds a crash and the smallest input that causes it', async () => {
    const tool = createTool({
      metadata,
      schema: { input: bookings() },
      execute: ({ input }) => {
        if (input.extras?.pets === true && input.nights >= 3) throw new TypeError('pets is not a function');
        return {};
      },
    });
    await expect(fuzzTool(tool, { seed: 2 })).rejects.toThrow(
      /^"booking" crashes on the valid input \{"city":".","nights":3,"extras":\{"pets":true\}\}: the error INTERNAL_ERROR.*; repeat with seed 2$/,
    );
  });

  it('finds a tool that never answers some input', async () => {
    const tool = createTool({
      metadata,
      schema: { input: bookings() },
      execute: ({ input, call }) => (input.nights > 15 ? untilAborted(call.signal) : {}),
    });
    await expect(fuzzTool(tool, { seed: 3, runs: 20, options: { timeoutMs: 20 } })).rejects.toThrow(
      'does not answer the valid input',
    );
  });

  it('finds a schema that lets an input through which it does not accept', async () => {
    let calls = 0;
    const fickle = bookings(() => {
      calls += 1;
      return calls % 2 === 0;
    });
    const tool = createTool({ metadata, schema: { input: fickle }, execute: () => ({}) });
    await expect(fuzzTool(tool, { seed: 4 })).rejects.toThrow('does not refuse the invalid input');
  });

  it('finds a tool that lets its input reach Object.prototype', async () => {
    const tool = createTool({
      metadata,
      schema: { input: anyObject() },
      execute: ({ input }) => merge({}, input),
    });
    await expect(fuzzTool(tool, { seed: 5, runs: 500 })).rejects.toThrow(
      'lets its input change Object.prototype',
    );
    expect('polluted' in {}).toBe(false);
  });

  it('fuzzes a tool without a schema, and one with a configuration', async () => {
    const bare = createTool({ metadata, execute: ({ input }) => ({ input }) });
    expect((await fuzzTool(bare, { runs: 20 })).succeeded).toBe(40);
    const configured = createTool({
      metadata,
      schema: { config: anyObject() },
      execute: ({ config }) => ({ config }),
    });
    expect((await fuzzTool(configured, { runs: 5, config: { unit: 'C' } })).succeeded).toBe(10);
  });

  it('finds a refusal that does not say where', async () => {
    const input = bookings();
    const { validate } = input['~standard'];
    const mute: Schema<Booking> = {
      '~standard': {
        ...input['~standard'],
        validate: (value) => {
          const checked = validate(value) as { issues?: readonly unknown[] };
          return checked.issues === undefined ? { value: value as Booking } : { issues: [] };
        },
      },
    };
    const tool = createTool({ metadata, schema: { input: mute }, execute: () => ({}) });
    await expect(fuzzTool(tool, { seed: 4 })).rejects.toThrow('without a path');
  });

  it('says that a tool was never tried when none of its inputs is valid', async () => {
    const picky = bookings(() => false);
    const tool = createTool({ metadata, schema: { input: picky }, execute: () => ({}) });
    await expect(fuzzTool(tool, { seed: 5, runs: 5 })).rejects.toThrow(
      '"booking" was not tried: of the inputs made from its JSON Schema, none is valid',
    );
  });

  it('counts a tool that asks as one that answers, and shows long inputs in short', async () => {
    const asking = createTool({
      metadata,
      schema: { input: bookings() },
      execute: ({ call }) => call.ask(anyObject(), 'Sure?'),
    });
    expect((await fuzzTool(asking, { runs: 5 })).succeeded).toBeGreaterThanOrEqual(5);
    const crashing = createTool({
      metadata,
      schema: { input: anyObject() },
      execute: ({ input }) => {
        if (JSON.stringify(input).length > 300) throw new TypeError('too long');
        return {};
      },
    });
    await expect(fuzzTool(crashing, { seed: 6 })).rejects.toThrow(/crashes on the valid input .{300}…: /);
  });

  it('refuses a number of runs that is none', async () => {
    const tool = createTool({ metadata, execute: () => ({}) });
    await expect(fuzzTool(tool, { runs: 0 })).rejects.toThrow('Option "runs"');
  });
});

describe('arbitraryOf', () => {
  it.each<{ name: string; schema: JsonObject; fits: (value: never) => boolean }>([
    { name: 'a constant', schema: { const: 4 }, fits: (value: number) => value === 4 },
    { name: 'an enumeration', schema: { enum: ['a', null] }, fits: (value) => ['a', null].includes(value) },
    {
      name: 'one of several',
      schema: { oneOf: [{ type: 'boolean' }, { type: 'null' }] },
      fits: (value) => value === null || typeof value === 'boolean',
    },
    {
      name: 'several types',
      schema: { type: ['integer', 'null'], minimum: 5 },
      fits: (value: number | null) => value === null || value >= 5,
    },
    {
      name: 'a number between bounds',
      schema: { type: 'number', exclusiveMinimum: 0, maximum: 1 },
      fits: (value: number) => value > 0 && value <= 1,
    },
    {
      name: 'a multiple',
      schema: { type: 'integer', multipleOf: 5, minimum: 1, exclusiveMaximum: 50 },
      fits: (value: number) => value % 5 === 0 && value > 0 && value < 50,
    },
    {
      name: 'a pattern',
      schema: { type: 'string', pattern: '^[A-Z]{3}$' },
      fits: (value: string) => /^[A-Z]{3}$/.test(value),
    },
    {
      name: 'an e-mail address',
      schema: { type: 'string', format: 'email' },
      fits: (value: string) => value.includes('@'),
    },
    {
      name: 'an instant',
      schema: { type: 'string', format: 'date-time' },
      fits: (value: string) => !Number.isNaN(Date.parse(value)),
    },
    {
      name: 'a list without repeats',
      schema: {
        type: 'array',
        items: { type: 'integer', minimum: 0, maximum: 9 },
        minItems: 2,
        uniqueItems: true,
      },
      fits: (value: number[]) => value.length >= 2 && new Set(value).size === value.length,
    },
    {
      name: 'a pair',
      schema: { prefixItems: [{ type: 'string' }, { type: 'boolean' }] },
      fits: ([first, second]: [unknown, unknown]) => typeof first === 'string' && typeof second === 'boolean',
    },
    {
      name: 'all of several',
      schema: {
        allOf: [
          { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'] },
          { properties: { a: { minimum: 3 }, b: { const: 1 } }, required: ['b'] },
        ],
      },
      fits: (value: { a: number; b: number }) => value.a >= 3 && value.b === 1,
    },
    {
      name: 'a condition',
      schema: {
        type: 'object',
        properties: { kind: { enum: ['a', 'b'] } },
        required: ['kind'],
        ...(JSON.parse(
          '{"if": {"properties": {"kind": {"const": "a"}}}, "then": {"required": ["extra"], "properties": {"extra": {"const": 1}}}}',
        ) as JsonObject),
      },
      fits: (value: { kind: string; extra?: number }) =>
        value.kind === 'b' || value.extra === 1 || value.extra === undefined,
    },
    {
      name: 'a dictionary',
      schema: { type: 'object', additionalProperties: { type: 'integer' } },
      fits: (value: Record<string, number>) => Object.values(value).every(Number.isInteger),
    },
    {
      name: 'a schema that refers to itself',
      schema: {
        $ref: '#/$defs/tree',
        $defs: {
          tree: {
            type: 'object',
            properties: { children: { type: 'array', items: { $ref: '#/$defs/tree' } } },
          },
        },
      },
      fits: (value) => typeof value === 'object',
    },
    { name: 'anything', schema: {}, fits: () => true },
    {
      name: 'all of several, some of them elsewhere',
      schema: {
        allOf: [{ $ref: '#/$defs/a~1b' }, { properties: { b: { const: 1 } }, required: ['b'] }],
        $defs: { 'a/b': { type: 'object', properties: { a: { type: 'boolean' } }, required: ['a'] } },
      },
      fits: (value: { a: boolean; b: number }) => typeof value.a === 'boolean' && value.b === 1,
    },
    {
      name: 'what a reference leads to, with what stands beside it',
      schema: { $ref: '#/$defs/n', minimum: 5, $defs: { n: { type: 'integer' } } },
      fits: (value: number) => Number.isInteger(value) && value >= 5,
    },
    {
      name: 'one of several elsewhere, with what is common to them',
      schema: {
        type: 'object',
        properties: { id: { const: 7 } },
        required: ['id'],
        anyOf: [{ $ref: '#/$defs/a' }, { $ref: '#/$defs/b' }],
        $defs: {
          a: { properties: { a: { const: 1 } }, required: ['a'] },
          b: { properties: { b: { const: 2 } }, required: ['b'] },
        },
      },
      fits: (value: { id: number; a?: number; b?: number }) =>
        value.id === 7 && (value.a === 1 || value.b === 2),
    },
    {
      name: 'a choice that leads back to itself',
      schema: {
        description: 'JSON',
        anyOf: [{ type: 'null' }, { type: 'array', items: { $ref: '#' } }, { $ref: '#' }],
      },
      fits: (value) => value === null || Array.isArray(value),
    },
    {
      name: 'nothing for what leads nowhere',
      schema: { $ref: '#/$defs/gone' },
      fits: (value) => value === null,
    },
    {
      name: 'nothing for what is elsewhere',
      schema: { $ref: 'other.json' },
      fits: (value) => value === null,
    },
    {
      name: 'either side of a condition',
      schema: JSON.parse(
        '{"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"], "if": {"properties": {"n": {"minimum": 5}}}, "else": {"properties": {"n": {"maximum": 4}}}}',
      ) as JsonObject,
      fits: ({ n }: { n: number }) => Number.isInteger(n),
    },
    {
      name: 'a list by its items',
      schema: { items: { const: 1 } },
      fits: (value: number[]) => value.every((one) => one === 1),
    },
    {
      name: 'a text by its pattern',
      schema: { pattern: '^a+$' },
      fits: (value: string) => /^a+$/.test(value),
    },
    { name: 'a number by its upper bound', schema: { maximum: 3 }, fits: (value: number) => value <= 3 },
    {
      name: 'an object by what it requires',
      schema: { required: ['a'], additionalProperties: false },
      fits: (value) => typeof value === 'object',
    },
    {
      name: 'anything for a type that there is not',
      schema: { type: 'tuple' },
      fits: () => true,
    },
    {
      name: 'a text by its length',
      schema: { minLength: 3, maxLength: 4 },
      fits: (value: string) => value.length <= 4,
    },
    { name: 'a number by its bound', schema: { minimum: 3 }, fits: (value: number) => value >= 3 },
  ])('makes $name', ({ schema, fits }) => {
    fc.assert(
      fc.property(arbitraryOf(schema, schema), (value) => fits(value as never)),
      { numRuns: 50 },
    );
  });
});

function bookings(fits: (value: unknown) => boolean = isBooking): Schema<Booking> {
  return {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value) =>
        fits(value) ? { value: value as Booking } : { issues: [{ message: 'Wrong', path: ['city'] }] },
      jsonSchema: { input: () => document, output: () => document },
    },
  };
}

function isBooking(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { city, nights, extras } = value as Record<string, unknown>;
  const pets =
    extras === undefined ||
    (typeof extras === 'object' && typeof (extras as Booking['extras'])?.pets === 'boolean');
  const text = typeof city === 'string' && city.length > 0 && city.length <= 20;
  return text && Number.isInteger(nights) && Number(nights) >= 1 && Number(nights) <= 30 && pets;
}

function anyObject(): Schema<Record<string, unknown>> {
  const dictionary = { type: 'object', additionalProperties: {} };
  return {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value) =>
        typeof value === 'object' && value !== null
          ? { value: value as Record<string, unknown> }
          : { issues: [{ message: 'No object' }] },
      jsonSchema: { input: () => dictionary, output: () => dictionary },
    },
  };
}

/** The classic mistake: walks into `__proto__`. */
function merge(target: Record<string, unknown>, source: Record<string, unknown>): Record<string, unknown> {
  for (const key of Object.keys(source)) {
    const value = source[key];
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      target[key] ??= {};
      if (typeof target[key] === 'object')
        merge(target[key] as Record<string, unknown>, value as Record<string, unknown>);
    } else target[key] = value;
  }
  return target;
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });
}
