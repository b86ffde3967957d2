import { Ajv2020 } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonSchemaOf, schemaFromJsonSchema, schemaFromTemplate } from './index.ts';

type Data = Record<string, unknown>;

const names = ['a', 'b', 'c', 'items', 'x-y', 'Ünï', '😀'];
const characters = fc.constantFrom('a', 'B', '7', '-', ' ', '\n', '\0', 'é', '😀', '𝒳', '\ud83d', '\ude00');
const formatted: Record<string, fc.Arbitrary<string>> = {
  email: fc.oneof(
    fc.emailAddress(),
    fc.constantFrom('a@b.co', '.a@b.co', 'a@b', 'a@-b.co', `${'a'.repeat(260)}@b.co`),
  ),
  url: fc.oneof(
    fc.webUrl({ withFragments: true, withQueryParameters: true }),
    fc.constantFrom('http://u@a.b', 'ftp://a.b'),
  ),
  uuid: fc.oneof(fc.uuid(), fc.constantFrom('0-0', '{00000000-0000-0000-0000-000000000000}')),
  date: fc.constantFrom('2024-02-29', '2023-02-29', '2000-02-29', '1900-02-29', '2026-04-31', '2026-1-1'),
  dateTime: fc.constantFrom(
    '2026-01-31T12:00:00Z',
    '2026-01-31T12:00:00.5+02:00',
    '2026-01-31T24:00:00Z',
    '2026-01-31',
  ),
};

/** Texts about as long as the field wants them, of characters of one UTF-16 unit and of two. */
function textFor({ type, pattern, minLength = 0, maxLength }: Data): fc.Arbitrary<string> {
  const fits = formatted[String(type)];
  if (fits) return fits;
  const least = Math.max(0, Number(minLength) - 1);
  const any = fc.string({
    unit: characters,
    minLength: least,
    maxLength: Number(maxLength ?? least + 4) + 1,
  });
  return pattern === undefined ? any : fc.oneof(any, fc.stringMatching(new RegExp(pattern as string, 'u')));
}

const numbers = fc.oneof(
  fc.integer({ min: -6, max: 12 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 0.5, 1e21, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER + 1, -1e300),
);

const bounds = (least: string, most: string, max: number): fc.Arbitrary<Data> =>
  fc
    .tuple(fc.option(fc.nat(max), { nil: undefined }), fc.option(fc.nat(max), { nil: undefined }))
    .map(([from, more]) => ({
      ...(from !== undefined && { [least]: from }),
      ...(more !== undefined && { [most]: (from ?? 0) + more }),
    }));

const patterns = ['[a-z]*', '^[A-Z]{2}-\\d{2}$', '.{0,4}', 'a|b', '[^\\w\\s]+', '😀+'];

const plainLiteral: fc.Arbitrary<Data> = fc.oneof(
  bounds('minLength', 'maxLength', 6).map((options) => ({ type: 'string', ...options })),
  fc
    .tuple(fc.constantFrom(...patterns), bounds('minLength', 'maxLength', 6))
    .map(([pattern, options]) => ({ type: 'string', pattern, ...options })),
  fc.constantFrom('email', 'url', 'uuid', 'date', 'dateTime').map((type) => ({ type })),
  bounds('min', 'max', 6).map((options) => ({ type: 'number', ...options })),
  bounds('min', 'max', 6).map((options) => ({ type: 'integer', ...options })),
  fc.constant({ type: 'boolean' }),
  fc
    .uniqueArray(fc.constantFrom('a', 'b', 'ab', '😀'), { minLength: 1 })
    .map((values) => ({ type: 'enum', values })),
);

const { literal } = fc.letrec<{ literal: Data; fields: Data }>((tie) => ({
  literal: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    plainLiteral,
    fc
      .tuple(tie('literal'), bounds('minItems', 'maxItems', 3), fc.boolean())
      .map(([items, options, uniqueItems]) => ({ type: 'array', items, uniqueItems, ...options })),
    fc
      .tuple(tie('literal'), fc.nat(3), fc.integer({ min: 1, max: 4 }))
      .map(([values, maxKeys, maxKeyLength]) => ({ type: 'record', values, maxKeys, maxKeyLength })),
    fc
      .tuple(tie('fields'), fc.constantFrom('strip', 'refuse'))
      .map(([fields, unknownKeys]) => ({ type: 'object', fields, unknownKeys })),
  ),
  fields: fc
    .dictionary(fc.constantFrom(...names), fc.tuple(tie('literal'), fc.boolean()), { maxKeys: 4 })
    .map((entries) =>
      Object.fromEntries(
        Object.entries(entries).map(([name, [field, required]]) => [
          name,
          required ? field : { ...field, required },
        ]),
      ),
    ),
}));

/** Objects whose fields depend on `kind`, which itself is required, optional or has a default. */
const conditional: fc.Arbitrary<Data> = fc
  .record({
    fields: fc.dictionary(fc.constantFrom(...names), plainLiteral, { minKeys: 1, maxKeys: 3 }),
    kind: fc.constantFrom({}, { required: false }, { default: 'sms' }),
    condition: fc.constantFrom({ field: 'kind', equals: 'sms' }, { field: 'kind', oneOf: ['mail', 'post'] }),
    optionalWhenHeld: fc.boolean(),
  })
  .map(({ fields, kind, condition, optionalWhenHeld }) => ({
    type: 'object',
    fields: {
      kind: { type: 'enum', values: ['sms', 'mail', 'post'], ...kind },
      ...Object.fromEntries(
        Object.entries(fields).map(([name, field]) => [name, { ...field, condition, optionalWhenHeld }]),
      ),
    },
  }));

/** Values that mostly fit a literal, and now and then do not. */
function valueFor(field: Data): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 12, arbitrary: fittingValue(field) }, { weight: 1, arbitrary: fc.jsonValue() });
}

function fittingValue(field: Data): fc.Arbitrary<unknown> {
  switch (field['type']) {
    case 'number':
    case 'integer':
      return numbers;
    case 'boolean':
      return fc.boolean();
    case 'enum':
      return fc.constantFrom(...(field['values'] as string[]), 'other');
    case 'array':
      return fc.array(valueFor(field['items'] as Data), { maxLength: 4 });
    case 'record':
      return fc.dictionary(
        fc.constantFrom(...names, '__proto__', 'constructor'),
        valueFor(field['values'] as Data),
        {
          maxKeys: 4,
        },
      );
    case 'object': {
      const fields = Object.entries(field['fields'] as Record<string, Data>);
      const record = Object.fromEntries(fields.map(([name, inner]) => [name, valueFor(inner)]));
      const complete = fc.record(record);
      return fc
        .tuple(
          fc.oneof({ weight: 3, arbitrary: complete }, fc.record(record, { requiredKeys: [] })),
          fc.dictionary(fc.constantFrom('kind', 'more'), fc.constantFrom('sms', 'x'), { maxKeys: 1 }),
        )
        .map(([known, more]) => ({ ...more, ...known }));
    }
    default:
      return textFor(field);
  }
}

const definitions = fc.oneof(
  literal.map((field) => ({ type: 'object', fields: { field } })),
  conditional,
);
// As they come off the wire: ajv takes objects with and without a prototype for different values.
const cases = definitions.chain((definition) =>
  valueFor(definition).map((value) => ({ definition, value: JSON.parse(JSON.stringify(value)) as unknown })),
);

// Compiling a schema is what takes the time here, on a busy machine several seconds.
const timeout = 30_000;
const judge = new Ajv2020({ strict: false, validateFormats: false });

describe('a schema and its JSON Schema', () => {
  it('accept the same values, with ajv as the judge', { timeout }, async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ definition, value }) => {
        const schema = schemaFromTemplate(definition as never);
        const result = await schema['~standard'].validate(value);
        expect(result.issues === undefined).toBe(judge.compile(jsonSchemaOf(schema))(value));
      }),
      { numRuns: 400 },
    );
  });

  it('accept what the parser made of an accepted value', { timeout }, async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ definition, value }) => {
        const schema = schemaFromTemplate(definition as never);
        const result = await schema['~standard'].validate(value);
        if (result.issues) return;
        expect(judge.compile(jsonSchemaOf(schema, { io: 'output' }))(result.value)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('round-trip: the JSON Schema becomes a schema with that JSON Schema', () => {
    fc.assert(
      fc.property(definitions, (definition) => {
        const document = jsonSchemaOf(schemaFromTemplate(definition as never));
        expect(jsonSchemaOf(schemaFromJsonSchema(document))).toEqual(document);
      }),
      { numRuns: 200 },
    );
  });
});
