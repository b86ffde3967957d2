import { countedWindowAlgorithm } from './counted-window.ts';
import { partsPerUnit } from '../amount.ts';
import { policyBase, windowOption } from '../policy.ts';
import type { RateLimitPolicy, WindowedPolicyOptions } from '../policy.ts';

/** What {@link fixedWindow} can be told. */
export interface FixedWindowOptions extends WindowedPolicyOptions {}

/**
 * Admits `limit` in each window of `windowMs`; the windows follow one another from midnight UTC, 1 January 2026. Cheap
 * and easy to explain, but two windows' limits can meet at their border: the worst window holds twice the limit.
 */
export function fixedWindow(options: FixedWindowOptions): RateLimitPolicy {
  return {
    ...policyBase(options),
    kind: 'fixed-window',
    windowMs: windowOption(options.windowMs),
    capacity: options.limit * partsPerUnit,
    algorithm: countedWindowAlgorithm,
  };
}
