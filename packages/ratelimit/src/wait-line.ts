import { numberOption, pause } from '@toolwright/core';
import type { Awaitable, Clock, RateLimitDecision } from '@toolwright/core';

import { refusalFrom } from './decision.ts';
import type { Question } from './decide.ts';
import type { StoreAnswer } from './stores/rate-limit-store.ts';

/** What a wait line stands on. */
export interface WaitLineOptions {
  readonly clock: Clock;
  /** How many callers may wait at once, over all keys. */
  readonly maxWaiting: number;
  readonly ask: (key: string, question: Question) => Awaitable<StoreAnswer>;
  /** Undoes an answer that came after its caller had left. */
  readonly undo: (key: string, answer: StoreAnswer) => Awaitable<void>;
}

/** One caller's wish. */
export interface Wish {
  readonly parts: number;
  readonly maxWaitMs: number;
  readonly signal: AbortSignal | undefined;
}

/** Lets callers wait for their turn, per key in order of arrival. A line that nobody stands in costs nothing. */
export class WaitLine {
  readonly #options: WaitLineOptions;
  /** The end of each key's line: resolves when whoever stands there has been served or has left. */
  readonly #ends = new Map<string, Promise<void>>();
  #waiting = 0;

  constructor(options: WaitLineOptions) {
    this.#options = options;
  }

  /** Resolves in turn, or to a refusal when that takes too long; rejects only with the signal's reason. */
  async wait(key: string, wish: Wish): Promise<RateLimitDecision> {
    const { clock, maxWaiting } = this.#options;
    numberOption('maxWaitMs', wish.maxWaitMs, { min: 0 });
    wish.signal?.throwIfAborted();
    if (this.#waiting >= maxWaiting) return this.#refuse(key, wish.parts);
    const deadlineMs = clock.monotonicNow() + wish.maxWaitMs;
    const ahead = this.#ends.get(key);
    const left = Promise.withResolvers<void>();
    this.#ends.set(key, left.promise);
    this.#waiting += 1;
    let reached = false;
    try {
      reached =
        ahead === undefined || (await within(ahead, { clock, ms: wish.maxWaitMs, signal: wish.signal }));
      if (!reached) return await this.#refuse(key, wish.parts);
      const answer = await this.#serve(key, wish, deadlineMs);
      // A booked turn is safe in the store: those behind book theirs meanwhile.
      left.resolve();
      return await this.#inTurn(key, answer, wish.signal);
    } finally {
      this.#waiting -= 1;
      // Whoever leaves from the middle keeps the line together: those behind wait for those ahead.
      left.resolve(reached ? undefined : ahead);
      void left.promise.then(() => this.#forgetEnd(key, left.promise));
    }
  }

  async #serve(key: string, wish: Wish, deadlineMs: number): Promise<StoreAnswer> {
    const { clock, ask } = this.#options;
    const { parts, signal } = wish;
    for (;;) {
      const leftMs = Math.max(0, deadlineMs - clock.monotonicNow());
      const answer = await ask(key, { mode: 'book', parts, horizon: Math.floor(leftMs * 1_000) });
      if (signal?.aborted) await this.#leave(key, answer, signal);
      const { decision } = answer;
      if (decision.allowed || decision.retryAfterMs > leftMs) return answer;
      await pause(clock, decision.retryAfterMs, signal);
    }
  }

  async #inTurn(
    key: string,
    answer: StoreAnswer,
    signal: AbortSignal | undefined,
  ): Promise<RateLimitDecision> {
    if (answer.waitMs === 0) return answer.decision;
    try {
      await pause(this.#options.clock, answer.waitMs, signal);
    } catch {
      if (signal !== undefined) await this.#leave(key, answer, signal);
    }
    return answer.decision;
  }

  async #leave(key: string, answer: StoreAnswer, signal: AbortSignal): Promise<void> {
    await this.#options.undo(key, answer);
    signal.throwIfAborted();
  }

  async #refuse(key: string, parts: number): Promise<RateLimitDecision> {
    const { decision } = await this.#options.ask(key, { mode: 'peek', parts, horizon: 0 });
    return refusalFrom(decision);
  }

  #forgetEnd(key: string, end: Promise<void>): void {
    if (this.#ends.get(key) === end) this.#ends.delete(key);
  }
}

interface Limits {
  readonly clock: Clock;
  readonly ms: number;
  readonly signal: AbortSignal | undefined;
}

/** Whether `event` came before the time was up; rejects with the signal's reason. Leaves no timer and no listener. */
function within(event: Promise<void>, limits: Limits): Promise<boolean> {
  const { clock, ms, signal } = limits;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const settle = (came: boolean): void => {
      cancel();
      signal?.removeEventListener('abort', abort);
      resolve(came);
    };
    const abort = (): void => {
      cancel();
      reject(signal?.reason);
    };
    const cancel = clock.after(ms, () => settle(false));
    signal?.addEventListener('abort', abort, { once: true });
    void event.then(() => settle(true));
  });
}
