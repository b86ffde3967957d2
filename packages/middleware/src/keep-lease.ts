import type { Call, Lease } from '@toolwright/core';

/**
 * Renews a lease again and again until it is told to stop, the lease is lost, or the call has been interrupted and no
 * work of it goes on any more: rails that hang do not hold it. Returns what stops it.
 */
export function keepLease(
  lease: Lease,
  { call, everyMs }: { readonly call: Call; readonly everyMs: number },
): () => void {
  let stopped = false;
  let isLeaving = false;
  let cancel = call.clock.after(everyMs, renew);
  function stop(): void {
    stopped = true;
    cancel();
  }
  function renew(): void {
    if (call.interrupted && !isLeaving) {
      isLeaving = true;
      call.afterWork(stop);
    }
    if (stopped) return;
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
  return stop;
}
