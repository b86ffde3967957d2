import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createToolbox, silentLogger } from '@toolwright/core';
import { createFakeClock, recordLogs } from '@toolwright/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { echo, sceneOf, toolDoing } from '../test-support/scene.ts';
import { createServer, problemReply, textReply } from './index.ts';
import type { AnsweredRequest, ToolServer } from './index.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('metrics', () => {
  it('are what the program gives, for callers only', async () => {
    await using scene = await sceneOf([echo], { metrics: () => Promise.resolve('calls_total 7\n') });
    const { headers, body } = await scene.get('/metrics');
    expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(body).toBe('calls_total 7\n');
    await using none = await sceneOf([echo], { authenticate: () => undefined });
    expect((await none.get('/metrics')).status).toBe(404);
    await using asking = await sceneOf([echo], { authenticate: () => undefined, metrics: () => '' });
    expect((await asking.get('/metrics')).status).toBe(401);
  });

  it('that do not come in time are 504', async () => {
    const clock = createFakeClock();
    await using scene = await sceneOf([echo], { clock, metrics: () => new Promise(() => undefined) });
    const asked = scene.get('/metrics');
    await vi.waitFor(() => expect(clock.pendingTimers).toBe(1));
    await clock.advance(9_000);
    expect((await asked).body).toMatchObject({ status: 504, code: 'OPERATION_TIMEOUT' });
  });
});

describe('readiness', () => {
  it('is what the program says, where it says something', async () => {
    let answer = (): boolean => true;
    await using scene = await sceneOf([echo], { ready: () => answer() });
    expect((await scene.get('/ready')).body).toEqual({ status: 'ready' });
    answer = () => false;
    expect([(await scene.get('/ready')).status, (await scene.get('/ready')).body]).toEqual([
      503,
      { status: 'not-ready' },
    ]);
    answer = () => {
      throw new Error('broken');
    };
    expect((await scene.get('/ready')).status).toBe(503);
  });

  it('is not there before the toolbox has started', async () => {
    const server = createServer({ toolbox: createToolbox({ tools: [echo] }) });
    const { status } = await server.fetch(new Request('http://localhost/ready'));
    expect(status).toBe(503);
  });
});

describe('a batch', () => {
  it('says what is wrong with it', async () => {
    await using scene = await sceneOf([echo]);
    for (const body of [null, [], { calls: 1 }, { calls: [1] }, { calls: [{}] }]) {
      expect(await scene.post('/batch', body)).toMatchObject({
        status: 400,
        body: { code: 'INVALID_INPUT' },
      });
    }
    for (const wrong of [{ idempotencyKey: 1 }, { answers: [] }, { answers: null }])
      expect((await scene.post('/batch', { calls: [{ tool: 'echo', ...wrong }] })).status).toBe(400);
    expect((await scene.get('/batch', { method: 'POST', body: 'x' })).status).toBe(415);
  });

  it('gives each call its own key and never shares one', async () => {
    const key = toolDoing(({ call }) => ({ key: call.idempotencyKey ?? null }));
    await using scene = await sceneOf([key]);
    const calls = [{ tool: 'subject', idempotencyKey: 'a' }, { tool: 'subject' }];
    const { body } = await scene.post('/batch', { calls }, { 'idempotency-key': 'shared' });
    expect(body.results.map(({ data }: { data: unknown }) => data)).toEqual([{ key: 'a' }, { key: null }]);
    const alone = await scene.call('subject', {}, { 'idempotency-key': 'b' });
    expect(alone.body.data).toEqual({ key: 'b' });
  });
});

describe('a deadline', () => {
  it('of the client bounds its call', async () => {
    const slow = toolDoing(({ call }) => ({ leftMs: call.deadlineAtMs - call.clock.monotonicNow() }));
    await using scene = await sceneOf([slow]);
    const { body } = await scene.call('subject', {}, { 'x-request-timeout-ms': '2000' });
    expect(body.data.leftMs).toBeLessThanOrEqual(2_000);
    const { status, body: problem } = await scene.call('subject', {}, { 'x-request-timeout-ms': 'soon' });
    expect([status, problem.detail]).toEqual([400, expect.stringContaining('x-request-timeout-ms')]);
  });
});

describe('a limit that has room', () => {
  it('shows in the headers of a success', async () => {
    const policy = {
      name: 'minute',
      limit: 5,
      remaining: 4,
      windowMs: 60_000,
      resetAfterMs: 1_000,
      retryAfterMs: 0,
    };
    const decision = { limit: 5, remaining: 4, resetAfterMs: 1_000, policies: [policy] };
    const tool = toolDoing(({ call }) => (call.annotate('rateLimit', decision), {}));
    await using scene = await sceneOf([tool]);
    const { headers } = await scene.call('subject', {});
    expect(headers.get('ratelimit')).toBe('"minute";r=4;t=1');
    expect(headers.get('ratelimit-policy')).toBe('"minute";q=5;w=60');
    expect(headers.get('x-ratelimit-remaining')).toBe('4');
    expect(headers.get('retry-after')).toBeNull();
  });

  it('that is no decision is left out', async () => {
    const tool = toolDoing(({ call }) => (call.annotate('rateLimit', { limit: 'many' }), {}));
    await using scene = await sceneOf([tool]);
    const { status, headers } = await scene.call('subject', {});
    expect([status, headers.get('x-ratelimit-limit')]).toEqual([200, null]);
  });
});

describe('who listens to answers', () => {
  it('hears of each once, with what it came to, and cannot break it', async () => {
    const heard: AnsweredRequest[] = [];
    const onAnswered = (answered: AnsweredRequest): void => {
      heard.push(answered);
      throw new Error('the log is full');
    };
    await using scene = await sceneOf([echo], { onAnswered });
    await scene.call('echo', { text: 1 }, { 'x-request-id': 'one' });
    await scene.server.fetch(new Request('http://localhost/health?secret=1'));
    await vi.waitFor(() => expect(heard).toHaveLength(2));
    expect(heard[0]).toMatchObject({
      id: 'one',
      method: 'POST',
      path: '/tools/echo',
      status: 400,
      address: '127.0.0.1',
    });
    expect(heard[1]).toMatchObject({ path: '/health', status: 200 });
    expect(heard[0]!.durationMs).toBeGreaterThanOrEqual(0);
  });
});

describe('routes of the program', () => {
  it('are served behind the same guards', async () => {
    const routes = [
      {
        method: 'GET',
        path: '/notes/{id}',
        handle: ({ params }: { params: object }) => textReply('text/plain', JSON.stringify(params)),
      },
      {
        method: 'GET',
        path: '/gone',
        access: 'anyone' as const,
        handle: () => problemReply(undefined, { status: 410, code: 'GONE', detail: 'It was here' }),
      },
    ];
    await using scene = await sceneOf([echo], { routes });
    expect((await scene.get('/notes/a%2Fb')).body).toBe('{"id":"a/b"}');
    expect((await scene.get('/gone')).body).toMatchObject({ title: 'Gone', code: 'GONE' });
    await using closed = await sceneOf([echo], { routes, authenticate: () => undefined });
    expect([(await closed.get('/notes/1')).status, (await closed.get('/gone')).status]).toEqual([401, 410]);
  });

  it('that clash, or answer nothing, are refused', async () => {
    const taken = [{ method: 'GET', path: '/health', handle: () => textReply('text/plain', '') }];
    await expect(sceneOf([echo], { routes: taken })).rejects.toThrow('GET /health');
    const none = [{ method: 'GET', path: '/none' }] as never;
    await expect(sceneOf([echo], { routes: none })).rejects.toThrow('routes');
  });
});

describe('groups', () => {
  it('name tools that are there, once, and begin as paths do', async () => {
    for (const groups of [
      [{ prefix: '/v1', tools: ['none'] }],
      [{ prefix: 'v1', tools: [] }],
      [
        { prefix: '/v1', tools: ['echo'] },
        { prefix: '/v2', tools: ['echo'] },
      ],
    ])
      await expect(sceneOf([echo], { groups })).rejects.toThrow('groups');
  });

  it('and paths name fields of the input', async () => {
    const { createTool } = await import('@toolwright/core');
    const tool = createTool({
      metadata: { ...echo.info, http: { path: '/echo/{nothing}' } },
      schema: { input: echo.schema.input! },
      execute: () => ({}),
    });
    await expect(sceneOf([tool])).rejects.toThrow('fields of the input');
  });
});

describe('listening', () => {
  it('happens once, and not on a port that is taken', async () => {
    await using scene = await sceneOf([echo]);
    expect(scene.server.address).toEqual(scene.address);
    await expect(scene.server.listen()).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    const second = createServer({ toolbox: scene.toolbox });
    await expect(second.listen({ port: scene.address.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    const { url } = await second.listen({ port: 0, host: '::1' });
    expect(url).toMatch(/^http:\/\/\[::1\]:\d+$/);
    expect(await second.close()).toBe(0);
    expect(second.address).toBeUndefined();
    expect([second.accepting, scene.server.accepting]).toEqual([false, true]);
  });

  it('may be done by the program’s own server', async () => {
    const toolbox = createToolbox({ tools: [echo], logger: silentLogger });
    const server = createServer({ toolbox });
    const http = createHttpServer(server.listener).listen(0, '127.0.0.1');
    await new Promise((resolve) => http.once('listening', resolve));
    const { port } = http.address() as AddressInfo;
    expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200);
    http.close();
    expect(await server.close()).toBe(0);
    await toolbox.stop();
  });
});

describe('a failure of the service itself', () => {
  it('goes to the log with the request, and not to the client', async () => {
    const logs = recordLogs();
    const error = new Error('secret');
    const authenticate = (): Promise<never> => Promise.reject(error);
    await using scene = await sceneOf([echo], { logger: logs.logger, authenticate });
    const { status, body } = await scene.call('echo', {}, { 'x-request-id': 'one' });
    expect([status, body.code, JSON.stringify(body).includes('secret')]).toEqual([
      500,
      'INTERNAL_ERROR',
      false,
    ]);
    expect(logs.lines()).toMatchObject([
      { level: 'error', fields: { requestId: 'one', path: '/tools/echo', error } },
    ]);
  });
});

describe('stopping on a signal', () => {
  it('is not ready, closes, stops the toolbox, then exits', async () => {
    const clock = createFakeClock();
    const exit = vi.spyOn(process, 'exit').mockReturnValue(undefined as never);
    const toolbox = createToolbox({ tools: [echo], clock, logger: silentLogger });
    await toolbox.start();
    const server: ToolServer = createServer({ toolbox, clock });
    await server.listen({ port: 0 });
    const stopped = vi.fn(() => Promise.reject(new Error('too late to matter')));
    const off = server.stopOn(['SIGUSR2'], { unreadyMs: 5_000, onStopped: stopped });
    process.emit('SIGUSR2');
    expect([server.accepting, server.address]).not.toContain(undefined);
    await clock.advance(5_000);
    await vi.waitFor(() => expect(stopped).toHaveBeenCalledWith(0));
    expect(toolbox.serving).toBe(false);
    await vi.waitFor(() => expect(process.exitCode).toBe(0));
    await clock.advance(20_000);
    expect(exit).toHaveBeenCalledTimes(1);
    process.emit('SIGUSR2');
    expect(exit).toHaveBeenLastCalledWith(1);
    off();
    expect(process.listenerCount('SIGUSR2')).toBe(0);
    process.exitCode = undefined;
  });

  it('takes only waits that can be', () => {
    const server = createServer({ toolbox: createToolbox({ tools: [] }) });
    expect(() => server.stopOn([], { drainMs: -1 })).toThrow('drainMs');
    expect(() => server.stopOn([], { unreadyMs: NaN })).toThrow('unreadyMs');
  });
});
