import { canonicalDigest } from '@toolwright/core';
import type { AnySchema } from '@toolwright/core';
import {
  arrayField,
  enumField,
  integerField,
  jsonSchemaOf,
  objectField,
  stringField,
} from '@toolwright/schema';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as v from 'valibot';
import { z } from 'zod';
import { machine, measure, printTable } from './harness.ts';
import type { Contender } from './harness.ts';

// What it costs to validate a tool's input, to refuse one, and to derive JSON Schema, beside zod, ajv and valibot on
// the same schema; and whether remembering validated inputs by their digest (rather than validating again) can pay.

const fields = (sanitize: boolean): z.ZodType =>
  objectField({
    query: stringField({ minLength: 1, maxLength: 200, sanitize }),
    units: enumField(['celsius', 'fahrenheit'], { default: 'celsius' }),
    limit: integerField({ min: 1, max: 100, default: 10 }),
    tags: arrayField(stringField({ maxLength: 40, pattern: '[a-z-]+', sanitize }), {
      maxItems: 10,
      required: false,
    }),
    place: objectField({
      city: stringField({ maxLength: 100, sanitize }),
      country: stringField({ maxLength: 2, sanitize }),
    }),
  });

const plain = z.object({
  query: z.string().max(200).min(1),
  units: z.enum(['celsius', 'fahrenheit']).default('celsius'),
  limit: z.int().min(1).max(100).default(10),
  tags: z
    .array(
      z
        .string()
        .max(40)
        .regex(/^(?:[a-z-]+)$/u),
    )
    .max(10)
    .optional(),
  place: z.object({ city: z.string().max(100), country: z.string().max(2) }),
});

const ours = fields(false);
const cleaning = fields(true);
const ajv = new Ajv2020({ strict: false, allErrors: true }).compile(jsonSchemaOf(ours));
const valibot = v.object({
  query: v.pipe(v.string(), v.maxLength(200), v.minLength(1)),
  units: v.optional(v.picklist(['celsius', 'fahrenheit']), 'celsius'),
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)), 10),
  tags: v.optional(
    v.pipe(v.array(v.pipe(v.string(), v.maxLength(40), v.regex(/^(?:[a-z-]+)$/u))), v.maxLength(10)),
  ),
  place: v.object({
    city: v.pipe(v.string(), v.maxLength(100)),
    country: v.pipe(v.string(), v.maxLength(2)),
  }),
});

const good = {
  query: 'weather for the weekend',
  units: 'fahrenheit',
  limit: 20,
  tags: ['outdoor', 'family-trip', 'sea'],
  place: { city: 'San Sebastián', country: 'ES' },
};
const bad = { ...good, units: 'kelvin', limit: 1_000 };
const large = {
  ...good,
  tags: Array.from({ length: 10 }, (_, index) => `${'tag-'.repeat(9)}${'abcdefghij'[index]}`),
};

/** Synchronous work, repeated: nothing of it may be optimised away. */
function loop(work: () => unknown): Contender['run'] {
  let sink: unknown;
  return (times) => {
    for (let time = 0; time < times; time += 1) sink = work();
    return sink === times ? Promise.reject(new Error('never')) : Promise.resolve();
  };
}

const standard = (schema: AnySchema, input: unknown): Contender['run'] =>
  loop(() => schema['~standard'].validate(input));

function remembered(schema: AnySchema, input: unknown): Contender['run'] {
  const known = new Map<string, unknown>();
  return loop(() => {
    const digest = canonicalDigest(input);
    const hit = known.get(digest);
    if (hit) return hit;
    const result = schema['~standard'].validate(input);
    known.set(digest, result);
    return result;
  });
}

function contenders(input: object): Contender[] {
  return [
    { name: 'zod, safeParse', run: loop(() => plain.safeParse(input).success) },
    { name: 'zod, ~standard', run: standard(plain, input) },
    { name: '@toolwright/schema', goal: '≤ 1.10', run: standard(ours, input) },
    { name: '@toolwright/schema, sanitising', run: standard(cleaning, input) },
    { name: 'ajv (checks, makes no value)', run: loop(() => ajv(input)) },
    { name: 'valibot, safeParse', run: loop(() => v.safeParse(valibot, input)) },
    {
      name: 'remembered by digest, always a hit',
      goal: '< @toolwright/schema',
      run: remembered(ours, input),
    },
  ];
}

console.log(machine());
const options = { rounds: 15, timesPerRound: 20_000 };
printTable('schema: an input that fits', await measure(contenders(good), options));
printTable('schema: a larger input that fits', await measure(contenders(large), options));
printTable(
  'schema: an input with two faults, the issues read',
  await measure(
    [
      { name: 'zod, safeParse', run: loop(() => plain.safeParse(bad).error?.issues) },
      { name: 'zod, ~standard', run: standard(plain, bad) },
      { name: '@toolwright/schema', run: standard(ours, bad) },
      { name: 'ajv', run: loop(() => ajv(bad)) },
      { name: 'valibot, safeParse', run: loop(() => v.safeParse(valibot, bad)) },
    ],
    options,
  ),
);
printTable(
  'schema: JSON Schema, asked for again',
  await measure(
    [
      { name: 'zod, z.toJSONSchema', run: loop(() => z.toJSONSchema(plain)) },
      { name: '@toolwright/schema', run: loop(() => jsonSchemaOf(ours)) },
    ],
    { rounds: 5, timesPerRound: 2_000 },
  ),
);
