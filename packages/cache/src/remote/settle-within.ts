import type { Clock } from '@toolwright/core';

/** How a bounded operation ended. */
export type Settled<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: unknown };

/**
 * Waits for `work` at most `timeoutMs`; never rejects. When the time is up the answer gets one more turn of the event
 * loop: after a long pause of this very process it may be there already, unread.
 */
export function settleWithin<T>(
  work: () => Promise<T>,
  timeoutMs: number,
  clock: Clock,
): Promise<Settled<T>> {
  return new Promise((resolve) => {
    let cancel = clock.after(timeoutMs, () => {
      cancel = clock.after(0, () => resolve({ ok: false, error: new Error(`No answer in ${timeoutMs} ms`) }));
    });
    const settle = (result: Settled<T>): void => {
      cancel();
      resolve(result);
    };
    start(work).then(
      (value) => settle({ ok: true, value }),
      (error: unknown) => settle({ ok: false, error }),
    );
  });
}

async function start<T>(work: () => Promise<T>): Promise<T> {
  return work();
}
