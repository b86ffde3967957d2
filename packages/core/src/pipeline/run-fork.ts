import type { CallState } from '../call/call-state.ts';
import type { Outcome } from '../call/outcome.ts';
import { failure } from '../errors/failure.ts';
import { streamOf } from '../stream/running-stream.ts';
import type { Stage } from './compile.ts';

/**
 * Runs a fork through the rest of the pipeline: with its own deadline and signal while it runs, interrupted with the
 * call it was made from, and counted by the drain when it was detached.
 */
export function runFork(fork: CallState, inner: Stage): Promise<Outcome> {
  if (fork.parent !== undefined) fork.parent.adopt(fork);
  else fork.host.workBegan();
  if (fork.waitMs !== Infinity) fork.host.wheel.add(fork, fork.waitMs);
  if (fork.ownSignal !== undefined) follow(fork, fork.ownSignal);
  return inner(fork).then((outcome) => {
    fork.host.wheel.remove(fork);
    fork.release?.();
    const stream = streamOf(outcome);
    if (stream === undefined) leave(fork);
    else void stream.ended.then(() => leave(fork));
    return outcome;
  });
}

function leave(fork: CallState): void {
  if (fork.parent !== undefined) fork.parent.dismiss(fork);
  else fork.host.workEnded();
}

function follow(fork: CallState, signal: AbortSignal): void {
  const abort = (): void => {
    const message = `Attempt ${fork.attempt} of "${fork.tool.name}" was given up`;
    fork.interrupt(failure('CANCELLED', message, { cause: signal.reason as unknown }));
  };
  if (signal.aborted) return abort();
  signal.addEventListener('abort', abort, { once: true });
  fork.release = () => signal.removeEventListener('abort', abort);
}
