import { createTool, ToolError } from '@toolwright/core';
import type { AnyTool, Principal } from '@toolwright/core';
import { createFakeClock } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { mcpSceneOf } from '../../test-support/mcp-scene.ts';
import type { StateStore } from '../index.ts';
import type { McpScene, Otherwise } from '../../test-support/mcp-scene.ts';
import type { Answer } from '../../test-support/scene.ts';
import { toolDoing } from '../../test-support/scene.ts';

const forms: Otherwise = { meta: { 'io.modelcontextprotocol/clientCapabilities': { elicitation: {} } } };

/** Asks for a name, then for a colour. */
const asking: AnyTool = toolDoing(async ({ call }) => {
  const { name } = await call.ask(z.object({ name: z.string().min(2) }), 'What is your name?');
  const colour = await call.ask(z.enum(['red', 'blue']), 'Which colour?');
  return { name, colour };
});

function callSubject(scene: McpScene, params: object = {}, otherwise: Otherwise = forms): Promise<Answer> {
  return scene.ask('tools/call', { name: 'subject', arguments: { a: 1 }, ...params }, otherwise);
}

function accepted(id: string, content: object): object {
  return { [id]: { action: 'accept', content } };
}

describe('a tool that asks', () => {
  it('ends its call with a form for a person', async () => {
    await using scene = await mcpSceneOf([asking]);
    const { status, body } = await callSubject(scene);
    expect(status).toBe(200);
    expect(body.result).toEqual({
      resultType: 'input_required',
      inputRequests: {
        'ask-1': {
          method: 'elicitation/create',
          params: {
            mode: 'form',
            message: 'What is your name?',
            requestedSchema: {
              type: 'object',
              properties: { name: { type: 'string', minLength: 2 } },
              required: ['name'],
            },
          },
        },
      },
      requestState: expect.any(String),
      _meta: expect.objectContaining({ 'toolwright/call': expect.anything() }),
    });
  });

  it('brings no answers to a tool that has asked nothing, so that rails may cache', async () => {
    const brings = toolDoing(({ call }) => ({ answers: call.answers !== undefined }));
    await using scene = await mcpSceneOf([brings]);
    expect((await callSubject(scene)).body.result.structuredContent).toEqual({ answers: false });
  });

  it('goes on with the answers of every round', async () => {
    await using scene = await mcpSceneOf([asking]);
    const first = (await callSubject(scene)).body.result;
    const inputResponses = accepted('ask-1', { name: 'Ada' });
    const second = (await callSubject(scene, { inputResponses, requestState: first.requestState })).body
      .result;
    expect(second.inputRequests).toMatchObject({
      'ask-2.answer': {
        params: {
          requestedSchema: {
            properties: { answer: { type: 'string', enum: ['red', 'blue'] } },
            required: ['answer'],
          },
        },
      },
    });
    expect(second.requestState).not.toBe(first.requestState);
    const last = {
      inputResponses: accepted('ask-2.answer', { answer: 'red' }),
      requestState: second.requestState,
    };
    expect((await callSubject(scene, last)).body.result).toMatchObject({
      resultType: 'complete',
      structuredContent: { name: 'Ada', colour: 'red' },
    });
  });

  it('asks again for what has not been answered, and does not mind what it did not ask', async () => {
    await using scene = await mcpSceneOf([asking]);
    const { requestState } = (await callSubject(scene)).body.result;
    const again = await callSubject(scene, { requestState, inputResponses: accepted('other', {}) });
    expect(Object.keys(again.body.result.inputRequests)).toEqual(['ask-1']);
  });

  it('tells the model of an answer that does not fit, and of a person who does not agree', async () => {
    await using scene = await mcpSceneOf([asking]);
    const short = (await callSubject(scene, { inputResponses: accepted('ask-1', { name: 'x' }) })).body
      .result;
    expect(short).toMatchObject({ resultType: 'complete', isError: true });
    for (const action of ['decline', 'cancel']) {
      const { result } = (await callSubject(scene, { inputResponses: { 'ask-1': { action } } })).body;
      expect([result.isError, result.content[0].text]).toEqual([
        true,
        expect.stringContaining('did not agree'),
      ]);
    }
  });

  it.each([
    ['text', 'x'],
    ['null', null],
    ['a number for a response', { 'ask-1': 5 }],
    ['an action that is none', { 'ask-1': { action: 'perhaps' } }],
    ['content that is none', { 'ask-1': { action: 'accept', content: 5 } }],
  ])('refuses responses of %s', async (_, inputResponses) => {
    await using scene = await mcpSceneOf([asking]);
    const { status, body } = await callSubject(scene, { inputResponses });
    expect([status, body.error.code]).toEqual([400, -32_602]);
  });

  it.each([
    [{}, true],
    [{ elicitation: { url: {} } }, true],
    [{ elicitation: { form: {} } }, false],
    [{ elicitation: {} }, false],
  ])('asks no client of %j that shows no forms: %s', async (capabilities, refused) => {
    await using scene = await mcpSceneOf([asking]);
    const meta = { 'io.modelcontextprotocol/clientCapabilities': capabilities };
    const { status, body } = await callSubject(scene, {}, { meta });
    expect([status, body.error?.code]).toEqual(refused ? [400, -32_021] : [200, undefined]);
    if (refused) expect(body.error.data).toEqual({ requiredCapabilities: { elicitation: { form: {} } } });
  });

  it('says so where there is no way to ask: in earlier revisions, and for answers that no form can hold', async () => {
    const nested = toolDoing(({ call }) => call.ask(z.object({ a: z.object({}) }), 'Which?'), {
      name: 'nested',
    });
    await using scene = await mcpSceneOf([asking, nested]);
    const earlier = await scene.askEarlier('tools/call', { name: 'subject' });
    expect(earlier.body.result.content[0].text).toContain('"What is your name?"');
    const { result } = (await scene.ask('tools/call', { name: 'nested' }, forms)).body;
    expect([result.resultType, result.isError]).toEqual(['complete', true]);
    expect(result.content[0].text).toContain('Nothing was done');
  });
});

describe('the state of a call that asks', () => {
  const authenticate = ({ headers }: { headers: Readonly<Record<string, string>> }): Principal => ({
    subject: headers['x-api-key'] ?? 'ada',
    permissions: [],
  });

  it('holds for the same tool, arguments and person, and for no other', async () => {
    const other = toolDoing(({ call }) => call.ask(z.boolean(), 'Sure?'), { name: 'other' });
    await using scene = await mcpSceneOf([asking, other], { server: { authenticate } });
    const { requestState } = (await callSubject(scene)).body.result;
    expect((await callSubject(scene, { requestState })).status).toBe(200);
    const wrong = [
      await callSubject(scene, { requestState, arguments: { a: 2 } }),
      await callSubject(scene, { requestState, name: 'other' }),
      await callSubject(scene, { requestState }, { ...forms, headers: { 'x-api-key': 'eve' } }),
    ];
    expect(wrong.map(({ status, body }) => [status, body.error.code])).toEqual(
      Array.from({ length: 3 }, () => [400, -32_602]),
    );
  });

  it('is refused when it has been changed in any way', async () => {
    await using scene = await mcpSceneOf([asking]);
    const { requestState } = (await callSubject(scene)).body.result as { requestState: string };
    const [payload = '', signature = ''] = requestState.split('.');
    const forged = Buffer.from('{"until":9e15,"answers":{}}').toString('base64url');
    const states = [
      `${requestState}x`,
      `${forged}.${signature}`,
      `${payload}.`,
      payload,
      `${requestState}.${signature}`,
      `.${signature}`,
      '',
      5,
      null,
    ];
    for (const state of states) {
      const { status, body } = await callSubject(scene, { requestState: state });
      expect([state, status, body.error?.code]).toEqual([state, 400, -32_602]);
    }
  });

  it('is refused when it is too old', async () => {
    const clock = createFakeClock();
    await using scene = await mcpSceneOf([asking], {
      server: { clock, questions: { stateTtlMs: 5_000 } },
    });
    const [early, late] = [await callSubject(scene), await callSubject(scene)];
    await clock.advance(4_999);
    const { requestState } = early.body.result;
    expect((await callSubject(scene, { requestState })).status).toBe(200);
    await clock.advance(1);
    expect((await callSubject(scene, late.body.result)).status).toBe(400);
  });

  it('is good once, however often it is sent at the same time', async () => {
    await using scene = await mcpSceneOf([asking]);
    const { requestState } = (await callSubject(scene)).body.result;
    const inputResponses = accepted('ask-1', { name: 'Ada' });
    const answers = await Promise.all(
      [1, 2, 3].map(() => callSubject(scene, { inputResponses, requestState })),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 400, 400]);
    const refused = answers.find(({ status }) => status === 400)!.body.error;
    expect(refused).toMatchObject({ code: -32_602, message: expect.stringContaining('has been used') });
  });

  it('stays good when the request that brings it is refused', async () => {
    await using scene = await mcpSceneOf([asking]);
    const { requestState } = (await callSubject(scene)).body.result;
    expect((await callSubject(scene, { requestState, inputResponses: 5 })).status).toBe(400);
    expect((await callSubject(scene, { requestState })).status).toBe(200);
  });

  it('is good once in all processes that share a store, and not at all while the store is away', async () => {
    const used = new Map<string, unknown>();
    let isAway = true;
    const stateStore: StateStore = {
      async compareAndSet(key, _expected, _next, ttl) {
        if (isAway) throw new ToolError('STORE_UNAVAILABLE', 'The store is away');
        const isFirst = !used.has(key);
        used.set(key, ttl);
        return isFirst;
      },
    };
    const server = { questions: { stateKey: 'k'.repeat(32), stateStore } };
    await using one = await mcpSceneOf([asking], { server });
    await using two = await mcpSceneOf([asking], { server });
    const { requestState } = (await callSubject(one)).body.result;
    const away = await callSubject(one, { requestState });
    expect([away.status, away.body.error.code]).toEqual([503, -32_603]);
    isAway = false;
    expect((await callSubject(two, { requestState })).status).toBe(200);
    expect((await callSubject(one, { requestState })).status).toBe(400);
    expect([...used.values()]).toEqual([{ ttlMs: 600_000 }]);
  });

  it('is known to every process that has the key, which is long', async () => {
    const server = { questions: { stateKey: 'k'.repeat(32) } };
    await using one = await mcpSceneOf([asking], { server });
    await using two = await mcpSceneOf([asking], { server });
    await using three = await mcpSceneOf([asking]);
    const { requestState } = (await callSubject(one)).body.result;
    expect((await callSubject(two, { requestState })).status).toBe(200);
    expect((await callSubject(three, { requestState })).status).toBe(400);
    for (const [option, value] of [['stateKey', 'short'] as const, ['stateTtlMs', 1] as const])
      await expect(mcpSceneOf([asking], { server: { questions: { [option]: value } } })).rejects.toThrow(
        `"questions.${option}"`,
      );
  });
});

it('a form has what clients know of its fields alone', async () => {
  const answer = z.object({
    email: z.email(),
    day: z.iso.date().optional(),
    count: z.number().int().min(1).max(5),
    sizes: z.array(z.enum(['s', 'm'])).max(2),
    code: z.string().regex(/^x/).describe('The code').default('x'),
  });
  const tool = createTool({
    metadata: { name: 'subject', version: '1.0.0', description: 'Asks', kind: 'command' },
    execute: ({ call }) => call.ask(answer, 'Well?'),
  });
  await using scene = await mcpSceneOf([tool]);
  const { requestedSchema } = (await callSubject(scene)).body.result.inputRequests['ask-1'].params;
  expect(requestedSchema.properties).toEqual({
    email: { type: 'string', format: 'email' },
    day: { type: 'string', format: 'date' },
    count: { type: 'integer', minimum: 1, maximum: 5 },
    sizes: { type: 'array', items: { type: 'string', enum: ['s', 'm'] }, maxItems: 2 },
    code: { type: 'string', description: 'The code', default: 'x' },
  });
});

describe('a question that is put by a request of the protocol', () => {
  const sampling = { method: 'sampling/createMessage', params: { messages: [], maxTokens: 10 } };
  const said = z.object({ content: z.object({ text: z.string() }) });
  const all: Otherwise = {
    meta: {
      'io.modelcontextprotocol/clientCapabilities': { elicitation: { url: {} }, sampling: {}, roots: {} },
    },
  };
  const asks = toolDoing(async ({ call }) => {
    const [answer, { roots }] = await Promise.all([
      call.ask(said, 'What is the capital?', { id: 'capital', via: sampling }),
      call.ask(z.object({ roots: z.array(z.object({ uri: z.string() })) }), 'Where?', {
        id: 'roots',
        via: { method: 'roots/list', params: {} },
      }),
      call.ask(z.object({}), 'Sign in', {
        id: 'login',
        via: {
          method: 'elicitation/create',
          params: { mode: 'url', message: 'Sign in', url: 'https://example.com/login' },
        },
      }),
    ]);
    return `${answer.content.text} in ${String(roots[0]?.uri)}`;
  });

  it('is that request, together with the others, and its result is the answer', async () => {
    await using scene = await mcpSceneOf([asks]);
    const { inputRequests, requestState } = (await callSubject(scene, {}, all)).body.result;
    expect(inputRequests).toEqual({
      capital: sampling,
      roots: { method: 'roots/list', params: {} },
      login: expect.objectContaining({ method: 'elicitation/create' }),
    });
    const inputResponses = {
      capital: { role: 'assistant', content: { type: 'text', text: 'Paris' }, model: 'm' },
      roots: { roots: [{ uri: 'file:///home' }] },
      login: { action: 'accept' },
    };
    const { result } = (await callSubject(scene, { inputResponses, requestState }, all)).body;
    expect(result.content).toEqual([{ type: 'text', text: 'Paris in file:///home' }]);
    const wrong = { ...inputResponses, capital: { role: 'assistant', content: {} } };
    const refused = (await callSubject(scene, { inputResponses: wrong }, all)).body.result;
    expect(refused.isError).toBe(true);
  });

  it('is put to no client that cannot answer it, nor is what was asked with it', async () => {
    await using scene = await mcpSceneOf([asks]);
    const { status, body } = await callSubject(scene);
    expect([status, body.error.code]).toEqual([400, -32_021]);
    expect(body.error.data).toEqual({
      requiredCapabilities: { sampling: {}, roots: {}, elicitation: { url: {} } },
    });
  });

  it('of another protocol is put as a form', async () => {
    const other = { method: 'other/ask', params: {} };
    await using scene = await mcpSceneOf([
      toolDoing(({ call }) => call.ask(z.string(), 'Well?', { via: other })),
    ]);
    expect((await callSubject(scene)).body.result.inputRequests).toMatchObject({
      'ask-1.answer': { method: 'elicitation/create', params: { message: 'Well?' } },
    });
  });
});

describe('a form', () => {
  it('shows the titles of choices, one or several, and of no others', async () => {
    const size = z.union([z.literal('s').meta({ title: 'Small' }), z.literal('l')]);
    const form = z.object({ size, sizes: z.array(size), any: z.enum(['a']), some: z.array(z.enum(['a'])) });
    await using scene = await mcpSceneOf([toolDoing(({ call }) => call.ask(form, 'Which?'))]);
    const choices = [
      { const: 's', title: 'Small' },
      { const: 'l', title: 'l' },
    ];
    const { inputRequests } = (await callSubject(scene)).body.result;
    expect(inputRequests['ask-1'].params.requestedSchema.properties).toEqual({
      size: { type: 'string', oneOf: choices },
      sizes: { type: 'array', items: { anyOf: choices } },
      any: { type: 'string', enum: ['a'] },
      some: { type: 'array', items: { type: 'string', enum: ['a'] } },
    });
  });

  it.each([z.object({ a: z.array(z.number()) }), z.object({ a: z.union([z.string(), z.number()]) })])(
    'cannot ask for everything (%#)',
    async (answer) => {
      await using scene = await mcpSceneOf([toolDoing(({ call }) => call.ask(answer, 'Which?'))]);
      expect((await callSubject(scene)).body.result).toMatchObject({ isError: true });
    },
  );
});
