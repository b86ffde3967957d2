import { ToolError } from '@toolwright/core';
import type { AnySchema, SchemaInput, SchemaIssue, SchemaOutput } from '@toolwright/core';
import { jsonSchemaOf } from '../json-schema/json-schema-of.ts';
import { readVariables, variableName } from './read-variables.ts';
import type { Environment } from './read-variables.ts';

/** How `loadConfig` reads the environment. */
export interface LoadConfigOptions<Input = unknown> {
  /** Stands before each variable's name: `APP_`. @default '' */
  readonly prefix?: string;
  /**
   * Values by `NODE_ENV`, over the schema's defaults and under the variables. Its names are the environments there
   * are. @default development, test and production, without values
   */
  readonly environments?: Readonly<Record<string, ConfigValues<Input>>>;
}

/** Some of a configuration's values. */
export type ConfigValues<Input> = Input extends readonly unknown[]
  ? Input
  : Input extends object
    ? { readonly [Name in keyof Input]?: ConfigValues<Input[Name]> }
    : Input;

type Values = Readonly<Record<string, unknown>>;

const ownEnvironments = { development: {}, test: {}, production: {} };

/**
 * Reads a typed configuration from environment variables: `redis.poolSize` from `REDIS_POOL_SIZE`. A variable wins over
 * the values of its `NODE_ENV`, those over the schema's defaults; without `NODE_ENV` it is development. Lists are
 * separated by commas; objects and lists may be JSON; an empty variable counts as unset.
 *
 * Throws `INVALID_CONFIG` with every problem in one message, an unknown `NODE_ENV` among them. It shows no value of a
 * field that is marked sensitive or named like a secret, and no address with a password in it.
 */
export function loadConfig<S extends AnySchema>(
  schema: S,
  environment: Environment = process.env,
  options?: LoadConfigOptions<SchemaInput<S>>,
): SchemaOutput<S> {
  const { prefix = '', environments = ownEnvironments } = options ?? {};
  const name = environment['NODE_ENV'] || 'development';
  const document = jsonSchemaOf(schema);
  const known = Object.hasOwn(environments, name);
  const layers = [
    { nodeEnv: name, NODE_ENV: name },
    known ? ((environments as Readonly<Record<string, Values>>)[name] ?? {}) : {},
    readVariables(document, environment, prefix),
  ];
  const values = layers.reduce((under, over) => layered(document, under, over), {});
  const result = schema['~standard'].validate(values);
  if (result instanceof Promise) {
    throw new ToolError('INVALID_OPTIONS', 'A configuration schema must validate synchronously');
  }
  const problems = (result.issues ?? []).map((issue) =>
    describeProblem(issue, { document, environment, prefix }),
  );
  if (!known) {
    problems.unshift(
      `NODE_ENV: must be one of ${Object.keys(environments).join(', ')}; got ${JSON.stringify(name)}`,
    );
  }
  if (problems.length > 0) throw invalidConfig(name, problems);
  return (result as { value: SchemaOutput<S> }).value;
}

/** Lays values over others, as far as the schema declares them. */
function layered(schema: Values, under: Values, over: Values): Values {
  const merged: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(
    (schema['properties'] ?? {}) as Readonly<Record<string, Values>>,
  )) {
    const [below, above] = [member(under, name), member(over, name)];
    const isBoth = isObject(below) && isObject(above) && property['properties'] !== undefined;
    const value = isBoth ? layered(property, below, above) : (above ?? below);
    if (value !== undefined) merged[name] = value;
  }
  return merged;
}

function member(values: Values, name: string): unknown {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

function isObject(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface Source {
  readonly document: Values;
  readonly environment: Environment;
  readonly prefix: string;
}

function describeProblem(issue: SchemaIssue, source: Source): string {
  const path = (issue.path ?? []).map((part) => (typeof part === 'object' ? part.key : part));
  const variable = path.length === 0 ? 'The configuration' : variableName(path, source.prefix);
  if (!isSecret(path, source)) return `${variable}: ${issue.message}`;
  const { expected } = issue as { expected?: unknown };
  return `${variable}: ${typeof expected === 'string' ? `must be ${expected}` : 'is not valid'} (value withheld)`;
}

/** Whether a value is marked as a secret, is named like one, or is an address with a password in it. */
function isSecret(path: readonly PropertyKey[], { document, environment, prefix }: Source): boolean {
  let node: Values | undefined = document;
  for (const [index, key] of path.entries()) {
    if (/secret|token|passw|passphrase|credential|private|api_?key|auth/i.test(String(key))) return true;
    node = (node?.['properties'] as Readonly<Record<PropertyKey, Values>> | undefined)?.[key];
    if (node?.['x-sensitive'] === true) return true;
    const text = environment[variableName(path.slice(0, index + 1), prefix)] ?? '';
    if (/:\/\/[^/\s]*@/.test(text)) return true;
  }
  return false;
}

function invalidConfig(name: string, problems: readonly string[]): ToolError<'INVALID_CONFIG'> {
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
  return new ToolError(
    'INVALID_CONFIG',
    `The configuration of the environment "${name}" has ${count}:\n${problems.map((line) => `- ${line}`).join('\n')}`,
    { type: 'validation_error', details: { environment: name, problems } },
  );
}
