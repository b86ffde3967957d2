import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ReadFailure, Transport } from '../request/transport.ts';
import type { Connection } from './connection.ts';

const nothing = Buffer.alloc(0);
// A body that nobody reads is taken in and dropped up to here, so that the client can read its refusal.
const mostDroppedBytes = 16_777_216;

/** A request as Node's HTTP server carries it. */
export class NodeTransport implements Transport {
  readonly #message: IncomingMessage;
  readonly #connection: Connection;
  /** Set while the client waits to be told to go on (`expect: 100-continue`). */
  readonly #waiting: ServerResponse | undefined;

  constructor(message: IncomingMessage, connection: Connection, waiting: ServerResponse | undefined) {
    this.#message = message;
    this.#connection = connection;
    this.#waiting = waiting;
  }

  get method(): string {
    return this.#message.method!;
  }

  get target(): string {
    return this.#message.url!;
  }

  get headers(): Readonly<Record<string, string>> {
    return this.#message.headers as Readonly<Record<string, string>>;
  }

  get ambiguous(): boolean {
    return repeats(this.#message.rawHeaders);
  }

  get remoteAddress(): string | undefined {
    return this.#connection.socket.remoteAddress;
  }

  get signal(): AbortSignal {
    return this.#connection.signal;
  }

  read(mostBytes: number): Promise<Uint8Array | ReadFailure> {
    const { headers } = this.#message;
    const length = headers['content-length'];
    if (length === undefined && headers['transfer-encoding'] === undefined) return Promise.resolve(nothing);
    if (length !== undefined && Number(length) > mostBytes) return Promise.resolve('too-large');
    this.#waiting?.writeContinue();
    return collect(this.#message, mostBytes);
  }
}

/** Lets the rest of a body that was refused pass by, and closes the connection when there is no end of it. */
export function dropRest(message: IncomingMessage): void {
  if (message.complete) return;
  let dropped = 0;
  message.on('data', (part: Buffer) => {
    dropped += part.length;
    if (dropped > mostDroppedBytes) message.socket.destroy();
  });
}

function collect(message: IncomingMessage, mostBytes: number): Promise<Uint8Array | ReadFailure> {
  return new Promise((resolve) => {
    let whole: Buffer | undefined;
    let parts: Buffer[] | undefined;
    let size = 0;
    const take = (part: Buffer): void => {
      size += part.length;
      if (size > mostBytes) {
        message.off('data', take);
        resolve('too-large');
      } else if (whole === undefined) whole = part;
      else (parts ??= [whole]).push(part);
    };
    message.on('data', take);
    message.on('end', () => resolve(parts === undefined ? (whole ?? nothing) : Buffer.concat(parts, size)));
    message.on('close', () => resolve('gone'));
  });
}

const single = new Set(['host', 'authorization', 'content-type', 'content-encoding', 'origin', 'x-api-key']);
// 4: host, 6: origin, 9: x-api-key, 12: content-type, 13: authorization, 16: content-encoding.
const lengths = (1 << 4) | (1 << 6) | (1 << 9) | (1 << 12) | (1 << 13) | (1 << 16);

/** Whether a header stands twice that decides who asks, or what is asked: two readers might pick different ones. */
function repeats(rawHeaders: readonly string[]): boolean {
  let seen: string[] | undefined;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const raw = rawHeaders[at]!;
    if (raw.length > 16 || ((lengths >> raw.length) & 1) === 0) continue;
    const name = raw.toLowerCase();
    if (!single.has(name)) continue;
    if (seen === undefined) seen = [name];
    else if (seen.includes(name)) return true;
    else seen.push(name);
  }
  return false;
}
