import { setImmediate, setTimeout as passed } from 'node:timers/promises';

/**
 * Waits `ms` milliseconds of real time and keeps the process alive meanwhile, which the timers of core's clock do not:
 * for whatever stands outside this process and keeps its own time. Rejects with the signal's reason.
 */
export async function realDelay(ms: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  if (ms <= 0) return;
  try {
    await passed(ms, undefined, signal && { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}

/** Resolves in the next turn of the event loop: every promise that can settle by then has done so. */
export async function nextTurn(): Promise<void> {
  await setImmediate();
}
