import type { CacheEntry } from '@toolwright/core';

/** How long an entry lives: durations count from its creation. */
export interface Lifetime {
  readonly createdAtMs: number;
  readonly freshForMs: number;
  /** From here on the next reader starts a refresh, though the entry is fresh. At most `freshForMs`. */
  readonly refreshForMs: number;
  /** How long the entry is kept to be served stale. At least `freshForMs`. */
  readonly keepForMs: number;
}

/** Where an entry stands in the order of invalidations. */
export interface Standing {
  /** The memory level's epoch when the load or the read that made the entry began. */
  readonly asOf: number;
  readonly tags: readonly string[] | undefined;
}

// A time of day as two small integers: as one number it would be an object of its own beside the entry, and among a
// million entries each look at it a wait for memory.
const lowMs = 2 ** 20;

/**
 * An entry as the memory level holds it, and as a hit hands it out: one object, whose fields no caller can change.
 * Durations rather than instants, so that they stay small integers and a million entries stay small. What a hit looks at
 * comes first.
 */
export class StoredEntry<T = unknown> implements CacheEntry<T> {
  #checkedAt: number;
  readonly #createdHigh: number;
  readonly #createdLowMs: number;
  #refreshForMs: number;
  readonly #value: T;
  #freshForMs: number;
  readonly #keepForMs: number;
  readonly #asOf: number;
  readonly #tags: readonly string[] | undefined;

  constructor(value: T, lifetime: Lifetime, standing: Standing) {
    const { createdAtMs } = lifetime;
    this.#checkedAt = standing.asOf;
    this.#createdHigh = Math.floor(createdAtMs / lowMs);
    this.#createdLowMs = createdAtMs - this.#createdHigh * lowMs;
    this.#refreshForMs = lifetime.refreshForMs;
    this.#value = value;
    this.#freshForMs = lifetime.freshForMs;
    this.#keepForMs = lifetime.keepForMs;
    this.#asOf = standing.asOf;
    this.#tags = standing.tags;
  }

  get value(): T {
    return this.#value;
  }

  get createdAtMs(): number {
    return this.#createdHigh * lowMs + this.#createdLowMs;
  }

  get freshUntilMs(): number {
    return this.createdAtMs + this.#freshForMs;
  }

  get source(): 'memory' {
    return 'memory';
  }

  get stale(): boolean {
    return false;
  }

  /** What a log or `JSON.stringify` shows: a plain entry. */
  toJSON(): CacheEntry<T> {
    return plainEntry(this, 'memory', false);
  }

  /** Whether the entry can be served as it is: nothing was invalidated since it was checked, and no refresh is due. */
  static servable(entry: StoredEntry, now: number, epoch: number): boolean {
    return entry.#checkedAt === epoch && now < entry.createdAtMs + entry.#refreshForMs;
  }

  static asOf(entry: StoredEntry): number {
    return entry.#asOf;
  }

  static tags(entry: StoredEntry): readonly string[] | undefined {
    return entry.#tags;
  }

  /** Whether its time has come to be refreshed, though it may be fresh still. */
  static refreshDue(entry: StoredEntry, now: number): boolean {
    return now >= entry.createdAtMs + entry.#refreshForMs;
  }

  static keepUntilMs(entry: StoredEntry): number {
    return entry.createdAtMs + entry.#keepForMs;
  }

  /** Remembers that nothing invalidated up to `epoch` concerns the entry. */
  static checked(entry: StoredEntry, epoch: number): void {
    entry.#checkedAt = epoch;
  }

  /** Makes the entry stale from `now` on. */
  static expire(entry: StoredEntry, now: number): void {
    entry.#freshForMs = Math.min(entry.#freshForMs, Math.max(0, now - entry.createdAtMs));
    entry.#refreshForMs = entry.#freshForMs;
  }
}

/** An entry as a plain object, told where it came from. */
function plainEntry<T>(
  entry: Omit<CacheEntry<T>, 'source' | 'stale'>,
  source: string,
  stale: boolean,
): CacheEntry<T> {
  const { value, createdAtMs, freshUntilMs } = entry;
  return { value, createdAtMs, freshUntilMs, source, stale };
}
