import { numberOption } from '@toolwright/core';
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

/** Lets callers wait for their turn, per key in order of arrival. */
export type WaitLine = (key: string, wish: Wish) => Promise<RateLimitDecision>;

/** Makes the lines of one limiter. A line that nobody stands in costs nothing. */
export function createWaitLine(options: WaitLineOptions): WaitLine {
  const { clock, maxWaiting, ask } = options;
  // The end of each key's line: resolves when whoever stands there has been served or has left.
  const ends = new Map<string, Promise<void>>();
  let waiting = 0;

  const refuse = async (key: string, parts: number): Promise<RateLimitDecision> =>
    refusalFrom((await ask(key, { mode: 'peek', parts, horizon: 0 })).decision);

  return async (key, wish) => {
    numberOption('maxWaitMs', wish.maxWaitMs, { min: 0 });
    wish.signal?.throwIfAborted();
    if (waiting >= maxWaiting) return refuse(key, wish.parts);
    const deadlineMs = clock.monotonicNow() + wish.maxWaitMs;
    const ahead = ends.get(key);
    const left = Promise.withResolvers<void>();
    ends.set(key, left.promise);
    waiting += 1;
    let reached = ahead === undefined;
    try {
      reached ||= await within(ahead, { clock, ms: wish.maxWaitMs, signal: wish.signal });
      if (!reached) return await refuse(key, wish.parts);
      const answer = await serve(key, wish, deadlineMs);
      // A booked turn is safe in the store: those behind book theirs meanwhile.
      left.resolve();
      return await inTurn(key, answer, wish.signal);
    } finally {
      waiting -= 1;
      // Whoever leaves from the middle keeps the line together: those behind wait for those ahead.
      if (reached || ahead === undefined) left.resolve();
      else void ahead.then(left.resolve);
      if (ends.get(key) === left.promise) void left.promise.then(() => forgetEnd(key, left.promise));
    }
  };

  async function serve(key: string, wish: Wish, deadlineMs: number): Promise<StoreAnswer> {
    const { parts, signal } = wish;
    for (;;) {
      const leftMs = Math.max(0, deadlineMs - clock.monotonicNow());
      const answer = await ask(key, { mode: 'book', parts, horizon: Math.floor(leftMs * 1_000) });
      if (signal?.aborted) await leave(key, answer, signal);
      const { decision } = answer;
      if (decision.allowed || decision.retryAfterMs > leftMs) return answer;
      await within(undefined, { clock, ms: decision.retryAfterMs, signal });
    }
  }

  async function inTurn(
    key: string,
    answer: StoreAnswer,
    signal: AbortSignal | undefined,
  ): Promise<RateLimitDecision> {
    if (answer.waitMs > 0) {
      try {
        await within(undefined, { clock, ms: answer.waitMs, signal });
      } catch {
        if (signal !== undefined) await leave(key, answer, signal);
      }
    }
    return answer.decision;
  }

  async function leave(key: string, answer: StoreAnswer, signal: AbortSignal): Promise<void> {
    await options.undo(key, answer);
    signal.throwIfAborted();
  }

  function forgetEnd(key: string, end: Promise<void>): void {
    if (ends.get(key) === end) ends.delete(key);
  }
}

interface Limits {
  readonly clock: Clock;
  readonly ms: number;
  readonly signal: AbortSignal | undefined;
}

/** Whether `event` came before the time was up; rejects with the signal's reason. Leaves no timer and no listener. */
function within(event: Promise<void> | undefined, limits: Limits): Promise<boolean> {
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
    void event?.then(() => settle(true));
  });
}
