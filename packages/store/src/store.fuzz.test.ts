import type { KeyValueStore, Ttl } from '@toolwright/core';
import { createFakeClock } from '@toolwright/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryStore } from './memory/memory-store.ts';
import { createSqliteStore } from './sqlite/sqlite-store.ts';

const key = fc.constantFrom('a', 'b', 'ab', '');
const value = fc.constantFrom('', '0', '7', '-3', 'text', String(Number.MAX_SAFE_INTEGER));
const expected = fc.option(value, { nil: undefined });
const ttl: fc.Arbitrary<Ttl> = fc.oneof(
  fc.constant('forever' as const),
  fc.integer({ min: 1, max: 30 }).map((ttlMs) => ({ ttlMs })),
);

/** One thing to do to a store and to the model; both must answer the same. */
const step = fc.oneof(
  fc.record({ do: fc.constant('set' as const), key, value, ttl }),
  fc.record({ do: fc.constant('compareAndSet' as const), key, expected, next: expected, ttl }),
  fc.record({ do: fc.constant('increment' as const), key, by: fc.integer({ min: -3, max: 3 }), ttl }),
  fc.record({ do: fc.constant('expire' as const), key, ttl }),
  fc.record({ do: fc.constant('delete' as const), key }),
  fc.record({ do: fc.constant('scan' as const), key }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 20 }) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** The promises of the port in their plainest form: a map, looked through on every step. */
class Model {
  readonly #entries = new Map<string, { value: string; until: number }>();
  #now = 0;

  apply(action: Step): unknown {
    switch (action.do) {
      case 'set':
        this.#put(action.key, action.value, action.ttl);
        return undefined;
      case 'compareAndSet':
        if (this.#entries.get(action.key)?.value !== action.expected) return false;
        if (action.next === undefined) this.#entries.delete(action.key);
        else this.#put(action.key, action.next, action.ttl);
        return true;
      case 'increment':
        return this.#increment(action.key, action.by, action.ttl);
      case 'expire':
        if (!this.#entries.has(action.key)) return false;
        this.#put(action.key, this.#entries.get(action.key)?.value ?? '', action.ttl);
        return true;
      case 'delete':
        return this.#entries.delete(action.key) ? 1 : 0;
      case 'scan':
        return [...this.#entries.keys()].filter((name) => name.startsWith(action.key)).toSorted();
      default:
        this.#wait(action.ms);
        return undefined;
    }
  }

  values(keys: readonly string[]): readonly (string | undefined)[] {
    return keys.map((name) => this.#entries.get(name)?.value);
  }

  #put(name: string, text: string, life: Ttl): void {
    this.#entries.set(name, { value: text, until: life === 'forever' ? Infinity : this.#now + life.ttlMs });
  }

  #increment(name: string, by: number, life: Ttl): unknown {
    const entry = this.#entries.get(name);
    if (entry === undefined) {
      this.#put(name, String(by), life);
      return by;
    }
    const sum = Number(entry.value) + by;
    if (String(Number(entry.value)) !== entry.value || !Number.isSafeInteger(sum)) return 'INVALID_INPUT';
    entry.value = String(sum);
    return sum;
  }

  #wait(ms: number): void {
    this.#now += ms;
    for (const [name, { until }] of this.#entries) if (until <= this.#now) this.#entries.delete(name);
  }
}

async function apply(store: KeyValueStore, action: Exclude<Step, { do: 'wait' }>): Promise<unknown> {
  switch (action.do) {
    case 'set':
      return store.set(action.key, action.value, action.ttl);
    case 'compareAndSet':
      return store.compareAndSet(action.key, action.expected, action.next, action.ttl);
    case 'increment':
      return store
        .increment(action.key, action.by, action.ttl)
        .catch((error: { readonly code: string }) => error.code);
    case 'expire':
      return store.expire(action.key, action.ttl);
    case 'delete':
      return store.delete(action.key);
    default: {
      const keys: string[] = [];
      for await (const name of store.scan(action.key)) keys.push(name);
      return keys.toSorted();
    }
  }
}

describe.each([
  ['memory', createMemoryStore],
  [
    'SQLite',
    (options: { readonly clock: ReturnType<typeof createFakeClock> }) =>
      createSqliteStore({ path: ':memory:', ...options }),
  ],
])('%s', (_, make) => {
  it('answers whatever is done as a plain map would, whenever it is done', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const clock = createFakeClock();
        const store = make({ clock });
        const model = new Model();
        for (const action of steps) {
          const answer = model.apply(action);
          if (action.do === 'wait') await clock.advance(action.ms);
          else expect(await apply(store, action)).toEqual(answer);
          const keys = ['a', 'b', 'ab', ''];
          expect(await store.getMany(keys)).toEqual(model.values(keys));
        }
      }),
    );
  });
});
