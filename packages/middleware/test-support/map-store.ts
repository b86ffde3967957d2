import type { Clock, KeyValueStore, Ttl } from '@toolwright/core';
import { ToolError } from '@toolwright/core';

/** A store whose content the test sees, and which the test can take down. */
export interface MapStore extends KeyValueStore {
  readonly values: ReadonlyMap<string, string>;
  down: boolean;
  /** The names of the methods asked, in order. */
  readonly calls: string[];
}

/** The least that keeps the promises which the rails need of a store. */
export function mapStore(clock: Clock): MapStore {
  const kept = new Map<string, { readonly value: string; readonly untilMs: number }>();
  const calls: string[] = [];
  const untilOf = (ttl: Ttl): number => (ttl === 'forever' ? Infinity : clock.now() + ttl.ttlMs);
  const read = (key: string): string | undefined => {
    const entry = kept.get(key);
    if (entry === undefined || entry.untilMs > clock.now()) return entry?.value;
    kept.delete(key);
    return undefined;
  };
  const store: MapStore = {
    down: false,
    calls,
    get values() {
      for (const key of kept.keys()) read(key);
      return new Map([...kept].map(([key, { value }]) => [key, value]));
    },
    async get(key) {
      await reach('get');
      return read(key);
    },
    async compareAndSet(key, expected, next, ttl) {
      await reach('compareAndSet');
      if (read(key) !== expected) return false;
      if (next === undefined) kept.delete(key);
      else kept.set(key, { value: next, untilMs: untilOf(ttl) });
      return true;
    },
    ...unneeded,
  };
  async function reach(name: string): Promise<void> {
    calls.push(name);
    if (store.down)
      throw new ToolError('STORE_UNAVAILABLE', 'The store is down', { details: { committed: 'no' } });
  }
  return store;
}

function refuse(): Promise<never> {
  return Promise.reject(new Error('No rail needs it'));
}

const unneeded = {
  getMany: refuse,
  has: refuse,
  set: refuse,
  setMany: refuse,
  increment: refuse,
  expire: refuse,
  delete: refuse,
  scan(): never {
    throw new Error('No rail needs it');
  },
};
