import { failure } from '../errors/failure.ts';
import type { Failure } from '../errors/failure.ts';
import { numberOption } from '../errors/invalid-options.ts';
import type { CallState } from './call-state.ts';

const anyNumber = { min: -Number.MAX_SAFE_INTEGER };

/** How long the rails may take to see an interruption, in milliseconds. */
export const unwindMs = 100;

/** What interrupts the remains of a call that has been answered. */
export const answered: Failure = failure('CANCELLED', 'The call has been answered already');

/** What a call, or an attempt of it, ends with at its deadline. */
export function tooLate(call: CallState): Failure {
  const what = call.parent === undefined ? `"${call.tool.name}"` : `An attempt of "${call.tool.name}"`;
  return failure('OPERATION_TIMEOUT', `${what} was not done when its time was up`, {
    details: { tool: call.tool.name, attempt: call.attempt },
  });
}

/** A time in milliseconds, at least 0: what is left of a deadline may be below it. Throws `INVALID_OPTIONS` for no number. */
export function boundOf(timeoutMs: number): number {
  return Math.max(numberOption('timeoutMs', timeoutMs, anyNumber), 0);
}
