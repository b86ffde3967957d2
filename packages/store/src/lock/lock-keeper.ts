import type { Clock, Lease } from '@toolwright/core';
import { lockLost } from './lock-error.ts';

/** What a keeper keeps. */
export interface KeptLock {
  readonly held: Lease;
  readonly token: number;
  readonly ttlMs: number;
  readonly clock: Clock;
  /** The caller's own. */
  readonly signal: AbortSignal | undefined;
}

/** Renews a lock until it is ended, and says through its signal when it cannot. */
export class LockKeeper {
  readonly #lock: KeptLock;
  readonly #controller = new AbortController();
  #lost: Error | undefined;
  #ended = false;
  #cancelRenewal: () => void;
  #cancelLoss: () => void;

  constructor(lock: KeptLock) {
    this.#lock = lock;
    this.#cancelRenewal = this.#renewIn(lock.ttlMs / 3);
    this.#cancelLoss = this.#loseLater();
    lock.signal?.addEventListener('abort', this.#abort, { once: true });
    if (lock.signal?.aborted) this.#abort();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Gives the lock back. Rejects with `LOCK_LOST` when it was lost. */
  async end(): Promise<void> {
    this.#leave();
    if (this.#lost !== undefined) throw this.#lost;
    // When the store cannot be reached the lock ends by itself, and the work is done either way.
    await this.#lock.held.release().catch(() => false);
  }

  readonly #abort = (): void => this.#controller.abort(this.#lock.signal?.reason);

  #renewIn(delayMs: number): () => void {
    return this.#lock.clock.after(delayMs, () => void this.#renew());
  }

  async #renew(): Promise<void> {
    const { held, ttlMs } = this.#lock;
    // The store has until the end of the lock's time to come back, and is asked more often then.
    let nextMs = ttlMs / 10;
    try {
      const renewed = await held.renew();
      if (this.#ended) return;
      if (!renewed) return this.#lose();
      this.#cancelLoss();
      this.#cancelLoss = this.#loseLater();
      nextMs = ttlMs / 3;
    } catch {
      // Not renewed, and not lost yet either.
    }
    if (!this.#ended) this.#cancelRenewal = this.#renewIn(nextMs);
  }

  #loseLater(): () => void {
    const { clock, held } = this.#lock;
    return clock.after(held.expiresAtMs - clock.monotonicNow(), () => this.#lose());
  }

  #lose(): void {
    this.#lost = lockLost(this.#lock.held.key, this.#lock.token);
    this.#leave();
    this.#controller.abort(this.#lost);
  }

  #leave(): void {
    this.#ended = true;
    this.#cancelRenewal();
    this.#cancelLoss();
    this.#lock.signal?.removeEventListener('abort', this.#abort);
  }
}
