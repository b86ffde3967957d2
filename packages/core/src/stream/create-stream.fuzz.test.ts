import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createStream } from './create-stream.ts';

it('whatever the order of sends and reads, everything comes out once, in order, and every promise settles', async () => {
  const steps = fc.array(fc.constantFrom('send', 'read'), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 1, max: 5 }), async (order, bufferSize) => {
      const stream = createStream<number>({ bufferSize });
      const reader = stream[Symbol.asyncIterator]();
      const sends: Promise<boolean>[] = [];
      const reads: Promise<IteratorResult<unknown>>[] = [];
      for (const step of order) {
        if (step === 'read') reads.push(reader.next());
        else sends.push(stream.send({ data: sends.length }));
      }
      stream.close();
      while (reads.length <= sends.length) reads.push(reader.next());
      const results = await Promise.all(reads);
      expect(results.filter(({ done }) => done !== true).map(({ value }) => value as unknown)).toEqual([
        ...sends.keys(),
      ]);
      expect(await Promise.all(sends)).toEqual(sends.map(() => true));
    }),
  );
});
