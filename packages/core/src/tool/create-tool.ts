import { invalidOption, numberOption } from '../errors/invalid-options.ts';
import type { Middleware } from '../pipeline/middleware.ts';
import type { Awaitable } from '../ports/awaitable.ts';
import type { AnySchema, SchemaInput, SchemaOutput } from '../ports/schema.ts';
import type { StreamEvent } from '../stream/stream-event.ts';
import { isSchema, schemaFrom } from '../schema/field-record.ts';
import type { SchemaSource, SourceInput, SourceOutput } from '../schema/field-record.ts';
import { checkedHttp } from './tool-http.ts';
import type { ExecuteContext, SetupContext, Tool, ToolInfo, ToolMetadata } from './tool.ts';

const longestTimeoutMs = 2_147_483_647;
const metadataDefaults = { timeoutMs: 30_000, openWorld: true, idempotent: false };

type Adds<M> = M extends { readonly '~adds'?: infer A }
  ? NonNullable<A> extends object
    ? NonNullable<A>
    : object
  : object;

/** What the rails of a `use` list add to `call.context`. */
export type ContextOf<Use extends readonly Middleware[]> = Use extends readonly [
  infer First,
  ...infer Rest extends readonly Middleware[],
]
  ? Adds<First> & ContextOf<Rest>
  : object;

type Result<O> = O extends AnySchema ? SchemaInput<O> : unknown;

/** What `execute` may return, by what the schema declares. */
export type ExecuteResult<O, K> = K extends AnySchema
  ? Awaitable<AsyncIterable<SchemaInput<K> | StreamEvent<SchemaInput<K>>, Result<O> | void>>
  : Awaitable<Result<O>>;

type Returned<R> = Awaited<R> extends AsyncIterable<unknown, infer Final> ? Final : Awaited<R>;

/** What a caller gets, by the declared output schema or else by what `execute` returns. */
export type OutputOf<O, R> = O extends AnySchema ? SchemaOutput<O> : Returned<R>;

/** A tool as its author writes it. */
export interface ToolDefinition<Name extends string, I, O, C, K, R, X, Use extends readonly Middleware[]> {
  readonly metadata: ToolMetadata<Name>;
  readonly schema?: {
    /** What goes in. Without it the input is handed on as it came. */
    readonly input?: I;
    /** What comes out. Without it the result is handed on as it is. */
    readonly output?: O;
    /** What configures the tool, for the base and for each tenant. */
    readonly config?: C;
    /** What a streaming tool yields: declaring it makes the tool stream. */
    readonly chunk?: K;
  };
  /** Opens what every call shares: once, before the first call. What it returns is `resources`. */
  readonly setup?: (context: SetupContext<SourceOutput<C>>) => Awaitable<R>;
  /** Does the work of one call; returns plain data, or an async iterable when `schema.chunk` is declared. */
  readonly execute: (context: ExecuteContext<SourceOutput<I>, SourceOutput<C>, R, ContextOf<Use>>) => X;
  /** Closes what `setup` opened: once, after the last call has drained. */
  readonly cleanup?: (context: { readonly resources: R }) => Awaitable<void>;
  /** The tool's own rails, outermost first; they see the validated input. */
  readonly use?: Use;
}

/**
 * Makes a tool: checked here, compiled by the toolbox it is put into.
 *
 * @throws `INVALID_OPTIONS` for a bad name, version, description, kind, permission or timeout, or a schema that is none.
 */
export function createTool<
  const Name extends string,
  const I extends SchemaSource | undefined = undefined,
  O extends AnySchema | undefined = undefined,
  const C extends SchemaSource | undefined = undefined,
  K extends AnySchema | undefined = undefined,
  R = undefined,
  X extends ExecuteResult<O, K> = ExecuteResult<O, K>,
  const Use extends readonly Middleware[] = readonly Middleware[],
>(
  definition: ToolDefinition<Name, I, O, C, K, R, X, Use>,
): Tool<Name, SourceInput<I>, OutputOf<O, X>, SchemaOutput<K>, SourceInput<C>> {
  const { metadata, schema, setup, execute, cleanup, use } = definition;
  if (typeof execute !== 'function') throw invalidOption('execute', 'a function', execute);
  return {
    info: infoOf(metadata, schema?.chunk !== undefined),
    schema: {
      input: schema?.input === undefined ? undefined : schemaFrom(schema.input, 'schema.input'),
      output: declared(schema?.output, 'schema.output'),
      config: schema?.config === undefined ? undefined : schemaFrom(schema.config, 'schema.config'),
      chunk: declared(schema?.chunk, 'schema.chunk'),
    },
    use: (use ?? []).map((middleware, index) => checkedMiddleware(middleware, `use[${index}]`)),
    setup,
    execute,
    cleanup,
  };
}

/** Returns `value` when it is a middleware, else throws `INVALID_OPTIONS`. */
export function checkedMiddleware(value: Middleware, option: string): Middleware {
  if (typeof value !== 'function')
    throw invalidOption(option, 'a middleware, (call, next) => outcome', value);
  return value;
}

function declared(schema: AnySchema | undefined, option: string): AnySchema | undefined {
  if (schema === undefined || isSchema(schema)) return schema;
  throw invalidOption(option, 'a Standard Schema', schema);
}

function infoOf<Name extends string>(metadata: ToolMetadata<Name>, streaming: boolean): ToolInfo<Name> {
  const { name, version, description, kind, timeoutMs = metadataDefaults.timeoutMs, http } = metadata;
  checkName(name);
  if (typeof version !== 'string' || version === '')
    throw invalidOption('metadata.version', 'a version such as "1.0.0"', version);
  if (typeof description !== 'string' || description === '') {
    throw invalidOption('metadata.description', 'a sentence that says what the tool does', description);
  }
  if (kind !== 'query' && kind !== 'command')
    throw invalidOption('metadata.kind', '"query" or "command"', kind);
  numberOption('metadata.timeoutMs', timeoutMs, { min: 1, max: longestTimeoutMs });
  return Object.freeze({
    ...metadata,
    timeoutMs,
    capabilities: names(metadata.capabilities, 'metadata.capabilities'),
    tags: names(metadata.tags, 'metadata.tags'),
    permissions: names(metadata.permissions, 'metadata.permissions'),
    idempotent: kind === 'query' || (metadata.idempotent ?? metadataDefaults.idempotent),
    destructive: kind === 'command' && (metadata.destructive ?? true),
    openWorld: metadata.openWorld ?? metadataDefaults.openWorld,
    streaming,
    ...(http !== undefined && { http: checkedHttp(http, kind) }),
  });
}

function checkName(name: unknown): void {
  if (typeof name === 'string' && /^[A-Za-z0-9_.-]{1,128}$/.test(name) && /[^.]/.test(name)) return;
  throw invalidOption('metadata.name', '1 to 128 of A-Z a-z 0-9 _ . -, and not dots only', name);
}

function names(list: readonly string[] = [], option: string): readonly string[] {
  if (Array.isArray(list) && list.every((name) => typeof name === 'string' && name !== ''))
    return Object.freeze([...list]);
  throw invalidOption(option, 'a list of words', list);
}
