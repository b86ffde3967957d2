import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const program = join(import.meta.dirname, '..', '..', 'test-support', 'stopping-service.ts');

interface Service extends AsyncDisposable {
  readonly child: ChildProcess;
  readonly port: number;
  readonly said: readonly string[];
  readonly exited: Promise<number | null>;
  heard(word: string): Promise<void>;
}

async function start(drainMs: number, ...more: readonly string[]): Promise<Service> {
  const child = fork(program, [String(drainMs), ...more], { execArgv: ['--conditions=@toolwright/source'] });
  const said: string[] = [];
  child.on('message', (word) => said.push(word as string));
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const heard = async (word: string): Promise<void> => {
    while (!said.some((text) => text.startsWith(word))) await once(child, 'message');
  };
  await heard('port');
  const port = Number(said[0]!.slice(5));
  return { child, port, said, exited, heard, [Symbol.asyncDispose]: async () => void child.kill('SIGKILL') };
}

/** A connection that has asked once and stays open. */
async function resting(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write('GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n');
  await once(socket, 'data');
  return socket;
}

/** Resolves once no connection is taken any more. */
async function refused(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const taken = await once(socket, 'connect').catch(() => undefined);
    socket.destroy();
    if (taken === undefined) return;
  }
}

const wait = (port: number, ms: number): Promise<Response> =>
  fetch(`http://127.0.0.1:${port}/tools/wait`, {
    method: 'POST',
    body: JSON.stringify({ ms }),
    headers: { 'content-type': 'application/json' },
  });

describe('a service that is told to stop', () => {
  it('answers what is under way, cleans up and exits with 0, whoever holds a connection', async () => {
    await using service = await start(10_000);
    const sockets = [
      await resting(service.port),
      await resting(service.port),
      connect(service.port, '127.0.0.1'),
    ];
    const asked = wait(service.port, 300);
    await service.heard('waiting');
    service.child.kill('SIGTERM');
    expect((await asked).status).toBe(200);
    expect(await service.exited).toBe(0);
    expect(service.said.slice(-2)).toEqual(['cleaned', 'stopped 0']);
    await expect(wait(service.port, 1)).rejects.toThrow('fetch failed');
    for (const socket of sockets) socket.destroy();
  });

  it('cuts off what takes too long, and exits with 1', async () => {
    await using service = await start(200);
    const asked = wait(service.port, 20_000);
    await service.heard('waiting');
    service.child.kill('SIGTERM');
    await expect(asked).rejects.toThrow('fetch failed');
    expect(await service.exited).toBe(1);
    expect(service.said.at(-1)).toBe('stopped 1');
  });

  it('exits at once when it is told again', async () => {
    await using service = await start(60_000);
    const asked = wait(service.port, 20_000);
    await service.heard('waiting');
    service.child.kill('SIGTERM');
    await refused(service.port);
    service.child.kill('SIGTERM');
    await expect(asked).rejects.toThrow('fetch failed');
    expect(await service.exited).toBe(1);
  });

  it('exits although something else would hold it', async () => {
    await using service = await start(1_000, 'held');
    service.child.kill('SIGTERM');
    expect(await service.exited).toBe(0);
  });
});
