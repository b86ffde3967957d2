import type { Call, Lease } from '@toolwright/core';

/** Renews a lease again and again until it is told to stop, or the lease is lost. Returns what stops it. */
export function keepLease(
  lease: Lease,
  { call, everyMs }: { readonly call: Call; readonly everyMs: number },
): () => void {
  let stopped = false;
  let cancel = call.clock.after(everyMs, renew);
  function renew(): void {
    lease.renew().then(
      (renewed) => {
        if (renewed) goOn();
      },
      (error: unknown) => {
        call.logger.warn('A lease could not be renewed', { error });
        goOn();
      },
    );
  }
  function goOn(): void {
    if (!stopped) cancel = call.clock.after(everyMs, renew);
  }
  return () => {
    stopped = true;
    cancel();
  };
}
