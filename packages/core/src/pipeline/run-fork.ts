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
  enter(fork);
  const ended = fork.root.detached ? unlessItHangs(fork, inner) : inner(fork);
  return ended.then((outcome) => {
    const stream = streamOf(outcome);
    if (stream === undefined) leave(fork);
    else {
      // An attempt's time is over once its stream has opened. Work that nobody waits for keeps its bound to the end.
      if (!fork.root.detached) fork.host.wheel.remove(fork);
      void stream.ended.then(() => leave(fork));
    }
    return outcome;
  });
}

/** Nobody has a deadline for detached work but itself: a rail that hangs must not keep it in the drain. */
function unlessItHangs(fork: CallState, inner: Stage): Promise<Outcome> {
  return new Promise((resolve) => {
    const end = (outcome: Outcome): void => {
      fork.giveUp = undefined;
      resolve(outcome);
    };
    fork.giveUp = end;
    if (fork.interruption !== undefined) fork.unwind();
    void inner(fork).then(end);
  });
}

function enter(fork: CallState): void {
  const { parent, host } = fork;
  fork.underWay = true;
  if (fork.waitMs !== Infinity) host.wheel.add(fork, fork.waitMs);
  if (fork.ownSignal !== undefined) follow(fork, fork.ownSignal);
  if (parent === undefined) {
    host.workBegan();
    if (host.halted !== undefined) fork.interrupt(host.halted);
    return;
  }
  // A fork of one that was made and not passed on itself: its deadline, its signal and its place count all the same.
  if (!parent.underWay) {
    enter(parent);
    parent.forForks = true;
  }
  parent.adopt(fork);
}

function leave(fork: CallState): void {
  withdraw(fork);
  fork.end();
  for (let { parent } = fork; parent?.forForks === true && !parent.hasChildren; { parent } = parent) {
    parent.forForks = false;
    parent.underWay = false;
    withdraw(parent);
  }
}

/** Takes back what `enter` has arranged. */
function withdraw(fork: CallState): void {
  fork.host.wheel.remove(fork);
  fork.release?.();
  if (fork.parent === undefined) fork.host.workEnded();
  else fork.parent.dismiss(fork);
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
