/** One who waits: on whose behalf, and how urgent. */
export interface Queued {
  readonly party: string;
  /** Higher goes first. */
  readonly priority: number;
}

/**
 * Serves the most urgent first; among equals one party after the other, and of a party the one that came first: a round
 * robin (J. Nagle, "On Packet Switches with Infinite Storage", RFC 970). Adding, taking and removing cost the same
 * however many wait.
 */
export class FairQueue<T extends Queued> {
  // By priority, then by party. The party whose turn is next comes first in its map.
  readonly #levels = new Map<number, Map<string, Set<T>>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(item: T): void {
    const level = entryOf(this.#levels, item.priority, () => new Map<string, Set<T>>());
    entryOf(level, item.party, () => new Set<T>()).add(item);
    this.#size += 1;
  }

  /** Takes out the one whose turn it is. */
  take(): T | undefined {
    if (this.#size === 0) return undefined;
    const level = this.#levels.get(Math.max(...this.#levels.keys()))!;
    const [party, items] = level.entries().next().value!;
    const item = items.values().next().value!;
    this.remove(item);
    if (items.size > 0) {
      level.delete(party);
      level.set(party, items);
    }
    return item;
  }

  /** Takes out one that waits no longer; does nothing when it is not in. */
  remove(item: T): void {
    const level = this.#levels.get(item.priority);
    const items = level?.get(item.party);
    if (level === undefined || items?.delete(item) !== true) return;
    this.#size -= 1;
    if (items.size === 0) level.delete(item.party);
    if (level.size === 0) this.#levels.delete(item.priority);
  }

  /**
   * Who leaves a full queue for the newcomer: the latest of the least urgent, of the party that has most waiting
   * (longest queue drop). `undefined`: the newcomer itself, which is no more urgent and whose party waits as much.
   */
  displacedBy(newcomer: Queued): T | undefined {
    if (this.#size === 0) return undefined;
    const lowest = Math.min(...this.#levels.keys());
    if (lowest > newcomer.priority) return undefined;
    const level = this.#levels.get(lowest)!;
    let longest = new Set<T>();
    for (const items of level.values()) if (items.size > longest.size) longest = items;
    const own = level.get(newcomer.party)?.size ?? 0;
    return lowest < newcomer.priority || longest.size > own + 1 ? [...longest].at(-1) : undefined;
  }
}

function entryOf<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
