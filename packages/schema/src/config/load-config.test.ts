import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { type } from 'arktype';
import { z } from 'zod';
import {
  arrayField,
  booleanField,
  enumField,
  environmentPresets,
  integerField,
  jsonField,
  loadConfig,
  numberField,
  objectField,
  recordField,
  stringField,
  urlField,
} from '../index.ts';

const schema = objectField({
  port: integerField({ min: 1, max: 65_535, default: 3_000 }),
  redisUrl: stringField({ required: false }),
  debug: booleanField({ default: false }),
  ratio: numberField({ default: 0.5 }),
  origins: arrayField(urlField(), { default: [] }),
  sizes: arrayField(integerField(), { required: false }),
  pool: objectField(
    { size: integerField({ default: 1 }), idleMs: integerField({ default: 10 }) },
    { required: false },
  ),
  labels: recordField(stringField(), { required: false }),
  extra: jsonField({ required: false }),
});

const problemsOf = (load: () => unknown): string[] => {
  try {
    load();
  } catch (error) {
    const { code, message, details } = error as {
      code: string;
      message: string;
      details: { problems: string[] };
    };
    expect(code).toBe('INVALID_CONFIG');
    for (const problem of details.problems) expect(message).toContain(problem);
    return details.problems;
  }
  return [];
};

describe('loadConfig', () => {
  it('reads each variable as the type of its field', () => {
    const config = loadConfig(schema, {
      PORT: ' 8080 ',
      REDIS_URL: 'redis://a',
      DEBUG: 'Yes',
      RATIO: '-.5e1',
      ORIGINS: 'https://a.b, https://c.d',
      SIZES: '[1, 2]',
      POOL_SIZE: '7',
      LABELS: '{"a":"b"}',
      EXTRA: 'as it is',
      OTHER: 'ignored',
    });
    expect(config).toEqual({
      port: 8080,
      redisUrl: 'redis://a',
      debug: true,
      ratio: -5,
      origins: ['https://a.b', 'https://c.d'],
      sizes: [1, 2],
      pool: { size: 7, idleMs: 10 },
      labels: { a: 'b' },
      extra: 'as it is',
    });
  });

  it('takes an empty variable for none, and reads the process by default', () => {
    expect(loadConfig(schema, { PORT: '' })).toMatchObject({ port: 3_000, debug: false, origins: [] });
    expect(loadConfig(objectField({ path: stringField() })).path).toBe(process.env['PATH']);
  });

  it('puts a prefix before the names', () => {
    expect(loadConfig(schema, { PORT: '1', APP_PORT: '2', APP_DEBUG: 'off' }, { prefix: 'APP_' }).port).toBe(
      2,
    );
  });

  it('tells all problems at once', () => {
    const load = (): unknown =>
      loadConfig(objectField({ ...schema.shape, name: stringField() }), {
        NODE_ENV: 'prod',
        PORT: '1e9',
        DEBUG: 'maybe',
        SIZES: '1,two',
        LABELS: 'a=b',
      });
    expect(problemsOf(load)).toEqual([
      'NODE_ENV: must be one of development, test, production; got "prod"',
      'PORT: must be at most 65535; got 1000000000',
      'DEBUG: must be a boolean; got "maybe"',
      'SIZES_1: must be a number; got "two"',
      'LABELS: must be an object; got "a=b"',
      'NAME: is required and must be a string',
    ]);
    expect(load).toThrow('The configuration of the environment "prod" has 6 problems:\n- NODE_ENV');
  });

  it('layers: the schema under the environment under the variables', () => {
    const options = {
      environments: {
        development: { port: 1, pool: { size: 2 } },
        production: { port: 5, pool: { size: 20, idleMs: 30 } },
      },
    };
    expect(loadConfig(schema, {}, options)).toMatchObject({ port: 1, pool: { size: 2, idleMs: 10 } });
    expect(loadConfig(schema, { NODE_ENV: 'production', POOL_SIZE: '9' }, options)).toMatchObject({
      port: 5,
      pool: { size: 9, idleMs: 30 },
    });
    expect(problemsOf(() => loadConfig(schema, { NODE_ENV: 'test' }, options))).toEqual([
      'NODE_ENV: must be one of development, production; got "test"',
    ]);
    expect(problemsOf(() => loadConfig(schema, { NODE_ENV: 'toString' }, options))).toHaveLength(1);
  });

  it('offers presets, of which a schema takes what it declares', () => {
    const sized = objectField({
      nodeEnv: enumField(['development', 'production']),
      poolSize: integerField(),
      timeoutMs: integerField(),
      outboundTimeoutMs: integerField(),
      retries: integerField(),
    });
    const options = { environments: environmentPresets };
    expect(loadConfig(sized, {}, options)).toEqual({
      nodeEnv: 'development',
      poolSize: 5,
      timeoutMs: 5_000,
      outboundTimeoutMs: 5_000,
      retries: 3,
    });
    expect(loadConfig(sized, { NODE_ENV: 'production', RETRIES: '1' }, options)).toEqual({
      nodeEnv: 'production',
      poolSize: 20,
      timeoutMs: 10_000,
      outboundTimeoutMs: 30_000,
      retries: 1,
    });
    const few = objectField({ retries: integerField(), port: integerField({ default: 3_000 }) });
    expect(loadConfig(few, {}, options)).toEqual({ retries: 3, port: 3_000 });
  });

  it('shows no secret', () => {
    const secrets = objectField({
      pin: integerField({ sensitive: true }),
      apiKey: stringField({ maxLength: 3 }),
      broker: urlField(),
      brokers: arrayField(urlField()),
      database: objectField({ password: z.string().refine(() => false, 'hunter2 is no password') }),
    });
    const load = (): unknown =>
      loadConfig(secrets, {
        PIN: 'hunter2',
        API_KEY: 'hunter2',
        DATABASE_PASSWORD: 'hunter2',
        BROKER: 'amqp://me:hunter2@a',
        BROKERS: 'https://a.b,amqp://me:hunter2@a',
      });
    expect(problemsOf(load)).toEqual([
      'PIN: must be a number (value withheld)',
      'API_KEY: must be at most 3 characters (value withheld)',
      'BROKER: must be an absolute http or https URL (value withheld)',
      'BROKERS_1: must be an absolute http or https URL (value withheld)',
      'DATABASE_PASSWORD: must be a valid value (value withheld)',
    ]);
  });

  it('takes schemas of other libraries that say their JSON Schema', () => {
    const other = type({ port: 'number', 'token?': 'string >= 20' });
    expect(loadConfig(other, { PORT: '1' })).toEqual({ port: 1 });
    expect(problemsOf(() => loadConfig(other, { PORT: 'x', TOKEN: 'hunter2' }))).toEqual([
      expect.stringMatching(/^PORT: .*number/),
      'TOKEN: must be at least length 20 (value withheld)',
    ]);
    expect(() => loadConfig(v.object({ port: v.number() }), {})).toThrow('"valibot" offers no JSON Schema');
  });

  it('tells a problem of the whole', () => {
    const pair = objectField({ a: stringField(), b: stringField() }).refine(
      ({ a, b }) => a !== b,
      'a and b must differ',
    );
    expect(problemsOf(() => loadConfig(pair, { A: 'x', B: 'x' }))).toEqual([
      'The configuration: a and b must differ',
    ]);
  });

  it('wants a schema that validates synchronously', () => {
    const slow = objectField({ a: z.string().refine(async () => true) });
    expect(() => loadConfig(slow, { A: 'x' })).toThrow('must validate synchronously');
  });
});
