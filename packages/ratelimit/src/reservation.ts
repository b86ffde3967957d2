import type { RateLimitDecision } from '@toolwright/core';

import { partsOfAny } from './amount.ts';
import type { SpendingChange, StoreAnswer } from './stores/rate-limit-store.ts';

/** An estimate that was taken, until its true cost is known. The first `settle` or `cancel` counts, later ones do nothing. */
export interface Reservation {
  /** When refused, nothing was taken, and `settle` and `cancel` do nothing. */
  readonly decision: RateLimitDecision;
  /**
   * Corrects what was taken to `cost`, from 0. What was too much is given back, except what has left the window since;
   * what was too little is charged even where it does not fit: the key is in debt, and refused until that has passed.
   */
  settle(cost: number): Promise<void>;
  /** The work did not happen: gives all back. */
  cancel(): Promise<void>;
}

/** Makes the reservation of a store's answer. */
export function reservationOf(
  answer: StoreAnswer,
  change: (change: SpendingChange) => Promise<void>,
): Reservation {
  const { decision, taken, at } = answer;
  let open = decision.allowed;
  const correct = async (parts: number): Promise<void> => {
    if (!open) return;
    open = false;
    if (parts > taken) await change({ kind: 'charge', parts: parts - taken });
    // What was taken without the store is not in the store: there is nothing to give back.
    if (parts < taken && at !== undefined) {
      await change({ kind: 'give-back', parts: taken - parts, chargedAt: at });
    }
  };
  return {
    decision,
    settle: async (cost) => correct(partsOfAny(cost)),
    cancel: async () => correct(0),
  };
}
