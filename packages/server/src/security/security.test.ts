import { createHash } from 'node:crypto';
import { request as sendRequest } from 'node:http';
import { ToolError } from '@toolwright/core';
import { describe, expect, it } from 'vitest';
import { echo, sceneOf, toolDoing } from '../../test-support/scene.ts';
import type { Scene } from '../../test-support/scene.ts';
import { jsonReply, staticCredentials } from '../index.ts';
import { hostGuard } from './host-guard.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const authenticate = staticCredentials([
  { sha256: sha256('secret-of-ada'), principal: { subject: 'ada', permissions: ['write'] } },
  { sha256: sha256('secret-of-bob'), principal: { subject: 'bob', permissions: [] } },
]);
const whoami = toolDoing(({ call }) => ({ subject: call.principal?.subject ?? null }), { name: 'whoami' });

/** As `fetch`, but free to say any host and origin. */
function ask(
  scene: Scene,
  headers: Record<string, string>,
  method = 'GET',
): Promise<{ status: number; headers: NodeJS.Dict<string | string[]> }> {
  return new Promise((resolve, reject) => {
    const sent = sendRequest(`${scene.url}/tools`, { method, headers }, (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, headers: response.headers });
    });
    sent.on('error', reject);
    sent.end();
  });
}

describe('a caller', () => {
  it('who says nothing, or something wrong, is told how to say it', async () => {
    await using scene = await sceneOf([whoami], { authenticate });
    const none = await scene.call('whoami', {});
    expect([none.status, none.body.detail]).toEqual([401, 'Authentication required']);
    expect(none.headers.get('www-authenticate')).toBe('Bearer realm="toolwright"');
    for (const headers of [
      { authorization: 'Bearer wrong' },
      { 'x-api-key': 'wrong' },
      { authorization: 'Basic YTpi' },
    ]) {
      const bad = await scene.call('whoami', {}, headers);
      expect([bad.status, bad.body.detail]).toEqual([401, 'Invalid token']);
      expect(bad.headers.get('www-authenticate')).toContain('error="invalid_token"');
    }
  });

  it('is known by a bearer token or an API key', async () => {
    await using scene = await sceneOf([whoami], { authenticate });
    const ada = await scene.call('whoami', {}, { authorization: 'Bearer secret-of-ada' });
    expect(ada.body.data).toEqual({ subject: 'ada' });
    expect((await scene.call('whoami', {}, { 'x-api-key': 'secret-of-bob' })).body.data).toEqual({
      subject: 'bob',
    });
  });

  it('is not asked on public paths, and known there when it says so', async () => {
    const guarded = toolDoing(() => ({}), { name: 'guarded', permissions: ['write'] });
    await using scene = await sceneOf([whoami, guarded], { authenticate, publicPaths: ['/tools'] });
    expect((await scene.get('/health')).status).toBe(200);
    const names = async (init?: RequestInit): Promise<string[]> =>
      (await scene.get('/tools', init)).body.tools.map(({ name }: { name: string }) => name);
    expect(await names()).toEqual(['whoami']);
    expect(await names({ headers: { 'x-api-key': 'secret-of-ada' } })).toEqual(['guarded', 'whoami']);
    const refused = await scene.call('guarded', {}, { 'x-api-key': 'secret-of-bob' });
    expect([refused.status, refused.body.code]).toEqual([403, 'PERMISSION_DENIED']);
  });

  it('without a principal is challenged by a tool that asks for permissions', async () => {
    const guarded = toolDoing(() => ({}), { permissions: ['write'] });
    await using scene = await sceneOf([guarded]);
    const { status, headers } = await scene.call('subject', {});
    expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="toolwright"']);
  });

  it('whose credentials cannot be checked gets the failure, not a challenge', async () => {
    const broken = (): never => {
      throw new ToolError('SERVICE_UNAVAILABLE', 'The key service is away', { retryAfterMs: 2_500 });
    };
    await using scene = await sceneOf([echo], { authenticate: broken });
    const { status, headers, body } = await scene.call('echo', {});
    expect([status, headers.get('retry-after'), body.code]).toEqual([503, '3', 'SERVICE_UNAVAILABLE']);
  });

  it('is never known by a query string', async () => {
    await using scene = await sceneOf([echo]);
    const { status, body } = await scene.get('/tools/echo?access_token=secret');
    expect([status, body.code]).toEqual([400, 'BAD_REQUEST']);
    expect(body.detail).toContain('authorization header');
  });

  it('must be given by hashes', () => {
    const principal = { subject: 'x', permissions: [] };
    expect(() => staticCredentials([{ sha256: 'secret', principal }])).toThrow('sha256');
  });
});

describe('the host of a request', () => {
  it('must be this machine, an address, or a name that is listed', async () => {
    await using scene = await sceneOf([echo], { allowedHosts: ['api.example.com'] });
    const statusOf = async (host: string): Promise<number> => (await ask(scene, { host })).status;
    for (const host of [
      'localhost',
      'LOCALHOST:81',
      'api.localhost',
      '10.1.2.3:3000',
      '[::1]:80',
      'api.example.com',
    ])
      expect(await statusOf(host)).toBe(200);
    for (const host of [
      'evil.example',
      'localhost.evil.example',
      'a b',
      'localhost:x',
      '[zz]',
      'api.example.com.',
    ])
      expect(await statusOf(host)).toBe(421);
  });

  it('may be anything when a proxy has looked at it', () => {
    const guard = hostGuard({ allowedHosts: 'any', origins: [] });
    expect(guard.host('anything.example')).toBeUndefined();
    expect(guard.host('not a host')).toMatchObject({ status: 421 });
  });

  it('is listed without a port', async () => {
    await expect(sceneOf([echo], { allowedHosts: ['a.example:80'] })).rejects.toThrow('allowedHosts');
    await expect(sceneOf([echo], { cors: { origins: ['https://a.example/'] } })).rejects.toThrow(
      'cors.origins',
    );
  });

  it('is remembered, though not for ever', () => {
    const guard = hostGuard({ allowedHosts: [], origins: [] });
    for (let port = 0; port < 1_500; port += 1) expect(guard.host(`localhost:${port}`)).toBeUndefined();
  });
});

describe('the origin of a page', () => {
  it('must be the service itself, or listed', async () => {
    await using scene = await sceneOf([echo], {
      cors: { origins: ['https://app.example.com'] },
      allowedHosts: ['x.example'],
    });
    const statusOf = async (origin: string, host = 'localhost:3000'): Promise<number> =>
      (await ask(scene, { origin, host })).status;
    expect(await statusOf('http://localhost:3000')).toBe(200);
    expect(await statusOf('http://127.0.0.1:5173')).toBe(200);
    expect(await statusOf('https://x.example', 'x.example')).toBe(200);
    expect(await statusOf('https://app.example.com')).toBe(200);
    expect(await statusOf('https://evil.example')).toBe(403);
    expect(await statusOf('null')).toBe(403);
    expect(await statusOf('http://localhost:3000', 'x.example')).toBe(403);
  });

  it('reads answers only where it is listed, exactly', async () => {
    await using scene = await sceneOf([echo], { cors: { origins: ['https://app.example.com'] } });
    const shared = await ask(scene, { origin: 'https://app.example.com' });
    expect(shared.headers['access-control-allow-origin']).toBe('https://app.example.com');
    expect(shared.headers['vary']).toContain('origin');
    const own = await ask(scene, { origin: 'http://localhost' });
    expect(own.headers['access-control-allow-origin']).toBeUndefined();
    const asked = await ask(
      scene,
      { origin: 'https://app.example.com', 'access-control-request-method': 'GET' },
      'OPTIONS',
    );
    expect(asked.status).toBe(204);
    expect(asked.headers['access-control-allow-methods']).toBe('GET, HEAD');
    expect(asked.headers['access-control-max-age']).toBe('600');
    const unlisted = await ask(scene, { 'access-control-request-method': 'GET' }, 'OPTIONS');
    expect([unlisted.status, unlisted.headers['allow']]).toEqual([204, 'GET, HEAD, OPTIONS']);
    expect(unlisted.headers['access-control-allow-methods']).toBeUndefined();
  });
});

describe('every answer', () => {
  it('carries security headers, which a route may replace', async () => {
    const page = {
      method: 'GET',
      path: '/page',
      handle: () => jsonReply(200, {}, ['content-security-policy', "default-src 'self'"]),
    };
    await using scene = await sceneOf([echo], { routes: [page] });
    const { headers } = await scene.get('/nowhere');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
    expect(headers.get('strict-transport-security')).toBeNull();
    expect((await scene.get('/page')).headers.get('content-security-policy')).toBe("default-src 'self'");
  });

  it('tells browsers to stay with TLS where it came over TLS', async () => {
    await using scene = await sceneOf([echo]);
    const secure = await scene.server.fetch(new Request('https://localhost/health'));
    expect(secure.headers.get('strict-transport-security')).toBe('max-age=63072000');
  });
});

describe('the address of a client', () => {
  const address = toolDoing(({ call }) => ({ address: call.peer?.address ?? null }), { name: 'address' });
  const from = async (trustedProxies: readonly string[], forwarded: string): Promise<unknown> => {
    await using scene = await sceneOf([address], { trustedProxies });
    return (await scene.call('address', {}, { 'x-forwarded-for': forwarded })).body.data.address;
  };

  it('is the other end, unless a trusted proxy says whom it speaks for', async () => {
    expect(await from([], '9.9.9.9')).toBe('127.0.0.1');
    expect(await from(['10.0.0.0/8'], '9.9.9.9')).toBe('127.0.0.1');
    expect(await from(['127.0.0.1'], '9.9.9.9')).toBe('9.9.9.9');
    expect(await from(['127.0.0.0/8', '10.0.0.0/8'], '6.6.6.6, 9.9.9.9, 10.0.0.1')).toBe('9.9.9.9');
    expect(await from(['127.0.0.1'], 'unknown')).toBe('127.0.0.1');
    expect(await from(['127.0.0.1', '2001:db8::/32'], '9.9.9.9, 2001:db8::1')).toBe('9.9.9.9');
  });

  it('is found through networks that are some', async () => {
    for (const proxy of ['proxy.example', '10.0.0.0/33', '10.0.0.0/8/8', '10.0.0.0/x'])
      await expect(from([proxy], '')).rejects.toThrow('trustedProxies');
  });
});
