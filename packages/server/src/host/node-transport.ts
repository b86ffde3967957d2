import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CallerSignal } from '@toolwright/core';
import type { ReadFailure, Transport } from '../request/transport.ts';
import type { Connection } from './connection.ts';

const nothing = Buffer.alloc(0);
// A body that nobody reads is taken in and dropped up to here, so that the client can read its refusal.
const mostDroppedBytes = 16_777_216;

const held = Symbol('transport');
type Holding = IncomingMessage & { [held]?: NodeTransport };

/** The request that a message carries: kept on the message, so that its listeners are the same for all. */
export function transportOf(message: IncomingMessage): NodeTransport {
  return (message as Holding)[held]!;
}

/** A request as Node's HTTP server carries it. */
export class NodeTransport implements Transport {
  readonly connection: Connection;
  readonly #message: IncomingMessage;
  /** Set while the client waits to be told to go on (`expect: 100-continue`). */
  readonly #waiting: ServerResponse | undefined;
  #mostBytes = 0;
  #size = 0;
  #part: Buffer | undefined = undefined;
  #parts: Buffer[] | undefined = undefined;
  #done: ((read: Uint8Array | ReadFailure) => void) | undefined = undefined;

  constructor(message: IncomingMessage, connection: Connection, waiting: ServerResponse | undefined) {
    this.#message = message;
    this.connection = connection;
    this.#waiting = waiting;
    (message as Holding)[held] = this;
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
    return this.connection.socket.remoteAddress;
  }

  get signal(): AbortSignal {
    return this.connection.signal;
  }

  get caller(): CallerSignal {
    return this.connection;
  }

  read(mostBytes: number, done: (read: Uint8Array | ReadFailure) => void): void {
    const { headers } = this.#message;
    const length = headers['content-length'];
    if (length === undefined && headers['transfer-encoding'] === undefined) return done(nothing);
    if (length !== undefined && Number(length) > mostBytes) return done('too-large');
    this.#waiting?.writeContinue();
    this.#mostBytes = mostBytes;
    this.#done = done;
    this.#message.on('data', onData);
    this.#message.on('end', onEnd);
  }

  take(part: Buffer): void {
    this.#size += part.length;
    if (this.#size > this.#mostBytes) this.fail('too-large');
    else if (this.#part === undefined) this.#part = part;
    else (this.#parts ??= [this.#part]).push(part);
  }

  /** The body is whole. */
  end(): void {
    const done = this.#done;
    if (done === undefined) return;
    this.#done = undefined;
    done(this.#parts === undefined ? (this.#part ?? nothing) : Buffer.concat(this.#parts, this.#size));
  }

  /** Ends the reading, unless it has ended. */
  fail(failure: ReadFailure): void {
    const done = this.#done;
    if (done === undefined) return;
    this.#done = undefined;
    this.#message.off('data', onData);
    done(failure);
  }
}

function onData(this: IncomingMessage, part: Buffer): void {
  transportOf(this).take(part);
}

function onEnd(this: IncomingMessage): void {
  transportOf(this).end();
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

// By their length: no two have the same.
const single = new Map(
  ['host', 'origin', 'x-api-key', 'content-type', 'authorization', 'content-encoding'].map((name) => [
    name.length,
    name,
  ]),
);

/** Whether a header stands twice that decides who asks, or what is asked: two readers might pick different ones. */
function repeats(rawHeaders: readonly string[]): boolean {
  let seen = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const raw = rawHeaders[at]!;
    const name = single.get(raw.length);
    if (name === undefined || (raw !== name && raw.toLowerCase() !== name)) continue;
    const bit = 1 << name.length;
    if ((seen & bit) !== 0) return true;
    seen |= bit;
  }
  return false;
}
