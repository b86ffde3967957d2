import { createTool, ToolError } from '@toolwright/core';
import type { Principal } from '@toolwright/core';
import { createFakeClock } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sceneOf, toolDoing } from '../../test-support/scene.ts';

/** Asks for a name, then for a colour. */
const asking = toolDoing(async ({ call, input }) => {
  const { name } = await call.ask(z.object({ name: z.string().min(2) }), 'What is your name?');
  const colour = await call.ask(z.enum(['red', 'blue']), 'Which colour?');
  return { name, colour, input };
});
const path = '/tools/subject/answers';
const input = { a: 1 };

describe('a tool that asks over REST', () => {
  it('answers 202 with what it asks, where the answers go, and the state that goes with them', async () => {
    await using scene = await sceneOf([asking]);
    const { status, headers, body } = await scene.call('subject', input);
    expect([status, headers.get('location')]).toEqual([202, path]);
    expect(body).toMatchObject({
      status: 'input_required',
      requests: [
        {
          id: 'ask-1',
          prompt: 'What is your name?',
          schema: { type: 'object', properties: { name: { minLength: 2 } } },
        },
      ],
      state: expect.any(String),
      answer: { method: 'POST', path, body: { state: body.state } },
      metadata: { tool: 'subject' },
    });
  });

  it('is described in the document as it answers', async () => {
    await using scene = await sceneOf([asking]);
    const { paths, components } = (await scene.get('/openapi.json')).body;
    const { headers, content } = paths['/tools/subject'].post.responses['202'];
    expect(headers['Location'].schema).toEqual({ type: 'string', format: 'uri-reference' });
    expect(content['application/json'].schema.$ref).toBe('#/components/schemas/InputRequired');
    const { required, properties } = components.schemas['InputRequired'];
    const { body } = await scene.call('subject', input);
    expect(Object.keys(body).toSorted()).toEqual(required.toSorted());
    expect(Object.keys(body.answer).toSorted()).toEqual(properties.answer.required.toSorted());
    const given = paths[path].post.requestBody.content['application/json'].schema;
    expect(Object.keys(given.properties)).toEqual(expect.arrayContaining(Object.keys(body.answer.body)));
  });

  it('goes on with the answers of now; the state brings those of before', async () => {
    await using scene = await sceneOf([asking]);
    const first = (await scene.call('subject', input)).body;
    const second = await scene.post(path, {
      input,
      state: first.state,
      answers: { 'ask-1': { name: 'Ada' } },
    });
    expect([second.status, second.body.requests[0].id]).toEqual([202, 'ask-2']);
    const { status, body } = await scene.post(path, {
      input,
      state: second.body.state,
      answers: { 'ask-2': 'red' },
    });
    expect([status, body.data]).toEqual([200, { name: 'Ada', colour: 'red', input }]);
  });

  it('asks the same of who sends its input in an address, or wants a stream', async () => {
    const tool = toolDoing(
      async ({ call, input: given }) => ({ sure: await call.ask(z.boolean(), 'Sure?'), given }),
      { kind: 'query', http: { method: 'GET', path: '/things/{id}' } },
    );
    await using scene = await sceneOf([tool]);
    for (const asked of [
      await scene.get('/tools/subject?id=7'),
      await scene.get('/things/7'),
      await scene.get('/tools/subject?id=7', { headers: { accept: 'text/event-stream' } }),
    ]) {
      const { state, answer } = asked.body;
      expect([asked.status, asked.headers.get('location'), answer.path]).toEqual([202, path, path]);
      const { body } = await scene.post(path, { input: { id: '7' }, state, answers: { 'ask-1': true } });
      expect(body.data).toEqual({ sure: true, given: { id: '7' } });
    }
  });

  it('says how to answer also at the end of a stream that has begun', async () => {
    const tool = createTool({
      metadata: { name: 'subject', version: '1.0.0', description: 'Streams, and asks', kind: 'query' },
      schema: { chunk: z.number() },
      async *execute({ call }) {
        yield 1;
        await call.ask(z.boolean(), 'Go on?');
        yield 2;
      },
    });
    await using scene = await sceneOf([tool]);
    const { body } = await scene.get('/tools/subject', { headers: { accept: 'application/x-ndjson' } });
    const [chunk, { result }] = String(body)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect([chunk.data, result.status, result.answer.path]).toEqual([1, 'input_required', path]);
    const given = { state: result.state, answers: { 'ask-1': true } };
    expect((await scene.post(path, given)).status).toBe(200);
    expect((await scene.post(path, given)).status).toBe(409);
  });

  it('says how to answer in a batch, for each call that asks', async () => {
    await using scene = await sceneOf([asking]);
    const answers = { 'ask-1': { name: 'Ada' } };
    const { body } = await scene.post('/batch', { calls: [{ tool: 'subject', input, answers }] });
    const [{ status, requests, answer }] = body.results;
    expect([status, requests[0].id, answer.path]).toEqual(['input_required', 'ask-2', path]);
    const { data } = (await scene.post(answer.path, { ...answer.body, input, answers: { 'ask-2': 'red' } }))
      .body;
    expect(data).toEqual({ name: 'Ada', colour: 'red', input });
  });

  it('takes answers without a state as given from the start', async () => {
    await using scene = await sceneOf([asking]);
    const answers = { 'ask-1': { name: 'Ada' }, 'ask-2': 'blue' };
    const { body } = await scene.post(path, { input, answers });
    expect(body.data).toMatchObject({ name: 'Ada', colour: 'blue' });
  });
});

describe('the state of a call that asks over REST', () => {
  it('is good once', async () => {
    await using scene = await sceneOf([asking]);
    const { state } = (await scene.call('subject', input)).body;
    const answered = { input, state, answers: {} };
    const answers = await Promise.all([scene.post(path, answered), scene.post(path, answered)]);
    expect(
      answers.map(({ status, body }) => [status, body.code] as const).toSorted(([a], [b]) => a - b),
    ).toEqual([
      [202, undefined],
      [409, 'STATE_SPENT'],
    ]);
  });

  it('is of one tool, input and caller, and no older than it may be', async () => {
    const clock = createFakeClock();
    const authenticate = ({ headers }: { headers: Readonly<Record<string, string>> }): Principal => ({
      subject: headers['x-api-key'] ?? 'ada',
      permissions: [],
    });
    const other = toolDoing(({ call }) => call.ask(z.boolean(), 'Sure?'), { name: 'other' });
    await using scene = await sceneOf([asking, other], {
      authenticate,
      clock,
      questions: { stateTtlMs: 5_000 },
    });
    const { state } = (await scene.call('subject', input)).body;
    const given = { input, state, answers: {} };
    const wrong = [
      await scene.post(path, { ...given, input: { a: 2 } }),
      await scene.post('/tools/other/answers', given),
      await scene.post(path, given, { 'x-api-key': 'eve' }),
      await scene.post(path, { ...given, state: `${state}x` }),
    ];
    await clock.advance(5_000);
    wrong.push(await scene.post(path, given));
    expect(wrong.map(({ status, body }) => [status, body.code])).toEqual(
      Array.from({ length: 5 }, () => [400, 'STATE_INVALID']),
    );
  });

  it.each([{ answers: [] }, { state: 'x' }, { answers: {}, state: 5 }, null])(
    'is sent with answers, and is text: %j',
    async (body) => {
      await using scene = await sceneOf([asking]);
      const answer = await scene.post(path, body);
      expect([answer.status, answer.body.code]).toEqual([400, 'INVALID_INPUT']);
    },
  );

  it('is not used while the store that remembers is away: 503, and the same again later', async () => {
    let isAway = true;
    const stateStore = {
      compareAndSet: () =>
        isAway
          ? Promise.reject(new ToolError('STORE_UNAVAILABLE', 'The store is away'))
          : Promise.resolve(true),
    };
    await using scene = await sceneOf([asking], { questions: { stateStore } });
    const { state } = (await scene.call('subject', input)).body;
    const given = { input, state, answers: { 'ask-1': { name: 'Ada' } } };
    expect((await scene.post(path, given)).status).toBe(503);
    isAway = false;
    expect((await scene.post(path, given)).status).toBe(202);
  });
});
