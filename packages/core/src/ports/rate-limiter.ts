import type { Awaitable } from './awaitable.ts';

/**
 * Decides whether a key may spend. Refusal is a value, and a refused request is not charged. A broken store never
 * rejects: the policy decides, and `degraded` says so. A bad cost throws `INVALID_OPTIONS`.
 */
export interface RateLimiter {
  /** Takes `cost` (1 by default, any positive number) from every policy of `key`, or nothing from any. 0 peeks. */
  consume(
    key: string,
    options?: { readonly cost?: number; readonly signal?: AbortSignal },
  ): Awaitable<RateLimitDecision>;
  /** What `consume` would answer now; charges nothing. A cost of 0 is as none given. */
  peek(key: string, options?: { readonly cost?: number }): Awaitable<RateLimitDecision>;
  /**
   * As `consume`, but waits for its turn, in order of arrival, for at most `maxWaitMs`; answers a refusal when that
   * is not enough or the queue is full. Rejects only with the signal's reason; then nothing was charged.
   */
  waitFor(
    key: string,
    options: { readonly cost?: number; readonly maxWaitMs: number; readonly signal?: AbortSignal },
  ): Promise<RateLimitDecision>;
  /** Gives back what an allowed `consume` took; never above the limit. */
  refund(key: string, cost: number): Promise<void>;
  /** Forgets what the key has spent. */
  reset(key: string): Promise<void>;
}

/** What a limiter decided. */
export interface RateLimitDecision {
  readonly allowed: boolean;
  /** The limit of the policy that is nearest to refusing (on a refusal: of the one that refused). */
  readonly limit: number;
  /** How much that policy has left, rounded down. */
  readonly remaining: number;
  /** 0 when allowed; milliseconds until the same cost fits; `Infinity`: it never will, the cost is above the burst. */
  readonly retryAfterMs: number;
  /** Milliseconds until that policy is as new, if nothing more is spent. */
  readonly resetAfterMs: number;
  /** The name of the policy that refused. */
  readonly violated?: string;
  /** The store did not answer: the decision was made without it. */
  readonly degraded?: 'open' | 'closed' | 'local';
  /** A refusal that is only counted: `allowed` is true although a policy would have refused. */
  readonly shadow?: boolean;
  /** Every policy's state. A lazy getter: costs nothing unread. */
  readonly policies: readonly PolicyState[];
}

/** Where one policy stands after a decision. */
export interface PolicyState {
  readonly name: string;
  readonly limit: number;
  readonly remaining: number;
  readonly windowMs: number;
  readonly resetAfterMs: number;
  readonly retryAfterMs: number;
}
