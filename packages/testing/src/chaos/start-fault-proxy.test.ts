import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { systemClock } from '@toolwright/core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { realDelay } from '../real-time.ts';
import { startFaultProxy } from './start-fault-proxy.ts';
import type { FaultProxy, NetworkFaults } from './start-fault-proxy.ts';

let echo: Server;
let proxy: FaultProxy;
const sockets: Socket[] = [];

beforeAll(async () => {
  echo = createServer((socket) => {
    socket.on('error', () => {});
    socket.pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(echo, 'listening');
});
afterAll(() => echo.close());
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await proxy.stop();
});

describe('startFaultProxy', () => {
  it('passes everything on, both ways and to the end, when nothing is wrong', async () => {
    const socket = await through({});
    const data = Buffer.alloc(3_000_000, 'abc');
    socket.end(data);
    expect((await all(socket)).equals(data)).toBe(true);
    await eventually(() => proxy.connections.open === 0);
    expect(proxy.connections).toEqual({ open: 0, total: 1 });
  });

  it('delays data by the latency, without slowing the line', async () => {
    const socket = await through({ latencyMs: 100, direction: 'to-client' });
    const startMs = systemClock.monotonicNow();
    for (let round = 0; round < 20; round += 1) socket.write(Buffer.alloc(1_000));
    let received = 0;
    for await (const chunk of socket) {
      received += (chunk as Buffer).length;
      if (received === 20_000) break;
    }
    const passedMs = systemClock.monotonicNow() - startMs;
    expect(passedMs).toBeGreaterThan(95);
    expect(passedMs).toBeLessThan(1_000);
  });

  it('keeps the order of data whatever the jitter', async () => {
    const socket = await through({ jitterMs: 20 });
    const words = Array.from({ length: 50 }, (_, index) => `${index},`);
    for (const word of words) socket.write(word);
    socket.end();
    expect((await all(socket)).toString()).toBe(words.join(''));
  });

  it('passes no more than the bandwidth', async () => {
    const socket = await through({ bytesPerSecond: 20_000, direction: 'to-server' });
    const startMs = systemClock.monotonicNow();
    socket.end(Buffer.alloc(6_000));
    expect(await all(socket)).toHaveLength(6_000);
    expect(systemClock.monotonicNow() - startMs).toBeGreaterThan(280);
  });

  it('cuts the connection after so many bytes', async () => {
    const socket = await through({ cutAfterBytes: 10, direction: 'to-client' });
    socket.write('0123456789abcdef');
    expect((await all(socket)).toString()).toBe('0123456789');
    const other = await openSocket();
    proxy.follow({ cutAfterBytes: 0, direction: 'to-client' });
    other.write('x');
    expect(await all(other)).toHaveLength(0);
  });

  it('swallows everything in a black hole and keeps the connection open', async () => {
    const socket = await through({});
    socket.write('one');
    expect(String(await next(socket))).toBe('one');
    proxy.follow({ blackhole: true });
    let heard = 0;
    socket.on('data', () => (heard += 1));
    socket.write('two');
    await realDelay(50);
    expect(heard).toBe(0);
    expect(socket.closed).toBe(false);
    proxy.follow();
    socket.write('three');
    expect(String(await next(socket))).toBe('three');
  });

  it('resets new connections, or all that are open', async () => {
    const open = await through({});
    open.write('x');
    await next(open);
    proxy.follow({ reset: true });
    const refused = connect(proxy.port, proxy.host);
    expect(await once(refused, 'error')).toEqual([expect.objectContaining({ code: 'ECONNRESET' })]);
    const broken = once(open, 'error');
    proxy.resetAll();
    expect(await broken).toEqual([expect.objectContaining({ code: 'ECONNRESET' })]);
    await eventually(() => proxy.connections.open === 0);
  });

  it('tells the end late', async () => {
    const socket = await through({ closeDelayMs: 100, direction: 'to-client' });
    const startMs = systemClock.monotonicNow();
    socket.end('bye');
    expect(String(await next(socket))).toBe('bye');
    expect(systemClock.monotonicNow() - startMs).toBeLessThan(90);
    await all(socket);
    expect(systemClock.monotonicNow() - startMs).toBeGreaterThan(95);
  });

  it('gives each connection its own fault by a script', async () => {
    proxy = await startProxy((connection) => (connection % 2 === 1 ? { reset: true } : {}));
    const outcome = async () => {
      const socket = connect(proxy.port, proxy.host);
      sockets.push(socket);
      socket.end('x');
      return all(socket).then(String, () => 'reset');
    };
    expect([await outcome(), await outcome(), await outcome(), await outcome()]).toEqual([
      'reset',
      'x',
      'reset',
      'x',
    ]);
  });

  it('breaks the client’s connection when the server is not there', async () => {
    const gone = createServer().listen(0, '127.0.0.1');
    await once(gone, 'listening');
    const { port } = gone.address() as AddressInfo;
    gone.close();
    await once(gone, 'close');
    proxy = await startFaultProxy({ target: { host: '127.0.0.1', port } });
    const socket = connect(proxy.port, proxy.host);
    expect(await once(socket, 'error')).toEqual([expect.objectContaining({ code: 'ECONNRESET' })]);
  });

  it('refuses faults that are none, and stops twice', async () => {
    proxy = await startProxy({});
    expect(() => proxy.follow({ latencyMs: -1 })).toThrow('Option "latencyMs"');
    expect(() => proxy.follow({ bytesPerSecond: 0 })).toThrow('Option "bytesPerSecond"');
    expect(() => proxy.follow({ direction: 'up' as 'both' })).toThrow('Option "direction"');
    await proxy.stop();
    await proxy.stop();
  });
});

function startProxy(faults: NetworkFaults): Promise<FaultProxy> {
  const { port } = echo.address() as AddressInfo;
  return startFaultProxy({ target: { host: '127.0.0.1', port }, faults });
}

async function through(faults: NetworkFaults): Promise<Socket> {
  proxy = await startProxy(faults);
  return openSocket();
}

async function openSocket(): Promise<Socket> {
  const socket = connect(proxy.port, proxy.host);
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

async function next(socket: Socket): Promise<unknown> {
  const [data] = (await once(socket, 'data')) as [unknown];
  return data;
}

async function all(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function eventually(holds: () => boolean): Promise<void> {
  for (let poll = 0; poll < 100 && !holds(); poll += 1) await realDelay(10);
  expect(holds()).toBe(true);
}
