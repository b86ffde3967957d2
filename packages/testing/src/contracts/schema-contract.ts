import type { AnySchema, SchemaResult } from '@toolwright/core';
import { assertHolds, assertSame } from './assert-promise.ts';
import { contractCase } from './contract-case.ts';
import type { ContractCase } from './contract-case.ts';

/** A schema with values that show what it is. */
export interface SchemaExample {
  readonly schema: AnySchema;
  /** Values that it accepts, at least one. */
  readonly accepts: readonly unknown[];
  /** Values that it refuses, at least one. */
  readonly refuses: readonly unknown[];
}

/** What every schema promises: Standard Schema, and Standard JSON Schema where the library offers it. */
export const schemaContract: readonly ContractCase<SchemaExample>[] = [
  contractCase('says which version and library it is', async ({ schema }) => {
    const { version, vendor } = schema['~standard'];
    assertSame('version', version, 1);
    assertHolds('vendor is a name', typeof vendor === 'string' && vendor !== '');
  }),
  contractCase('accepts what fits, refuses what does not, and says why', async ({ schema, ...example }) => {
    assertHolds('there are examples', example.accepts.length > 0 && example.refuses.length > 0);
    for (const value of example.accepts) {
      const result = await validate(schema, value);
      assertSame(`issues of ${JSON.stringify(value)}`, result.issues, undefined);
      assertHolds('a value comes out', 'value' in result);
    }
    for (const value of example.refuses) {
      const { issues } = await validate(schema, value);
      assertHolds(`${JSON.stringify(value)} has issues`, issues !== undefined && issues.length > 0);
      for (const issue of issues) {
        assertHolds('an issue has a message', typeof issue.message === 'string' && issue.message !== '');
        assertHolds('a path is a list', issue.path === undefined || Array.isArray(issue.path));
      }
    }
  }),
  contractCase('never throws, whatever it is given', async ({ schema }) => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    const odd = [
      undefined,
      null,
      Number.NaN,
      1n,
      Symbol('s'),
      () => 1,
      cycle,
      Object.create(null),
      new Date(0),
    ];
    for (const value of odd) await validate(schema, value);
  }),
  contractCase('leaves what it is given as it was', async ({ schema, accepts, refuses }) => {
    for (const value of [...accepts, ...refuses]) {
      const before = structuredClone(value);
      await validate(schema, value);
      assertSame('the value afterwards', value, before);
    }
  }),
  contractCase('writes the same JSON Schema each time, in both directions', async ({ schema }) => {
    const converter = schema['~standard'].jsonSchema;
    if (converter === undefined) return;
    for (const direction of ['input', 'output'] as const) {
      const write = () => converter[direction]({ target: 'draft-2020-12' });
      const document = write();
      assertSame('the document after JSON', JSON.parse(JSON.stringify(document)), document);
      assertSame('the document again', write(), document);
    }
  }),
];

async function validate(schema: AnySchema, value: unknown): Promise<SchemaResult<unknown>> {
  return schema['~standard'].validate(value);
}
