import type { ReplySink } from '../reply/reply.ts';
import type { StreamSettings } from './stream-reply.ts';

/** Writes a sign of life whenever nothing has been written for a while. */
export class Heartbeat {
  readonly #sink: ReplySink;
  readonly #text: string;
  readonly #settings: StreamSettings;
  readonly #beat = (): void => {
    const room = this.#sink.write(this.#text);
    if (room === undefined) this.listen();
    // A client that goes away ends the stream itself.
    else room.then(this.#goOn, this.#goOn);
  };
  readonly #goOn = (): void => {
    if (this.#cancel !== undefined) this.listen();
  };
  #cancel: (() => void) | undefined;

  constructor(sink: ReplySink, text: string, settings: StreamSettings) {
    this.#sink = sink;
    this.#text = text;
    this.#settings = settings;
  }

  /** From now on silence is filled. */
  listen(): void {
    this.#cancel?.();
    this.#cancel = this.#settings.clock.after(this.#settings.heartbeatMs, this.#beat);
  }

  rest(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
