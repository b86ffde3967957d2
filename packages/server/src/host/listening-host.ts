import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { numberOption, ToolError } from '@toolwright/core';
import type { Clock, Logger } from '@toolwright/core';
import type { ConnectionLimits, NodeHost, TlsOptions } from './node-host.ts';

/** Where to listen. */
export interface ListenOptions {
  /** 0: any that is free. @default 3000 */
  readonly port?: number;
  /** @default '127.0.0.1': this machine alone */
  readonly host?: string;
  /** Speak TLS, and tell browsers to do so for two years. */
  readonly tls?: TlsOptions;
}

/** Where a server listens. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly url: string;
}

interface ListeningParts {
  readonly limits: ConnectionLimits;
  readonly clock: Clock;
  readonly logger: Logger;
}

const defaults = { port: 3000, host: '127.0.0.1', drainMs: 10_000 };

/** Listens once, and closes in order. */
export class ListeningHost {
  readonly listener: RequestListener;
  readonly #host: NodeHost;
  readonly #limits: ConnectionLimits;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #server: Server | undefined;
  #address: ServerAddress | undefined;
  #closing: Promise<number> | undefined;

  constructor(host: NodeHost, { limits, clock, logger }: ListeningParts) {
    this.listener = host.listener;
    this.#host = host;
    this.#limits = limits;
    this.#clock = clock;
    this.#logger = logger;
  }

  get address(): ServerAddress | undefined {
    return this.#address;
  }

  async listen(options: ListenOptions = {}): Promise<ServerAddress> {
    const port = numberOption('port', options.port ?? defaults.port, { min: 0, max: 65_535, integer: true });
    const { host = defaults.host, tls } = options;
    if (this.#server !== undefined || this.#closing !== undefined)
      throw new ToolError(
        'SERVICE_UNAVAILABLE',
        'The server listens already, or has been closed; make another',
      );
    const server = this.#host.server(this.#limits, tls);
    this.#server = server;
    try {
      await listening(server, port, host);
    } catch (error) {
      this.#server = undefined;
      throw error;
    }
    // Such as too many open files: the connection is lost, the server goes on.
    server.on('error', (error) => this.#logger.error('A connection could not be taken', { error }));
    this.#address = addressOf(server.address() as AddressInfo, host, tls !== undefined);
    return this.#address;
  }

  /** Answers how many requests were cut off. Twice is once. */
  close(drainMs: number = defaults.drainMs): Promise<number> {
    numberOption('drainMs', drainMs, { min: 0 });
    return (this.#closing ??= this.#close(drainMs));
  }

  async #close(drainMs: number): Promise<number> {
    const server = this.#server;
    const closed = server === undefined ? Promise.resolve() : new Promise((resolve) => server.close(resolve));
    this.#address = undefined;
    let cancel: (() => void) | undefined;
    const late = new Promise<void>((resolve) => (cancel = this.#clock.after(drainMs, resolve)));
    await Promise.race([this.#host.drained(), late]);
    cancel?.();
    const cut = this.#host.connections.closeAll();
    await closed;
    return cut;
  }
}

function listening(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function addressOf({ port }: AddressInfo, host: string, tls: boolean): ServerAddress {
  const name = host.includes(':') ? `[${host}]` : host;
  return { host, port, url: `${tls ? 'https' : 'http'}://${name}:${port}` };
}
