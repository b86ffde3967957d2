/** What the memory level stands on: a bounded map that forgets what was used least recently, or by a rule of its own. */
export interface MemoryEngine<V> {
  readonly size: number;
  get(key: string): V | undefined;
  /** `bytes` is what the value counts for when the engine is bounded by bytes; 0 when it is not. */
  set(key: string, value: V, bytes: number): void;
  delete(key: string): void;
}

/** The bounds of an engine. At least one of them is given. */
export interface MemoryEngineOptions {
  readonly maxEntries?: number | undefined;
  readonly maxBytes?: number | undefined;
  /** To be called with the key of every value forgotten for want of room. */
  readonly onEvicted: (key: string) => void;
}

/** Makes the engine of one cache. */
export type MemoryEngineFactory = <V extends object>(options: MemoryEngineOptions) => MemoryEngine<V>;
