import type { CallOptions } from '../call/call-options.ts';
import { failure } from '../errors/failure.ts';
import type { Failure } from '../errors/failure.ts';
import { invalidOption, numberOption } from '../errors/invalid-options.ts';
import { toFailure, toToolError } from '../errors/tool-error.ts';
import { createEventBus } from '../events/event-bus.ts';
import { wrongRailOrder } from '../pipeline/rail-order.ts';
import { createPluginHost } from '../plugins/plugin-host.ts';
import type { PluginHost } from '../plugins/plugin-host.ts';
import { withDeadline } from '../remote/with-deadline.ts';
import { consoleLogger } from '../system/console-logger.ts';
import { noopTelemetry } from '../system/noop-telemetry.ts';
import { steadyLogger } from '../system/steady-logger.ts';
import { systemClock } from '../system/system-clock.ts';
import { systemRandom } from '../system/system-random.ts';
import { uniqueIds } from '../system/unique-ids.ts';
import { checkedMiddleware } from '../tool/create-tool.ts';
import { ToolRuntime } from '../tool/tool-runtime.ts';
import type { AnyTool, ToolInfo } from '../tool/tool.ts';
import type { CallEvents } from './call-events.ts';
import { describeTools } from './describe.ts';
import { within } from './drain.ts';
import { Kernel } from './kernel.ts';
import { cleanUpAll, setUpAll } from './lifecycle.ts';
import { runToEnd, streamCall } from './stream-call.ts';
import { errorOf, resultOf } from './tool-result.ts';
import type { ToolResult } from './tool-result.ts';
import type { AnyToolbox, StopOptions, StreamItem, Toolbox, ToolboxOptions } from './toolbox.ts';

const defaults = { setupTimeoutMs: 30_000, drainMs: 10_000 };
// How long aborted calls and each cleanup may take once the drain is over.
const closeMs = 5_000;
const longestMs = 2_147_483_647;

/**
 * Puts tools behind their rails: compiles each tool's pipeline once.
 *
 * @throws `INVALID_OPTIONS` when two tools share a name, a rail is no function, or `config` names a tool that is not here.
 */
export function createToolbox<const Tools extends readonly AnyTool[]>(
  options: ToolboxOptions<Tools>,
): Toolbox<Tools> {
  return new RunningToolbox(options) as unknown as Toolbox<Tools>;
}

type Phase = 'idle' | 'serving' | 'stopping' | 'stopped';

class RunningToolbox implements AnyToolbox {
  readonly events: AnyToolbox['events'];
  readonly plugins: PluginHost;
  readonly #options: ToolboxOptions<readonly AnyTool[]>;
  readonly #kernel: Kernel;
  readonly #setupTimeoutMs: number;
  readonly #stopped = new AbortController();
  #phase: Phase = 'idle';
  #starting: Promise<void> | undefined;
  #stopping: Promise<void> | undefined;
  #described: ReturnType<AnyToolbox['describe']> | undefined;

  constructor(options: ToolboxOptions<readonly AnyTool[]>) {
    const { clock = systemClock, random = systemRandom } = options;
    const logger = steadyLogger(options.logger ?? consoleLogger);
    this.#options = options;
    this.#setupTimeoutMs = numberOption('setupTimeoutMs', options.setupTimeoutMs ?? defaults.setupTimeoutMs, {
      min: 1,
    });
    this.events = createEventBus<CallEvents>({
      clock,
      random,
      onUnreported: ({ error, event }) =>
        logger.error('An event listener failed', { event: event.name, error }),
    });
    this.plugins = createPluginHost({ clock, logger, events: this.events });
    this.#kernel = new Kernel({
      clock,
      logger,
      telemetry: options.telemetry ?? noopTelemetry,
      events: this.events,
      plugins: this.plugins,
      nextId: uniqueIds(random),
    });
    this.#addTools();
  }

  get serving(): boolean {
    return this.#phase === 'serving';
  }

  start(): Promise<void> {
    if (this.#phase === 'stopping' || this.#phase === 'stopped')
      return Promise.reject(toToolError(this.#whyNot()));
    this.#starting ??= this.#open().catch((error: unknown) => {
      this.#starting = undefined;
      throw error;
    });
    return this.#starting;
  }

  stop(options: StopOptions = {}): Promise<void> {
    const drainMs = numberOption('drainMs', options.drainMs ?? defaults.drainMs, { min: 0 });
    this.#stopping ??= this.#close(drainMs);
    return this.#stopping;
  }

  info(name: string): ToolInfo | undefined {
    return this.#kernel.runtimes.get(name)?.info;
  }

  describe(): ReturnType<AnyToolbox['describe']> {
    return (this.#described ??= describeTools(this.#options.tools, this.#options.use ?? []));
  }

  call(name: string, input: unknown, options?: CallOptions): Promise<ToolResult> {
    return this.dispatch(name, input, options);
  }

  stream(name: string, input: unknown, options?: CallOptions): AsyncGenerator<StreamItem, void, void> {
    return this.dispatchStream(name, input, options);
  }

  dispatch(name: string, input: unknown, options?: CallOptions): Promise<ToolResult> {
    const runtime = this.#kernel.runtimes.get(name);
    return runtime === undefined || this.#phase !== 'serving'
      ? this.#dispatchSlowly(name, input, options)
      : this.#run(runtime, input, options);
  }

  async *dispatchStream(
    name: string,
    input: unknown,
    options: CallOptions = {},
  ): AsyncGenerator<StreamItem, void, void> {
    const begunMs = this.#kernel.clock.monotonicNow();
    const refusal = await this.#refusal(name, options);
    if (refusal !== undefined) yield { type: 'result', result: this.#refused(name, refusal) };
    else
      yield* streamCall(this.#kernel, this.#kernel.runtimes.get(name)!, input, this.#rest(options, begunMs));
  }

  guest(tool: AnyTool): ReturnType<AnyToolbox['guest']> {
    const { use = [], tenantConfig } = this.#options;
    const { info } = tool;
    if (info.streaming || tool.setup !== undefined)
      throw invalidOption('tool', 'a tool without schema.chunk and setup', info.name);
    const runtime = new ToolRuntime(tool, use, { base: undefined, tenant: tenantConfig });
    return async (input, options = {}) => {
      const begunMs = this.#kernel.clock.monotonicNow();
      const refusal = await this.#notYet(info, options);
      return refusal === undefined
        ? this.#run(runtime, input, this.#rest(options, begunMs))
        : this.#refused(info.name, refusal, info);
    };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  #addTools(): void {
    const { tools, use = [], config = {}, tenantConfig } = this.#options;
    use.forEach((middleware, index) => checkedMiddleware(middleware, `use[${index}]`));
    const { runtimes } = this.#kernel;
    for (const tool of tools) {
      const { name } = tool.info;
      if (runtimes.has(name)) throw invalidOption('tools', 'tools of different names', name);
      const base = Object.hasOwn(config, name)
        ? (config as Readonly<Record<string, unknown>>)[name]
        : undefined;
      runtimes.set(name, new ToolRuntime(tool, use, { base, tenant: tenantConfig }));
    }
    const stranger = Object.keys(config).find((name) => !runtimes.has(name));
    if (stranger !== undefined)
      throw invalidOption('config', `by the tools' names (${[...runtimes.keys()].join(', ')})`, stranger);
  }

  async #open(): Promise<void> {
    const { tools, use = [] } = this.#options;
    const findings = new Set(tools.flatMap((tool) => wrongRailOrder([...use, ...tool.use])));
    for (const finding of findings) this.#kernel.logger.warn(`The rails stand in a wrong order: ${finding}`);
    await this.plugins.install(...(this.#options.plugins ?? []));
    await this.#setUp();
    if (this.#phase === 'idle') this.#phase = 'serving';
  }

  async #setUp(): Promise<void> {
    const setups = setUpAll([...this.#kernel.runtimes.values()], {
      clock: this.#kernel.clock,
      logger: this.#kernel.logger,
      timeoutMs: this.#setupTimeoutMs,
      signal: this.#stopped.signal,
    });
    try {
      await setups;
    } catch (error) {
      await this.plugins.close();
      throw error;
    }
  }

  async #close(drainMs: number): Promise<void> {
    const { clock, drain, logger, wheel } = this.#kernel;
    this.#phase = 'stopping';
    this.#stopped.abort(toToolError(this.#whyNot()));
    await this.#starting?.catch(() => undefined);
    await within(clock, drainMs, drain.empty());
    this.#kernel.halt(failure('CANCELLED', 'The service is stopping', { retryable: true }));
    if (!(await within(clock, closeMs, drain.empty()))) {
      logger.warn('Some work ignores its signal and goes on while the toolbox closes', {
        count: drain.count,
      });
    }
    await cleanUpAll([...this.#kernel.runtimes.values()], { clock, logger, timeoutMs: closeMs });
    await this.plugins.close();
    this.#phase = 'stopped';
    wheel.clear();
  }

  #run(runtime: ToolRuntime, input: unknown, options?: CallOptions): Promise<ToolResult> {
    const call = this.#kernel.newCall(runtime, input, options);
    return new Promise((resolve) => {
      runToEnd(this.#kernel, runtime, call, (outcome) => resolve(resultOf(call, outcome)));
    });
  }

  async #dispatchSlowly(name: string, input: unknown, options: CallOptions = {}): Promise<ToolResult> {
    const begunMs = this.#kernel.clock.monotonicNow();
    const refusal = await this.#refusal(name, options);
    return refusal === undefined
      ? this.dispatch(name, input, this.#rest(options, begunMs))
      : this.#refused(name, refusal);
  }

  /** The options for what is left of the caller's time after the wait for the start. */
  #rest(options: CallOptions, begunMs: number): CallOptions {
    const { timeoutMs } = options;
    const waitedMs = this.#kernel.clock.monotonicNow() - begunMs;
    return timeoutMs === undefined || waitedMs === 0
      ? options
      : { ...options, timeoutMs: timeoutMs - waitedMs };
  }

  /** Why the call cannot be made, after a start that it may cause. */
  async #refusal(name: string, options: CallOptions): Promise<Failure | undefined> {
    const info = this.info(name);
    return info === undefined
      ? this.#kernel.unknownTool(name, options.principal)
      : this.#notYet(info, options);
  }

  /** Why no call can be made now, after a start that it may cause. */
  async #notYet({ name }: ToolInfo, options: CallOptions): Promise<Failure | undefined> {
    if (this.#phase === 'serving') return undefined;
    if (this.#phase !== 'idle') return this.#whyNot();
    const { caller = options.signal, timeoutMs = longestMs } = options;
    try {
      await withDeadline(() => this.start(), {
        clock: this.#kernel.clock,
        timeoutMs: timeoutMs < longestMs ? timeoutMs : longestMs,
        signal: caller,
        onTimeout: () => toToolError(failure('OPERATION_TIMEOUT', `"${name}" has not been set up in time`)),
      });
    } catch (error) {
      if (caller?.aborted !== true) return toFailure(error);
      const message = `The caller left before "${name}" had been set up`;
      return failure('CANCELLED', message, { cause: caller.reason });
    }
    return this.serving ? undefined : this.#whyNot();
  }

  #refused(name: string, refusal: Failure, info: ToolInfo | undefined = this.info(name)): ToolResult {
    const metadata = { callId: this.#kernel.nextCallId(), tool: name, version: info?.version ?? '' };
    return { status: 'error', error: errorOf(refusal), metadata };
  }

  #whyNot(): Failure {
    const why = this.#phase === 'stopped' ? 'has been stopped' : 'is stopping';
    return failure('SERVICE_UNAVAILABLE', `The service ${why} and takes no more calls`);
  }
}
