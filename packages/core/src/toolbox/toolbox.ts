import type { CallOptions } from '../call/call-options.ts';
import type { ProgressUpdate } from '../call/call.ts';
import type { EventBus } from '../events/event-bus.ts';
import type { Middleware } from '../pipeline/middleware.ts';
import type { Plugin } from '../plugins/plugin.ts';
import type { PluginHost } from '../plugins/plugin-host.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Random } from '../ports/random.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import type {
  AnyTool,
  ToolChunk,
  ToolConfig,
  ToolDescription,
  ToolInfo,
  ToolInput,
  ToolName,
  ToolOutput,
} from '../tool/tool.ts';
import type { TenantConfig } from '../tool/tool-runtime.ts';
import type { CallEvents } from './call-events.ts';
import type { ToolResult } from './tool-result.ts';

/** What a toolbox is made of. */
export interface ToolboxOptions<Tools extends readonly AnyTool[]> {
  readonly tools: Tools;
  /** Rails around every tool, outermost first; they see the input as it came. */
  readonly use?: readonly Middleware[];
  /** Each tool's configuration by its name, checked by the tool's config schema at `start()`. */
  readonly config?: { readonly [T in Tools[number] as ToolName<T>]?: ToolConfig<T> };
  /** What a tenant's configuration changes of the base. Asked once per tenant, of which 1 000 are kept. */
  readonly tenantConfig?: TenantConfig;
  /** Installed before the first `setup`, dependencies first. More can be installed later, on `toolbox.plugins`. */
  readonly plugins?: readonly Plugin[];
  /** @default systemClock */
  readonly clock?: Clock;
  /** @default systemRandom */
  readonly random?: Random;
  /** @default consoleLogger: warnings and errors, on the standard error */
  readonly logger?: Logger;
  /** Where `call.span` records. @default noopTelemetry */
  readonly telemetry?: Telemetry;
  /** The longest that all setups together may take. @default 30_000 */
  readonly setupTimeoutMs?: number;
}

/** How a toolbox stops. */
export interface StopOptions {
  /** How long calls under way may take to end before they are aborted. @default 10_000 */
  readonly drainMs?: number;
}

/** What a stream yields: chunks and progress, then exactly one result, last. */
export type StreamItem<Chunk = unknown, Data = unknown> =
  | { readonly type: 'chunk'; readonly data: Chunk; readonly event?: string }
  | ({ readonly type: 'progress' } & ProgressUpdate)
  | { readonly type: 'result'; readonly result: ToolResult<Data> };

/** A toolbox whose tools are known by name only at run time: what a server serves. */
export interface AnyToolbox {
  readonly events: EventBus<CallEvents>;
  readonly plugins: PluginHost;
  /** Whether calls are served: started, and not stopping. */
  readonly serving: boolean;
  /** Validates every configuration and runs every `setup`. Twice is once. Rejects with `TOOL_SETUP_FAILED`. */
  start(): Promise<void>;
  /** Refuses new calls, waits for those under way, aborts the rest, runs every `cleanup`. Twice is once. Never rejects. */
  stop(options?: StopOptions): Promise<void>;
  /** The tool of that name. */
  info(name: string): ToolInfo | undefined;
  /** Every tool for clients and documentation, in the order of names. Made once. */
  describe(): readonly ToolDescription[];
  /** As `call`, with a name and an input from the wire. Never rejects. */
  dispatch(name: string, input: unknown, options?: CallOptions): Promise<ToolResult>;
  /** As `stream`, with a name and an input from the wire. Never throws. */
  dispatchStream(name: string, input: unknown, options?: CallOptions): AsyncGenerator<StreamItem, void, void>;
  /**
   * Puts a tool behind the same rails for its holder alone: no name leads to it, and it is not described. What comes back
   * calls it as `dispatch` does.
   *
   * @throws `INVALID_OPTIONS` for a tool that streams, or has a `setup`: nobody would run it.
   */
  guest(tool: AnyTool): (input: unknown, options?: CallOptions) => Promise<ToolResult>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Tools behind their rails, ready to be called. */
export interface Toolbox<Tools extends readonly AnyTool[] = readonly AnyTool[]> extends AnyToolbox {
  /** Calls a tool. Never rejects: what goes wrong is in the result. A call before `start()` starts the toolbox. */
  call<Name extends ToolName<Tools[number]>>(
    name: Name,
    input: ToolInput<ToolNamed<Tools, Name>>,
    options?: CallOptions,
  ): Promise<ToolResult<ToolOutput<ToolNamed<Tools, Name>>>>;
  /** Calls a tool and yields what it does on the way. Leaving the loop cancels the call. */
  stream<Name extends ToolName<Tools[number]>>(
    name: Name,
    input: ToolInput<ToolNamed<Tools, Name>>,
    options?: CallOptions,
  ): AsyncGenerator<
    StreamItem<ToolChunk<ToolNamed<Tools, Name>>, ToolOutput<ToolNamed<Tools, Name>>>,
    void,
    void
  >;
}

/** The tool of that name among the tools. */
export type ToolNamed<Tools extends readonly AnyTool[], Name extends string> = Extract<
  Tools[number],
  { readonly info: ToolInfo<Name> }
>;
