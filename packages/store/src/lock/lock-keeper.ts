import { releaseLock, renewLock } from './lock-claim.ts';
import type { LockClaim, LockGrant } from './lock-claim.ts';
import { lockLost } from './lock-error.ts';

/** Renews a lock until it is ended, and says through its signal when it cannot. */
export class LockKeeper {
  readonly #claim: LockClaim;
  readonly #token: number;
  readonly #controller = new AbortController();
  #lost: Error | undefined;
  #ended = false;
  #cancelRenewal: () => void;
  #cancelLoss: () => void;

  constructor(claim: LockClaim, grant: LockGrant) {
    this.#claim = claim;
    this.#token = grant.token;
    this.#cancelRenewal = this.#renewIn(claim.ttlMs / 3);
    this.#cancelLoss = this.#loseAt(grant.heldUntilMs);
    claim.signal?.addEventListener('abort', this.#abort, { once: true });
    if (claim.signal?.aborted) this.#abort();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Gives the lock back. Rejects with `LOCK_LOST` when it was lost. */
  async end(): Promise<void> {
    this.#leave();
    if (this.#lost !== undefined) throw this.#lost;
    await releaseLock(this.#claim);
  }

  readonly #abort = (): void => this.#controller.abort(this.#claim.signal?.reason);

  #renewIn(delayMs: number): () => void {
    return this.#claim.clock.after(delayMs, () => void this.#renew());
  }

  async #renew(): Promise<void> {
    const { ttlMs } = this.#claim;
    // The store has until the end of the lock's time to come back, and is asked more often then.
    let nextMs = ttlMs / 10;
    try {
      const heldUntilMs = await renewLock(this.#claim);
      if (this.#ended) return;
      if (heldUntilMs === undefined) return this.#lose();
      this.#cancelLoss();
      this.#cancelLoss = this.#loseAt(heldUntilMs);
      nextMs = ttlMs / 3;
    } catch {
      // Not renewed, and not lost yet either.
    }
    if (!this.#ended) this.#cancelRenewal = this.#renewIn(nextMs);
  }

  #loseAt(atMs: number): () => void {
    const { clock } = this.#claim;
    return clock.after(atMs - clock.monotonicNow(), () => this.#lose());
  }

  #lose(): void {
    this.#lost = lockLost(this.#claim.key, this.#token);
    this.#leave();
    this.#controller.abort(this.#lost);
  }

  #leave(): void {
    this.#ended = true;
    this.#cancelRenewal();
    this.#cancelLoss();
    this.#claim.signal?.removeEventListener('abort', this.#abort);
  }
}
