import type { ServerResponse } from 'node:http';
import type { ReplySink } from '../reply/reply.ts';
import type { StallLimit } from './write-node-reply.ts';

const gone = new Error('The client went away, or took nothing for too long');

/**
 * Writes to a client as fast as it reads: what Node has buffered beyond its mark must go out before the next write, so
 * that a slow reader holds one mark and one item. A reader that takes nothing for `stalledMs` is cut off.
 */
export class NodeSink implements ReplySink {
  readonly #response: ServerResponse;
  readonly #limit: StallLimit;
  readonly #controller = new AbortController();
  readonly #leave = (): void => this.#controller.abort(gone);

  constructor(response: ServerResponse, limit: StallLimit) {
    this.#response = response;
    this.#limit = limit;
    response.once('close', this.#leave);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  write(text: string): Promise<void> | undefined {
    const response = this.#response;
    if (response.destroyed) return Promise.reject(gone);
    return response.write(text) ? undefined : this.#room();
  }

  close(): void {
    this.#response.off('close', this.#leave);
  }

  #room(): Promise<void> {
    const response = this.#response;
    return new Promise((resolve, reject) => {
      const settle = (error?: Error): void => {
        cancel();
        response.off('drain', drained);
        response.off('close', closed);
        if (error === undefined) resolve();
        else reject(error);
      };
      const drained = (): void => settle();
      const closed = (): void => settle(gone);
      const cancel = this.#limit.clock.after(this.#limit.stalledMs, () => response.destroy(gone));
      response.on('drain', drained);
      response.on('close', closed);
    });
  }
}
