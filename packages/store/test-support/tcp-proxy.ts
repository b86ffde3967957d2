import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** A port of this machine whose connections lead to another port, and can be harmed. */
export interface TcpProxy {
  readonly host: string;
  readonly port: number;
  /** How many connections were made so far. */
  readonly connections: number;
  /** From now on no answers come back, while what is sent still arrives. */
  swallowAnswers(): void;
  /** From now on nothing passes either way and no connection closes; new ones open and stay silent. */
  goDark(): void;
  /** From now on everything passes. What was swallowed is gone. */
  heal(): void;
  /** Breaks all connections with a reset. */
  reset(): void;
  close(): Promise<void>;
}

export async function startTcpProxy(targetUrl: string): Promise<TcpProxy> {
  const target = new URL(targetUrl);
  const sockets = new Set<Socket>();
  const mode = { forwards: true, answers: true };
  let connections = 0;
  const server = createServer((inner) => {
    connections += 1;
    const outer = connect(Number(target.port), target.hostname);
    track(sockets, inner, outer);
    track(sockets, outer, inner);
    inner.on('data', (data) => void (mode.forwards && outer.write(data)));
    outer.on('data', (data) => void (mode.answers && inner.write(data)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const reset = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    get connections() {
      return connections;
    },
    swallowAnswers: () => void (mode.answers = false),
    goDark: () => void Object.assign(mode, { forwards: false, answers: false }),
    heal: () => void Object.assign(mode, { forwards: true, answers: true }),
    reset,
    async close() {
      reset();
      server.close();
      await once(server, 'close');
    },
  };
}

function track(sockets: Set<Socket>, socket: Socket, peer: Socket): void {
  sockets.add(socket);
  socket.on('error', () => {});
  socket.on('close', () => {
    sockets.delete(socket);
    peer.destroy();
  });
}
