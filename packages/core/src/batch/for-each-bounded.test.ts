import { getEventListeners } from 'node:events';
import { Readable } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { forEachBounded } from './for-each-bounded.ts';
import type { BatchProgress } from './for-each-bounded.ts';

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
};

function failsOnThree(item: number): number {
  if (item === 3) throw new Error('no');
  return item;
}

function throws(): never {
  throw new Error('nobody wants to know');
}

describe('working on many items', () => {
  it('gives the results by index, whatever the order they come in', async () => {
    const gates = [1, 2, 3].map(() => Promise.withResolvers<void>());
    const batch = forEachBounded(['a', 'b', 'c'], async (item, { index }) => {
      await gates[index]?.promise;
      return item.toUpperCase();
    });
    for (const gate of gates.toReversed()) gate.resolve();
    expect(await batch).toEqual({ processed: 3, failed: 0, total: 3, results: ['A', 'B', 'C'], errors: [] });
  });

  it('does not reject for a failing item, thrown or rejected', async () => {
    const thrown = new Error('thrown');
    const rejected = new Error('rejected');
    const result = await forEachBounded([1, 2, 3, 4], (item) => {
      if (item === 2) return Promise.reject(rejected);
      if (item === 4) throw thrown;
      return item * 10;
    });
    expect(result).toEqual({
      processed: 2,
      failed: 2,
      total: 4,
      results: [10, undefined, 30, undefined],
      errors: [
        { index: 1, item: 2, error: rejected },
        { index: 3, item: 4, error: thrown },
      ],
    });
    expect(Object.keys(result.results)).toHaveLength(4);
  });

  it.each([
    [undefined, 5],
    [1, 1],
    [7, 7],
  ])('with concurrency %j runs %d at once', async (concurrency, expected) => {
    let running = 0;
    let most = 0;
    await forEachBounded(
      Array.from({ length: 30 }),
      async () => {
        running += 1;
        most = Math.max(most, running);
        await settle();
        running -= 1;
      },
      concurrency === undefined ? {} : { concurrency },
    );
    expect(most).toBe(expected);
  });

  it('reads an async iterable no further than it can work', async () => {
    let read = 0;
    async function* source(): AsyncGenerator<number> {
      for (; read < 100;) {
        read += 1;
        yield read;
      }
    }
    const gate = Promise.withResolvers<void>();
    const batch = forEachBounded(source(), () => gate.promise, { concurrency: 3 });
    await settle();
    expect(read).toBe(3);
    gate.resolve();
    expect(await batch).toMatchObject({ processed: 100, total: 100 });
  });

  it('never asks a source for two items at a time', async () => {
    let asking = 0;
    let most = 0;
    const source: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => ({
        async next() {
          asking += 1;
          most = Math.max(most, asking);
          await settle();
          asking -= 1;
          read += 1;
          return read > 10 ? { done: true, value: undefined } : { done: false, value: read };
        },
      }),
    };
    let read = 0;
    expect((await forEachBounded(source, (item) => item)).total).toBe(10);
    expect(most).toBe(1);
  });

  it('takes streams of Node and of the web', async () => {
    const node = await forEachBounded(Readable.from(['a', 'b']), (item: string) => item);
    expect(node.results).toEqual(['a', 'b']);
    const web = await forEachBounded(ReadableStream.from(['c']) as AsyncIterable<string>, (item) => item);
    expect(web.results).toEqual(['c']);
  });

  it('of nothing is done at once', async () => {
    const onProgress = vi.fn();
    const result = await forEachBounded([], () => 1, { onProgress });
    expect(result).toEqual({ processed: 0, failed: 0, total: 0, results: [], errors: [] });
    expect(onProgress).not.toHaveBeenCalled();
  });

  it.each([{ concurrency: 0 }, { concurrency: 1.5 }, { concurrency: 10_001 }, { batchSize: 0 }])(
    'refuses %j',
    async (options) => {
      await expect(forEachBounded([1], () => 1, options)).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
    },
  );
});

describe('progress', () => {
  it('comes after every batch and after the last item', async () => {
    const seen: BatchProgress[] = [];
    const onProgress = (progress: BatchProgress): void => void seen.push(progress);
    await forEachBounded([1, 2, 3, 4, 5], failsOnThree, { concurrency: 1, batchSize: 2, onProgress });
    expect(seen).toEqual([
      { processed: 2, failed: 0, total: 5 },
      { processed: 3, failed: 1, total: 5 },
      { processed: 4, failed: 1, total: 5 },
    ]);
  });

  it('knows the size of maps and sets beforehand, and of other sources at the end', async () => {
    const totals: unknown[] = [];
    const onProgress = ({ total }: BatchProgress): void => void totals.push(total);
    const options = { concurrency: 1, batchSize: 2, onProgress };
    await forEachBounded(new Set([1, 2]), (item) => item, options);
    await forEachBounded(
      new Map([
        [1, 1],
        [2, 2],
      ]),
      ([key]) => key,
      options,
    );
    await forEachBounded([1, 2, 3].values(), (item) => item, options);
    expect(totals).toEqual([2, 2, undefined, 3]);
  });

  it('stops the batch when its listener throws', async () => {
    const work = vi.fn();
    const onProgress = throws;
    const batch = forEachBounded(Array.from({ length: 100 }), work, {
      concurrency: 1,
      batchSize: 1,
      onProgress,
    });
    await expect(batch).rejects.toThrow('nobody wants to know');
    await settle();
    expect(work).toHaveBeenCalledTimes(1);
  });
});

describe('stopping early', () => {
  it('rejects with the reason at once, shows it to running work and closes the source', async () => {
    const controller = new AbortController();
    const signals: AbortSignal[] = [];
    let closed = false;
    function* source(): Generator<number> {
      try {
        for (let item = 0; ; item += 1) yield item;
      } finally {
        closed = true;
      }
    }
    const work = vi.fn((_item: number, { signal }: { signal: AbortSignal }) => {
      signals.push(signal);
      return new Promise<never>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('stopped')));
      });
    });
    const batch = forEachBounded(source(), work, { concurrency: 2, signal: controller.signal });
    const settled = expect(batch).rejects.toThrow('enough');
    await settle();
    controller.abort(new Error('enough'));
    await settled;
    await settle();
    expect(work).toHaveBeenCalledTimes(2);
    expect(signals.map((signal) => signal.reason as unknown)).toEqual([
      new Error('enough'),
      new Error('enough'),
    ]);
    expect(closed).toBe(true);
  });

  it('starts nothing with a signal that has aborted', async () => {
    const work = vi.fn();
    await expect(forEachBounded([1], work, { signal: AbortSignal.abort('gone') })).rejects.toBe('gone');
    expect(work).not.toHaveBeenCalled();
  });

  it('leaves no listener at the signal', async () => {
    const { signal } = new AbortController();
    await forEachBounded([1, 2], (item) => item, { signal });
    await expect(
      forEachBounded([1], (item) => item, { signal, batchSize: 1, onProgress: throws }),
    ).rejects.toThrow();
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('survives a source that hangs, or fails while it is closed', async () => {
    const controller = new AbortController();
    const source: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise<never>(() => {}),
        return: () => Promise.reject(new Error('cannot close')),
      }),
    };
    const batch = forEachBounded(source, (item) => item, { signal: controller.signal });
    controller.abort('gone');
    await expect(batch).rejects.toBe('gone');
    await settle();
  });

  it('does not work on an item that arrives after the end', async () => {
    const controller = new AbortController();
    const item = Promise.withResolvers<IteratorResult<number>>();
    const work = vi.fn();
    const source: AsyncIterable<number> = { [Symbol.asyncIterator]: () => ({ next: () => item.promise }) };
    const batch = forEachBounded(source, work, { signal: controller.signal });
    await settle();
    controller.abort('gone');
    await expect(batch).rejects.toBe('gone');
    item.resolve({ done: false, value: 1 });
    await settle();
    expect(work).not.toHaveBeenCalled();
  });

  it('is what a source does that fails: STREAM_PROCESSING_ERROR, with the cause', async () => {
    const cause = new Error('connection lost');
    async function* source(): AsyncGenerator<number> {
      yield 1;
      yield 2;
      throw cause;
    }
    const hanging: AbortSignal[] = [];
    const batch = forEachBounded(source(), (_item, { signal }) => {
      hanging.push(signal);
      return new Promise(() => {});
    });
    await expect(batch).rejects.toMatchObject({
      code: 'STREAM_PROCESSING_ERROR',
      message: 'The items could not be read beyond the first 2',
      cause,
    });
    expect(hanging.map((signal) => signal.aborted)).toEqual([true, true]);
  });
});
