import type { AnySchema } from '@toolwright/core';
import { type } from 'arktype';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describeIssues, jsonSchemaOf, objectField, stringField } from './index.ts';

/** What a kernel needs of a tool's input, through core's port alone. */
async function accept(schema: AnySchema, value: unknown): Promise<unknown> {
  const result = await schema['~standard'].validate(value);
  return result.issues ? describeIssues(result.issues) : result.value;
}

describe("core's Schema port", () => {
  it.each([
    ['a field', objectField({ city: stringField() })],
    ['zod', z.object({ city: z.string() })],
    ['valibot', v.object({ city: v.string() })],
    ['arktype', type({ city: 'string' })],
  ])('is kept by %s', async (_, schema) => {
    expect(await accept(schema, { city: 'Madrid' })).toEqual({ city: 'Madrid' });
    expect(await accept(schema, { city: 3 })).toMatch(/"city" .*string/);
  });

  it('has JSON Schema where the library offers it', () => {
    for (const schema of [
      objectField({ city: stringField() }),
      z.object({ city: z.string() }),
      type({ city: 'string' }),
    ]) {
      expect(jsonSchemaOf(schema)).toMatchObject({ type: 'object', required: ['city'] });
    }
    expect(() => jsonSchemaOf(v.object({}))).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
  });
});
