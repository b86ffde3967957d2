import type { AnySchema, JsonValue, Schema, SchemaInput, SchemaOutput } from '@toolwright/core';
import { describe, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import {
  arrayField,
  enumField,
  integerField,
  jsonField,
  objectField,
  recordField,
  stringField,
} from '../index.ts';

const search = objectField({
  q: stringField({ maxLength: 100 }),
  units: enumField(['celsius', 'fahrenheit'], { default: 'celsius' }),
  page: integerField({ required: false }),
  tags: arrayField(stringField(), { default: [] }),
  labels: recordField(stringField()),
  more: jsonField({ required: false }),
  phone: stringField({ condition: { field: 'units', equals: 'celsius' } }),
  limit: integerField({ condition: { field: 'units', equals: 'celsius' }, default: 3 }),
  own: z.number().nullable(),
  topics: { type: 'array', maxItems: 20, items: stringField() },
  sort: { type: 'enum', values: ['asc', 'desc'], default: 'asc' },
  inner: { type: 'object', fields: { deep: { type: 'boolean', required: false } } },
});

describe('objectField', () => {
  it('infers what it gives', () => {
    expectTypeOf<z.infer<typeof search>>().toEqualTypeOf<{
      q: string;
      units: 'celsius' | 'fahrenheit';
      page?: number | undefined;
      tags: string[];
      labels: Record<string, string>;
      more?: JsonValue | undefined;
      phone?: string | undefined;
      limit?: number | undefined;
      own: number | null;
      topics: string[];
      sort: 'asc' | 'desc';
      inner: { deep?: boolean | undefined };
    }>();
  });

  it('infers what it takes', () => {
    type Input = z.input<typeof search>;
    expectTypeOf<Pick<Input, 'q' | 'units' | 'tags' | 'phone' | 'sort'>>().toEqualTypeOf<{
      q: string;
      units?: 'celsius' | 'fahrenheit' | undefined;
      tags?: string[] | undefined;
      phone?: string | undefined;
      sort?: 'asc' | 'desc' | undefined;
    }>();
  });

  it("is a schema of core's", () => {
    expectTypeOf(search).toExtend<AnySchema>();
    expectTypeOf(search).toExtend<Schema<z.input<typeof search>, z.output<typeof search>>>();
    expectTypeOf<SchemaInput<typeof search>>().toEqualTypeOf<z.input<typeof search>>();
    expectTypeOf<SchemaOutput<typeof search>>().toEqualTypeOf<z.output<typeof search>>();
  });
});

describe('the options of a builder', () => {
  it('do not combine where they contradict each other', () => {
    // @ts-expect-error What has a default cannot be required.
    stringField({ required: true, default: 'a' });
    // @ts-expect-error A format has its own pattern.
    stringField({ format: 'email', pattern: 'a' });
    // @ts-expect-error A default is one of the values.
    enumField(['a', 'b'], { default: 'c' });
    // @ts-expect-error A default is of the field's type.
    integerField({ default: '1' });
    // @ts-expect-error Only what has a condition can be optional while it holds.
    stringField({ optionalWhenHeld: true });
    // @ts-expect-error There is no such option.
    stringField({ maxLenght: 3 });
    // @ts-expect-error There is no such type.
    objectField({ a: { type: 'strin' } });
  });
});
