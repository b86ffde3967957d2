import { describe, expect, it } from 'vitest';
import { forEachChunk } from './for-each-chunk.ts';

describe('working on chunks', () => {
  it('hands over as many items as asked, the last chunk excepted, one chunk after the other', async () => {
    let running = 0;
    const result = await forEachChunk(
      [1, 2, 3, 4, 5],
      async (chunk, { index }) => {
        running += 1;
        expect(running).toBe(1);
        await Promise.resolve();
        running -= 1;
        return `${index}: ${chunk.join()}`;
      },
      { chunkSize: 2 },
    );
    expect(result.results).toEqual(['0: 1,2', '1: 3,4', '2: 5']);
    expect(result).toMatchObject({ processed: 3, total: 3 });
  });

  it('makes chunks of 1 000 by default', async () => {
    const sizes: number[] = [];
    await forEachChunk(Array.from({ length: 2_500 }), (chunk) => void sizes.push(chunk.length));
    expect(sizes).toEqual([1_000, 1_000, 500]);
  });

  it('does not reject for a failing chunk, and reports progress by chunks', async () => {
    const progress: number[] = [];
    const error = new Error('no');
    const result = await forEachChunk(
      [1, 2, 3, 4],
      (chunk) => {
        if (chunk.includes(1)) throw error;
      },
      { chunkSize: 2, onProgress: ({ processed, failed }) => void progress.push(processed + failed) },
    );
    expect(result.errors).toEqual([{ index: 0, item: [1, 2], error }]);
    expect(progress).toEqual([1, 2]);
  });

  it('holds one chunk of an async iterable at a time, and closes it when stopped', async () => {
    const controller = new AbortController();
    let read = 0;
    let closed = false;
    async function* source(): AsyncGenerator<number> {
      try {
        for (;;) {
          read += 1;
          yield read;
        }
      } finally {
        closed = true;
      }
    }
    const started = Promise.withResolvers<void>();
    const hang = (): Promise<never> => {
      started.resolve();
      return new Promise(() => {});
    };
    const batch = forEachChunk(source(), hang, { chunkSize: 10, signal: controller.signal });
    await started.promise;
    expect(read).toBe(10);
    controller.abort('gone');
    await expect(batch).rejects.toBe('gone');
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    expect(closed).toBe(true);
  });

  it('refuses chunks of nothing', async () => {
    await expect(forEachChunk([1], () => {}, { chunkSize: 0 })).rejects.toMatchObject({
      code: 'INVALID_OPTIONS',
    });
  });
});
