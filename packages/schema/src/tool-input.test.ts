import { createTool, createToolbox } from '@toolwright/core';
import type { AnySchema, ToolInput } from '@toolwright/core';
import { type } from 'arktype';
import * as v from 'valibot';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { arrayField, enumField, objectField, stringField } from './index.ts';

const metadata = {
  name: 'echo',
  version: '1.0.0',
  description: 'Says the input again',
  kind: 'query',
} as const;

async function call(schema: AnySchema, input: unknown): Promise<unknown> {
  const echo = createTool({ metadata, schema: { input: schema }, execute: async (context) => context.input });
  await using toolbox = createToolbox({ tools: [echo] });
  const result = await toolbox.call('echo', input);
  return result.status === 'success' ? result.data : result.status === 'error' ? result.error : result;
}

describe("a tool's input", () => {
  it.each([
    ['fields', objectField({ city: stringField() })],
    ['zod', z.object({ city: z.string() })],
    ['valibot', v.object({ city: v.string() })],
    ['arktype', type({ city: 'string' })],
  ])('may be described with %s', async (_, schema) => {
    expect(await call(schema, { city: 'Madrid' })).toEqual({ city: 'Madrid' });
    expect(await call(schema, { city: 3 })).toMatchObject({
      code: 'INVALID_INPUT',
      details: { issues: [{ path: 'city' }] },
    });
  });

  it('carries code, expected and received into the details of its error', async () => {
    const schema = objectField({ units: enumField(['celsius', 'fahrenheit']) });
    expect(await call(schema, { units: 'kelvin' })).toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('units: must be one of "celsius", "fahrenheit"; got "kelvin"'),
      details: {
        issues: [
          {
            path: 'units',
            code: 'invalid_value',
            expected: 'one of "celsius", "fahrenheit"',
            received: '"kelvin"',
          },
        ],
      },
    });
    expect(await call(schema, {})).toMatchObject({ code: 'MISSING_REQUIRED_FIELD' });
  });

  it('may be a plain record of fields and literals', async () => {
    const search = createTool({
      metadata,
      schema: {
        input: {
          q: stringField({ maxLength: 5 }),
          topics: { type: 'array', maxItems: 1, items: stringField() },
          sort: enumField(['asc', 'desc'], { default: 'asc' }),
        },
      },
      execute: async ({ input }) => ({ echo: input }),
    });
    expectTypeOf<ToolInput<typeof search>['q']>().toEqualTypeOf<string>();
    await using toolbox = createToolbox({ tools: [search] });
    const result = await toolbox.call('echo', { q: 'a', topics: ['b'] });
    expect(result).toMatchObject({ data: { echo: { q: 'a', topics: ['b'], sort: 'asc' } } });
    const refused = await toolbox.call('echo', { q: 'abcdef', topics: ['b', 'c'] });
    expect(refused).toMatchObject({ error: { details: { issues: [{ path: 'q' }, { path: 'topics' }] } } });
    expect(toolbox.describe()[0]?.inputSchema).toMatchObject({
      properties: { topics: { type: 'array', maxItems: 1 } },
      required: ['q', 'topics'],
    });
  });

  it('may hold secrets, which no error shows', async () => {
    const schema = objectField({
      key: stringField({ sensitive: true, maxLength: 3 }),
      list: arrayField(stringField()),
    });
    const error = await call(schema, { key: 'hunter2', list: 'hunter3' });
    expect(JSON.stringify(error)).toContain('[redacted]');
    expect(JSON.stringify(error)).not.toContain('hunter2');
  });
});
