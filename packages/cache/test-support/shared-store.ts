import { ToolError } from '@toolwright/core';
import type { Clock, KeyValueEntry, KeyValueStore, Ttl } from '@toolwright/core';

type Mode = 'up' | 'down' | 'silent' | 'full';

const allowedWhenFull = new Set(['get', 'getMany', 'has', 'delete']);

/** A store for tests: in memory, shared by as many caches as a test makes, and broken on demand. */
export class SharedStore implements KeyValueStore {
  readonly values = new Map<string, { value: string; untilMs: number }>();
  /** Operations since the start, by name. */
  readonly calls: string[] = [];
  /** What happens to operations: they work, reject, never answer, or writes reject. */
  mode: Mode = 'up';
  /** Called before each operation. */
  before: (operation: string, keys: readonly string[]) => Promise<void> | void = () => undefined;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get(key: string): Promise<string | undefined> {
    return this.#run('get', [key], () => this.#read(key));
  }

  getMany(keys: readonly string[]): Promise<readonly (string | undefined)[]> {
    return this.#run('getMany', keys, () => keys.map((key) => this.#read(key)));
  }

  has(key: string): Promise<boolean> {
    return this.#run('has', [key], () => this.#read(key) !== undefined);
  }

  set(key: string, value: string, ttl: Ttl): Promise<void> {
    return this.#run('set', [key], () => this.#write(key, value, ttl));
  }

  setMany(entries: readonly KeyValueEntry[]): Promise<void> {
    const keys = entries.map(({ key }) => key);
    return this.#run('setMany', keys, () => {
      for (const { key, value, ttl } of entries) this.#write(key, value, ttl);
    });
  }

  // oxlint-disable-next-line max-params
  compareAndSet(
    key: string,
    expected: string | undefined,
    next: string | undefined,
    ttl: Ttl,
  ): Promise<boolean> {
    return this.#run('compareAndSet', [key], () => {
      if (this.#read(key) !== expected) return false;
      if (next === undefined) this.values.delete(key);
      else this.#write(key, next, ttl);
      return true;
    });
  }

  increment(key: string, by: number, ttl: Ttl): Promise<number> {
    return this.#run('increment', [key], () => {
      const current = this.#read(key);
      const sum = Number(current ?? 0) + by;
      if (current === undefined) this.#write(key, String(sum), ttl);
      else this.values.get(key)!.value = String(sum);
      return sum;
    });
  }

  expire(key: string, ttl: Ttl): Promise<boolean> {
    return this.#run('expire', [key], () => {
      const value = this.#read(key);
      if (value !== undefined) this.#write(key, value, ttl);
      return value !== undefined;
    });
  }

  delete(...keys: readonly string[]): Promise<number> {
    return this.#run('delete', keys, () => keys.filter((key) => this.values.delete(key)).length);
  }

  async *scan(prefix: string): AsyncIterable<string> {
    for (const key of this.values.keys()) if (key.startsWith(prefix)) yield key;
  }

  #read(key: string): string | undefined {
    const held = this.values.get(key);
    return held !== undefined && this.#clock.monotonicNow() < held.untilMs ? held.value : undefined;
  }

  #write(key: string, value: string, ttl: Ttl): void {
    const untilMs = ttl === 'forever' ? Infinity : this.#clock.monotonicNow() + ttl.ttlMs;
    this.values.set(key, { value, untilMs });
  }

  async #run<T>(operation: string, keys: readonly string[], work: () => T): Promise<T> {
    this.calls.push(operation);
    await this.before(operation, keys);
    if (this.mode === 'silent') return new Promise(() => undefined);
    if (this.mode === 'full' && !allowedWhenFull.has(operation)) {
      throw new ToolError('STORE_UNAVAILABLE', 'The store is full', {
        details: { committed: 'no', reason: 'refused' },
      });
    }
    if (this.mode === 'down') {
      throw new ToolError('STORE_UNAVAILABLE', 'The store is down', { details: { committed: 'no' } });
    }
    return work();
  }
}
