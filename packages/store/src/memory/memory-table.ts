import { ExpiryHeap } from './expiry-heap.ts';

/** One key of the table, in the list from the most to the least recently used. */
interface Entry {
  readonly key: string;
  value: string;
  expiresAtMs: number;
  heapIndex: number;
  newer: Entry | undefined;
  older: Entry | undefined;
}

/** How much a table may hold. */
export interface MemoryBounds {
  readonly maxEntries: number;
  readonly maxBytes: number;
}

/** What a table holds. */
export interface MemoryUsage {
  /** Expired entries that nothing has touched yet are counted. */
  readonly entries: number;
  readonly bytes: number;
  /** Live entries that had to go to make room, since the start. */
  readonly evictions: number;
}

// An entry object and its places in the map and in the heap take 127 bytes on Node 24, the headers of two strings 32.
const overheadBytes = 160;

// Each write clears away at most this many expired entries: more than it adds, so none pile up and none stalls.
const sweptPerWrite = 8;

/** Keys with values and expiry times, bounded in number and bytes; the least recently used leave first. */
export class MemoryTable {
  readonly #entries = new Map<string, Entry>();
  readonly #expiry = new ExpiryHeap<Entry>();
  readonly #bounds: MemoryBounds;
  #newest: Entry | undefined;
  #oldest: Entry | undefined;
  #bytes = 0;
  #evictions = 0;

  constructor(bounds: MemoryBounds) {
    this.#bounds = bounds;
  }

  usage(): MemoryUsage {
    return { entries: this.#entries.size, bytes: this.#bytes, evictions: this.#evictions };
  }

  /** What a key with that value counts: two bytes for each UTF-16 unit, and what the entry itself takes. */
  cost(key: string, value: string): number {
    return 2 * (key.length + value.length) + overheadBytes;
  }

  keys(): IterableIterator<string> {
    return this.#entries.keys();
  }

  /** Whether the key is there, without counting as a use. */
  has(key: string, now: number): boolean {
    const entry = this.#entries.get(key);
    return entry !== undefined && entry.expiresAtMs > now;
  }

  get(key: string, now: number): string | undefined {
    const entry = this.#live(key, now);
    if (entry === undefined) return undefined;
    this.#use(entry);
    return entry.value;
  }

  put(key: string, value: string, expiresAtMs: number, now: number): void {
    this.#sweep(now);
    const entry = this.#entries.get(key) ?? this.#add(key, value, expiresAtMs);
    this.#bytes += 2 * (value.length - entry.value.length);
    entry.value = value;
    entry.expiresAtMs = expiresAtMs;
    this.#expiry.place(entry);
    this.#use(entry);
    this.#makeRoom(now);
  }

  /** A new value under the old expiry time; the key must be there. */
  replace(key: string, value: string, now: number): void {
    const entry = this.#live(key, now);
    if (entry !== undefined) this.put(key, value, entry.expiresAtMs, now);
  }

  expire(key: string, expiresAtMs: number, now: number): boolean {
    const entry = this.#live(key, now);
    if (entry === undefined) return false;
    entry.expiresAtMs = expiresAtMs;
    this.#expiry.place(entry);
    return true;
  }

  delete(key: string, now: number): boolean {
    const entry = this.#live(key, now);
    if (entry !== undefined) this.#remove(entry);
    return entry !== undefined;
  }

  #live(key: string, now: number): Entry | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined || entry.expiresAtMs > now) return entry;
    this.#remove(entry);
    return undefined;
  }

  #add(key: string, value: string, expiresAtMs: number): Entry {
    const entry: Entry = { key, value, expiresAtMs, heapIndex: -1, newer: undefined, older: undefined };
    this.#entries.set(key, entry);
    this.#bytes += this.cost(key, value);
    return entry;
  }

  #remove(entry: Entry): void {
    this.#entries.delete(entry.key);
    this.#expiry.remove(entry);
    this.#unlink(entry);
    this.#bytes -= this.cost(entry.key, entry.value);
  }

  #sweep(now: number): void {
    for (let swept = 0; swept < sweptPerWrite; swept += 1) {
      const entry = this.#expiry.soonest;
      if (entry === undefined || entry.expiresAtMs > now) return;
      this.#remove(entry);
    }
  }

  #makeRoom(now: number): void {
    while (this.#entries.size > this.#bounds.maxEntries || this.#bytes > this.#bounds.maxBytes) {
      const soonest = this.#expiry.soonest;
      const expired = soonest !== undefined && soonest.expiresAtMs <= now;
      const leaver = expired ? soonest : this.#oldest;
      if (leaver === undefined) return;
      this.#remove(leaver);
      if (!expired) this.#evictions += 1;
    }
  }

  #use(entry: Entry): void {
    if (this.#newest === entry) return;
    this.#unlink(entry);
    entry.older = this.#newest;
    if (this.#newest !== undefined) this.#newest.newer = entry;
    this.#newest = entry;
    this.#oldest ??= entry;
  }

  #unlink(entry: Entry): void {
    if (entry.newer !== undefined) entry.newer.older = entry.older;
    if (entry.older !== undefined) entry.older.newer = entry.newer;
    if (this.#newest === entry) this.#newest = entry.older;
    if (this.#oldest === entry) this.#oldest = entry.newer;
    entry.newer = undefined;
    entry.older = undefined;
  }
}
