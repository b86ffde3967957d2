import type { Random } from '@toolwright/core';
import type { Made } from './made.ts';

/**
 * How long after its creation the next reader refreshes an entry: XFetch (Vattani, Chierichetti, Lowenstein, "Optimal
 * Probabilistic Cache Stampede Prevention", 2015), drawn once per entry and process instead of once per read.
 */
export function earlyRefreshForMs(
  { loadMs }: Made,
  freshForMs: number,
  { earlyRefresh, random }: { readonly earlyRefresh: number; readonly random: Random },
): number {
  if (earlyRefresh === 0 || loadMs === 0) return freshForMs;
  const draw = Math.max(random.next(), Number.MIN_VALUE);
  return Math.max(0, Math.floor(freshForMs + loadMs * earlyRefresh * Math.log(draw)));
}
