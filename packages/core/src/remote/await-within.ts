import { ToolError } from '../errors/tool-error.ts';
import type { Awaitable } from '../ports/awaitable.ts';
import type { Clock } from '../ports/clock.ts';
import { withDeadline } from './with-deadline.ts';

/** What bounds a piece of work that somebody else wrote. */
export interface AwaitWithinOptions {
  readonly clock: Clock;
  /** Milliseconds a promise may take, above 0. */
  readonly timeoutMs: number;
  /** Names the work in the message of the timeout. */
  readonly what: string;
}

/**
 * Runs `work` and returns what it returns or throws what it throws. A promise is waited for at most `timeoutMs`, then
 * rejected with `OPERATION_TIMEOUT`; work that is synchronous costs no promise and no timer.
 */
export function awaitWithin<T>(work: () => Awaitable<T>, options: AwaitWithinOptions): Awaitable<T> {
  const result = work();
  if (!isPromise(result)) return result;
  const { clock, timeoutMs, what } = options;
  const onTimeout = (): Error =>
    new ToolError('OPERATION_TIMEOUT', `${what} did not finish within ${timeoutMs} ms`);
  return withDeadline(async () => result, { clock, timeoutMs, onTimeout });
}

function isPromise<T>(value: Awaitable<T>): value is PromiseLike<T> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
