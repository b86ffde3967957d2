import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { systemRandom } from '@toolwright/core';
import type { Random } from '@toolwright/core';
import { runFaultyPipe } from './faulty-pipe.ts';
import { networkFault } from './network-fault.ts';
import type { NetworkFault } from './network-fault.ts';

/** One fault for all connections, or a script that gives each its own, by its number from 1. */
export type NetworkFaults = NetworkFault | ((connection: number) => NetworkFault);

/** Where a fault proxy stands. */
export interface FaultProxyOptions {
  /** The server that it hides. */
  readonly target: { readonly host: string; readonly port: number };
  /** What is wrong from the start. @default nothing */
  readonly faults?: NetworkFaults;
  /** Spreads the jitter. @default systemRandom */
  readonly random?: Random;
}

/** A proxy that breaks the connections through it. */
export interface FaultProxy extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** What is wrong from now on, for connections that are open too. Without an argument: nothing. */
  follow(faults?: NetworkFaults): void;
  /** Resets every open connection. */
  resetAll(): void;
  /** How many connections are open, and how many there have been. */
  readonly connections: { readonly open: number; readonly total: number };
  /** Breaks what is open and stops listening. */
  stop(): Promise<void>;
}

/** Starts a proxy on a free port of this machine. It works in real time: faults are of the network, not of a clock. */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const { target, random = systemRandom } = options;
  let faults = checked(options.faults);
  let total = 0;
  const open = new Set<Connection>();
  const server = createServer({ allowHalfOpen: true }, (client) => {
    total += 1;
    const number = total;
    const faultNow = (): NetworkFault => faults(number);
    if (faultNow().reset === true) {
      client.on('error', ignore).resetAndDestroy();
      return;
    }
    const connection = join(client, connect({ ...target, allowHalfOpen: true }), random, faultNow);
    open.add(connection);
    connection.over.addEventListener('abort', () => open.delete(connection), { once: true });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { address, port } = server.address() as AddressInfo;
  const stop = (): Promise<void> => stopProxy(server, open);
  return {
    host: address,
    port,
    follow(next) {
      faults = checked(next);
    },
    resetAll() {
      for (const connection of open) connection.reset();
    },
    get connections() {
      return { open: open.size, total };
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function stopProxy(server: Server, open: ReadonlySet<Connection>): Promise<void> {
  for (const connection of open) connection.reset();
  if (!server.listening) return;
  server.close();
  await once(server, 'close');
}

interface Connection {
  readonly over: AbortSignal;
  readonly reset: () => void;
}

function join(client: Socket, upstream: Socket, random: Random, fault: () => NetworkFault): Connection {
  const controller = new AbortController();
  const over = controller.signal;
  const finish = (how: (socket: Socket) => void): void => {
    if (over.aborted) return;
    controller.abort();
    how(client);
    how(upstream);
  };
  const cut = (): void => finish((socket) => socket.destroy());
  const reset = (): void => finish((socket) => socket.resetAndDestroy());
  let closed = 0;
  for (const socket of [client, upstream]) {
    // A connection that breaks on one side breaks on the other, unless nothing arrives there any more.
    socket.on('error', () => fault().blackhole !== true && reset());
    socket.on('close', () => {
      closed += 1;
      if (closed === 2) controller.abort();
    });
  }
  const way = { random, over, fault, cut };
  void runFaultyPipe({ ...way, from: client, to: upstream, direction: 'to-server' }).catch(ignore);
  void runFaultyPipe({ ...way, from: upstream, to: client, direction: 'to-client' }).catch(ignore);
  return { over, reset };
}

function checked(faults: NetworkFaults = {}): (connection: number) => NetworkFault {
  if (typeof faults === 'function') return (connection) => networkFault(faults(connection));
  const fault = networkFault(faults);
  return () => fault;
}

function ignore(): void {}
