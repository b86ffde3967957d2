import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { forEachBounded } from './for-each-bounded.ts';
import { forEachChunk } from './for-each-chunk.ts';

it('every item is worked on once and answered in its place, in whatever order the work ends', async () => {
  const items = fc.array(fc.record({ fails: fc.boolean(), turns: fc.nat(5) }), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(items, fc.integer({ min: 1, max: 8 }), async (given, concurrency) => {
      let running = 0;
      const work = async ({ fails, turns }: { fails: boolean; turns: number }, at: { index: number }) => {
        running += 1;
        expect(running).toBeLessThanOrEqual(concurrency);
        for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
        running -= 1;
        if (fails) throw at.index;
        return at.index;
      };
      const result = await forEachBounded(given.values(), work, { concurrency });
      expect(result.results).toEqual(given.map(({ fails }, index) => (fails ? undefined : index)));
      const failures = given.flatMap((item, index) => (item.fails ? [{ index, item, error: index }] : []));
      expect(result.errors).toEqual(failures);
      expect(result).toMatchObject({ total: given.length, processed: given.length - failures.length });
    }),
  );
});

it('chunks put together are the items', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer()), fc.integer({ min: 1, max: 10 }), async (items, chunkSize) => {
      const { results } = await forEachChunk(items, (chunk) => chunk, { chunkSize });
      expect(results.flat()).toEqual(items);
      for (const chunk of results.slice(0, -1)) expect(chunk).toHaveLength(chunkSize);
    }),
  );
});
