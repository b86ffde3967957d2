import { lease } from '@toolwright/core';
import type { Clock, KeyValueStore, Lease, Random } from '@toolwright/core';

/** Where the lease is kept, and how long it lasts. */
export interface ProbeLeaseOptions {
  readonly store: KeyValueStore;
  readonly key: string;
  readonly ttlMs: number;
  readonly clock: Clock;
  readonly random: Random;
}

/** The right to probe, held by one process at a time. */
export interface ProbeLease {
  /** Whether it is held, as far as this process knows without asking. */
  held(nowMs: number): boolean;
  /** Takes it, or prolongs it; `false`: another process holds it. Rejects as the store does. */
  take(): Promise<boolean>;
  /** Holds it without asking, because there is nobody to ask. */
  assume(): void;
  /** Gives it back; it is not held any more at once. */
  release(): Promise<void>;
}

/** Makes a lease that nobody holds yet. It ends by itself, so that a process that dies does not keep it. */
export function createProbeLease(options: ProbeLeaseOptions): ProbeLease {
  const { store, key, clock, random } = options;
  const ttlMs = Math.ceil(options.ttlMs);
  let taken: Lease | undefined;
  let assumedUntilMs = -Infinity;
  return {
    held: (nowMs) => nowMs < Math.max(assumedUntilMs, taken?.expiresAtMs ?? -Infinity),
    async take() {
      if (await taken?.renew()) return true;
      const answer = await lease(store, key, { clock, random, ttlMs });
      taken = answer.status === 'held' ? answer.lease : undefined;
      return taken !== undefined;
    },
    assume() {
      assumedUntilMs = clock.monotonicNow() + ttlMs;
    },
    async release() {
      const given = taken;
      taken = undefined;
      assumedUntilMs = -Infinity;
      await given?.release();
    },
  };
}
