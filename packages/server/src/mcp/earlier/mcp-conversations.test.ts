import type { Principal } from '@toolwright/core';
import { createFakeClock } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createPrompt } from '../../index.ts';
import { begin, earlierVersion, streamOf } from '../../../test-support/earlier-client.ts';
import type { Message } from '../../../test-support/earlier-client.ts';
import { mcpSceneOf } from '../../../test-support/mcp-scene.ts';
import type { McpScene } from '../../../test-support/mcp-scene.ts';
import { echo, toolDoing } from '../../../test-support/scene.ts';
import type { Answer } from '../../../test-support/scene.ts';

const version = earlierVersion;
const asking = toolDoing(async ({ call }) => {
  const name = await call.ask(z.string().min(2), 'Your name?', { id: 'name' });
  call.progress({ completed: 1 });
  const [colour, { content }] = await Promise.all([
    call.ask(z.object({ colour: z.enum(['red', 'blue']) }), 'Which colour?'),
    call.ask(z.object({ content: z.string() }), 'A word?', {
      id: 'word',
      via: { method: 'sampling/createMessage', params: { maxTokens: 5 } },
    }),
  ]);
  call.progress({ completed: 2 });
  return { name, ...colour, content };
});
const everything = { elicitation: {}, sampling: {} };
const call = { name: 'subject', arguments: {} };
const calling = { method: 'tools/call', params: call };

function respond(
  scene: McpScene,
  id: Message['id'],
  outcome: object,
  headers: Record<string, string> = version,
): Promise<Answer> {
  return scene.send({ jsonrpc: '2.0', id, ...outcome }, headers);
}

function accept(content: object): object {
  return { result: { action: 'accept', content } };
}

/** Answers every question of a call as told; what was said, and the response. */
async function converse(
  scene: McpScene,
  stream: AsyncGenerator<Message, void, void>,
  outcomes: readonly object[],
): Promise<{ readonly asked: readonly Message[]; readonly last: Message | undefined }> {
  const left = [...outcomes];
  const asked: Message[] = [];
  let last: Message | undefined;
  for await (const message of stream) {
    last = message;
    if (message.method === undefined || message.id === undefined) continue;
    asked.push(message);
    const outcome = left.shift();
    if (outcome !== undefined) expect((await respond(scene, message.id, outcome)).status).toBe(202);
  }
  return { asked, last };
}

const goodAnswers = [
  accept({ answer: 'Ada' }),
  accept({ colour: 'red' }),
  { result: { role: 'assistant', content: 'word', model: 'm' } },
];

describe('a client of an earlier revision', () => {
  it('is asked on the stream of its call, and answers by messages of their own', async () => {
    await using scene = await mcpSceneOf([asking]);
    const headers = await begin(scene, everything);
    const { asked, last } = await converse(scene, streamOf(scene, calling, headers), goodAnswers);
    expect(asked.map(({ method, params }) => [method, params?.message])).toEqual([
      ['elicitation/create', 'Your name?'],
      ['elicitation/create', 'Which colour?'],
      ['sampling/createMessage', undefined],
    ]);
    expect(new Set(asked.map(({ id }) => id)).size).toBe(3);
    expect(last).toMatchObject({
      id: 1,
      result: { structuredContent: { name: 'Ada', colour: 'red', content: 'word' } },
    });
  });

  it('hears of progress between the questions, upwards', async () => {
    await using scene = await mcpSceneOf([asking]);
    const headers = await begin(scene, everything);
    const followed = { ...call, _meta: { progressToken: 'p' } };
    const heard: unknown[] = [];
    const answers = [...goodAnswers];
    for await (const { id, method, params } of streamOf(
      scene,
      { method: 'tools/call', params: followed },
      headers,
    )) {
      heard.push(params?.progress ?? method ?? 'response');
      if (typeof id === 'string') await respond(scene, id, answers.shift()!);
    }
    expect(heard).toEqual([
      'elicitation/create',
      1,
      'elicitation/create',
      'sampling/createMessage',
      2,
      'response',
    ]);
  });

  it('is asked for a prompt as for a tool', async () => {
    const bound = createPrompt({
      name: 'bound',
      render: async (context) => `Dear ${await context.call.ask(z.string(), 'Name?')}`,
    });
    await using scene = await mcpSceneOf([echo], { prompts: [bound] });
    const headers = await begin(scene, everything);
    const get = { method: 'prompts/get', params: { name: 'bound' } };
    const good = await converse(scene, streamOf(scene, get, headers), goodAnswers);
    expect(good.last).toMatchObject({ result: { messages: [{ content: { text: 'Dear Ada' } }] } });
    const no = { result: { action: 'decline' } };
    const bad = await converse(scene, streamOf(scene, get, headers), [no]);
    expect(bad.last).toMatchObject({ error: { code: -32_602 } });
  });

  it.each([
    [{ result: { action: 'decline' } }, 'CANCELLED'],
    [{ result: { action: 'cancel' } }, 'CANCELLED'],
    [{ error: { code: -1, message: 'no' } }, 'CANCELLED'],
    [{ result: { action: 'perhaps' } }, 'INVALID_INPUT'],
    [accept({ answer: 'x' }), 'INVALID_INPUT'],
  ])('that answers with %j ends the call', async (outcome, code) => {
    await using scene = await mcpSceneOf([asking]);
    const headers = await begin(scene, everything);
    const { last } = await converse(scene, streamOf(scene, calling, headers), [outcome]);
    expect(last).toMatchObject({ result: { isError: true, _meta: { 'toolwright/error': { code } } } });
  });

  it.each([
    ['that has no session', {}, {}],
    ['that cannot be asked', { roots: {} }, {}],
    ['that cannot be asked all of it', { elicitation: { form: {} } }, { asked: 1 }],
    ['that takes no events', everything, { headers: { accept: 'application/json' } }],
    ['with a session of its own making', everything, { headers: { 'mcp-session-id': 'e30.x' } }],
  ])('%s gets a result that says why', async (_, capabilities, { headers = {}, asked = 0 }: Expected) => {
    await using scene = await mcpSceneOf([asking]);
    const all = { ...(await begin(scene, capabilities)), ...headers };
    const talk = await converse(scene, streamOf(scene, calling, all), goodAnswers);
    expect(talk.asked).toHaveLength(asked);
    expect(talk.last).toMatchObject({ result: { isError: true } });
    expect(JSON.stringify(talk.last)).toContain('cannot ask here');
  });

  it('has a session only where it can be asked, for its principal alone, in every process with the key', async () => {
    const [ada, bob]: Principal[] = ['ada', 'bob'].map((subject) => ({ subject, permissions: [] }));
    const authenticate = ({
      headers,
    }: {
      headers: Readonly<Record<string, string>>;
    }): Principal | undefined => (headers['x-user'] === 'bob' ? bob : ada);
    const options = { server: { authenticate, questions: { stateKey: 'k'.repeat(32) } } };
    await using scene = await mcpSceneOf([asking], options);
    await using other = await mcpSceneOf([asking], options);
    expect(await begin(scene, {})).toEqual(version);
    const headers = await begin(scene, everything);
    expect((await begin(scene, everything))['mcp-session-id']).not.toBe(headers['mcp-session-id']);
    const elsewhere = streamOf(other, calling, headers);
    expect((await elsewhere.next()).value).toMatchObject({ method: 'elicitation/create' });
    await elsewhere.return();
    const stolen = await converse(scene, streamOf(scene, calling, { ...headers, 'x-user': 'bob' }), []);
    expect(stolen.asked).toEqual([]);
  });

  it('is answered by nobody else', async () => {
    const [ada, bob]: Principal[] = ['ada', 'bob'].map((subject) => ({ subject, permissions: [] }));
    await using scene = await mcpSceneOf([asking], {
      server: { authenticate: ({ headers }) => (headers['x-user'] === 'bob' ? bob : ada) },
    });
    const headers = await begin(scene, everything);
    const stream = streamOf(scene, calling, headers);
    const { value } = await stream.next();
    const { id } = value as Message;
    expect((await respond(scene, id, goodAnswers[0]!, { ...version, 'x-user': 'bob' })).status).toBe(400);
    expect((await respond(scene, 'other', goodAnswers[0]!)).status).toBe(400);
    expect((await respond(scene, id, goodAnswers[0]!, {})).status).toBe(400);
    expect((await respond(scene, id, goodAnswers[0]!)).status).toBe(202);
    expect((await respond(scene, id, goodAnswers[0]!)).status).toBe(400);
    await stream.return();
  });

  it('that never answers is waited for no longer than the state of a question holds', async () => {
    const clock = createFakeClock();
    await using scene = await mcpSceneOf([asking], {
      server: { clock, questions: { stateTtlMs: 60_000 } },
    });
    const headers = await begin(scene, everything);
    const stream = streamOf(scene, calling, headers);
    const { value } = await stream.next();
    await clock.advance(60_000);
    expect((await stream.next()).value).toMatchObject({
      result: { isError: true, _meta: { 'toolwright/error': { code: 'OPERATION_TIMEOUT' } } },
    });
    expect((await respond(scene, (value as Message).id, goodAnswers[0]!)).status).toBe(400);
  });

  it('that goes away leaves nothing behind', async () => {
    const clock = createFakeClock();
    await using scene = await mcpSceneOf([asking], { server: { clock } });
    const headers = await begin(scene, everything);
    const before = clock.pendingTimers;
    const leaving = new AbortController();
    const stream = streamOf(scene, calling, headers, leaving.signal);
    const { value } = await stream.next();
    expect(clock.pendingTimers).toBeGreaterThan(before);
    leaving.abort();
    await expect(stream.next()).rejects.toThrow('abort');
    await expect.poll(() => clock.pendingTimers, { timeout: 20_000 }).toBe(before);
    expect((await respond(scene, (value as Message).id, { error: {} })).status).toBe(400);
  });
});

interface Expected {
  readonly headers?: Record<string, string>;
  readonly asked?: number;
}
