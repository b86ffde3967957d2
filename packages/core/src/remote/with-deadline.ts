import type { CallerSignal } from '../call/caller-signal.ts';
import type { Clock } from '../ports/clock.ts';

/** What bounds a wait. */
export interface DeadlineOptions {
  readonly clock: Clock;
  /** Milliseconds the work may take, above 0. */
  readonly timeoutMs: number;
  /** Leaving early: the wait rejects with the signal's reason. */
  readonly signal?: CallerSignal | undefined;
  /** Makes the error of a wait that took too long. */
  readonly onTimeout: () => Error;
}

/**
 * Settles as `work` does, or rejects when the time is up or the signal aborts, whichever comes first; the work's own
 * signal then aborts with the same reason. Leaves no timer and no listener behind, and no rejection unhandled.
 */
export function withDeadline<T>(
  work: (signal: AbortSignal) => Promise<T>,
  options: DeadlineOptions,
): Promise<T> {
  const { clock, timeoutMs, signal, onTimeout } = options;
  if (signal?.aborted) return Promise.reject(signal.reason);
  const controller = new AbortController();
  return new Promise<T>((resolve, reject) => {
    const giveUp = (reason: unknown): void => {
      leave();
      reject(reason);
      controller.abort(reason);
    };
    const abort = (): void => giveUp(signal?.reason);
    const cancel = clock.after(timeoutMs, () => giveUp(onTimeout()));
    const leave = (): void => {
      cancel();
      signal?.removeEventListener('abort', abort);
    };
    signal?.addEventListener('abort', abort, { once: true });
    startWork(work, controller.signal).then(
      (value) => {
        leave();
        resolve(value);
      },
      (error: unknown) => {
        leave();
        reject(error);
      },
    );
  });
}

async function startWork<T>(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
  return work(signal);
}
