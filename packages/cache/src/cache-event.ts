/** What happened in a cache, for telemetry. `namespace` is the path, `''` at the root. */
export type CacheEvent =
  | {
      readonly type: 'entry-hit';
      readonly namespace: string;
      readonly key: string;
      readonly level: string;
      readonly stale: boolean;
    }
  | { readonly type: 'entry-missed'; readonly namespace: string; readonly key: string }
  | { readonly type: 'entry-evicted'; readonly namespace: string; readonly key: string }
  | {
      readonly type: 'load-succeeded';
      readonly namespace: string;
      readonly key: string;
      readonly durationMs: number;
      readonly background: boolean;
      readonly stored: boolean;
    }
  | {
      readonly type: 'load-failed';
      readonly namespace: string;
      readonly key: string;
      readonly durationMs: number;
      readonly background: boolean;
      readonly error: unknown;
    }
  | {
      readonly type: 'value-incompatible';
      readonly namespace: string;
      readonly key: string;
      readonly level: string;
      readonly reason: string;
    }
  | { readonly type: 'level-failed'; readonly level: string; readonly error: unknown }
  | { readonly type: 'level-recovered'; readonly level: string; readonly replayed: number }
  | { readonly type: 'gap-noticed'; readonly reason: string }
  | { readonly type: 'pub-sub-failed'; readonly error: unknown };

/** Hands events to whoever listens. A listener that throws harms nobody. */
export interface CacheEvents {
  /** Whether anybody listens: ask before making an event. */
  readonly heard: boolean;
  emit(event: CacheEvent): void;
  on(listener: (event: CacheEvent) => void): () => void;
}

/** Makes the events of one cache. */
export function createCacheEvents(): CacheEvents {
  const listeners = new Set<(event: CacheEvent) => void>();
  return {
    get heard() {
      return listeners.size > 0;
    },
    emit(event) {
      for (const listener of listeners) {
        try {
          listener(event);
        } catch {
          // A listener's own bug must not fail the call that it watches.
        }
      }
    },
    on(listener) {
      const own = (event: CacheEvent): void => listener(event);
      listeners.add(own);
      return () => {
        listeners.delete(own);
      };
    },
  };
}
