import { numberOption, systemClock, ToolError } from '@toolwright/core';
import type { Clock, KeyValueEntry, KeyValueStore, Ttl } from '@toolwright/core';
import { lifetimeMs } from '../lifetime.ts';
import { addToStored } from '../stored-integer.ts';
import { wellFormed } from '../well-formed.ts';
import { MemoryTable } from './memory-table.ts';
import type { MemoryUsage } from './memory-table.ts';

/** How much a memory store may hold. */
export interface MemoryStoreOptions {
  /** Keys held at most; at least 1. @default 100_000 */
  readonly maxEntries?: number;
  /** Bytes held at most, by an estimate on the safe side: 160 for each entry, 2 for each UTF-16 unit. @default 67_108_864 */
  readonly maxBytes?: number;
  /** @default systemClock */
  readonly clock?: Clock;
}

/** A key-value store in this process's memory. */
export interface MemoryStore extends KeyValueStore {
  usage(): MemoryUsage;
}

const defaults = { maxEntries: 100_000, maxBytes: 64 * 1024 * 1024, clock: systemClock };

/**
 * Makes a store in memory that never grows beyond its bounds: expired entries leave first, then the least recently
 * used. So size it such that what must not be lost, a lock or a counter, stays. Durations are counted on the
 * monotonic clock, and no timer runs.
 *
 * A single entry larger than `maxBytes` is refused with `INVALID_INPUT`; nothing changes then.
 */
export function createMemoryStore(options: MemoryStoreOptions = {}): MemoryStore {
  const clock = options.clock ?? defaults.clock;
  const maxEntries = numberOption('maxEntries', options.maxEntries ?? defaults.maxEntries, {
    min: 1,
    integer: true,
  });
  const maxBytes = numberOption('maxBytes', options.maxBytes ?? defaults.maxBytes, { min: 1, integer: true });
  return new BoundedStore(new MemoryTable({ maxEntries, maxBytes }), maxBytes, clock);
}

class BoundedStore implements MemoryStore {
  readonly #table: MemoryTable;
  readonly #maxBytes: number;
  readonly #clock: Clock;

  constructor(table: MemoryTable, maxBytes: number, clock: Clock) {
    this.#table = table;
    this.#maxBytes = maxBytes;
    this.#clock = clock;
  }

  usage(): MemoryUsage {
    return this.#table.usage();
  }

  async get(key: string): Promise<string | undefined> {
    return this.#table.get(key, this.#now());
  }

  async getMany(keys: readonly string[]): Promise<readonly (string | undefined)[]> {
    const now = this.#now();
    return keys.map((key) => this.#table.get(key, now));
  }

  async has(key: string): Promise<boolean> {
    return this.#table.has(key, this.#now());
  }

  async set(key: string, value: string, ttl: Ttl): Promise<void> {
    this.#put(key, value, lifetimeMs(ttl));
  }

  async setMany(entries: readonly KeyValueEntry[]): Promise<void> {
    const lifetimes = entries.map((entry) => lifetimeMs(entry.ttl));
    for (const [index, { key, value }] of entries.entries()) this.#put(key, value, lifetimes[index] ?? 0);
  }

  async compareAndSet(
    key: string,
    expected: string | undefined,
    next: string | undefined,
    ttl: Ttl,
  ): Promise<boolean> {
    const ttlMs = lifetimeMs(ttl);
    const now = this.#now();
    if (this.#table.get(key, now) !== expected) return false;
    if (next !== undefined) this.#put(key, next, ttlMs);
    else this.#table.delete(key, now);
    return true;
  }

  async increment(key: string, by: number, ttl: Ttl): Promise<number> {
    const ttlMs = lifetimeMs(ttl);
    const now = this.#now();
    const stored = this.#table.get(key, now);
    const sum = addToStored(key, stored, by);
    if (stored === undefined) this.#put(key, String(sum), ttlMs);
    else this.#table.replace(key, String(sum), now);
    return sum;
  }

  async expire(key: string, ttl: Ttl): Promise<boolean> {
    const ttlMs = lifetimeMs(ttl);
    const now = this.#now();
    return this.#table.expire(key, now + ttlMs, now);
  }

  async delete(...keys: readonly string[]): Promise<number> {
    const now = this.#now();
    return keys.filter((key) => this.#table.delete(key, now)).length;
  }

  async *scan(prefix: string, options?: { readonly signal?: AbortSignal }): AsyncIterable<string> {
    options?.signal?.throwIfAborted();
    const keys = [...this.#table.keys()].filter((key) => key.startsWith(prefix));
    for (const key of keys) {
      options?.signal?.throwIfAborted();
      if (this.#table.has(key, this.#now())) yield key;
    }
  }

  #now(): number {
    return this.#clock.monotonicNow();
  }

  #put(key: string, value: string, ttlMs: number): void {
    wellFormed(key);
    wellFormed(value);
    checkSize(this.#table.cost(key, value), this.#maxBytes, key);
    const now = this.#now();
    this.#table.put(key, value, now + ttlMs, now);
  }
}

function checkSize(bytes: number, maxBytes: number, key: string): void {
  if (bytes <= maxBytes) return;
  throw new ToolError(
    'INVALID_INPUT',
    `The value for "${key}" takes ${bytes} bytes and the store holds ${maxBytes}; raise maxBytes or store less`,
    { details: { committed: 'no' } },
  );
}
