import { toFailure } from '../errors/tool-error.ts';
import type { Awaitable } from '../ports/awaitable.ts';
import type { CallState } from './call-state.ts';
import { failed } from './outcome.ts';
import type { Outcome } from './outcome.ts';

/** Goes on with what is waited for, unless the call is interrupted first: what comes after that is dropped. */
export function unlessInterrupted<T>(
  call: CallState,
  waited: PromiseLike<T>,
  go: (value: T) => Awaitable<Outcome>,
): Promise<Outcome> {
  return new Promise((resolve) => {
    call.abandonWork = resolve;
    const settle = (next: () => Awaitable<Outcome>): void => {
      if (call.interruption !== undefined) return resolve(failed(call.interruption));
      call.abandonWork = undefined;
      try {
        resolve(next());
      } catch (error) {
        resolve(failed(toFailure(error)));
      }
    };
    waited.then(
      (value) => settle(() => go(value)),
      (error: unknown) => settle(() => failed(toFailure(error))),
    );
  });
}
