import type { Writable } from 'node:stream';
import type { StallLimit } from '../host/write-node-reply.ts';

/** Where lines go: the stream itself, or what has taken its place. */
export type Output = Pick<Writable, 'write' | 'on' | 'off'>;

/** Writes one message to a line, and says when the reader is slower than that, or has gone. */
export class LineWriter {
  /** Resolves when the output has been closed, cannot be written to, or nothing is taken of it for `stalledMs`. */
  readonly gone: Promise<void>;
  readonly #output: Output;
  readonly #limit: StallLimit;
  readonly #onDrain = (): void => this.#makeRoom?.();
  #leave: () => void = () => undefined;
  #room: Promise<void> | undefined;
  #makeRoom: (() => void) | undefined;
  #open = true;

  constructor(output: Output, limit: StallLimit) {
    this.#output = output;
    this.#limit = limit;
    this.gone = new Promise((resolve) => (this.#leave = resolve));
    // The last stays: what has been handed over may fail later, and would end the process if nobody heard of it.
    output.on('drain', this.#onDrain).on('close', this.#leave).on('error', this.#leave);
  }

  /** Resolves once the reader has taken enough of what was written; `undefined`: it has. */
  get room(): Promise<void> | undefined {
    return this.#room;
  }

  /** Writes; answers as {@link room} does. What nobody reads any more is dropped. */
  write(text: string): Promise<void> | undefined {
    if (this.#open && !this.#output.write(`${text}\n`)) this.#room ??= this.#waitForRoom();
    return this.#room;
  }

  /** Resolves once everything has been handed to the system. */
  flushed(): Promise<void> {
    return new Promise((resolve) => this.#output.write('', () => resolve()));
  }

  /** Nothing is written any more, and nobody waits. */
  close(): void {
    this.#open = false;
    this.#output.off('drain', this.#onDrain).off('close', this.#leave);
    this.#makeRoom?.();
  }

  #waitForRoom(): Promise<void> {
    const { clock, stalledMs } = this.#limit;
    const cancel = clock.after(stalledMs, this.#leave);
    return new Promise((resolve) => {
      this.#makeRoom = () => {
        cancel();
        this.#room = undefined;
        this.#makeRoom = undefined;
        resolve();
      };
    });
  }
}
