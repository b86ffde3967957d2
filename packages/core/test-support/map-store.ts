import type { Clock } from '../src/ports/clock.ts';
import type { KeyValueStore, Ttl } from '../src/ports/key-value-store.ts';

/** The part of a store that leases use, in a map. */
export function mapStore(clock: Clock): KeyValueStore & { readonly calls: string[] } {
  const values = new Map<string, { readonly value: string; readonly untilMs: number }>();
  const calls: string[] = [];
  const read = (key: string): string | undefined => {
    const entry = values.get(key);
    return entry !== undefined && entry.untilMs > clock.monotonicNow() ? entry.value : undefined;
  };
  const store = {
    calls,
    async get(key: string) {
      calls.push('get');
      return read(key);
    },
    async compareAndSet(key: string, expected: string | undefined, next: string | undefined, ttl: Ttl) {
      calls.push('compareAndSet');
      if (read(key) !== expected) return false;
      const untilMs = ttl === 'forever' ? Infinity : clock.monotonicNow() + ttl.ttlMs;
      if (next === undefined) values.delete(key);
      else values.set(key, { value: next, untilMs });
      return true;
    },
    async delete(...keys: readonly string[]) {
      return keys.filter((key) => values.delete(key)).length;
    },
  };
  return store as unknown as ReturnType<typeof mapStore>;
}
