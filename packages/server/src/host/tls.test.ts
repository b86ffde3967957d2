import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { request } from 'node:https';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createToolbox, silentLogger } from '@toolwright/core';
import { describe, expect, it } from 'vitest';
import { echo } from '../../test-support/scene.ts';
import { createServer } from '../index.ts';
import type { ServerLimits, TlsOptions } from '../index.ts';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

function certificate(): TlsOptions {
  const folder = mkdtempSync(join(tmpdir(), 'toolwright-tls-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  try {
    const made = [
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '1',
      '-subj',
      '/CN=localhost',
    ];
    execFileSync('openssl', ['req', '-x509', ...made, '-keyout', key, '-out', cert], { stdio: 'ignore' });
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A server with a certificate, and nothing but its limits set. */
async function tlsScene(limits: Partial<ServerLimits>) {
  const toolbox = createToolbox({ tools: [echo], logger: silentLogger });
  const server = createServer({ toolbox, logger: silentLogger, limits });
  const { port } = await server.listen({ port: 0, tls: certificate() });
  return {
    server,
    port,
    async [Symbol.asyncDispose]() {
      await server.close();
      await toolbox.stop();
    },
  };
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.on('close', () => resolve()));
}

/** A connection below TLS. */
async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined).resume();
  await once(socket, 'connect');
  return socket;
}

describe.runIf(hasOpenssl)('a server with a certificate (needs openssl)', () => {
  it('speaks TLS and tells browsers to stay with it', async () => {
    const toolbox = createToolbox({ tools: [echo], logger: silentLogger });
    const server = createServer({ toolbox, logger: silentLogger });
    const { url } = await server.listen({ port: 0, tls: certificate() });
    expect(url).toMatch(/^https:/);
    const hsts = await new Promise((resolve, reject) => {
      request(`${url}/health`, { rejectUnauthorized: false }, (response) => {
        response.resume().on('end', () => resolve(response.headers['strict-transport-security']));
      })
        .on('error', reject)
        .end();
    });
    expect(hsts).toBe('max-age=63072000');
    expect(await server.close()).toBe(0);
    await toolbox.stop();
  });

  const nothing = Buffer.alloc(0);
  // The head of a record that announces 512 bytes of a client's greeting, which never come.
  const begun = Buffer.from([22, 3, 1, 2, 0, 1, 0, 1, 252]);
  it.each([
    ['says nothing', nothing],
    ['stops in the middle of its greeting', begun],
    ['speaks no TLS', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
  ])('closes a connection that %s before the handshake is done', async (_what, sent) => {
    await using scene = await tlsScene({ handshakeMs: 100 });
    const socket = await open(scene.port);
    socket.write(sent);
    await closed(socket);
    expect(await scene.server.close()).toBe(0);
  });

  it('waits for no handshake when it closes', async () => {
    await using scene = await tlsScene({ handshakeMs: 60_000 });
    const sockets = [await open(scene.port), await open(scene.port)];
    sockets[1]!.write(begun);
    const ends = sockets.map(closed);
    expect(await scene.server.close({ drainMs: 60_000 })).toBe(0);
    await Promise.all(ends);
  });
});
