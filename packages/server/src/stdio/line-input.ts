import type { Readable } from 'node:stream';
import type { LineReader } from './line-reader.ts';
import type { Line } from './line-reader.ts';
import type { LineWriter } from './line-writer.ts';

/** What an input is read with. */
export interface LineInputParts {
  readonly reader: LineReader;
  /** Takes each line. */
  readonly take: (line: Line) => void;
  /** What the answers are written with: while it is behind, nothing is read. */
  readonly writer: LineWriter;
}

/** Reads lines until the input ends, fails, or is left. */
export class LineInput {
  /** Resolves when nothing more is read. */
  readonly ended: Promise<void>;
  readonly #input: Readable;
  readonly #parts: LineInputParts;
  readonly #onData = (bytes: Uint8Array | string): void => this.#take(bytes);
  readonly #onEnd = (): void => this.#end();
  #tellEnd: () => void = () => undefined;

  constructor(input: Readable, parts: LineInputParts) {
    this.#input = input;
    this.#parts = parts;
    this.ended = new Promise((resolve) => (this.#tellEnd = resolve));
    input.on('data', this.#onData).on('end', this.#onEnd).on('close', this.#onEnd).on('error', this.#onEnd);
  }

  /** Reads no more. What has been read and is no whole line is dropped. */
  leave(): void {
    const input = this.#input;
    input
      .off('data', this.#onData)
      .off('end', this.#onEnd)
      .off('close', this.#onEnd)
      .off('error', this.#onEnd);
    input.pause();
    this.#tellEnd();
  }

  #take(bytes: Uint8Array | string): void {
    const { reader, take, writer } = this.#parts;
    for (const line of reader.take(typeof bytes === 'string' ? Buffer.from(bytes) : bytes)) take(line);
    const { room } = writer;
    if (room === undefined) return;
    this.#input.pause();
    void room.then(() => this.#input.listeners('data').includes(this.#onData) && this.#input.resume());
  }

  #end(): void {
    for (const line of this.#parts.reader.end()) this.#parts.take(line);
    this.leave();
  }
}
