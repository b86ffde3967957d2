import { LRUCache } from 'lru-cache';
import type { MemoryEngine, MemoryEngineOptions } from './memory-engine.ts';

/** Forgets what was used least recently. Expiry is the cache's own, so that a hit reads one clock, once. */
export function lruEngine<V extends object>(options: MemoryEngineOptions): MemoryEngine<V> {
  const { maxEntries, maxBytes, onEvicted } = options;
  const sized = maxBytes !== undefined;
  const values = new LRUCache<string, V>({
    ...(maxEntries !== undefined && { max: maxEntries }),
    ...(sized && { maxSize: maxBytes }),
    dispose: (_value, key, reason) => {
      if (reason === 'evict') onEvicted(key);
    },
  } as LRUCache.Options<string, V, unknown>);
  return {
    get size() {
      return values.size;
    },
    get: (key) => values.get(key),
    set(key, value, bytes) {
      values.set(key, value, sized ? { size: Math.max(1, Math.ceil(bytes)) } : undefined);
    },
    delete(key) {
      values.delete(key);
    },
  };
}
