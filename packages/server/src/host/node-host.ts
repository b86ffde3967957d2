import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import { finishReply } from '../reply/finish-reply.ts';
import type { FinishSettings, FinishedReply } from '../reply/finish-reply.ts';
import type { Reply } from '../reply/reply.ts';
import { watched } from '../request/answered-request.ts';
import { OpenRequest } from '../request/server-request.ts';
import { securityHeaders } from '../security/security-headers.ts';
import { answerClientError } from './client-errors.ts';
import { Connections } from './connection.ts';
import type { Connection } from './connection.ts';
import type { HostParts } from './host-parts.ts';
import { dropRest, NodeTransport, transportOf } from './node-transport.ts';
import { writeStream, writeWhole } from './write-node-reply.ts';

/** How long and how large what stands before a body may be, and how long a connection may rest. */
export interface ConnectionLimits {
  readonly headerBytes: number;
  readonly handshakeMs: number;
  readonly headersMs: number;
  readonly requestMs: number;
  readonly keepAliveMs: number;
  readonly connections: number;
}

/** Certificate and key, as PEM. */
export interface TlsOptions {
  readonly key: string | Uint8Array;
  readonly cert: string | Uint8Array;
}

interface Exchange {
  readonly request: OpenRequest;
  readonly response: ServerResponse;
}

/** Carries requests from Node's HTTP server to the dispatcher and replies back, and knows what is under way. */
export class NodeHost {
  readonly listener: RequestListener = (message, response) => this.#serve(message, response);
  readonly connections: Connections = new Connections();
  readonly #parts: HostParts;
  readonly #onClose: (this: ServerResponse) => void;
  #finish: FinishSettings;
  #closing = false;
  #underWay = 0;
  #idle: (() => void)[] = [];

  constructor(parts: HostParts) {
    this.#parts = parts;
    const ended = (message: IncomingMessage): void => this.#ended(message);
    // The same for all answers: `this` says which.
    this.#onClose = function onClose(this: ServerResponse): void {
      ended(this.req);
    };
    this.#finish = { base: securityHeaders(false), compressAbove: parts.compressAbove };
  }

  /** Makes the server that listens, with every limit set. */
  server(limits: ConnectionLimits, tls: TlsOptions | undefined): Server {
    this.#finish = { ...this.#finish, base: securityHeaders(tls !== undefined) };
    const options = {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      handshakeTimeout: limits.handshakeMs,
      keepAliveTimeout: limits.keepAliveMs,
      // How late a timeout may be noticed.
      connectionsCheckingInterval: Math.min(1_000, limits.headersMs, limits.requestMs),
    };
    const server =
      tls === undefined
        ? createHttpServer(options, this.listener)
        : createTlsServer({ ...options, key: asBuffer(tls.key), cert: asBuffer(tls.cert) }, this.listener);
    server.maxConnections = limits.connections;
    if (tls !== undefined) server.on('connection', (socket: Socket) => this.connections.began(socket));
    server.on(tls === undefined ? 'connection' : 'secureConnection', (socket: Socket) =>
      this.connections.opened(socket),
    );
    server.on('checkContinue', (message: IncomingMessage, response: ServerResponse) =>
      this.#serve(message, response, true),
    );
    server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) =>
      answerClientError(error, socket, this.connections.mayRefuse(socket)),
    );
    return server;
  }

  /** From now on every answer ends its connection. Resolves once nothing is under way. */
  drained(): Promise<void> {
    this.#closing = true;
    this.connections.closeIdle();
    return this.#underWay === 0 ? Promise.resolve() : new Promise((resolve) => this.#idle.push(resolve));
  }

  #serve(message: IncomingMessage, response: ServerResponse, waits = false): void {
    const connection = this.connections.of(message);
    const transport = new NodeTransport(message, connection, waits ? response : undefined);
    this.#began(connection, message);
    response.on('close', this.#onClose);
    if (connection.socket.destroyed) return;
    const { requestId, request: settings, dispatcher, onAnswered, stall } = this.#parts;
    const request = new OpenRequest(requestId(transport.headers['x-request-id']), transport, settings);
    if (onAnswered !== undefined) {
      const tell = watched(request, onAnswered, stall.clock);
      response.on('close', () => tell(response.headersSent ? response.statusCode : 499));
    }
    const exchange = { request, response };
    try {
      const reply = dispatcher.answer(request);
      if ('then' in reply) {
        reply.then(
          (settled) => this.#send(exchange, settled),
          (error: unknown) => this.#fail(exchange, error),
        );
      } else this.#send(exchange, reply);
    } catch (error) {
      this.#fail(exchange, error);
    }
  }

  #fail({ request, response }: Exchange, error: unknown): void {
    const reply = this.#parts.dispatcher.failed(request, error);
    if (response.headersSent) response.destroy();
    else this.#finished(response, finishReply(request, reply, this.#finish));
  }

  #send(exchange: Exchange, reply: Reply): void {
    const { request, response } = exchange;
    try {
      this.#finished(response, finishReply(request, reply, this.#finish));
    } catch (error) {
      this.#fail(exchange, error);
    }
  }

  #finished(response: ServerResponse, finished: FinishedReply | Promise<FinishedReply>): void {
    if ('then' in finished) void finished.then((ready) => this.#write(response, ready));
    else this.#write(response, finished);
  }

  #write(response: ServerResponse, reply: FinishedReply): void {
    dropRest(response.req);
    transportOf(response.req).connection.answering += 1;
    if (this.#closing) reply.headers.push('connection', 'close');
    if (typeof reply.body === 'function') void writeStream(response, reply, this.#parts.stall);
    else writeWhole(response, reply);
  }

  #began(connection: Connection, message: IncomingMessage): void {
    connection.began(message);
    this.#underWay += 1;
  }

  #ended(message: IncomingMessage): void {
    const transport = transportOf(message);
    transport.fail('gone');
    const { connection } = transport;
    connection.ended();
    this.#underWay -= 1;
    if (!this.#closing) return;
    // Its head may have been written before the drain began, and said that the connection stays.
    if (connection.underWay === 0) connection.socket.destroySoon();
    if (this.#underWay > 0) return;
    for (const tell of this.#idle.splice(0)) tell();
  }
}

function asBuffer(pem: string | Uint8Array): string | Buffer {
  return typeof pem === 'string' ? pem : Buffer.from(pem);
}
