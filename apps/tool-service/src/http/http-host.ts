import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answer } from './answer.ts';
import type { Answer } from './answer.ts';
import type { AnyToolbox } from '@toolwright/core';

/** How the host listens. */
export interface HttpHostOptions {
  readonly toolbox: AnyToolbox;
  readonly host: string;
  readonly port: number;
}

/** Serves a toolbox over HTTP. */
export interface HttpHost {
  /** Resolves to the base URL. Rejects when the address cannot be had. */
  listen(): Promise<string>;
  /** Takes no new requests; resolves when those under way are answered. */
  close(): Promise<void>;
}

/** Makes a host for `POST /tools/{name}`, `GET /tools` and `GET /health`. */
export function createHttpHost({ toolbox, host, port }: HttpHostOptions): HttpHost {
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, (request, response) => {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    void answer(toolbox, request, gone.signal).then((answered) => send(request, response, answered));
  });
  return {
    listen: () =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => resolve(urlOf(server.address() as AddressInfo, host)));
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

function send(request: IncomingMessage, response: ServerResponse, { status, body, headers }: Answer): void {
  if (response.destroyed) return;
  const text = JSON.stringify(body);
  const type = status >= 400 ? 'application/problem+json' : 'application/json';
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(text),
    'x-content-type-options': 'nosniff',
    // A body that was not read to its end would be taken for the next request.
    ...(!request.complete && { connection: 'close' }),
    ...headers,
  });
  response.end(text);
}

function urlOf({ port }: AddressInfo, host: string): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
