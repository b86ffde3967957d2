import type { MemoryEngine } from './memory-engine.ts';

/** Holds nothing: for a cache that has no memory level. */
export function noEngine<V extends object>(): MemoryEngine<V> {
  return { size: 0, get: () => undefined, set() {}, delete() {} };
}
