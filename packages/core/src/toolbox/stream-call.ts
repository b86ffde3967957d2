import type { CallOptions } from '../call/call-options.ts';
import type { CallState } from '../call/call-state.ts';
import type { ProgressUpdate } from '../call/call.ts';
import type { Outcome } from '../call/outcome.ts';
import { failure } from '../errors/failure.ts';
import { OpenStream } from '../stream/running-stream.ts';
import type { ToolRuntime } from '../tool/tool-runtime.ts';
import type { Kernel } from './kernel.ts';
import { resultOf } from './tool-result.ts';
import type { StreamItem } from './toolbox.ts';

/** Runs a call to its end, which `done` hears once; a stream is drained and its final value taken. */
export function runToEnd(
  kernel: Kernel,
  runtime: ToolRuntime,
  call: CallState,
  done: (outcome: Outcome) => void,
): void {
  kernel.run(runtime, call, (outcome) => {
    const stream = openStreamOf(outcome);
    if (stream === undefined) done(kernel.finish(call, outcome));
    else void drained(stream).then((end) => done(kernel.finish(call, end)));
  });
}

async function drained(stream: OpenStream): Promise<Outcome> {
  for (;;) {
    const pulled = await stream.next();
    if (pulled.done) return pulled.outcome;
  }
}

function openStreamOf(outcome: Outcome): OpenStream | undefined {
  return outcome.ok === true && outcome.value instanceof OpenStream ? outcome.value : undefined;
}

/** The latest progress that the consumer has not seen: a fast producer overwrites, and nothing piles up. */
class ProgressSlot {
  #latest: ProgressUpdate | undefined;
  #wake: (() => void) | undefined;

  put(update: ProgressUpdate): void {
    this.#latest = update;
    this.#wake?.();
  }

  take(): ProgressUpdate | undefined {
    const latest = this.#latest;
    this.#latest = undefined;
    return latest;
  }

  /** Resolves to `undefined` when there is something to take. */
  arrived(): Promise<undefined> {
    if (this.#latest !== undefined) return Promise.resolve(undefined);
    return new Promise((resolve) => (this.#wake = () => resolve(undefined)));
  }
}

/** Runs a call and yields what it does; leaving the loop cancels it. */
export async function* streamCall(
  kernel: Kernel,
  runtime: ToolRuntime,
  input: unknown,
  options: CallOptions,
): AsyncGenerator<StreamItem, void, void> {
  const progress = new ProgressSlot();
  const onProgress = (update: ProgressUpdate): void => {
    options.onProgress?.(update);
    progress.put(update);
  };
  const call = kernel.newCall(runtime, input, { ...options, onProgress });
  const opened = new Promise<Outcome>((resolve) => kernel.run(runtime, call, resolve));
  // The books are closed when the call ends, whether or not the reader comes back for the result.
  const ended = opened
    .then((outcome) => openStreamOf(outcome)?.ended ?? outcome)
    .then((outcome) => kernel.finish(call, outcome));
  let isRead = false;
  try {
    const stream = openStreamOf(yield* withProgress(opened, progress));
    if (stream !== undefined) yield* chunksOf(stream, progress);
    isRead = true;
  } finally {
    if (!isRead) call.interrupt(failure('CANCELLED', `The reader of "${call.tool.name}" left the stream`));
  }
  yield { type: 'result', result: resultOf(call, await ended) };
}

async function* chunksOf(stream: OpenStream, progress: ProgressSlot): AsyncGenerator<StreamItem, void, void> {
  for (;;) {
    const pulled = yield* withProgress(stream.next(), progress);
    if (pulled.done) return;
    const { chunk, event } = pulled;
    yield { type: 'chunk', data: chunk, ...(event !== undefined && { event }) };
  }
}

async function* withProgress<T>(
  waited: Promise<T>,
  progress: ProgressSlot,
): AsyncGenerator<StreamItem, T, void> {
  let settled: { readonly value: T } | undefined;
  const done = waited.then((value) => {
    settled = { value };
  });
  for (;;) {
    await Promise.race([done, progress.arrived()]);
    const update = progress.take();
    if (update !== undefined) yield { type: 'progress', ...update };
    if (settled !== undefined) return settled.value;
  }
}
