import { numberOption } from '../errors/invalid-options.ts';
import { ToolError } from '../errors/tool-error.ts';
import type { Awaitable } from '../ports/awaitable.ts';

/** How items are worked on. */
export interface BatchOptions {
  /** Items worked on at once, an integer from 1 to 10 000. @default 5 */
  readonly concurrency?: number;
  /** Items between two reports of progress, an integer of at least 1. @default 10 */
  readonly batchSize?: number;
  /** Stops at once: nothing more is started, running work sees it, and the promise rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Told after every `batchSize` items and after the last. What it throws stops the batch and rejects the promise. */
  readonly onProgress?: (progress: BatchProgress) => void;
}

/** How far a batch has come. */
export interface BatchProgress {
  /** Items that succeeded. */
  readonly processed: number;
  readonly failed: number;
  /** All items, where that is known before the end: for arrays, maps and sets. */
  readonly total?: number;
}

/** What the work is told beside its item. */
export interface BatchItem {
  /** The item's place, from 0. */
  readonly index: number;
  /** Aborts when the batch stops early. */
  readonly signal: AbortSignal;
}

/** What a batch came to. */
export interface BatchResult<T, R> {
  /** Items that succeeded. */
  readonly processed: number;
  readonly failed: number;
  readonly total: number;
  /** By the item's index; `undefined` where the work failed. */
  readonly results: readonly (R | undefined)[];
  /** By index, lowest first. */
  readonly errors: readonly BatchError<T>[];
}

/** One item whose work failed. */
export interface BatchError<T> {
  readonly index: number;
  readonly item: T;
  readonly error: unknown;
}

/**
 * Works on every item, `concurrency` at a time, and says what came of each: a failing item never rejects the whole.
 * Items are read one by one, as there is room, so that an async iterable is never held whole; its results are.
 *
 * @throws the signal's reason when it aborts; `STREAM_PROCESSING_ERROR` when the items cannot be read further. Either
 * way the source is closed and running work sees its signal abort; it is not waited for.
 */
export async function forEachBounded<T, R>(
  items: Iterable<T> | AsyncIterable<T>,
  work: (item: T, at: BatchItem) => Awaitable<R>,
  options: BatchOptions = {},
): Promise<BatchResult<T, R>> {
  const concurrency = numberOption('concurrency', options.concurrency ?? 5, {
    min: 1,
    max: 10_000,
    integer: true,
  });
  const batchSize = numberOption('batchSize', options.batchSize ?? 10, { min: 1, integer: true });
  const { signal, onProgress } = options;
  signal?.throwIfAborted();
  const source = openSource(items);
  const total = knownSize(items);
  const tally = createTally<T, R>((settled) => {
    if (settled % batchSize === 0) onProgress?.({ ...tally.counts(), ...(total !== undefined && { total }) });
  });
  const stopping = new AbortController();
  const worker = async (): Promise<void> => {
    for (let next = await source.read(); next !== undefined; next = await source.read()) {
      if (stopping.signal.aborted) return;
      await tally.run(next, () => work(next.item, { index: next.index, signal: stopping.signal }));
    }
  };
  await unlessAborted(Promise.all(Array.from({ length: concurrency }, worker)), {
    signal,
    stop: (reason) => {
      stopping.abort(reason);
      source.close();
    },
  });
  const result = tally.result();
  if (result.total % batchSize !== 0) onProgress?.({ ...tally.counts(), total: result.total });
  return result;
}

interface Numbered<T> {
  readonly item: T;
  readonly index: number;
}

interface Source<T> {
  /** The next item, or `undefined` after the last; one read at a time, whoever asks. */
  read(): Promise<Numbered<T> | undefined>;
  /** Lets the source free what it holds; nothing more is read. */
  close(): void;
}

function openSource<T>(items: Iterable<T> | AsyncIterable<T>): Source<T> {
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  let ended = false;
  let count = 0;
  let last: Promise<unknown> = Promise.resolve();
  const readNext = async (): Promise<Numbered<T> | undefined> => {
    if (ended) return undefined;
    try {
      const next = await iterator.next();
      ended ||= next.done === true;
      if (ended || next.done === true) return undefined;
      count += 1;
      return { item: next.value, index: count - 1 };
    } catch (cause) {
      ended = true;
      const message = `The items could not be read beyond the first ${count}`;
      throw new ToolError('STREAM_PROCESSING_ERROR', message, { cause });
    }
  };
  return {
    read() {
      const turn = last.then(readNext);
      last = turn.catch(() => undefined);
      return turn;
    },
    close() {
      if (ended) return;
      ended = true;
      // A source that cannot even be closed has nobody left to tell.
      void (async () => iterator.return?.())().catch(() => undefined);
    },
  };
}

interface Tally<T, R> {
  run(at: Numbered<T>, work: () => Awaitable<R>): Promise<void>;
  counts(): { readonly processed: number; readonly failed: number };
  result(): BatchResult<T, R>;
}

function createTally<T, R>(onSettled: (settled: number) => void): Tally<T, R> {
  const results: (R | undefined)[] = [];
  const errors: BatchError<T>[] = [];
  let processed = 0;
  return {
    async run({ item, index }, work) {
      // Filled from the first item on, so that a failure leaves no hole.
      while (results.length <= index) results.push(undefined);
      try {
        results[index] = await work();
        processed += 1;
      } catch (error) {
        errors.push({ index, item, error });
      }
      onSettled(processed + errors.length);
    },
    counts: () => ({ processed, failed: errors.length }),
    result: () => ({
      processed,
      failed: errors.length,
      total: results.length,
      results,
      errors: errors.toSorted((a, b) => a.index - b.index),
    }),
  };
}

function unlessAborted(
  work: Promise<unknown>,
  options: { readonly signal: AbortSignal | undefined; readonly stop: (reason: unknown) => void },
): Promise<void> {
  const { signal, stop } = options;
  return new Promise((resolve, reject) => {
    const leave = (reason: unknown): void => {
      signal?.removeEventListener('abort', abort);
      stop(reason);
      reject(reason);
    };
    const abort = (): void => leave(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    work.then(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, leave);
  });
}

function knownSize(items: object): number | undefined {
  if (Array.isArray(items)) return items.length;
  return items instanceof Map || items instanceof Set ? items.size : undefined;
}
