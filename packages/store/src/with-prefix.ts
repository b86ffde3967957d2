import type { KeyValueStore } from '@toolwright/core';

/**
 * The same store as seen from a namespace: every key stands behind `prefix`, and `scan` names them without it. End the
 * prefix with a separator that no other namespace's name contains, or `user` also sees what `users` wrote.
 */
export function withPrefix(store: KeyValueStore, prefix: string): KeyValueStore {
  const inside = (key: string): string => prefix + key;
  return {
    get: (key) => store.get(inside(key)),
    getMany: (keys) => store.getMany(keys.map(inside)),
    has: (key) => store.has(inside(key)),
    set: (key, value, ttl) => store.set(inside(key), value, ttl),
    setMany: (entries) => store.setMany(entries.map((entry) => ({ ...entry, key: inside(entry.key) }))),
    compareAndSet: (key, expected, next, ttl) => store.compareAndSet(inside(key), expected, next, ttl),
    increment: (key, by, ttl) => store.increment(inside(key), by, ttl),
    expire: (key, ttl) => store.expire(inside(key), ttl),
    delete: (...keys) => store.delete(...keys.map(inside)),
    async *scan(keyPrefix, options) {
      for await (const key of store.scan(inside(keyPrefix), options)) yield key.slice(prefix.length);
    },
  };
}
