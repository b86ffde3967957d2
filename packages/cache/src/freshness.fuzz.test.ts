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
  | { readonly kind: 'wait'; readonly ms: number };
type How = 'delete' | 'tag' | 'named tag' | 'clear';

const process = fc.nat({ max: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('read' as const),
      process,
      key: fc.constantFrom(...keys),
      loadMs: fc.nat({ max: 30 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('change' as const),
      process,
      key: fc.constantFrom(...keys),
      how: fc.constantFrom<How>('delete', 'tag', 'named tag', 'clear'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat({ max: 40 }) }) },
);

/** Three processes over two shared levels, and the truth that they cache. */
function world(seed: number, latencyMs: number) {
  const clock = createFakeClock();
  const random = seededRandom(seed);
  const pubSub = createSharedPubSub();
  const stores = [new SharedStore(clock), new SharedStore(clock)];
  for (const store of stores) {
    store.before = () =>
      new Promise((resolve) => {
        clock.after(Math.floor(random.next() * latencyMs), resolve);
      });
  }
  const levels = stores.map((store) => ({ store, softTimeoutMs: 1_000 }));
  const options = { clock, random, levels, pubSub, ttlMs: 500, staleIfErrorMs: 100 };
  return {
    clock,
    stores,
    caches: [0, 1, 2].map(() => createCache(options)),
    truth: new Map(keys.map((key) => [key, 0])),
  };
}

async function invalidate(cache: TieredCache, key: string, how: How): Promise<void> {
  if (how === 'delete') return cache.delete(key);
  if (how === 'clear') return cache.clear();
  return cache.deleteByTag(how === 'tag' ? `tag-${key}` : `named-${key}`);
}

describe('whatever happens at the same time', () => {
  it('no read that begins after an invalidation has ended gets a value from before it', async () => {
    const run = fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: 30 }),
      fc.nat(),
      fc.nat({ max: 8 }),
      async (steps, seed, latencyMs) => {
        const { clock, caches, truth } = world(seed, latencyMs);
        await clock.advance(20);
        const invalidated = new Map(keys.map((key) => [key, 0]));
        const under: Promise<unknown>[] = [];
        const problems: string[] = [];
        const read = async (cache: TieredCache, key: string, loadMs: number): Promise<void> => {
          const least = invalidated.get(key)!;
          const value = await cache.getOrSet<number>(
            key,
            async (load) => {
              const now = truth.get(key)!;
              load.keep({ tags: [`tag-${key}`, `named-${key}`] });
              await new Promise<void>((resolve) => {
                clock.after(loadMs, resolve);
              });
              return now;
            },
            { tags: [`tag-${key}`] },
          );
          if (value < least) problems.push(`${key} was ${value}, and ${least} was invalidated before`);
        };
        const change = async (cache: TieredCache, key: string, how: How): Promise<void> => {
          const version = truth.get(key)! + 1;
          truth.set(key, version);
          await invalidate(cache, key, how);
          invalidated.set(key, Math.max(invalidated.get(key)!, version));
        };
        for (const one of steps) {
          if (one.kind === 'wait') await clock.advance(one.ms);
          else if (one.kind === 'read') under.push(read(caches[one.process]!, one.key, one.loadMs));
          else under.push(change(caches[one.process]!, one.key, one.how));
        }
        await clock.advance(20_000);
        await Promise.all(under);
        for (const cache of caches) for (const key of keys) under.push(read(cache, key, 0));
        await clock.advance(1_000);
        await Promise.all(under);
        await Promise.all(caches.map((cache) => cache.close()));
        expect(problems).toEqual([]);
        expect(clock.pendingTimers).toBe(0);
      },
    );
    await fc.assert(run, { numRuns: 200, seed: 20_261_121 });
  });
});
