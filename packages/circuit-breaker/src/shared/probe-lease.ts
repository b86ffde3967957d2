import type { Clock, KeyValueStore } from '@toolwright/core';

/** Whose lease, and where. */
export interface ProbeLeaseOptions {
  readonly store: KeyValueStore;
  readonly key: string;
  readonly holder: string;
  readonly ttlMs: number;
  readonly clock: Clock;
}

/** The right to probe, held by one process at a time. */
export interface ProbeLease {
  /** Whether it is held, as far as this process knows without asking. */
  held(nowMs: number): boolean;
  /** Takes it, or prolongs it; `false`: another process holds it. Rejects as the store does. */
  take(): Promise<boolean>;
  /** Holds it without asking, because there is nobody to ask. */
  assume(): void;
  /** Gives it back; before the answer it is not held any more. */
  release(): Promise<void>;
}

/** Makes a lease that nobody holds yet. It ends by itself, so that a process that dies does not keep it. */
export function createProbeLease(options: ProbeLeaseOptions): ProbeLease {
  const { store, key, holder, ttlMs, clock } = options;
  const ttl = { ttlMs: Math.ceil(ttlMs) };
  let heldUntilMs = -Infinity;
  return {
    held: (nowMs) => nowMs < heldUntilMs,
    async take() {
      // From before the question: the store's own time to live starts later, so it never ends sooner.
      const askedAtMs = clock.monotonicNow();
      const taken =
        (await store.compareAndSet(key, undefined, holder, ttl)) ||
        (await store.compareAndSet(key, holder, holder, ttl));
      if (taken) heldUntilMs = askedAtMs + ttlMs;
      return taken;
    },
    assume() {
      heldUntilMs = clock.monotonicNow() + ttlMs;
    },
    async release() {
      if (heldUntilMs === -Infinity) return;
      heldUntilMs = -Infinity;
      await store.compareAndSet(key, holder, undefined, 'forever');
    },
  };
}
