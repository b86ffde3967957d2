import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createToolbox, silentLogger } from '@toolwright/core';
import { describe, expect, it } from 'vitest';
import { echo } from '../../test-support/scene.ts';
import { createServer } from '../index.ts';
import type { TlsOptions } from '../index.ts';

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
});
