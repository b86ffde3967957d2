import type { CallState } from '../call/call-state.ts';
import { failed, succeeded } from '../call/outcome.ts';
import type { Outcome } from '../call/outcome.ts';
import { failure } from '../errors/failure.ts';
import { isToolError, toFailure } from '../errors/tool-error.ts';
import type { AnySchema } from '../ports/schema.ts';
import { isStreamEvent } from './stream-event.ts';
import { invalidOutput } from '../schema/schema-failure.ts';

/** A stream that has opened, as a rail sees it: the value of a streaming tool's outcome. */
export interface RunningStream {
  /** How the stream ended; never rejects. A rail that counts work settles with it. */
  readonly ended: Promise<Outcome>;
}

/** The stream that an outcome opened, or `undefined` when it did not open one. */
export function streamOf(outcome: Outcome): RunningStream | undefined {
  return outcome.ok === true && outcome.value instanceof OpenStream ? outcome.value : undefined;
}

/** What a pull came to. */
export type Pulled =
  | { readonly done: false; readonly chunk: unknown; readonly event?: string }
  | { readonly done: true; readonly outcome: Outcome };

/**
 * A tool's stream between the producer and one consumer. The producer goes on only when the consumer pulls; an
 * interruption of the call ends it, and leaving runs the producer's `finally`.
 */
export class OpenStream implements RunningStream {
  readonly ended: Promise<Outcome>;
  readonly #call: CallState;
  readonly #iterator: AsyncIterator<unknown, unknown>;
  readonly #schemas: { readonly chunk?: AnySchema | undefined; readonly output?: AnySchema | undefined };
  #first: Promise<Pulled> | undefined;
  #chunks = 0;
  #outcome: Outcome | undefined;
  /** Ends the wait for a step of the producer. */
  #wake: (() => void) | undefined;
  #end!: (outcome: Outcome) => void;

  constructor(
    call: CallState,
    produced: AsyncIterable<unknown>,
    schemas: { readonly chunk?: AnySchema | undefined; readonly output?: AnySchema | undefined },
  ) {
    this.#call = call;
    this.#schemas = schemas;
    this.ended = new Promise((resolve) => (this.#end = resolve));
    this.#iterator = produced[Symbol.asyncIterator]();
    call.beginWork();
    // Also while the reader stays away between two pulls: its producer must not wait for it beyond the deadline.
    call.abandonWork = () => {
      this.#stop(failed(call.interruption!));
      this.#wake?.();
    };
  }

  /** Waits for the first chunk: what fails before it is an ordinary failure, and may be retried. */
  async open(): Promise<Outcome> {
    const first = await this.#pull();
    if (first.done && first.outcome.ok !== true) return first.outcome;
    this.#first = Promise.resolve(first);
    return succeeded(this);
  }

  /** The next chunk, or the end. Never rejects. */
  next(): Promise<Pulled> {
    const first = this.#first;
    if (first === undefined) return this.#pull();
    this.#first = undefined;
    return first;
  }

  async #pull(): Promise<Pulled> {
    if (this.#outcome !== undefined) return { done: true, outcome: this.#outcome };
    try {
      const step = await this.#step();
      if (step === undefined) return { done: true, outcome: this.#stop(failed(this.#call.interruption!)) };
      this.#wake = undefined;
      if (step.done) return { done: true, outcome: await this.#finish(step.value) };
      this.#chunks += 1;
      return await this.#checked(step.value);
    } catch (error) {
      return { done: true, outcome: this.#settle(this.#thrown(error)) };
    }
  }

  /** One step of the producer, or `undefined` when the call was interrupted first. */
  #step(): Promise<IteratorResult<unknown, unknown> | undefined> {
    const call = this.#call;
    if (call.interruption !== undefined) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      this.#wake = () => resolve(undefined);
      this.#iterator.next().then(resolve, reject);
    });
  }

  async #checked(produced: unknown): Promise<Pulled> {
    const named = isStreamEvent(produced) ? { event: produced.event } : {};
    const chunk = isStreamEvent(produced) ? produced.data : produced;
    try {
      const result = await this.#schemas.chunk?.['~standard'].validate(chunk);
      if (result === undefined) return { done: false, chunk, ...named };
      if (result.issues === undefined) return { done: false, chunk: result.value, ...named };
      return { done: true, outcome: this.#stop(failed(invalidOutput(this.#call.tool.name, result.issues))) };
    } catch (error) {
      // The producer has not failed, so it has not ended either.
      return { done: true, outcome: this.#stop(this.#thrown(error)) };
    }
  }

  async #finish(value: unknown): Promise<Outcome> {
    const result = await this.#schemas.output?.['~standard'].validate(value);
    if (result === undefined) return this.#settle(succeeded(value));
    if (result.issues === undefined) return this.#settle(succeeded(result.value));
    return this.#settle(failed(invalidOutput(this.#call.tool.name, result.issues)));
  }

  #thrown(error: unknown): Outcome {
    const call = this.#call;
    if (call.pendingRequests !== undefined) return { ok: 'input-required', requests: call.pendingRequests };
    if (isToolError(error)) return failed(toFailure(error));
    if (call.interruption !== undefined) return failed(call.interruption);
    const message = `The stream of "${call.tool.name}" broke after ${this.#chunks} chunks`;
    return failed(failure('STREAM_PROCESSING_ERROR', message, { cause: error }));
  }

  /** Ends the stream although the producer has not: its `finally` runs as soon as it lets it. */
  #stop(outcome: Outcome): Outcome {
    if (this.#outcome !== undefined) return this.#outcome;
    this.#outcome = outcome;
    this.#call.abandonWork = undefined;
    const done = (): void => this.#call.endWork();
    new Promise((resolve) => resolve(this.#iterator.return?.())).then(done, done);
    this.#end(outcome);
    return outcome;
  }

  #settle(outcome: Outcome): Outcome {
    if (this.#outcome !== undefined) return this.#outcome;
    this.#outcome = outcome;
    this.#call.abandonWork = undefined;
    this.#call.endWork();
    this.#end(outcome);
    return outcome;
  }
}
