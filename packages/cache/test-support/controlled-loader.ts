import type { CacheLoad, CacheLoader } from '@toolwright/core';

/** A loader that a test lets finish when it wants. */
export interface ControlledLoader<T> {
  readonly load: CacheLoader<T>;
  readonly calls: CacheLoad<T>[];
  /** Lets the oldest unfinished load resolve. */
  resolve(value: T): void;
  /** Lets the oldest unfinished load reject. */
  reject(reason: unknown): void;
}

/** Makes one. */
export function controlledLoader<T>(): ControlledLoader<T> {
  const waiting: { resolve: (value: T) => void; reject: (reason: unknown) => void }[] = [];
  const calls: CacheLoad<T>[] = [];
  const next = (): (typeof waiting)[number] => {
    const first = waiting.shift();
    if (first === undefined) throw new Error('No load is under way');
    return first;
  };
  return {
    calls,
    load: (load) => {
      calls.push(load);
      return new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
      });
    },
    resolve: (value) => next().resolve(value),
    reject: (reason) => next().reject(reason),
  };
}
