import { lease, systemClock, systemRandom } from '@toolwright/core';
import type { Clock, KeyValueStore, Lease, Random } from '@toolwright/core';
import { lockTaken, notALock } from './lock-error.ts';
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

const defaults = { ttlMs: 10_000, waitMs: 5_000 };

/**
 * Runs `work` while holding the lock `key`, renews the lock until the work has settled, and gives it back. Settles as
 * the work does, or rejects with `LOCK_LOST` when the lock was lost meanwhile. When nothing ran it rejects with
 * `LOCK_TAKEN` (others held the lock for `waitMs`), with the signal's reason, or as the store does.
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
  const { clock = systemClock, random = systemRandom, signal } = options;
  const { ttlMs, waitMs } = { ...defaults, ...options };
  const answer = await lease(store, key, { clock, random, ttlMs, waitMs, signal });
  if (answer.status === 'busy') throw lockTaken(key, waitMs);
  if (answer.status === 'filled') throw notALock(key);
  const held = answer.lease;
  const token = await countHolder(store, held, waitMs);
  const keeper = new LockKeeper({ held, token, ttlMs, clock, signal });
  try {
    return await work({ token, signal: keeper.signal });
  } finally {
    await keeper.end();
  }
}

/** The next token. Rejects, and gives the lock back, when the lock was not held all the while. */
async function countHolder(store: KeyValueStore, held: Lease, waitMs: number): Promise<number> {
  try {
    const token = await store.increment(`${held.key}:token`, 1, 'forever');
    // Held both before and after counting: so tokens rise in the order in which the lock was held.
    if (await held.renew()) return token;
    throw lockTaken(held.key, waitMs);
  } catch (error) {
    await held.release().catch(() => false);
    throw error;
  }
}
