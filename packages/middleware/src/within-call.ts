import { isPromiseLike, ToolError, withDeadline } from '@toolwright/core';
import type { Awaitable, Call } from '@toolwright/core';

const longestMs = 2_147_483_647;

/** What is waited for, and how long beside the call's own deadline. */
export interface WithinCallOptions {
  /** Names the work in the message of the timeout. */
  readonly what: string;
  /** Milliseconds, above 0. @default as long as the call may take */
  readonly timeoutMs?: number;
}

/**
 * Runs the application's own function and waits for its promise: no longer than `timeoutMs`, the call's deadline or its
 * caller. An answer that is there at once costs no promise and no timer.
 */
export function withinCall<T>(
  call: Call,
  options: WithinCallOptions,
  work: () => Awaitable<T>,
): Awaitable<T> {
  const result = work();
  if (!isPromiseLike(result)) return result;
  const { clock } = call;
  // The call's own deadline aborts its signal.
  const timeoutMs = options.timeoutMs ?? longestMs;
  const onTimeout = (): Error =>
    new ToolError('OPERATION_TIMEOUT', `${options.what} did not answer within ${timeoutMs} ms`);
  return withDeadline(async () => result, { clock, timeoutMs, signal: call.signal, onTimeout });
}

/** Goes on with an answer, now or when it is there. */
export function onceSettled<T, U>(answer: Awaitable<T>, go: (answer: T) => Promise<U>): Promise<U> {
  return isPromiseLike(answer) ? Promise.resolve(answer).then(go) : go(answer);
}
