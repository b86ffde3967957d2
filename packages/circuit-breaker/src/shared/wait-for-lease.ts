import { failure, isToolError, toFailure } from '@toolwright/core';
import type { Failure } from '@toolwright/core';

/** Waits until the lease was asked for, or the caller leaves: then answers what to tell the caller. */
export async function waitForLease(
  asked: Promise<void>,
  circuit: string,
  signal: AbortSignal | undefined,
): Promise<Failure | undefined> {
  if (signal === undefined) {
    await asked;
    return undefined;
  }
  if (!signal.aborted) await settledOrAborted(asked, signal);
  if (!signal.aborted) return undefined;
  const cause: unknown = signal.reason;
  if (isToolError(cause)) return toFailure(cause);
  return failure('CANCELLED', `The caller left while the circuit "${circuit}" asked for leave to probe`, {
    cause,
  });
}

function settledOrAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const leave = (): void => {
      signal.removeEventListener('abort', leave);
      resolve();
    };
    signal.addEventListener('abort', leave);
    void work.then(leave);
  });
}
