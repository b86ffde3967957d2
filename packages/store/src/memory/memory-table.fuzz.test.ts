import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { MemoryTable } from './memory-table.ts';

const step = fc.oneof(
  fc.record({ do: fc.constant('put'), key: fc.nat(12), life: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ do: fc.constant('expire'), key: fc.nat(12), life: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ do: fc.constant('delete'), key: fc.nat(12), life: fc.constant(0) }),
  fc.record({ do: fc.constant('get'), key: fc.nat(12), life: fc.constant(0) }),
  fc.record({ do: fc.constant('wait'), key: fc.constant(0), life: fc.integer({ min: 1, max: 20 }) }),
);

/** What must be there: live entries, least recently used first. */
class Model {
  readonly live = new Map<string, { value: string; until: number }>();
  readonly #maxEntries: number;

  constructor(maxEntries: number) {
    this.#maxEntries = maxEntries;
  }

  drop(now: number): void {
    for (const [key, entry] of this.live) if (entry.until <= now) this.live.delete(key);
  }

  put(key: string, value: string, until: number): void {
    this.live.delete(key);
    this.live.set(key, { value, until });
    const [oldest] = this.live.keys();
    if (this.live.size > this.#maxEntries && oldest !== undefined) this.live.delete(oldest);
  }

  get(key: string): string | undefined {
    const entry = this.live.get(key);
    if (entry === undefined) return undefined;
    this.live.delete(key);
    this.live.set(key, entry);
    return entry.value;
  }
}

it('a memory table holds exactly the live entries that were used last', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), fc.integer({ min: 1, max: 8 }), (steps, maxEntries) => {
      const table = new MemoryTable({ maxEntries, maxBytes: 1_000_000 });
      const model = new Model(maxEntries);
      let now = 0;
      for (const [index, { do: action, key: number, life }] of steps.entries()) {
        const key = `k${number}`;
        if (action === 'wait') now += life;
        model.drop(now);
        if (action === 'put') {
          table.put(key, `v${index}`, now + life, now);
          model.put(key, `v${index}`, now + life);
        }
        if (action === 'expire') {
          const entry = model.live.get(key);
          expect(table.expire(key, now + life, now)).toBe(entry !== undefined);
          if (entry !== undefined) entry.until = now + life;
        }
        if (action === 'delete') expect(table.delete(key, now)).toBe(model.live.delete(key));
        if (action === 'get') expect(table.get(key, now)).toBe(model.get(key));
        expect(table.usage().entries).toBeLessThanOrEqual(maxEntries);
        const there = [...table.keys()].filter((name) => table.has(name, now));
        expect(there.toSorted()).toEqual([...model.live.keys()].toSorted());
        const bytes = [...table.keys()].length === there.length ? sizeOf(table, model) : table.usage().bytes;
        expect(table.usage().bytes).toBe(bytes);
      }
    }),
  );
});

function sizeOf(table: MemoryTable, model: Model): number {
  return [...model.live].reduce((sum, [key, { value }]) => sum + table.cost(key, value), 0);
}
