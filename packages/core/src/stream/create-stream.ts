import { numberOption } from '../errors/invalid-options.ts';
import { ToolError } from '../errors/tool-error.ts';
import { streamEvent } from './stream-event.ts';
import type { StreamEvent } from './stream-event.ts';

/**
 * A stream that is written by `send` and read, once, as an async iterable: return it from `execute`. What was sent with
 * an event name comes out as a {@link StreamEvent}, everything else as the data itself.
 */
export interface ToolStream<T> extends AsyncIterable<T | StreamEvent<T>> {
  /**
   * Resolves to `true` when the stream has room for the chunk, which is when to go on; to `false` when nobody will
   * read it (the reader left, or the stream was ended), which is when to stop. Never rejects. Await it: chunks that
   * wait for room are held.
   */
  send(chunk: { readonly event?: string; readonly data: T }): Promise<boolean>;
  /** Ends the stream after what was sent. */
  close(): void;
  /** Ends the stream with an error, which the reader gets after what was sent. */
  fail(error: unknown): void;
}

/** How a stream behaves. */
export interface StreamOptions {
  /** Chunks kept ahead of the reader before `send` waits, an integer of at least 1. @default 16 */
  readonly bufferSize?: number;
}

/** Makes a stream of `T`. */
export function createStream<T>(options: StreamOptions = {}): ToolStream<T> {
  return new BufferedStream<T>(
    numberOption('bufferSize', options.bufferSize ?? 16, { min: 1, integer: true }),
  );
}

type Chunk<T> = T | StreamEvent<T>;

/** How a stream ended: the reader gets the error, if there is one, after the last chunk. */
type Ending =
  | { readonly by: 'producer'; readonly failure?: { readonly error: unknown } }
  | { readonly by: 'reader' };

const accepted = Promise.resolve(true);
const refused = Promise.resolve(false);

class BufferedStream<T> implements ToolStream<T> {
  readonly #bufferSize: number;
  /** Sent and not read: the first `bufferSize` have been let in, for each of the rest a sender waits. */
  readonly #chunks: Chunk<T>[] = [];
  readonly #senders: ((accepted: boolean) => void)[] = [];
  readonly #readers: PromiseWithResolvers<IteratorResult<Chunk<T>, undefined>>[] = [];
  #ending: Ending | undefined;
  #taken = false;

  constructor(bufferSize: number) {
    this.#bufferSize = bufferSize;
  }

  send(chunk: { readonly event?: string; readonly data: T }): Promise<boolean> {
    if (this.#ending !== undefined) return refused;
    const value = chunk.event === undefined ? chunk.data : streamEvent(chunk.event, chunk.data);
    const reader = this.#readers.shift();
    if (reader !== undefined) {
      reader.resolve({ done: false, value });
      return accepted;
    }
    this.#chunks.push(value);
    if (this.#chunks.length <= this.#bufferSize) return accepted;
    return new Promise((resolve) => this.#senders.push(resolve));
  }

  close(): void {
    this.#end({ by: 'producer' });
  }

  fail(error: unknown): void {
    this.#end({ by: 'producer', failure: { error } });
  }

  [Symbol.asyncIterator](): AsyncIterator<Chunk<T>, undefined> {
    if (this.#taken)
      throw new ToolError('STREAM_PROCESSING_ERROR', 'A stream has one reader, and has it already');
    this.#taken = true;
    return { next: () => this.#next(), return: () => this.#leave() };
  }

  #next(): Promise<IteratorResult<Chunk<T>, undefined>> {
    if (this.#chunks.length > 0) {
      const value = this.#chunks.shift() as Chunk<T>;
      this.#senders.shift()?.(true);
      return Promise.resolve({ done: false, value });
    }
    const reader = Promise.withResolvers<IteratorResult<Chunk<T>, undefined>>();
    this.#readers.push(reader);
    if (this.#ending !== undefined) this.#answerReaders();
    return reader.promise;
  }

  #leave(): Promise<IteratorResult<Chunk<T>, undefined>> {
    this.#ending = { by: 'reader' };
    this.#chunks.length = 0;
    for (const sender of this.#senders.splice(0)) sender(false);
    this.#answerReaders();
    return Promise.resolve({ done: true, value: undefined });
  }

  #end(ending: Ending): void {
    if (this.#ending !== undefined) return;
    this.#ending = ending;
    // Readers wait only while there is no chunk, so nothing that was sent is skipped here.
    this.#answerReaders();
  }

  /** The first one gets the failure, if there is one; the others, and later ones, the plain end. */
  #answerReaders(): void {
    for (const reader of this.#readers.splice(0)) {
      const ending = this.#ending;
      if (ending?.by === 'producer' && ending.failure !== undefined) {
        this.#ending = { by: 'producer' };
        reader.reject(ending.failure.error);
      } else {
        reader.resolve({ done: true, value: undefined });
      }
    }
  }
}
