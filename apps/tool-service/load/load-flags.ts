import { parseArgs } from 'node:util';
import {
  describeIssues,
  enumField,
  integerField,
  numberField,
  objectField,
  stringField,
  urlField,
} from '@toolwright/schema';
import type { SchemaOutput } from '@toolwright/core';

const schema = objectField(
  {
    url: urlField({ required: false }),
    model: enumField(['open', 'closed'], { default: 'open' }),
    rate: numberField({ min: 1, max: 100_000, default: 200 }),
    connections: integerField({ min: 1, max: 10_000, default: 64 }),
    seconds: numberField({ min: 0.1, max: 86_400, default: 10 }),
    key: stringField({ minLength: 1, maxLength: 1_024, required: false, sensitive: true }),
    json: stringField({ minLength: 1, maxLength: 4_096, default: 'out/load.json' }),
  },
  { unknownKeys: 'refuse' },
);

/** What `npm run load` was asked for. */
export type LoadFlags = SchemaOutput<typeof schema>;

export const usage = `npm run load -- [flags]

  --url          a service that runs; without it one is started for the load, and stopped again
  --model        open: calls begin at a rate, whatever became of earlier ones (default)
                 closed: so many callers, each of whom waits for its answer before it asks again
  --rate         open model: calls a second (200)
  --connections  calls under way at most; in the closed model the callers (64)
  --seconds      how long calls begin (10)
  --key          the key of a caller, where the service asks for one
  --json         where the report goes, as JSON (out/load.json)`;

/** Reads the command line. Throws with what is wrong with it. */
export async function readFlags(args: readonly string[]): Promise<LoadFlags> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: args.filter((argument) => argument !== '--'),
    options: { url: text, model: text, rate: text, connections: text, seconds: text, key: text, json: text },
  });
  const { rate, connections, seconds, ...others } = values;
  const numbers = Object.entries({ rate, connections, seconds }).filter(([, value]) => value !== undefined);
  const given = { ...others, ...Object.fromEntries(numbers.map(([name, value]) => [name, Number(value)])) };
  const result = await schema['~standard'].validate(given);
  if (result.issues === undefined) return result.value;
  throw new Error(describeIssues(result.issues));
}
