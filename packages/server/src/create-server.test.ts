import { createTool, failed, failure } from '@toolwright/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { echo, sceneOf, toolDoing } from '../test-support/scene.ts';

describe('a tool over REST', () => {
  it('takes its input as a body and answers with the envelope of the call', async () => {
    await using scene = await sceneOf([echo]);
    const { status, headers, body } = await scene.call('echo', { text: 'hello' });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/json');
    expect(body).toMatchObject({ status: 'success', data: { text: 'hello' }, metadata: { tool: 'echo' } });
  });

  it('takes no body for an empty input', async () => {
    await using scene = await sceneOf([echo]);
    expect((await scene.get('/tools/echo', { method: 'POST' })).body.data).toEqual({});
  });

  it('takes the input of a query from the query string, by the schema', async () => {
    await using scene = await sceneOf([echo]);
    const { body } = await scene.get('/tools/echo?count=2&text=7');
    expect(body.data).toEqual({ count: 2, text: '7' });
    const wrong = await scene.get('/tools/echo?count=two');
    expect(wrong.body).toMatchObject({ status: 400, code: 'INVALID_INPUT' });
  });

  it('serves no command by GET', async () => {
    await using scene = await sceneOf([toolDoing(() => ({}))]);
    const { status, headers, body } = await scene.get('/tools/subject');
    expect([status, headers.get('allow'), body.code]).toEqual([405, 'POST', 'METHOD_NOT_ALLOWED']);
  });

  it('has an address of its own where it says one', async () => {
    const tool = createTool({
      metadata: {
        name: 'users.rename',
        version: '1.0.0',
        description: 'Renames a user',
        kind: 'command',
        http: { method: 'PUT', path: '/users/{id}', status: 201 },
      },
      schema: { input: z.object({ id: z.number().int(), name: z.string() }) },
      execute: ({ input }) => input,
    });
    const groups = [{ prefix: '/v1', tools: ['users.rename'] }];
    await using scene = await sceneOf([tool], { groups });
    const put = {
      method: 'PUT',
      body: '{"name":"Ada","id":9}',
      headers: { 'content-type': 'application/json' },
    };
    const { status, body } = await scene.get('/v1/users/7', put);
    expect([status, body.data]).toEqual([201, { id: 7, name: 'Ada' }]);
    expect((await scene.get('/v1/users/%ff', put)).status).toBe(400);
    expect((await scene.get('/v1/users/7')).headers.get('allow')).toBe('PUT');
    expect((await scene.get('/v1/users/', put)).status).toBe(404);
  });

  it('says which tools there are when it is asked for another', async () => {
    await using scene = await sceneOf([echo]);
    const { status, body } = await scene.call('ecco', {});
    expect([status, body.code]).toEqual([404, 'TOOL_NOT_FOUND']);
    expect(body.detail).toContain('echo');
  });

  it('asks back with 202, and takes the answers beside the input', async () => {
    const tool = toolDoing(async ({ call, input }) => {
      const sure = await call.ask(z.object({ sure: z.boolean() }), 'Are you sure?');
      return { ...(input as object), ...sure };
    });
    await using scene = await sceneOf([tool]);
    const asked = await scene.call('subject', { a: 1 });
    expect(asked.status).toBe(202);
    expect(asked.body).toMatchObject({
      status: 'input_required',
      requests: [{ id: 'ask-1', prompt: 'Are you sure?' }],
      answer: { method: 'POST', path: '/tools/subject/answers' },
    });
    const { path, body } = asked.body.answer;
    expect(body).toEqual({
      input: '<the same input>',
      state: asked.body.state,
      answers: { 'ask-1': '<Are you sure?>' },
    });
    const answered = await scene.post(path, { input: { a: 1 }, answers: { 'ask-1': { sure: true } } });
    expect([answered.status, answered.body.data]).toEqual([200, { a: 1, sure: true }]);
    const wrong = await scene.post(path, { answers: [] });
    expect([wrong.status, wrong.body.code]).toEqual([400, 'INVALID_INPUT']);
  });
});

describe('a failure', () => {
  it('is a problem with the status of its type, the id of the request and what helps to repair it', async () => {
    await using scene = await sceneOf([echo]);
    const { status, headers, body } = await scene.call('echo', { text: 1 }, { 'x-request-id': 'mine-1' });
    expect(status).toBe(400);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(headers.get('x-request-id')).toBe('mine-1');
    expect(body).toMatchObject({
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      code: 'INVALID_INPUT',
      errorType: 'validation_error',
      requestId: 'mine-1',
      details: { issues: [{ path: 'text' }] },
    });
  });

  it('of a rate limit says when to come back, in every form of the fields', async () => {
    const decision = { limit: 5, remaining: 0, retryAfterMs: 1_500, resetAfterMs: 4_000, policies: [] };
    const use = [
      (call: { annotate: (name: string, data: typeof decision) => void }) => {
        call.annotate('rateLimit', decision);
        return Promise.resolve(failed(failure('RATE_LIMITED', 'Too many', { retryAfterMs: 1_500 })));
      },
    ];
    await using scene = await sceneOf([echo], { use });
    const { status, headers } = await scene.call('echo', {});
    expect(status).toBe(429);
    expect(headers.get('retry-after')).toBe('2');
    expect(headers.get('x-ratelimit-limit')).toBe('5');
    expect(headers.get('x-ratelimit-remaining')).toBe('0');
  });
});

describe('the probes', () => {
  it('tell life from readiness', async () => {
    await using scene = await sceneOf([echo]);
    expect((await scene.get('/health')).body).toEqual({ status: 'ok' });
    expect((await scene.get('/ready')).status).toBe(200);
    scene.server.unready();
    const { status, headers } = await scene.get('/ready');
    expect([status, headers.get('retry-after')]).toEqual([503, '1']);
    expect((await scene.get('/health')).status).toBe(200);
    expect((await scene.call('echo', {})).status).toBe(200);
  });
});

describe('a batch', () => {
  it('answers each call for itself, in the order asked', async () => {
    await using scene = await sceneOf([echo]);
    const calls = [
      { tool: 'echo', input: { text: 'a' } },
      { tool: 'none' },
      { tool: 'echo', input: { text: 1 } },
    ];
    const { status, body } = await scene.post('/batch', { calls });
    expect(status).toBe(200);
    expect(body.results.map((result: { status: string }) => result.status)).toEqual([
      'success',
      'error',
      'error',
    ]);
    const many = { calls: Array.from({ length: 51 }, () => ({ tool: 'echo' })) };
    expect((await scene.post('/batch', many)).status).toBe(400);
  });
});

describe('closing', () => {
  it('lets what is under way end, and closes connections that rest', async () => {
    const [started, finished] = [Promise.withResolvers<void>(), Promise.withResolvers<object>()];
    const tool = toolDoing(() => {
      started.resolve();
      return finished.promise;
    });
    const scene = await sceneOf([tool, echo]);
    await scene.call('echo', {});
    const slow = scene.call('subject', {});
    await started.promise;
    const closing = scene.server.close({ drainMs: 5_000 });
    finished.resolve({});
    expect((await slow).headers.get('connection')).toBe('close');
    expect(await closing).toBe(0);
    await scene[Symbol.asyncDispose]();
  });
});
