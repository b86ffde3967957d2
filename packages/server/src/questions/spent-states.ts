import type { Awaitable } from '@toolwright/core';
import type { StateStore } from './question-options.ts';

/** Remembers which states have been used. */
export interface SpentStates {
  /**
   * Uses a state that is good until `untilMs`; `false`: it has been used before. Rejects with `STORE_UNAVAILABLE` when
   * that cannot be told: then it is not used.
   */
  spend(id: string, untilMs: number): Awaitable<boolean>;
}

/**
 * Remembers `most` states in memory. Beyond them the oldest are forgotten, and with them everything that ends no later is
 * refused: no state is ever taken twice, and under a flood some are refused before their time.
 */
export function memorySpentStates(most = 10_000): SpentStates {
  const untilById = new Map<string, number>();
  let refusedUntilMs = -Infinity;
  const forgetOldest = (): void => {
    const [id, untilMs] = untilById.entries().next().value!;
    untilById.delete(id);
    refusedUntilMs = Math.max(refusedUntilMs, untilMs);
  };
  return {
    spend(id, untilMs) {
      if (untilMs <= refusedUntilMs || untilById.has(id)) return false;
      if (untilById.size >= most) forgetOldest();
      untilById.set(id, untilMs);
      return true;
    },
  };
}

/** Remembers states in a store that several processes share, each for `ttlMs`. */
export function storedSpentStates(store: StateStore, ttlMs: number): SpentStates {
  return { spend: (id) => store.compareAndSet(`question-state:${id}`, undefined, '1', { ttlMs }) };
}
