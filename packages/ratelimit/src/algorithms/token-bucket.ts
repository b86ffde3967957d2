import { drain, fill, levelAt, levelled, millisecondsUntilDrained, unfill, untilDrained } from './drain.ts';
import { partsPerUnit } from '../amount.ts';
import { limitOption, policyBase, windowOption } from '../policy.ts';
import type { Algorithm } from './algorithm.ts';
import type { RateLimitPolicy, WindowedPolicyOptions } from '../policy.ts';

/** What {@link tokenBucket} can be told. */
export interface TokenBucketOptions extends WindowedPolicyOptions {
  /** How much may be spent at once after a pause: a positive integer. @default the limit */
  readonly burst?: number;
}

/**
 * Admits `limit` per `windowMs`, evenly, and up to `burst` at once after a pause (GCRA). The worst window holds
 * `burst + limit`: a full burst and what flows back meanwhile. Take a small `burst` to stay near the limit, or
 * `rollingWindow` where the limit must hold in every window.
 */
export function tokenBucket(options: TokenBucketOptions): RateLimitPolicy {
  const base = policyBase(options);
  const windowMs = windowOption(options.windowMs);
  const burst = limitOption('burst', options.burst ?? options.limit);
  return {
    ...base,
    kind: 'token-bucket',
    windowMs,
    capacity: burst * partsPerUnit * windowMs,
    algorithm: tokenBucketAlgorithm,
  };
}

// The generic cell rate algorithm in its second form, the continuous-state leaky bucket, which decides as the
// virtual-scheduling form does (ITU-T I.371, annex A), and whose whole numbers do not round.
const tokenBucketAlgorithm: Algorithm = {
  advance: drain,
  take(state, policy, amount, now) {
    const level = levelAt(state, policy, now) + amount * policy.windowMs;
    return level <= policy.capacity ? levelled(now, level, policy) : undefined;
  },
  room: (state, policy) => Math.floor((policy.capacity - state[1]!) / policy.windowMs),
  charge: fill,
  giveBack: unfill,
  retryAfter(state, policy, amount) {
    const wanted = amount * policy.windowMs;
    if (wanted > policy.capacity) return Infinity;
    return Math.max(0, Math.ceil((state[1]! + wanted - policy.capacity) / policy.limit));
  },
  resetAfter: untilDrained,
  unitsLeft(state, policy) {
    const room = policy.capacity - state[1]!;
    const unit = policy.windowMs * partsPerUnit;
    return room < unit ? 0 : Math.floor(room / unit);
  },
  resetAfterMs: millisecondsUntilDrained,
};
