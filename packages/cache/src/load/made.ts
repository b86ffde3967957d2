import type { CacheEntry } from '@toolwright/core';

/** A value on its way up through the levels, and what is known of it. */
export interface Made<T = unknown> {
  readonly value: T;
  /** When the load that made it began, wall clock. */
  readonly begunAtMs: number;
  readonly createdAtMs: number;
  /** From its creation; Infinity: as long as each level likes. */
  readonly freshForMs: number;
  /** The share of a level's own ttl that it gets, from 0 to 1: less than 1 when lives are jittered. */
  readonly lifeShare: number;
  /** How much longer than fresh it is kept. */
  readonly staleForMs: number;
  readonly loadMs: number;
  readonly tags: readonly string[];
  /** The level that answered, or `load`. */
  readonly source: string;
  /** Whether it may be stored above and below. */
  readonly storable: boolean;
}

/** How long a level keeps a value fresh: not longer than the level below it does, nor than its own ttl from now. */
export function freshForIn(made: Made, ttlMs: number, now: number): number {
  const ageMs = Math.max(0, now - made.createdAtMs);
  return Math.min(made.freshForMs, ageMs + Math.ceil(ttlMs * made.lifeShare));
}

/** Whether the value is fresh. */
export function isFresh(made: Made, now: number): boolean {
  return now < made.createdAtMs + made.freshForMs;
}

/** The value as its readers see it. */
export function entryOf<T>(made: Made<T>, now: number): CacheEntry<T> {
  const { value, createdAtMs, freshForMs, source } = made;
  return {
    value,
    createdAtMs,
    freshUntilMs: createdAtMs + freshForMs,
    source,
    stale: now >= createdAtMs + freshForMs,
  };
}
