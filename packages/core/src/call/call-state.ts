import type { Failure } from '../errors/failure.ts';
import { toToolError } from '../errors/tool-error.ts';
import type { JsonObject, JsonValue } from '../json/json-value.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { AnySchema, SchemaOutput } from '../ports/schema.ts';
import type { Attributes, Span } from '../ports/telemetry.ts';
import { teeLogger } from '../system/tee-logger.ts';
import type { AnyTool, ToolInfo, ToolInput, ToolOutput } from '../tool/tool.ts';
import { askFor, InputNeeded } from './ask.ts';
import type { CallHost } from './call-host.ts';
import type { CallOptions } from './call-options.ts';
import type { AskOptions, Call, ForkOptions, ProgressUpdate } from './call.ts';
import { CallValues } from './call-values.ts';
import type { ContextKey } from './context-key.ts';
import { publicHeaders } from './headers.ts';
import { inSpan } from './in-span.ts';
import { answered, boundOf, tooLate, unwindMs } from './interruption.ts';
import type { InputRequest, Outcome } from './outcome.ts';
import type { Peer, Principal } from './principal.ts';
import type { WheelTimer } from './timer-wheel.ts';

const noValues: object = Object.freeze({});

/**
 * The kernel's own call. Rails and tools see it as {@link Call}; everything that is made on demand is made by a getter,
 * so that a call which nobody looks at is one object. It is its own timer in the wheel.
 */
export class CallState implements Call, WheelTimer {
  readonly host: CallHost;
  readonly tool: ToolInfo;
  readonly options: CallOptions;
  /** The call that this one was forked from. */
  readonly parent: CallState | undefined;
  /** The first of the forks: what they share lives there. */
  readonly root: CallState;
  /** The call whose tool made this one with `call.invoke`: its work is not over before this one's is. */
  caller: CallState | undefined = undefined;
  input: unknown;
  tenant: string | undefined;
  attempt = 1;
  /** The deepest layer passed so far. */
  depth = -1;
  /** What the deadline or the caller decided; the outcome, whatever happens now. */
  interruption: Failure | undefined = undefined;
  /** Ends the wait for work that does not end by itself. */
  abandonWork: ((outcome: Outcome) => void) | undefined = undefined;
  /** The outermost end: answers the caller although the rails have not. */
  giveUp: ((outcome: Outcome) => void) | undefined = undefined;
  /** Stops listening to the caller's signal, or to the fork's own. */
  release: (() => void) | undefined = undefined;
  pendingRequests: readonly InputRequest[] | undefined = undefined;
  /** Aborts this fork alone. */
  ownSignal: AbortSignal | undefined = undefined;
  detached = false;
  /** It runs, or has run; a fork that is only made does not. */
  underWay = false;
  /** It runs only because forks of it do. */
  forForks = false;
  asked = 0;
  nested = 0;
  askPrefix = '';
  nextTimer: WheelTimer | undefined = undefined;
  previousTimer: WheelTimer | undefined = undefined;
  due = 0;
  /** How long the call may take; `Infinity` for a fork that has its call's deadline only. */
  readonly waitMs: number;
  #deadlineAtMs: number | undefined = undefined;
  #id: string | undefined = undefined;
  #controller: AbortController | undefined = undefined;
  #values: CallValues | undefined = undefined;
  #context: object | undefined = undefined;
  #headers: Readonly<Record<string, string>> | undefined = undefined;
  #annotations: Record<string, JsonObject> | undefined = undefined;
  // Forks under way and nested calls: mostly one, so the first needs no set.
  #child: CallState | undefined = undefined;
  #moreChildren: Set<CallState> | undefined = undefined;
  #work = 0;
  #unwinding = false;
  #afterWork: (() => void)[] | undefined = undefined;

  constructor(
    from: { readonly host: CallHost; readonly tool: ToolInfo; readonly parent?: CallState | undefined },
    input: unknown,
    options: CallOptions,
    waitMs: number,
  ) {
    this.host = from.host;
    this.tool = from.tool;
    this.options = options;
    this.parent = from.parent;
    this.root = from.parent === undefined ? this : from.parent.root;
    this.input = input;
    this.tenant = options.tenant ?? options.principal?.tenant;
    this.waitMs = waitMs;
    if (options.values !== undefined && from.parent === undefined) {
      for (const [key, value] of options.values) this.set(key, value);
    }
  }

  get id(): string {
    return (this.root.#id ??= this.host.nextCallId());
  }

  get principal(): Principal | undefined {
    return this.options.principal;
  }

  get peer(): Peer | undefined {
    return this.options.peer;
  }

  get headers(): Readonly<Record<string, string>> {
    return (this.root.#headers ??= publicHeaders(this.options.headers));
  }

  get idempotencyKey(): string | undefined {
    return this.options.idempotencyKey ?? this.options.headers?.['idempotency-key'];
  }

  get answers(): Readonly<Record<string, JsonValue>> | undefined {
    return this.options.answers;
  }

  // Read before the wheel has placed the call, the deadline counts from now: a tick later at the most.
  get deadlineAtMs(): number {
    if (this.#deadlineAtMs === undefined) this.placed(this.host.clock.monotonicNow());
    return this.#deadlineAtMs!;
  }

  /** The wheel's: the deadline counts from this instant, unless somebody has read it before. */
  placed(nowMs: number): void {
    this.#deadlineAtMs ??= Math.min(nowMs + this.waitMs, this.parent?.deadlineAtMs ?? Infinity);
  }

  get clock(): Clock {
    return this.host.clock;
  }

  get logger(): Logger {
    const fields = { callId: this.id, tool: this.tool.name };
    const { logger: other } = this.options;
    const logger = other === undefined ? this.host.logger : teeLogger(this.host.logger, other);
    return logger.child(this.tenant === undefined ? fields : { ...fields, tenant: this.tenant });
  }

  get interrupted(): boolean {
    return this.interruption !== undefined;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.interruption !== undefined) this.#controller.abort(toToolError(this.interruption));
    }
    return this.#controller.signal;
  }

  get context(): object {
    return this.root.#context ?? noValues;
  }

  provide(values: object): void {
    this.root.#context = Object.assign(this.root.#context ?? {}, values);
  }

  get<T>(key: ContextKey<T>): T | undefined {
    return this.root.#values?.get(key);
  }

  set<T>(key: ContextKey<T>, value: T): void {
    (this.root.#values ??= new CallValues()).set(key, value);
  }

  annotate(name: string, data: JsonObject): void {
    (this.root.#annotations ??= {})[name] = data;
  }

  get annotations(): Readonly<Record<string, JsonObject>> | undefined {
    return this.root.#annotations;
  }

  progress(update: ProgressUpdate): void {
    if (!this.detached && this.interruption === undefined) this.options.onProgress?.(update);
  }

  span<T>(name: string, attributes: Attributes, work: (span: Span) => Promise<T>): Promise<T> {
    return inSpan(this, { name, attributes }, work);
  }

  async invoke<T extends AnyTool>(tool: T, input: ToolInput<T>): Promise<ToolOutput<T>> {
    const outcome = await this.host.invoke(this, tool, input);
    if (outcome.ok === true) return outcome.value as ToolOutput<T>;
    if (outcome.ok === false) throw toToolError(outcome.failure);
    this.suspend(outcome.requests);
    throw new InputNeeded();
  }

  ask<S extends AnySchema>(schema: S, prompt: string, options?: AskOptions): Promise<SchemaOutput<S>> {
    return askFor(this, schema, { ...options, prompt });
  }

  /** The run waits for these answers, beside those it waits for already. */
  suspend(requests: readonly InputRequest[]): void {
    const known = this.pendingRequests ?? [];
    const ids = new Set(known.map(({ id }) => id));
    this.pendingRequests = [...known, ...requests.filter(({ id }) => !ids.has(id))];
  }

  fork(options: ForkOptions = {}): CallState {
    const input = 'input' in options ? options.input : this.input;
    const { timeoutMs = Infinity } = options;
    const fork = this.#copy(this, input, timeoutMs === Infinity ? Infinity : boundOf(timeoutMs));
    fork.attempt = options.attempt ?? this.attempt + 1;
    if (options.tenant !== undefined) fork.tenant = options.tenant;
    if (options.signal !== undefined) fork.ownSignal = options.signal;
    return fork;
  }

  detach(options: { readonly timeoutMs: number; readonly signal?: AbortSignal }): CallState {
    const copy = this.#copy(undefined, this.input, boundOf(options.timeoutMs));
    copy.attempt = this.attempt;
    copy.detached = true;
    copy.ownSignal = options.signal;
    copy.#annotations = this.root.#annotations ??= {};
    copy.#id = this.id;
    copy.#values = this.root.#values?.copy();
    copy.#context = this.root.#context === undefined ? undefined : { ...this.root.#context };
    return copy;
  }

  #copy(parent: CallState | undefined, input: unknown, waitMs: number): CallState {
    const copy = new CallState({ host: this.host, tool: this.tool, parent }, input, this.options, waitMs);
    copy.tenant = this.tenant;
    copy.askPrefix = this.askPrefix;
    return copy;
  }

  /** Interrupts `child` with this call, now if it is interrupted already. */
  adopt(child: CallState): void {
    if (this.#child === undefined) this.#child = child;
    else (this.#moreChildren ??= new Set()).add(child);
    if (this.interruption !== undefined) child.interrupt(this.interruption);
  }

  /** The child has ended. */
  dismiss(child: CallState): void {
    if (this.#child === child) this.#child = undefined;
    else this.#moreChildren?.delete(child);
  }

  /** Whether forks or nested calls of it go on. */
  get hasChildren(): boolean {
    return this.#child !== undefined || (this.#moreChildren !== undefined && this.#moreChildren.size > 0);
  }

  /** It has been answered: what of it still goes on is abandoned, and nothing more is begun. */
  end(): void {
    if (this.#work > 0 || this.hasChildren) this.interrupt(answered);
    else this.interruption ??= answered;
  }

  afterWork(run: () => void): void {
    if (this.#work === 0) run();
    else (this.#afterWork ??= []).push(run);
  }

  beginWork(): void {
    this.#work += 1;
    const above = this.parent ?? this.caller;
    if (above === undefined) this.host.workBegan();
    else above.beginWork();
  }

  endWork(): void {
    this.#work -= 1;
    if (this.#work === 0 && this.#afterWork !== undefined) {
      for (const run of this.#afterWork.splice(0)) this.#tell(run);
    }
    const above = this.parent ?? this.caller;
    if (above === undefined) this.host.workEnded();
    else above.endWork();
  }

  /** What throws here is somebody else's, and must not keep the call from ending. */
  #tell(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.logger.error('What a rail does after the work failed', { error });
    }
  }

  /**
   * Decides the outcome now: aborts the signal, leaves the work, and does so for every fork and nested call. Rails that
   * do not see it have a moment, and then the caller is answered without them.
   */
  interrupt(reason: Failure): void {
    if (this.interruption !== undefined) return;
    this.interruption = reason;
    this.#controller?.abort(toToolError(reason));
    this.abandonWork?.({ ok: false, failure: reason });
    this.#child?.interrupt(reason);
    if (this.#moreChildren !== undefined) for (const child of this.#moreChildren) child.interrupt(reason);
    if (this.giveUp !== undefined) this.unwind();
  }

  /** The wheel's: the deadline has passed; and later, the time to unwind has, too. */
  fire(): void {
    if (this.interruption === undefined) this.interrupt(tooLate(this));
    else if (this.#unwinding) this.giveUp?.({ ok: false, failure: this.interruption });
  }

  /** Gives the rails a moment to see the interruption; after it the caller is answered without them. */
  unwind(): void {
    if (this.#unwinding) return;
    this.#unwinding = true;
    this.host.wheel.remove(this);
    this.host.wheel.add(this, unwindMs);
  }
}
