import type { Awaitable } from '@toolwright/core';

/**
 * Settles as `work` does, unless the signal aborts first: then rejects with its reason at once, and what `work` still
 * brings is handed to `undo`.
 */
export function abandonable<T>(
  work: () => Promise<T>,
  signal: AbortSignal | undefined,
  undo: (late: T) => Awaitable<void>,
): Promise<T> {
  if (signal === undefined) return work();
  return new Promise<T>((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    work().then(
      (value) => {
        signal.removeEventListener('abort', abort);
        if (signal.aborted) void undo(value);
        else resolve(value);
      },
      (error: unknown) => {
        signal.removeEventListener('abort', abort);
        reject(error);
      },
    );
  });
}
