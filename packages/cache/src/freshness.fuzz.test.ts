import { createFakeClock, seededRandom } from '@toolwright/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCache } from './cache.ts';
import type { TieredCache } from './cache.ts';
import { createSharedPubSub } from '../test-support/shared-pub-sub.ts';
import { SharedStore } from '../test-support/shared-store.ts';

const keys = ['a', 'b'];

type Step =
  | { readonly kind: 'read'; readonly process: number; readonly key: string; readonly loadMs: number }
  | { readonly kind: 'change'; readonly process: number; readonly key: string; readonly how: How }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'fault'; readonly level: number; readonly mode: SharedStore['mode'] };
type How = 'delete' | 'tag' | 'named tag' | 'clear';

const anyProcess = fc.nat({ max: 2 });
const steps = [
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('read' as const),
      process: anyProcess,
      key: fc.constantFrom(...keys),
      loadMs: fc.nat({ max: 30 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('change' as const),
      process: anyProcess,
      key: fc.constantFrom(...keys),
      how: fc.constantFrom<How>('delete', 'tag', 'named tag', 'clear'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat({ max: 40 }) }) },
] satisfies fc.MaybeWeightedArbitrary<Step>[];
const faults = [
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('fault' as const),
      level: fc.nat({ max: 1 }),
      mode: fc.constantFrom<SharedStore['mode']>('up', 'up', 'down', 'silent', 'full'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat({ max: 3_000 }) }) },
] satisfies fc.MaybeWeightedArbitrary<Step>[];

async function invalidate(cache: TieredCache, key: string, how: How): Promise<void> {
  if (how === 'delete') return cache.delete(key);
  if (how === 'clear') return cache.clear();
  return cache.deleteByTag(how === 'tag' ? `tag-${key}` : `named-${key}`);
}

/** Three processes over two shared levels, the truth that they cache, and what they should know of it. */
class World {
  readonly clock = createFakeClock();
  readonly stores = [new SharedStore(this.clock), new SharedStore(this.clock)];
  readonly problems: string[] = [];
  readonly #caches: readonly TieredCache[];
  readonly #truth = new Map<string, number>();
  /** The newest truth that a process, or any of them, has made known by an invalidation. */
  readonly #known = new Map<string, number>();
  readonly #under: Promise<unknown>[] = [];

  constructor(seed: number, latencyMs: number, softTimeoutMs: number) {
    const { clock } = this;
    const random = seededRandom(seed);
    for (const store of this.stores) {
      store.before = () =>
        new Promise((resolve) => {
          clock.after(Math.floor(random.next() * latencyMs), resolve);
        });
    }
    const levels = this.stores.map((store) => ({ store, softTimeoutMs }));
    const options = {
      clock,
      random,
      levels,
      pubSub: createSharedPubSub(),
      ttlMs: 600_000,
      staleIfErrorMs: 100,
    };
    this.#caches = [0, 1, 2].map(() => createCache(options));
  }

  /** Reads, and remembers when it is older than what `knower` (a process, or all) knew when the read began. */
  read(process: number, key: string, loadMs: number, knower: number | 'all'): void {
    const least = this.#known.get(`${knower} ${key}`) ?? 0;
    const check = async (): Promise<void> => {
      const value = await this.#caches[process]!.getOrSet<number>(
        key,
        async (load) => {
          const now = this.#truth.get(key) ?? 0;
          load.keep({ tags: [`tag-${key}`, `named-${key}`] });
          await new Promise<void>((resolve) => {
            this.clock.after(loadMs, resolve);
          });
          return now;
        },
        { tags: [`tag-${key}`] },
      );
      if (value < least) this.problems.push(`${key} was ${value} in ${process}, ${least} in ${knower}`);
    };
    this.#under.push(check());
  }

  change(process: number, key: string, how: How): void {
    const version = (this.#truth.get(key) ?? 0) + 1;
    this.#truth.set(key, version);
    const work = async (): Promise<void> => {
      await invalidate(this.#caches[process]!, key, how);
      for (const knower of [process, 'all']) {
        this.#known.set(`${knower} ${key}`, Math.max(this.#known.get(`${knower} ${key}`) ?? 0, version));
      }
    };
    this.#under.push(work());
  }

  async settle(ms: number): Promise<void> {
    await this.clock.advance(ms);
    await Promise.all(this.#under);
  }

  async play(played: readonly Step[], knows: 'own' | 'all'): Promise<void> {
    await this.clock.advance(20);
    for (const one of played) {
      if (one.kind === 'wait') await this.clock.advance(one.ms);
      else if (one.kind === 'fault') this.stores[one.level]!.mode = one.mode;
      else if (one.kind === 'change') this.change(one.process, one.key, one.how);
      else this.read(one.process, one.key, one.loadMs, knows === 'all' ? 'all' : one.process);
    }
    for (const store of this.stores) store.mode = 'up';
    await this.settle(30_000);
    for (const process of [0, 1, 2]) for (const key of keys) this.read(process, key, 0, 'all');
    await this.settle(2_000);
    await Promise.all(this.#caches.map((cache) => cache.close()));
    expect(this.problems).toEqual([]);
    expect(this.clock.pendingTimers).toBe(0);
  }
}

describe('whatever happens at the same time', () => {
  it('no read that begins after an invalidation has ended gets a value from before it', async () => {
    const played = fc.array(fc.oneof(...steps), { minLength: 5, maxLength: 30 });
    const run = fc.asyncProperty(played, fc.nat(), fc.nat({ max: 8 }), async (some, seed, latencyMs) => {
      await new World(seed, latencyMs, 1_000).play(some, 'all');
    });
    await fc.assert(run, { numRuns: 150, seed: 20_261_121 });
  });

  it('no process forgets its own invalidations, and all know of them when the levels are back', async () => {
    const played = fc.array(fc.oneof(...steps, ...faults), { minLength: 5, maxLength: 40 });
    const run = fc.asyncProperty(played, fc.nat(), fc.nat({ max: 8 }), async (some, seed, latencyMs) => {
      await new World(seed, latencyMs, 50).play(some, 'own');
    });
    await fc.assert(run, { numRuns: 150, seed: 20_261_121 });
  });
});
