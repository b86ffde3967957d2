/** How long a value lives: milliseconds (a positive integer), or the word for a decision that is meant. */
export type Ttl = { readonly ttlMs: number } | 'forever';

/** One value to write. */
export interface KeyValueEntry {
  readonly key: string;
  readonly value: string;
  readonly ttl: Ttl;
}

/**
 * Strings under keys, with atomic conditional writes; codecs sit above. Keys and values are well-formed Unicode.
 *
 * Every method settles within the adapter's `timeoutMs`. When the store cannot answer it rejects with
 * `STORE_UNAVAILABLE`, whose `details.committed` is `'no'` (nothing was written) or `'unknown'`. A bad `Ttl` rejects
 * with `INVALID_OPTIONS`. An expired value is never returned.
 */
export interface KeyValueStore {
  get(key: string): Promise<string | undefined>;
  /** One answer per key, in order. */
  getMany(keys: readonly string[]): Promise<readonly (string | undefined)[]>;
  has(key: string): Promise<boolean>;
  set(key: string, value: string, ttl: Ttl): Promise<void>;
  /** Writes all entries, in order for a repeated key. Not atomic across keys: a failure may leave some written. */
  setMany(entries: readonly KeyValueEntry[]): Promise<void>;
  /**
   * Writes `next` if the key holds `expected`, atomically; answers whether it did. `expected` undefined: only if the
   * key is absent. `next` undefined: delete it. `ttl` is the new value's.
   */
  compareAndSet(
    key: string,
    expected: string | undefined,
    next: string | undefined,
    ttl: Ttl,
  ): Promise<boolean>;
  /**
   * Adds `by` (a safe integer) and answers the sum; an absent key counts from 0. The ttl is set on creation only.
   * Rejects with `INVALID_INPUT` when `by` or the stored value is no safe integer, or the sum would not be one; then
   * nothing changes.
   */
  increment(key: string, by: number, ttl: Ttl): Promise<number>;
  /** Gives an existing key a new life; `false` when there is none. */
  expire(key: string, ttl: Ttl): Promise<boolean>;
  /** Answers how many of the keys existed. */
  delete(...keys: readonly string[]): Promise<number>;
  /**
   * The keys that start with `prefix`, in no order. A key that exists throughout is never skipped; a key may come
   * twice. Stops with the signal's reason.
   */
  scan(prefix: string, options?: { readonly signal?: AbortSignal }): AsyncIterable<string>;
}
