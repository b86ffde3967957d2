import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { echo, sceneOf, toolDoing } from '../../test-support/scene.ts';
import type { Scene } from '../../test-support/scene.ts';

/** Sends bytes as they are, and answers everything that comes back until the server closes. */
function raw(scene: Scene, ...parts: readonly (string | Uint8Array)[]): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(scene.address.port, '127.0.0.1', () => {
      for (const part of parts) socket.write(part);
    });
    socket.on('data', (part: Buffer) => (text += part.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text));
  });
}

const head = (path: string, ...headers: readonly string[]): string =>
  [`POST ${path} HTTP/1.1`, 'host: localhost', 'connection: close', ...headers].join('\r\n') + '\r\n\r\n';
const json = 'content-type: application/json';

describe('a body', () => {
  it('of another type, encoding or size is refused, with a hint', async () => {
    await using scene = await sceneOf([echo], { limits: { bodyBytes: 1_000 } });
    const wrong = await scene.get('/tools/echo', { method: 'POST', body: 'a=b' });
    expect([wrong.status, wrong.headers.get('accept')]).toEqual([415, 'application/json']);
    const zipped = await scene.call('echo', {}, { 'content-encoding': 'gzip' });
    expect([zipped.status, zipped.headers.get('accept-encoding')]).toEqual([415, 'identity']);
    const large = await scene.call('echo', { text: 'x'.repeat(1_000) });
    expect([large.status, large.body.code]).toEqual([413, 'BODY_TOO_LARGE']);
    expect(large.body.detail).toContain('1000 bytes');
  });

  it('without a length is counted as it comes', async () => {
    await using scene = await sceneOf([echo], { limits: { bodyBytes: 1_000 } });
    const chunk = `3e8\r\n${'x'.repeat(1_000)}\r\n`;
    const answer = await raw(
      scene,
      head('/tools/echo', json, 'transfer-encoding: chunked'),
      chunk,
      chunk,
      '0\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('that is no JSON, no UTF-8 or too deep says so', async () => {
    await using scene = await sceneOf([echo]);
    const post = (body: string | Uint8Array<ArrayBuffer>) =>
      scene.get('/tools/echo', { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    expect((await post('{"text": x}')).body.code).toBe('MALFORMED_JSON');
    expect((await post(Uint8Array.of(0x22, 0xff, 0x22))).body.detail).toContain('UTF-8');
    expect((await post('['.repeat(65) + ']'.repeat(65))).body.code).toBe('JSON_TOO_DEEP');
    expect((await post('['.repeat(64) + ']'.repeat(64))).body.code).toBe('INVALID_INPUT');
    const brackets = JSON.stringify({ text: '[{"'.repeat(200) });
    expect((await post(brackets)).status).toBe(200);
  });
});

describe('what is no request', () => {
  it.each([
    ['nonsense', 'nonsense\r\n\r\n', 400],
    ['headers without end', `GET / HTTP/1.1\r\nhost: localhost\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, 431],
    ['two lengths', head('/tools/echo', json, 'content-length: 2', 'content-length: 3') + '{}', 400],
    ['two hosts', head('/tools/echo', json, 'host: localhost', 'content-length: 2') + '{}', 400],
    ['no host', 'GET /health HTTP/1.1\r\nconnection: close\r\n\r\n', 400],
    [
      'a length and chunks',
      head('/tools/echo', 'content-length: 2', 'transfer-encoding: chunked') + '{}',
      400,
    ],
    ['a broken chunk', head('/tools/echo', json, 'transfer-encoding: chunked') + 'zz\r\n', 400],
    ['a fragment', 'GET /health#x HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n', 400],
  ])('(%s) is answered with a status and a closed connection', async (_name, sent, status) => {
    await using scene = await sceneOf([echo]);
    const answer = await raw(scene, sent);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect((await scene.get('/health')).status).toBe(200);
  });

  it('a request that never ends is cut off with 408', async () => {
    await using scene = await sceneOf([echo], { limits: { headersMs: 60, requestMs: 120 } });
    expect(await raw(scene, 'GET / HTTP/1.1\r\nhost: loc')).toMatch(/^HTTP\/1\.1 408 /);
    expect(await raw(scene, head('/tools/echo', json, 'content-length: 10'), '{')).toMatch(
      /^HTTP\/1\.1 408 /,
    );
  });
});

describe('paths', () => {
  it.each([
    '/tools/../health',
    '/tools//echo',
    '/tools/echo/',
    '//health',
    '/Health',
    '/health%00',
    '/%2e%2e/x',
    '/tools/%65cho',
  ])('are taken as they are written: %s is nothing', async (path) => {
    await using scene = await sceneOf([echo]);
    expect(await raw(scene, `GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 404 /,
    );
  });

  it('may be whole URLs, whose host counts', async () => {
    await using scene = await sceneOf([echo]);
    const ask = (target: string) =>
      raw(scene, `GET ${target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`);
    expect(await ask('http://localhost/health')).toMatch(/^HTTP\/1\.1 200 /);
    expect(await ask('http://evil.example/health')).toMatch(/^HTTP\/1\.1 421 /);
  });
});

describe('pipelined requests', () => {
  it('are answered in order', async () => {
    await using scene = await sceneOf([echo]);
    const one = (text: string, more = '') =>
      `POST /tools/echo HTTP/1.1\r\nhost: localhost\r\n${json}\r\n${more}content-length: ${text.length + 11}\r\n\r\n{"text":"${text}"}`;
    const answer = await raw(scene, one('first') + one('second') + one('third', 'connection: close\r\n'));
    expect([...answer.matchAll(/"data":\{"text":"(\w+)"\}/g)].map(([, text]) => text)).toEqual([
      'first',
      'second',
      'third',
    ]);
  });

  it('are so many at a time, or the connection is closed', async () => {
    let started = 0;
    const tool = toolDoing(({ call }) => {
      started += 1;
      return new Promise((_resolve, reject) => {
        call.signal.addEventListener('abort', () => reject(call.signal.reason as Error), { once: true });
      });
    });
    await using scene = await sceneOf([tool]);
    const one = 'POST /tools/subject HTTP/1.1\r\nhost: localhost\r\n\r\n';
    expect(await raw(scene, one.repeat(5_000))).toBe('');
    expect(started).toBeLessThanOrEqual(101);
  });

  it('with rubbish behind them get no answer that is not theirs', async () => {
    await using scene = await sceneOf([echo]);
    const answer = await raw(scene, 'GET /health HTTP/1.1\r\nhost: localhost\r\n\r\nrubbish\r\n\r\n');
    expect(answer.match(/HTTP\/1\.1/g)?.length ?? 0).toBeLessThanOrEqual(2);
    expect((await scene.get('/health')).status).toBe(200);
  });
});
