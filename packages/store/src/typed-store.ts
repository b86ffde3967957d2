import { ToolError } from '@toolwright/core';
import type { KeyValueStore, Ttl } from '@toolwright/core';
import type { Codec } from './json-codec.ts';

/** One typed value to write. */
export interface TypedEntry<T> {
  readonly key: string;
  readonly value: T;
  readonly ttl: Ttl;
}

/**
 * Values of one type under keys. Every method fails as the store's does; those that read also reject with
 * `STORED_VALUE_INVALID` when the codec cannot make sense of what is stored.
 */
export interface TypedStore<T> {
  get(key: string): Promise<T | undefined>;
  /** One answer per key, in order. */
  getMany(keys: readonly string[]): Promise<readonly (T | undefined)[]>;
  has(key: string): Promise<boolean>;
  set(key: string, value: T, ttl: Ttl): Promise<void>;
  setMany(entries: readonly TypedEntry<T>[]): Promise<void>;
  /** Writes the value if the key holds nothing, atomically; answers whether it did. */
  setIfAbsent(key: string, value: T, ttl: Ttl): Promise<boolean>;
  /** Gives an existing key a new life; `false` when there is none. */
  expire(key: string, ttl: Ttl): Promise<boolean>;
  /** Answers how many of the keys existed. */
  delete(...keys: readonly string[]): Promise<number>;
  /** The keys that start with `prefix`. */
  scan(prefix: string, options?: { readonly signal?: AbortSignal }): AsyncIterable<string>;
}

/** The store as one of typed values, such as `typedStore(store, jsonCodec(userSchema))`. */
export function typedStore<T>(store: KeyValueStore, codec: Codec<T>): TypedStore<T> {
  const decode = async (key: string, text: string | undefined): Promise<T | undefined> => {
    if (text === undefined) return undefined;
    try {
      return await codec.decode(text);
    } catch (error) {
      throw invalid(key, error);
    }
  };
  return {
    get: async (key) => decode(key, await store.get(key)),
    async getMany(keys) {
      const texts = await store.getMany(keys);
      return Promise.all(keys.map((key, index) => decode(key, texts[index])));
    },
    has: (key) => store.has(key),
    set: async (key, value, ttl) => store.set(key, codec.encode(value), ttl),
    setMany: async (entries) =>
      store.setMany(entries.map(({ key, value, ttl }) => ({ key, value: codec.encode(value), ttl }))),
    setIfAbsent: async (key, value, ttl) => store.compareAndSet(key, undefined, codec.encode(value), ttl),
    expire: (key, ttl) => store.expire(key, ttl),
    delete: (...keys) => store.delete(...keys),
    scan: (prefix, options) => store.scan(prefix, options),
  };
}

function invalid(key: string, cause: unknown): ToolError<'STORED_VALUE_INVALID'> {
  return new ToolError(
    'STORED_VALUE_INVALID',
    `What is stored under "${key}" is not a value of this store; delete it or read it with the codec that wrote it`,
    { type: 'internal_error', cause },
  );
}
