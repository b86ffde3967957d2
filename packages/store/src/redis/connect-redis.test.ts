import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { seededRandom } from '@toolwright/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { connectRedis } from './connect-redis.ts';

/** Something on a port that hangs up on everybody, and counts them. */
async function hangingUp(): Promise<{
  readonly port: number;
  readonly callers: () => number;
  readonly server: Server;
}> {
  let callers = 0;
  const server = createServer((socket) => {
    callers += 1;
    server.emit('caller');
    socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, callers: () => callers, server };
}

describe('a lost connection', () => {
  it('is opened anew after the delay that was asked for', async () => {
    const [patient, eager] = [await hangingUp(), await hangingUp()];
    const address = { host: '127.0.0.1' };
    const connections = [
      connectRedis({ ...address, port: patient.port, retryDelayMs: 60_000 }),
      connectRedis({ ...address, port: eager.port, retryDelayMs: 1 }, seededRandom(1)),
    ];
    onTestFinished(() => connections.forEach((one) => one.close()));
    while (eager.callers() < 5 || patient.callers() < 1)
      await Promise.race([once(eager.server, 'caller'), once(patient.server, 'caller')]);
    expect(patient.callers()).toBe(1);
  });

  it.each([0, 60_001, Number.NaN])('cannot wait %s milliseconds', (retryDelayMs) => {
    expect(() => connectRedis({ retryDelayMs })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTIONS' }),
    );
  });
});
