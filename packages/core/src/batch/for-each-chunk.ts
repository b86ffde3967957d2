import { numberOption } from '../errors/invalid-options.ts';
import type { Awaitable } from '../ports/awaitable.ts';
import { forEachBounded } from './for-each-bounded.ts';
import type { BatchItem, BatchOptions, BatchResult } from './for-each-bounded.ts';

/** How chunks are worked on. */
export interface ChunkOptions extends BatchOptions {
  /** Items in a chunk, the last one excepted; an integer of at least 1. @default 1_000 */
  readonly chunkSize?: number;
  /** Chunks worked on at once; as many are held. @default 1 */
  readonly concurrency?: number;
  /** Chunks between two reports of progress. @default 1 */
  readonly batchSize?: number;
}

/**
 * Works on the items in chunks of `chunkSize`, by default one chunk after the other. All that {@link forEachBounded}
 * promises holds, with a chunk as the item: indexes, counts and errors are those of chunks.
 */
export async function forEachChunk<T, R>(
  items: Iterable<T> | AsyncIterable<T>,
  work: (chunk: readonly T[], at: BatchItem) => Awaitable<R>,
  options: ChunkOptions = {},
): Promise<BatchResult<readonly T[], R>> {
  const { chunkSize: size = 1_000, ...rest } = options;
  const chunkSize = numberOption('chunkSize', size, { min: 1, integer: true });
  return forEachBounded(chunksOf(items, chunkSize), work, { concurrency: 1, batchSize: 1, ...rest });
}

async function* chunksOf<T>(
  items: Iterable<T> | AsyncIterable<T>,
  chunkSize: number,
): AsyncGenerator<readonly T[]> {
  let chunk: T[] = [];
  for await (const item of items) {
    chunk.push(item);
    if (chunk.length < chunkSize) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
