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
  const leave = fork.detached ? beginDetached(fork) : join(fork);
  const disarm = arm(fork);
  return inner(fork).then((outcome) => {
    disarm();
    const stream = streamOf(outcome);
    if (stream === undefined) leave();
    else void stream.ended.then(leave);
    return outcome;
  });
}

function beginDetached(fork: CallState): () => void {
  fork.host.workBegan();
  return () => fork.host.workEnded();
}

function join(fork: CallState): () => void {
  const parent = fork.parent;
  if (parent === undefined) return () => {};
  (parent.children ??= new Set()).add(fork);
  if (parent.interruption !== undefined) fork.interrupt(parent.interruption);
  return () => parent.children?.delete(fork);
}

function arm(fork: CallState): () => void {
  const { wheel, clock } = fork.host;
  const parentDeadlineAtMs = fork.parent?.deadlineAtMs ?? Infinity;
  if (fork.deadlineAtMs < parentDeadlineAtMs) wheel.add(fork, fork.deadlineAtMs - clock.monotonicNow());
  const signal = fork.ownSignal;
  if (signal === undefined) return () => wheel.remove(fork);
  const abort = (): void => fork.interrupt(abandoned(fork, signal));
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  return () => {
    wheel.remove(fork);
    signal.removeEventListener('abort', abort);
  };
}

function abandoned(fork: CallState, signal: AbortSignal): ReturnType<typeof failure> {
  return failure('CANCELLED', `Attempt ${fork.attempt} of "${fork.tool.name}" was given up`, {
    cause: signal.reason as unknown,
  });
}
