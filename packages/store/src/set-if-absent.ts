import type { KeyValueStore, Ttl } from '@toolwright/core';

/** Writes `value` if the key holds nothing, atomically; answers whether it did. Fails as the store does. */
export function setIfAbsent(store: KeyValueStore, key: string, value: string, ttl: Ttl): Promise<boolean> {
  return store.compareAndSet(key, undefined, value, ttl);
}
