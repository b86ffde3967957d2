import type { CallHost } from '../call/call-host.ts';
import type { CallOptions } from '../call/call-options.ts';
import { CallState } from '../call/call-state.ts';
import type { CallerSignal } from '../call/caller-signal.ts';
import { failed } from '../call/outcome.ts';
import type { Outcome } from '../call/outcome.ts';
import { holds } from '../call/principal.ts';
import type { Principal } from '../call/principal.ts';
import { TimerWheel, wheelClock } from '../call/timer-wheel.ts';
import { traceParent, activeSpan } from '../call/trace-keys.ts';
import { failure } from '../errors/failure.ts';
import type { Failure } from '../errors/failure.ts';
import { toFailure } from '../errors/tool-error.ts';
import type { EventBus } from '../events/event-bus.ts';
import type { PluginHost } from '../plugins/plugin-host.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import { callClock } from '../system/call-clock.ts';
import type { AnyTool } from '../tool/tool.ts';
import type { ToolRuntime } from '../tool/tool-runtime.ts';
import { tellEnd, tellStart } from './call-events.ts';
import type { CallEvents } from './call-events.ts';
import { Drain } from './drain.ts';

/** What the kernel works with. */
export interface KernelOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  readonly events: EventBus<CallEvents>;
  readonly plugins: PluginHost;
  /** Makes a call's id. */
  readonly nextId: () => string;
}

const noOptions: CallOptions = Object.freeze({});
// Calls inside calls. More of them is a tool that calls itself without an end.
const deepest = 32;

/** Runs calls: gives each its deadline, sends it through its tool's pipeline, and sees to it that it ends. */
export class Kernel implements CallHost {
  readonly clock: Clock;
  readonly wheel: TimerWheel;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  readonly runtimes: Map<string, ToolRuntime> = new Map();
  readonly nextCallId: () => string;
  readonly drain: Drain = new Drain();
  readonly #events: EventBus<CallEvents>;
  readonly #plugins: PluginHost;
  #halted: Failure | undefined;

  constructor(options: KernelOptions) {
    this.wheel = new TimerWheel(callClock(options.clock));
    this.clock = wheelClock(options.clock, this.wheel);
    this.logger = options.logger;
    this.telemetry = options.telemetry;
    this.#events = options.events;
    this.#plugins = options.plugins;
    this.nextCallId = options.nextId;
  }

  /** Makes the call of a tool, its deadline set. */
  newCall(runtime: ToolRuntime, input: unknown, options: CallOptions = noOptions): CallState {
    const { timeoutMs } = options;
    const limitMs = runtime.info.timeoutMs;
    const waitMs = timeoutMs === undefined || !(timeoutMs < limitMs) ? limitMs : Math.max(timeoutMs, 0);
    const call = new CallState({ host: this, tool: runtime.info }, input, options, waitMs);
    this.wheel.add(call, waitMs);
    return call;
  }

  /** Runs a call to its end, which `done` hears exactly once. */
  run(runtime: ToolRuntime, call: CallState, done: (outcome: Outcome) => void): void {
    this.drain.began();
    tellStart(this.#events, call);
    const end = (outcome: Outcome): void => {
      // The caller has been answered without the rails. A stream that they open now was closed by the interruption.
      if (call.giveUp === undefined) return;
      call.giveUp = undefined;
      done(outcome);
    };
    call.giveUp = end;
    call.underWay = true;
    const caller = call.options.caller ?? call.options.signal;
    if (caller !== undefined) this.#follow(call, caller);
    // Interrupted before it could begin: as if it happened now.
    if (call.interruption !== undefined) call.unwind();
    const stage = runtime.stageWith(this.#plugins.middleware);
    stage(call).then(end, (error: unknown) => end(failed(toFailure(error))));
  }

  /** Closes the books on a call: after its outcome, or after its stream. */
  finish(call: CallState, outcome: Outcome): Outcome {
    this.wheel.remove(call);
    call.release?.();
    this.drain.ended();
    const settled = this.#settled(call, outcome);
    call.end();
    tellEnd(this.#events, call, settled);
    return settled;
  }

  invoke(parent: CallState, tool: AnyTool, input: unknown): Promise<Outcome> {
    const runtime = this.runtimes.get(tool.info.name);
    if (runtime?.tool !== tool)
      return Promise.resolve(failed(this.unknownTool(tool.info.name, parent.principal)));
    if (levelOf(parent) >= deepest) return Promise.resolve(failed(tooDeep(parent, tool)));
    return this.#runBelow(parent, runtime, input);
  }

  /** The failure of a call to a tool that is not here: says which are, of those that the caller may call. */
  unknownTool(name: string, principal: Principal | undefined): Failure {
    const known = [...this.runtimes.values()]
      .filter(({ info }) => info.permissions.every((permission) => holds(principal, permission)))
      .map(({ info }) => info.name)
      .toSorted();
    const listed =
      known.length > 20
        ? `${known.slice(0, 20).join(', ')}, and ${known.length - 20} more`
        : known.join(', ');
    return failure(
      'TOOL_NOT_FOUND',
      `There is no tool "${name.slice(0, 128)}". There are: ${listed || 'none'}`,
    );
  }

  workBegan(): void {
    this.drain.began();
  }

  workEnded(): void {
    this.drain.ended();
  }

  get halted(): Failure | undefined {
    return this.#halted;
  }

  /** Aborts every call under way, and every detached one that would still begin. */
  halt(reason: Failure): void {
    this.#halted = reason;
    const calls: CallState[] = [];
    this.wheel.forEach((timer) => {
      if (timer instanceof CallState) calls.push(timer);
    });
    for (const call of calls) call.interrupt(reason);
  }

  #runBelow(parent: CallState, runtime: ToolRuntime, input: unknown): Promise<Outcome> {
    const { principal, peer, headers, answers, logger } = parent.options;
    const { idempotencyKey } = parent;
    parent.nested += 1;
    const place = `${parent.askPrefix}${runtime.info.name}-${parent.nested}/`;
    const span = parent.get(activeSpan);
    const call = this.newCall(runtime, input, {
      principal,
      tenant: parent.tenant,
      peer,
      headers,
      answers,
      logger,
      // Each nested effect is one of its own, and the same one when the call is made again.
      ...(idempotencyKey !== undefined && { idempotencyKey: `${idempotencyKey}/${place}` }),
      timeoutMs: parent.deadlineAtMs - this.clock.monotonicNow(),
      ...(span !== undefined && { values: [[traceParent, span.context]] }),
    });
    call.askPrefix = place;
    call.caller = parent;
    parent.adopt(call);
    return new Promise((resolve) => {
      this.run(runtime, call, (outcome) => {
        parent.dismiss(call);
        resolve(this.finish(call, outcome));
      });
    });
  }

  /** Interrupts the call when its caller leaves. */
  #follow(call: CallState, signal: CallerSignal): void {
    const leave = (): void => {
      call.interrupt(
        failure('CANCELLED', `The caller left before "${call.tool.name}" was done`, {
          cause: signal.reason,
        }),
      );
    };
    if (signal.aborted) return leave();
    signal.addEventListener('abort', leave, { once: true });
    call.release = () => signal.removeEventListener('abort', leave);
  }

  /** What is left of an interruption after the rails is told as the interruption, and surprises go to the log. */
  #settled(call: CallState, outcome: Outcome): Outcome {
    if (outcome.ok !== false) return outcome;
    const { code, type, cause } = outcome.failure;
    const surprise = type === 'internal_error';
    if (surprise && call.interruption !== undefined) return failed(call.interruption);
    if (surprise || (type === 'execution_error' && cause !== undefined)) {
      call.logger.error('A call failed unexpectedly', { code, error: cause });
    }
    return outcome;
  }
}

/** How many calls stand around the tool of this one. */
function levelOf(call: CallState): number {
  let level = 0;
  for (let { caller } = call.root; caller !== undefined; { caller } = caller.root) level += 1;
  return level;
}

function tooDeep(parent: CallState, { info }: AnyTool): Failure {
  return failure(
    'EXECUTION_FAILED',
    `"${parent.tool.name}" may not call "${info.name}" below ${deepest} calls: end the recursion earlier`,
  );
}
