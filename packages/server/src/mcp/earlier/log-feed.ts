import { createRedactor } from '@toolwright/core';
import type { LogFields, Logger } from '@toolwright/core';
import type { SendMessage } from '../message-reply.ts';

/** The levels of the protocol, least severe first. */
export const logLevels: readonly string[] = [
  'debug',
  'info',
  'notice',
  'warning',
  'error',
  'critical',
  'alert',
  'emergency',
];

// Lines that wait for their client at a time: one that takes none misses what is more.
const mostWaiting = 100;

const redacted = createRedactor();

/**
 * Tells a client the lines that its own call logs, from a level on. Errors stay in the log of the service, and so do
 * secrets.
 */
export class LogFeed {
  readonly #from: number;
  #early: string[] | undefined = [];
  #send: SendMessage | undefined;
  #waiting = 0;

  constructor(level: string) {
    this.#from = logLevels.indexOf(level);
  }

  /** Takes the lines of the call. */
  get logger(): Logger {
    return this.#loggerWith({});
  }

  /** From now on lines go out; those that came before, first. */
  open(send: SendMessage): void {
    const early = this.#early ?? [];
    this.#early = undefined;
    this.#send = send;
    for (const text of early) this.#put(text);
  }

  /** The response has been sent: nothing follows it. */
  close(): void {
    this.#early = undefined;
    this.#send = undefined;
  }

  #loggerWith(bound: LogFields): Logger {
    const line =
      (level: string) =>
      (message: string, fields: LogFields = {}): void =>
        this.#take(level, message, { ...bound, ...fields });
    return {
      debug: line('debug'),
      info: line('info'),
      warn: line('warning'),
      error: line('error'),
      child: (fields) => this.#loggerWith({ ...bound, ...fields }),
    };
  }

  #take(level: string, message: string, { error: _kept, ...fields }: LogFields): void {
    if (logLevels.indexOf(level) < this.#from) return;
    const { tool: logger, ...rest } = redacted(fields) as LogFields;
    const params = { level, logger, data: { message, ...rest } };
    const text = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/message', params });
    if (this.#early === undefined) this.#put(text);
    else if (this.#early.length < mostWaiting) this.#early.push(text);
  }

  #put(text: string): void {
    if (this.#send === undefined || this.#waiting >= mostWaiting) return;
    this.#waiting += 1;
    const taken = (): void => {
      this.#waiting -= 1;
    };
    // A client that cannot be written to goes away, which its call hears.
    Promise.resolve(this.#send(text)).then(taken, taken);
  }
}
