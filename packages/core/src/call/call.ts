import type { JsonObject, JsonValue } from '../json/json-value.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { AnySchema, SchemaOutput } from '../ports/schema.ts';
import type { Attributes, Span } from '../ports/telemetry.ts';
import type { AnyTool, ToolInfo, ToolInput, ToolOutput } from '../tool/tool.ts';
import type { ContextKey } from './context-key.ts';
import type { AskRequest } from './outcome.ts';
import type { Peer, Principal } from './principal.ts';

/** How far a call has come. */
export interface ProgressUpdate {
  readonly completed: number;
  readonly total?: number;
  readonly message?: string;
}

/** What a fork changes; the rest it shares with the call it was made from. */
export interface ForkOptions<Input = unknown> {
  /** @default one more than the call's */
  readonly attempt?: number;
  /** How long the fork may take from when it is passed on; the call's own deadline bounds it. @default as the call */
  readonly timeoutMs?: number;
  /** Aborts this fork alone, beside whatever aborts the call. */
  readonly signal?: AbortSignal;
  readonly input?: Input;
  /** Whom the fork acts for; a rail that sets it has checked that the principal may. */
  readonly tenant?: string;
}

/** How a question is put. */
export interface AskOptions {
  /**
   * Names the question, and its answer in the next call's `answers`: 1 to 64 of `A-Za-z0-9_-`. Asked twice by one name,
   * it is answered once. @default `ask-1`, `ask-2`… in the order of asking
   */
  readonly id?: string;
  /** What a door that knows this request sends in place of a form for a person; every other shows the prompt. */
  readonly via?: AskRequest;
}

/** One call of one tool, on its way through the rails and in the tool. */
export interface Call<Input = unknown, Context extends object = object> {
  readonly id: string;
  readonly tool: ToolInfo;
  /** Outside the validation (a toolbox's rails): as it came. Inside (a tool's rails, `execute`): as the schema made it. */
  readonly input: Input;
  /** What the rails added by name; typed by the rails that the tool lists in `use`. */
  readonly context: Readonly<Context>;
  readonly principal?: Principal | undefined;
  readonly tenant?: string | undefined;
  readonly peer?: Peer | undefined;
  /** Lower-case names; never `authorization`, `cookie`, `proxy-authorization` or `x-api-key`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Names the effect that the caller wants once, however often it asks: the `idempotency-key` header or the option. */
  readonly idempotencyKey?: string | undefined;
  /** What the caller answers to the questions of an earlier run: the result may depend on it as on the input. */
  readonly answers?: Readonly<Record<string, JsonValue>> | undefined;
  /** 1 for the first. */
  readonly attempt: number;
  /** Monotonic milliseconds of `clock`; `Infinity`: none. */
  readonly deadlineAtMs: number;
  /** Aborts, with a `ToolError` as reason, when the deadline passes or the caller leaves. Made on first read. */
  readonly signal: AbortSignal;
  /** Carries the call's id, tool and tenant. */
  readonly logger: Logger;
  /** The toolbox's clock; its `after` runs on the shared timer wheel, 5 ms fine. */
  readonly clock: Clock;
  /** Aborted, or past its deadline: the outcome is decided, whatever happens now. Cheaper than `signal.aborted`. */
  readonly interrupted: boolean;
  /** Adds values to `context`, for everything inside of the rail that calls it. */
  provide(values: Partial<Context> & object): void;
  get<T>(key: ContextKey<T>): T | undefined;
  set<T>(key: ContextKey<T>, value: T): void;
  /** Tells the caller what a rail did: becomes `result.metadata[name]`. The last one of a name wins. */
  annotate(name: string, data: JsonObject): void;
  /** What rails have annotated so far, forks included; `undefined` while none has. */
  readonly annotations: Readonly<Record<string, JsonObject>> | undefined;
  progress(update: ProgressUpdate): void;
  /** Runs `work` in a span below this call's; ends it and records a failure, whatever happens. */
  span<T>(name: string, attributes: Attributes, work: (span: Span) => Promise<T>): Promise<T>;
  /**
   * Calls another tool of the same toolbox for the same principal, tenant, trace and deadline; throws its failure.
   * Below 32 calls it throws `EXECUTION_FAILED`: a recursion that does not end.
   */
  invoke<T extends AnyTool>(tool: T, input: ToolInput<T>): Promise<ToolOutput<T>>;
  /**
   * Asks the person behind the call. Where the answer has not come yet the call ends as `input_required`, and runs
   * again from the start once it has: ask before any effect. What is asked together (`Promise.all`) is put together.
   */
  ask<S extends AnySchema>(schema: S, prompt: string, options?: AskOptions): Promise<SchemaOutput<S>>;
  /** The same call for another try: `next(call.fork())`. */
  fork(options?: ForkOptions<Input>): Call<Input, Context>;
  /**
   * The same call for work that outlives its caller: not aborted with it but by `signal`, counted in the drain, bounded
   * by `timeoutMs`. What it annotates is told while its caller has not been answered.
   */
  detach(options: { readonly timeoutMs: number; readonly signal?: AbortSignal }): Call<Input, Context>;
  /**
   * Runs `run` once no work of this call (or its forks) goes on any more: at once when none does. A tool that
   * ignores its signal works on after its call has timed out; whoever counts work must wait for this.
   */
  afterWork(run: () => void): void;
}
