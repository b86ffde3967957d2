import type { Call } from '../call/call.ts';
import type { JsonObject, JsonValue } from '../json/json-value.ts';
import type { Middleware } from '../pipeline/middleware.ts';
import type { Awaitable } from '../ports/awaitable.ts';
import type { AnySchema } from '../ports/schema.ts';
import type { ToolHttp } from './tool-http.ts';

/** What a tool says of itself. */
export interface ToolMetadata<Name extends string = string> {
  /** 1–128 of `A-Za-z0-9_.-`, not dots only; unique in a toolbox. */
  readonly name: Name;
  /** Semantic version. */
  readonly version: string;
  /** For the model and the person who choose a tool: what it does, with what, and what comes back. */
  readonly description: string;
  /** For people: the name as shown. */
  readonly title?: string;
  readonly capabilities?: readonly string[];
  readonly tags?: readonly string[];
  /** A query only reads: it may be cached, hedged, retried and served by GET. A command changes something. */
  readonly kind: 'query' | 'command';
  /** What a caller's principal must hold, all of it; the kernel refuses others. */
  readonly permissions?: readonly string[];
  /** A command that may be repeated with the same effect. Queries always may. @default false */
  readonly idempotent?: boolean;
  /** A command that destroys what was there. @default true for commands */
  readonly destructive?: boolean;
  /** It touches a world beyond the service: the web, other people. @default true */
  readonly openWorld?: boolean;
  /** The longest that one call may take, 1 to 2 147 483 647. @default 30_000 */
  readonly timeoutMs?: number;
  /** Inputs that work, for documentation and forms. */
  readonly examples?: readonly JsonValue[];
  /** Its place in a REST API, beside `POST /tools/{name}`. */
  readonly http?: ToolHttp;
}

/** A tool's metadata with its defaults filled in. */
export interface ToolInfo<Name extends string = string> extends ToolMetadata<Name> {
  readonly capabilities: readonly string[];
  readonly tags: readonly string[];
  readonly permissions: readonly string[];
  readonly idempotent: boolean;
  readonly destructive: boolean;
  readonly openWorld: boolean;
  readonly timeoutMs: number;
  readonly streaming: boolean;
}

/** What `setup` is handed. */
export interface SetupContext<Config = unknown> {
  readonly config: Config;
  /** Aborts when the toolbox stops while setup runs. */
  readonly signal: AbortSignal;
}

/** What `execute` is handed. */
export interface ExecuteContext<
  Input = unknown,
  Config = unknown,
  Resources = unknown,
  Context extends object = object,
> {
  readonly input: Input;
  /** The tenant's configuration, else the base one. */
  readonly config: Config;
  /** What `setup` returned. */
  readonly resources: Resources;
  readonly call: Call<Input, Context>;
}

/** A tool, as `createTool` makes it. Its types are phantoms: read them with `ToolInput` and its siblings. */
export interface Tool<
  Name extends string = string,
  Input = unknown,
  Output = unknown,
  Chunk = unknown,
  Config = unknown,
> {
  readonly info: ToolInfo<Name>;
  readonly schema: ToolSchemas;
  readonly use: readonly Middleware[];
  readonly setup: ((context: SetupContext<never>) => Awaitable<unknown>) | undefined;
  readonly execute: (context: ExecuteContext<never, never, never, never>) => unknown;
  readonly cleanup: ((context: { readonly resources: never }) => Awaitable<void>) | undefined;
  readonly '~types'?: {
    readonly input: Input;
    readonly output: Output;
    readonly chunk: Chunk;
    readonly config: Config;
  };
}

/** A tool's schemas, each a Standard Schema; absent where the tool declares none. */
export interface ToolSchemas {
  readonly input?: AnySchema | undefined;
  readonly output?: AnySchema | undefined;
  readonly chunk?: AnySchema | undefined;
  readonly config?: AnySchema | undefined;
}

/** Any tool. */
export type AnyTool = Tool;

type TypesOf<T> = T extends { readonly '~types'?: infer Types } ? NonNullable<Types> : never;

/** What a caller gives to a tool. */
export type ToolInput<T> = TypesOf<T> extends { readonly input: infer I } ? I : unknown;
/** What a tool gives back. */
export type ToolOutput<T> = TypesOf<T> extends { readonly output: infer O } ? O : unknown;
/** What a streaming tool yields. */
export type ToolChunk<T> = TypesOf<T> extends { readonly chunk: infer C } ? C : unknown;
/** What configures a tool, as the program gives it. */
export type ToolConfig<T> = TypesOf<T> extends { readonly config: infer C } ? C : unknown;
/** A tool's name. */
export type ToolName<T> = T extends { readonly info: ToolInfo<infer Name> } ? Name : string;

/** One tool as `toolbox.describe()` shows it. */
export interface ToolDescription extends ToolInfo {
  readonly inputSchema: JsonObject;
  readonly outputSchema?: JsonObject;
  readonly chunkSchema?: JsonObject;
  /** The toolbox's rails and the tool's, outermost first. */
  readonly rails: readonly { readonly name: string; readonly settings: JsonObject }[];
}
