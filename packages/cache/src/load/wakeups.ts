import type { Clock } from '@toolwright/core';

/** Waits for something to happen to a key, elsewhere. */
export interface Wakeups {
  /** Resolves when the key is woken, after `delayMs`, or when the signal aborts. */
  wait(key: string, delayMs: number, signal: AbortSignal): Promise<void>;
  wake(key: string): void;
}

/** Makes the waits of one cache. */
export function createWakeups(clock: Clock): Wakeups {
  const sleepers = new Map<string, Set<() => void>>();
  return {
    wait(key, delayMs, signal) {
      if (signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const ofKey = sleepers.get(key) ?? new Set();
        const wake = (): void => {
          cancel();
          signal.removeEventListener('abort', wake);
          ofKey.delete(wake);
          if (ofKey.size === 0) sleepers.delete(key);
          resolve();
        };
        const cancel = clock.after(delayMs, wake);
        signal.addEventListener('abort', wake, { once: true });
        ofKey.add(wake);
        sleepers.set(key, ofKey);
      });
    },
    wake(key) {
      for (const wake of sleepers.get(key) ?? []) wake();
    },
  };
}
