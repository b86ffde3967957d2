import { numberOption, systemClock, systemRandom } from '@toolwright/core';
import type { Clock, KeyValueStore, Random } from '@toolwright/core';
import { acquireLock } from './lock-claim.ts';
import type { LockClaim } from './lock-claim.ts';
import { LockKeeper } from './lock-keeper.ts';

/** How a lock is taken and kept. */
export interface LockOptions {
  /** Milliseconds until the lock of a holder that died is free again; it is renewed at a third; at least 1. @default 10_000 */
  readonly ttlMs?: number;
  /** Milliseconds to wait for others; at least 0. @default 5_000 */
  readonly waitMs?: number;
  /** Ends the wait, and is passed on to the work. */
  readonly signal?: AbortSignal;
  /** @default systemClock */
  readonly clock?: Clock;
  /** Names the holder, and spreads the tries of those who wait. @default systemRandom */
  readonly random?: Random;
}

/** What the work under a lock is told. */
export interface HeldLock {
  /**
   * Higher than the token of every earlier holder. Hand it to whatever the lock protects, and let that refuse a token
   * lower than one it has seen: a holder that was suspended beyond its time then does no harm.
   */
  readonly token: number;
  /** Aborts with `LOCK_LOST` when the lock can no longer be kept, or with the caller's own reason. */
  readonly signal: AbortSignal;
}

/**
 * Runs `work` while holding the lock `key`, renews the lock until the work has settled, and gives it back. Settles as
 * the work does; rejects with `LOCK_LOST` instead when the lock was lost meanwhile, with `LOCK_TAKEN` when others held
 * it for `waitMs`, and with `STORE_UNAVAILABLE` when the store could not be asked for as long. Nothing ran then.
 *
 * The store keeps a small counter under `<key>:token` for ever; a store that drops entries for room may hand out
 * tokens anew.
 */
export async function withLock<T>(
  store: KeyValueStore,
  key: string,
  options: LockOptions,
  work: (lock: HeldLock) => Promise<T>,
): Promise<T> {
  const random = options.random ?? systemRandom;
  const claim: LockClaim = {
    store,
    key,
    holder: Buffer.from(random.bytes(16)).toString('base64url'),
    ttlMs: numberOption('ttlMs', options.ttlMs ?? 10_000, { min: 1, integer: true }),
    waitMs: numberOption('waitMs', options.waitMs ?? 5_000, { min: 0 }),
    signal: options.signal,
    clock: options.clock ?? systemClock,
    random,
  };
  const grant = await acquireLock(claim);
  const keeper = new LockKeeper(claim, grant);
  try {
    return await work({ token: grant.token, signal: keeper.signal });
  } finally {
    await keeper.end();
  }
}
