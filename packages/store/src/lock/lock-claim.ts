import type { Clock, KeyValueStore, Random } from '@toolwright/core';
import { lockTaken } from './lock-error.ts';
import { pause } from './pause.ts';

/** One caller's wish for one lock. */
export interface LockClaim {
  readonly store: KeyValueStore;
  readonly key: string;
  /** Names this claim and no other. */
  readonly holder: string;
  readonly ttlMs: number;
  readonly waitMs: number;
  readonly signal: AbortSignal | undefined;
  readonly clock: Clock;
  readonly random: Random;
}

/** A claim that holds its lock. */
export interface LockGrant {
  readonly token: number;
  /** Until when, on the monotonic clock, the store surely keeps the lock for this holder. */
  readonly heldUntilMs: number;
}

/** Waits its turn. Rejects with `LOCK_TAKEN`, the store's own error or the signal's reason, and then holds nothing. */
export async function acquireLock(claim: LockClaim): Promise<LockGrant> {
  try {
    return await waitForGrant(claim);
  } catch (error) {
    await releaseLock(claim);
    throw error;
  }
}

/** Keeps the lock for another `ttlMs`; answers until when, or `undefined` when it is lost. */
export async function renewLock(claim: LockClaim): Promise<number | undefined> {
  const { store, key, holder, ttlMs, clock } = claim;
  const heldUntilMs = clock.monotonicNow() + ttlMs;
  return (await store.compareAndSet(key, holder, holder, { ttlMs })) ? heldUntilMs : undefined;
}

/** Gives the lock back, if this claim holds it. When the store cannot be reached, the lock ends by itself. */
export async function releaseLock({ store, key, holder, ttlMs }: LockClaim): Promise<void> {
  try {
    await store.compareAndSet(key, holder, undefined, { ttlMs });
  } catch {
    // Its time to live is what ends it now.
  }
}

async function waitForGrant(claim: LockClaim): Promise<LockGrant> {
  const { key, waitMs, signal, clock, random } = claim;
  const giveUpAtMs = clock.monotonicNow() + waitMs;
  for (let attempt = 0; ; attempt += 1) {
    signal?.throwIfAborted();
    let failure: unknown;
    try {
      const grant = await tryOnce(claim, attempt > 0);
      if (grant !== undefined) return grant;
    } catch (error) {
      failure = error;
    }
    const leftMs = giveUpAtMs - clock.monotonicNow();
    if (leftMs <= 0) throw failure ?? lockTaken(key, waitMs);
    const longest = Math.min(5 * 2 ** attempt, 100);
    await pause(Math.min(longest * (0.5 + random.next() / 2), leftMs), clock, signal);
  }
}

async function tryOnce(claim: LockClaim, again: boolean): Promise<LockGrant | undefined> {
  const { store, key, holder, ttlMs } = claim;
  const taken = await store.compareAndSet(key, undefined, holder, { ttlMs });
  // An earlier try whose answer was lost may have taken it.
  if (!taken && !(again && (await store.get(key)) === holder)) return undefined;
  const token = await store.increment(`${key}:token`, 1, 'forever');
  // Holding the lock both before and after counting: so tokens rise in the order in which the lock was held.
  const heldUntilMs = await renewLock(claim);
  return heldUntilMs === undefined ? undefined : { token, heldUntilMs };
}
