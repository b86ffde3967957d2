import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { invalidOption, numberOption } from '@toolwright/core';
import type { MetricsRegistry } from '../metrics/metrics-registry.ts';
import { prometheusProtobuf, prometheusProtobufContentType } from './prometheus-protobuf.ts';
import { prometheusContentType, prometheusText } from './prometheus-text.ts';

/** Where metrics are served. */
export interface ServeMetricsOptions {
  readonly registry: MetricsRegistry;
  /** 0 lets the system choose. @default 9090 */
  readonly port?: number;
  /** `0.0.0.0` lets other machines in. @default '127.0.0.1' */
  readonly host?: string;
  /** @default '/metrics' */
  readonly path?: string;
}

/** A listener that serves metrics. */
export interface MetricsListener extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /** Stops listening and ends scrapes under way. Twice is once. */
  close(): Promise<void>;
}

// A scraper or two at a time are what is meant; more would only be somebody's mistake.
const mostConnections = 32;

/**
 * Serves a registry to Prometheus on a port of its own, apart from what users may reach. Resolves when it listens,
 * rejects when it cannot. A Prometheus that takes native histograms gets those of a registry with `nativeHistograms`.
 *
 * @throws `INVALID_OPTIONS` for a bad port or path.
 */
export async function serveMetrics(options: ServeMetricsOptions): Promise<MetricsListener> {
  const { registry, host = '127.0.0.1', path = '/metrics' } = options;
  const port = numberOption('port', options.port ?? 9_090, { min: 0, max: 65_535, integer: true });
  if (!path.startsWith('/')) throw invalidOption('path', 'a path that starts with "/"', path);
  const server = createServer((request, response) => void answer(request, response, { registry, path }));
  server.maxConnections = mostConnections;
  server.requestTimeout = 10_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port: chosen } = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const shownHost = host.includes(':') ? `[${host}]` : host;
  return { port: chosen, url: `http://${shownHost}:${chosen}${path}`, close, [Symbol.asyncDispose]: close };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { registry, path }: { readonly registry: MetricsRegistry; readonly path: string },
): Promise<void> {
  const [wanted] = (request.url ?? '').split('?', 1);
  if (wanted !== path) return refuse(response, 404, `Metrics are at ${path}\n`);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    return refuse(response, 405, 'Metrics are read with GET\n');
  }
  // Native histograms exist in this format only; who has switched them on asks for it before all others.
  const native =
    registry.nativeHistograms && /^application\/vnd\.google\.protobuf\b/.test(request.headers.accept ?? '');
  const type = native ? prometheusProtobufContentType : prometheusContentType;
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store', vary: 'accept' });
  if (request.method === 'HEAD') return void response.end();
  try {
    const pieces = native ? prometheusProtobuf(registry) : prometheusText(registry);
    await pipeline(Readable.from(pieces), response);
  } catch {
    // The scraper left; there is nobody to tell.
  }
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(message);
}
