import { drain, fill, levelAt, levelled, millisecondsUntilDrained, unfill, untilDrained } from './drain.ts';
import { partsPerUnit } from '../amount.ts';
import { limitOption, policyBase, windowOption } from '../policy.ts';
import type { Algorithm } from './algorithm.ts';
import type { RateLimitPolicy, WindowedPolicyOptions } from '../policy.ts';

/** What {@link leakyBucket} can be told. */
export interface LeakyBucketOptions extends WindowedPolicyOptions {
  /** How much cost may be booked ahead by `waitFor`, over all processes: an integer from 0. @default the limit */
  readonly queue?: number;
}

/**
 * Paces: lets one pass, then nothing until its cost has drained at `limit` per `windowMs`. `consume` is refused
 * between the turns; `waitFor` books the next free turn, in the store, so that all processes share one pace. A booked
 * turn that is cancelled shortens the queue at its end, where two turns may then coincide. A cost above the limit is
 * never admitted.
 */
export function leakyBucket(options: LeakyBucketOptions): RateLimitPolicy {
  const base = policyBase(options);
  const windowMs = windowOption(options.windowMs);
  const queue = limitOption('queue', options.queue ?? options.limit, 0);
  return {
    ...base,
    kind: 'leaky-bucket',
    windowMs,
    capacity: queue * partsPerUnit * windowMs,
    algorithm: leakyBucketAlgorithm,
  };
}

const leakyBucketAlgorithm: Algorithm = {
  advance: drain,
  take(state, policy, amount, now) {
    const fits = amount <= policy.limit * partsPerUnit && levelAt(state, policy, now) === 0;
    return fits ? levelled(now, amount * policy.windowMs, policy) : undefined;
  },
  room: (state, policy) => (state[1] === 0 ? policy.limit * partsPerUnit : 0),
  charge: fill,
  // A turn that was booked has not drained while it waited: all of it comes back, at the end of the queue.
  giveBack: (state, policy, amount) => unfill(state, policy, amount, -1),
  retryAfter(state, policy, amount) {
    if (amount > policy.limit * partsPerUnit) return Infinity;
    return untilDrained(state, policy);
  },
  resetAfter: untilDrained,
  unitsLeft: (state, policy) => (state[1] === 0 ? policy.limit : 0),
  resetAfterMs: millisecondsUntilDrained,
  wait: (state, policy) => (state[1]! <= policy.capacity ? untilDrained(state, policy) : Infinity),
};
