import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { once } from 'node:events';
import { createTool } from '@toolwright/core';
import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { echo, sceneOf, toolDoing } from '../../test-support/scene.ts';
import type { Scene } from '../../test-support/scene.ts';

const head = 'POST /tools/subject HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n';

async function open(scene: Scene): Promise<Socket> {
  const socket = connect(scene.address.port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** Resources that keep the process busy: sockets, servers, timers. */
function handles(): number {
  return process.getActiveResourcesInfo().filter((name) => /TCP|Timeout/.test(name)).length;
}

describe('a client that goes away', () => {
  it('at any moment of its request leaves nothing behind', async () => {
    const slow = toolDoing(
      ({ call }) =>
        new Promise((_resolve, reject) => {
          call.signal.addEventListener('abort', () => reject(call.signal.reason), { once: true });
        }),
    );
    const before = handles();
    const scene = await sceneOf([slow, echo]);
    const moments = [
      '',
      'POST /too',
      head,
      `${head}content-length: 10\r\n\r\n`,
      `${head}content-length: 10\r\n\r\n{"a`,
      `${head}content-length: 2\r\n\r\n{}`,
      `${head}transfer-encoding: chunked\r\n\r\n5\r\n{"a":`,
      `${head}expect: 100-continue\r\ncontent-length: 10\r\n\r\n`,
      `${head}content-length: 2\r\n\r\n{}${head}content-length: 2\r\n\r\n{}`,
    ];
    for (const sent of moments) {
      const socket = await open(scene);
      if (sent !== '') socket.write(sent);
      await new Promise((resolve) => setImmediate(resolve));
      socket.resetAndDestroy();
    }
    expect((await scene.call('echo', { text: 'still here' })).status).toBe(200);
    expect(await scene.server.close({ drainMs: 2_000 })).toBe(0);
    await scene[Symbol.asyncDispose]();
    await vi.waitFor(() => expect(handles()).toBeLessThanOrEqual(before));
  });

  it('aborts its call', async () => {
    const [started, aborted] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const tool = toolDoing(({ call }) => {
      call.signal.addEventListener('abort', () => aborted.resolve(), { once: true });
      started.resolve();
      return aborted.promise;
    });
    await using scene = await sceneOf([tool]);
    const socket = await open(scene);
    socket.write(`${head}content-length: 2\r\n\r\n{}`);
    await started.promise;
    socket.destroy();
    await aborted.promise;
  });
});

describe('a connection with several requests', () => {
  it('aborts every call that is under way when it goes, and none that has ended', async () => {
    const causes: unknown[] = [];
    const started: PromiseWithResolvers<void>[] = [Promise.withResolvers(), Promise.withResolvers()];
    const aborted = started.map(() => Promise.withResolvers<void>());
    let calls = 0;
    const tool = toolDoing(async ({ input, call }) => {
      if ((input as { quick?: boolean }).quick === true) return {};
      const at = calls++;
      call.signal.addEventListener('abort', () => {
        causes.push((call.signal.reason as Error).cause);
        aborted[at]!.resolve();
      });
      started[at]!.resolve();
      return aborted[at]!.promise;
    });
    await using scene = await sceneOf([tool]);
    const socket = await open(scene);
    socket.write(`${head}content-length: 14\r\n\r\n{"quick":true}`);
    await once(socket, 'data');
    socket.write(`${head}content-length: 2\r\n\r\n{}`.repeat(2));
    await Promise.all(started.map(({ promise }) => promise));
    socket.destroy();
    await Promise.all(aborted.map(({ promise }) => promise));
    expect(causes.map((cause) => (cause as Error).message)).toEqual(
      Array(2).fill('The client closed the connection'),
    );
  });
});

describe('a client that waits to be told', () => {
  it('is told to go on when its body is wanted, and told why when it is not', async () => {
    await using scene = await sceneOf([toolDoing(({ input }) => input)]);
    const socket = await open(scene);
    const heard = async (): Promise<string> => String((await once(socket, 'data'))[0]);
    socket.write(`${head}expect: 100-continue\r\ncontent-length: 7\r\n\r\n`);
    expect(await heard()).toMatch(/^HTTP\/1\.1 100 /);
    socket.write('{"a":1}');
    expect(await heard()).toMatch(/^HTTP\/1\.1 200 /);
    socket.write(`${head}expect: 100-continue\r\ncontent-length: 9999999\r\n\r\n`);
    expect(await heard()).toMatch(/^HTTP\/1\.1 413 /);
    socket.destroy();
  });
});

describe('a refused body', () => {
  it('is let pass up to a point, so that its refusal can be read', async () => {
    await using scene = await sceneOf([toolDoing(() => ({}))]);
    const socket = await open(scene);
    socket.write(`${head}content-length: 100000000\r\n\r\n`);
    expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1\.1 413 /);
    const part = Buffer.alloc(1_048_576, 'x');
    let sent = 0;
    const closed = new Promise((resolve) => socket.on('close', resolve));
    const push = (): void => {
      while (!socket.destroyed && socket.write(part)) sent += 1;
    };
    socket.on('drain', push);
    push();
    await closed;
    expect(sent).toBeLessThan(60);
  });
});

describe('what a tool gives back that JSON cannot say', () => {
  it('is a failure of the service, and the next call is served', async () => {
    await using scene = await sceneOf([toolDoing(() => ({ big: 1n })), echo]);
    const { status, body } = await scene.call('subject', {});
    expect([status, body.code]).toEqual([500, 'INTERNAL_ERROR']);
    expect((await scene.call('echo', {})).status).toBe(200);
  });
});

describe('a long answer', () => {
  it('is compressed for who can read it', async () => {
    await using scene = await sceneOf([echo]);
    const text = 'word '.repeat(2_000);
    for (const [accepted, used] of [
      ['gzip, br', 'br'],
      ['gzip', 'gzip'],
      ['br;q=0, gzip;q=0.5', 'gzip'],
      ['identity', null],
    ] as const) {
      const { headers, body } = await scene.call('echo', { text }, { 'accept-encoding': accepted });
      expect([headers.get('content-encoding'), headers.get('vary')]).toEqual([used, 'accept-encoding']);
      expect(body.data.text).toBe(text);
    }
    const { headers } = await scene.call('echo', { text: 'short' }, { 'accept-encoding': 'gzip' });
    expect(headers.get('content-encoding')).toBeNull();
  });
});

describe('bytes of any kind', () => {
  it('never bring the service down', { timeout: 20_000 }, async () => {
    const tool = createTool({
      metadata: {
        name: 'subject',
        version: '1.0.0',
        description: 'Takes anything',
        kind: 'query',
        http: { path: '/own/{id}' },
      },
      schema: { input: z.looseObject({ id: z.unknown().optional() }) },
      execute: () => ({}),
    });
    await using scene = await sceneOf([tool], { limits: { headersMs: 300, requestMs: 300 } });
    const target = fc.constantFrom(
      '/tools/subject',
      '/own/%00',
      '/tools/%',
      '/batch',
      '/own/..',
      '//',
      '*',
      'http://x',
    );
    const piece = fc.oneof(
      fc.constantFrom(
        '\r\n',
        '\r\n\r\n',
        '\0',
        ': ',
        '{',
        '[',
        'content-length: 5\r\n',
        'transfer-encoding: chunked\r\n',
      ),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('GET', 'POST', 'BREW', 'OPTIONS'),
        target,
        fc.array(piece),
        async (method, path, pieces) => {
          const socket = await open(scene);
          let answer = '';
          const closed = new Promise((resolve) => socket.on('close', resolve));
          socket.on('data', (part: Buffer) => (answer += part.toString('latin1')));
          socket.end(`${method} ${path} HTTP/1.1\r\nhost: localhost\r\n${pieces.join('')}\r\n\r\n`);
          await closed;
          expect(answer === '' || answer.startsWith('HTTP/1.1 ')).toBe(true);
        },
      ),
      { numRuns: 100 },
    );
    expect((await scene.get('/health')).status).toBe(200);
  });
});
