import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { CallerSignal } from '@toolwright/core';

const left = new Error('The client closed the connection');

// A connection that sends more requests before it has read an answer is closed: each would be a call under way, and
// Node reads on for as long as none is answered.
const mostPipelined = 100;

/**
 * One connection: how many of its requests are under way, and who hears that its client goes. To calls it is their
 * caller's signal, which costs a call no listener of an `AbortSignal`, and is made into one only for who reads it.
 */
export class Connection implements CallerSignal {
  readonly socket: Socket;
  /** Requests whose answer has not been handed over yet. */
  underWay = 0;
  /** Answers that are being written. */
  answering = 0;
  /** The request that came last. */
  latest: IncomingMessage | undefined = undefined;
  #controller: AbortController | undefined = undefined;
  // Mostly one, since clients seldom send a request before they have read the answer: it needs no set.
  #listener: (() => void) | undefined = undefined;
  #moreListeners: Set<() => void> | undefined = undefined;

  constructor(socket: Socket) {
    this.socket = socket;
  }

  /** Aborts when the client goes. Shared by all requests of the connection, so that a request costs no controller. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.socket.destroyed) this.#controller.abort(left);
    }
    return this.#controller.signal;
  }

  get aborted(): boolean {
    return this.socket.destroyed;
  }

  get reason(): unknown {
    return this.aborted ? left : undefined;
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    if (this.#listener === undefined) this.#listener = listener;
    else (this.#moreListeners ??= new Set()).add(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    if (this.#listener === listener) this.#listener = undefined;
    else this.#moreListeners?.delete(listener);
  }

  /**
   * Whether what cannot be read may be answered: it belongs to no request, or to one whose answer has not begun.
   * Otherwise the answer would be taken for that of another request.
   */
  get mayRefuse(): boolean {
    return this.underWay === 0 || (this.underWay === 1 && this.answering === 0 && !this.latest!.complete);
  }

  began(message: IncomingMessage): void {
    this.latest = message;
    this.underWay += 1;
    if (this.underWay > mostPipelined) this.socket.destroy();
  }

  ended(): void {
    this.underWay -= 1;
    // Whatever the request holds is garbage from now on.
    if (this.underWay === 0) this.latest = undefined;
    this.answering = Math.max(this.answering - 1, 0);
  }

  closed(): void {
    this.#controller?.abort(left);
    this.#listener?.();
    if (this.#moreListeners !== undefined) for (const listener of this.#moreListeners) listener();
  }
}

/** The open connections of a server. */
export class Connections {
  readonly #bySocket = new Map<Socket, Connection>();
  // Below TLS, by the peer: what is opened later is another socket of the same peer.
  readonly #handshakes = new Map<string, Socket>();

  /** The connection of a message, known from its first request on. */
  of({ socket }: IncomingMessage): Connection {
    return this.#bySocket.get(socket) ?? this.opened(socket);
  }

  /** Not while TLS is still being agreed on: nothing could be written that is read. */
  mayRefuse(socket: Socket): boolean {
    return this.#bySocket.get(socket)?.mayRefuse ?? false;
  }

  /** A connection came in that must be agreed on before it is opened. */
  began(socket: Socket): void {
    const peer = peerOf(socket);
    this.#handshakes.set(peer, socket);
    socket.once('close', () => {
      if (this.#handshakes.get(peer) === socket) this.#handshakes.delete(peer);
    });
  }

  opened(socket: Socket): Connection {
    const connection = new Connection(socket);
    this.#bySocket.set(socket, connection);
    if (this.#handshakes.size > 0) this.#handshakes.delete(peerOf(socket));
    socket.once('close', () => {
      this.#bySocket.delete(socket);
      connection.closed();
    });
    return connection;
  }

  /** Closes every connection on which nothing is under way. */
  closeIdle(): void {
    for (const socket of this.#handshakes.values()) socket.destroy();
    for (const { socket, underWay } of this.#bySocket.values()) if (underWay === 0) socket.destroy();
  }

  /** Closes every connection; answers how many requests that cut off. */
  closeAll(): number {
    this.closeIdle();
    let cut = 0;
    for (const { socket, underWay } of this.#bySocket.values()) {
      cut += underWay;
      socket.destroy();
    }
    return cut;
  }
}

function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
