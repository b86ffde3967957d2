import { createToolbox, silentLogger } from '@toolwright/core';
import type { Principal } from '@toolwright/core';
import { createFakeClock } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createMcpUpdates, createPrompt, createResource } from '../../index.ts';
import { begin, earlierVersion, messagesOf, streamOf } from '../../../test-support/earlier-client.ts';
import type { Message } from '../../../test-support/earlier-client.ts';
import { headersFor, mcpSceneOf, modernMeta } from '../../../test-support/mcp-scene.ts';
import type { McpScene } from '../../../test-support/mcp-scene.ts';
import { echo, toolDoing } from '../../../test-support/scene.ts';
import { stdioSceneOf } from '../../../test-support/stdio-scene.ts';
import { Conversations } from '../earlier/conversations.ts';
import { SessionStreams } from '../earlier/session-streams.ts';
import { Offers } from '../offers/offers.ts';
import { ToolCatalogue } from '../tool-catalogue.ts';
import { Subscription } from './subscription.ts';
import { Subscriptions } from './subscriptions.ts';

const resource = (name: string, permissions: readonly string[] = []) =>
  createResource({ name, uri: `docs://${name}`, permissions, read: () => name });
const prompt = (name: string) => createPrompt({ name, render: () => name });
const subscriptionId = 'io.modelcontextprotocol/subscriptionId';
const everything = { toolsListChanged: true, promptsListChanged: true, resourcesListChanged: true };

/** Listens as modern clients do. */
function listen(
  scene: McpScene,
  notifications: unknown,
  signal?: AbortSignal,
): AsyncGenerator<Message, void, void> {
  const method = 'subscriptions/listen';
  return streamOf(
    scene,
    { method, params: { notifications, _meta: modernMeta } },
    headersFor(method, {}),
    signal,
  );
}

async function taken(stream: AsyncGenerator<Message, void, void>): Promise<Message> {
  const step = await stream.next();
  if (step.done === true) throw new Error('The stream has ended');
  return step.value;
}

describe('a stream that listens', () => {
  const offered = { resources: [resource('a'), resource('b')], prompts: [prompt('p')] };

  it('is acknowledged first, then tells what was asked for, and nothing else', async () => {
    const updates = createMcpUpdates();
    await using scene = await mcpSceneOf([echo], { ...offered, updates });
    const filter = { promptsListChanged: true, resourceSubscriptions: ['docs://a', 'docs://none'] };
    const stream = listen(scene, filter);
    const params = { _meta: { [subscriptionId]: 1 } };
    expect(await taken(stream)).toEqual({
      jsonrpc: '2.0',
      method: 'notifications/subscriptions/acknowledged',
      params: {
        ...params,
        notifications: { promptsListChanged: true, resourceSubscriptions: ['docs://a'] },
      },
    });
    updates.resourceChanged('docs://b');
    updates.setTools([]);
    updates.resourceChanged('docs://a');
    expect(await taken(stream)).toEqual({
      jsonrpc: '2.0',
      method: 'notifications/resources/updated',
      params: { ...params, uri: 'docs://a' },
    });
    updates.setPrompts([]);
    expect(await taken(stream)).toMatchObject({ method: 'notifications/prompts/list_changed', params });
    await stream.return();
  });

  it('tells of every list', async () => {
    const updates = createMcpUpdates();
    await using scene = await mcpSceneOf([echo], { ...offered, updates });
    const stream = listen(scene, everything);
    expect((await taken(stream)).params.notifications).toEqual(everything);
    updates.setTools('all');
    expect((await taken(stream)).method).toBe('notifications/tools/list_changed');
    updates.setResources([]);
    expect((await taken(stream)).method).toBe('notifications/resources/list_changed');
    await stream.return();
  });

  it('is promised only where things change, and only of what is offered', async () => {
    await using fixed = await mcpSceneOf([echo], offered);
    expect((await fixed.ask('subscriptions/listen', { notifications: {} })).status).toBe(404);
    const updates = createMcpUpdates();
    await using scene = await mcpSceneOf([echo], { resources: [], updates });
    expect((await scene.ask('server/discover')).body.result.capabilities).toEqual({
      tools: { listChanged: true },
      resources: { listChanged: true, subscribe: true },
    });
    const stream = listen(scene, everything);
    expect((await taken(stream)).params.notifications).toEqual({
      toolsListChanged: true,
      resourcesListChanged: true,
    });
    await stream.return();
  });

  it.each([
    undefined,
    [],
    { resourceSubscriptions: 'docs://a' },
    { resourceSubscriptions: [5] },
    { resourceSubscriptions: Array.from({ length: 1_001 }, () => 'docs://a') },
  ])('is refused for a filter that is none (%#)', async (notifications) => {
    await using scene = await mcpSceneOf([echo], { ...offered, updates: createMcpUpdates() });
    const { status, body } = await scene.ask('subscriptions/listen', { notifications });
    expect([status, body.error.code]).toEqual([400, -32_602]);
  });

  it('tells nobody of what they may not read', async () => {
    const ada: Principal = { subject: 'ada', permissions: [] };
    const updates = createMcpUpdates();
    await using scene = await mcpSceneOf([echo], {
      resources: [resource('a'), resource('secret', ['secrets'])],
      updates,
      server: { authenticate: () => ada },
    });
    const stream = listen(scene, { resourceSubscriptions: ['docs://secret', 'docs://a'] });
    expect((await taken(stream)).params.notifications).toEqual({ resourceSubscriptions: ['docs://a'] });
    await stream.return();
  });

  it('ends with its response when the server closes, which waits for no stream', async () => {
    const clock = createFakeClock();
    const updates = createMcpUpdates();
    await using scene = await mcpSceneOf([echo], { updates, server: { clock } });
    const stream = listen(scene, {});
    await taken(stream);
    const closed = scene.server.close();
    expect(await taken(stream)).toMatchObject({
      id: 1,
      result: { resultType: 'complete', _meta: { [subscriptionId]: 1 } },
    });
    expect(await closed).toBe(0);
    updates.setPrompts([]);
  });

  it('ends when its client goes away, and leaves nothing behind', async () => {
    const clock = createFakeClock();
    await using scene = await mcpSceneOf([echo], { updates: createMcpUpdates(), server: { clock } });
    const before = clock.pendingTimers;
    const leaving = new AbortController();
    const stream = listen(scene, {}, leaving.signal);
    await taken(stream);
    expect(clock.pendingTimers).toBeGreaterThan(before);
    leaving.abort();
    await expect(stream.next()).rejects.toThrow('abort');
    await expect.poll(() => clock.pendingTimers, { timeout: 20_000 }).toBe(before);
  });

  it('goes on over standard streams until it is cancelled, or the input ends', async () => {
    const updates = createMcpUpdates();
    await using scene = await stdioSceneOf([echo], {
      mcp: { name: 'scene', version: '1', prompts: [], updates },
      drainMs: 10_000,
    });
    for (const id of ['a', 'b']) {
      scene.ask(id, 'subscriptions/listen', { notifications: { promptsListChanged: true } });
      expect((await scene.next()).params['_meta']).toEqual({ [subscriptionId]: id });
    }
    scene.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'a' } });
    scene.ask('c', 'tools/list');
    expect((await scene.next()).id).toBe('c');
    updates.setPrompts([]);
    expect((await scene.next()).params['_meta']).toEqual({ [subscriptionId]: 'b' });
    scene.input.end();
    expect(await scene.next()).toMatchObject({ id: 'b', result: { resultType: 'complete' } });
    expect(await scene.ended).toBe(0);
  });
});

describe('a client of an earlier revision over standard streams', () => {
  const initialize = { protocolVersion: '2025-11-25', capabilities: { elicitation: {} } };

  it('is asked while its call waits, hears what it logs, and is promised no changes', async () => {
    const asking = toolDoing(async ({ call }) => {
      call.logger.warn('asks');
      return `Hello, ${await call.ask(z.string(), 'Your name?')}`;
    });
    const mcp = { name: 'scene', version: '1', logs: true, updates: createMcpUpdates(), resources: [] };
    await using scene = await stdioSceneOf([asking], { mcp });
    const send = (id: number, method: string, params: object): void =>
      scene.send({ jsonrpc: '2.0', id, method, params });
    send(0, 'initialize', initialize);
    expect((await scene.next()).result.capabilities).toEqual({ tools: {}, resources: {}, logging: {} });
    send(1, 'resources/subscribe', { uri: 'docs://a' });
    expect((await scene.next()).error.code).toBe(-32_601);
    send(2, 'logging/setLevel', { level: 'info' });
    expect((await scene.next()).result).toEqual({});
    send(3, 'tools/call', { name: 'subject' });
    expect((await scene.next()).params.data.message).toBe('asks');
    const asked = await scene.next();
    expect(asked).toMatchObject({ method: 'elicitation/create', params: { message: 'Your name?' } });
    scene.send({ jsonrpc: '2.0', id: 'unknown', result: {} });
    const result = { action: 'accept', content: { answer: 'Ada' } };
    scene.send({ jsonrpc: '2.0', id: asked.id, result });
    expect((await scene.next()).params.data.message).toBe('asks');
    expect(await scene.next()).toMatchObject({ id: 3, result: { content: [{ text: 'Hello, Ada' }] } });
  });

  it('that cannot be asked gets a result that says so', async () => {
    const asking = toolDoing(({ call }) => call.ask(z.string(), 'Your name?'));
    await using scene = await stdioSceneOf([asking]);
    scene.send({
      jsonrpc: '2.0',
      id: 0,
      method: 'initialize',
      params: { ...initialize, capabilities: {} },
    });
    await scene.next();
    scene.send({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'subject' } });
    expect((await scene.next()).result).toMatchObject({ isError: true });
  });
});

describe('what is offered', () => {
  it('can change: resources, prompts, and which of the tools', async () => {
    const updates = createMcpUpdates();
    const other = toolDoing(() => 'done');
    await using scene = await mcpSceneOf([echo, other], {
      resources: [resource('a')],
      prompts: [prompt('p')],
      updates,
    });
    updates.setResources([resource('b')]);
    updates.setPrompts([prompt('q')]);
    updates.setTools(['echo']);
    const names = async (method: string, member: string): Promise<unknown> =>
      (await scene.ask(method)).body.result[member].map(({ name }: { name: string }) => name);
    expect(await names('resources/list', 'resources')).toEqual(['b']);
    expect(await names('prompts/list', 'prompts')).toEqual(['q']);
    expect(await names('tools/list', 'tools')).toEqual(['echo']);
    expect((await scene.ask('resources/read', { uri: 'docs://a' })).body.error.code).toBe(-32_602);
    expect((await scene.ask('resources/read', { uri: 'docs://b' })).body.result.contents[0].text).toBe('b');
    expect((await scene.ask('tools/call', { name: 'subject' })).body.error.message).toContain('Unknown tool');
    updates.setTools('all');
    expect((await scene.ask('tools/call', { name: 'subject' })).body.result.content[0].text).toBe('done');
  });

  it('stays as it is where the change is none', async () => {
    const updates = createMcpUpdates();
    await using scene = await mcpSceneOf([echo], { resources: [resource('a')], updates });
    expect(() => updates.setResources([resource('b'), resource('b')])).toThrow('mcp.resources');
    expect(() => updates.setTools(['none'])).toThrow('by names of tools');
    expect(() => updates.resourceChanged(5 as never)).toThrow('a URI');
    expect((await scene.ask('resources/list')).body.result.resources).toMatchObject([{ name: 'a' }]);
  });
});

describe('a session of an earlier revision', () => {
  const offered = { resources: [resource('a'), resource('b')] };

  it('hears of what it subscribes to, and of lists, on the stream that it opens', async () => {
    const updates = createMcpUpdates();
    await using scene = await mcpSceneOf([echo], { ...offered, updates });
    const headers = await begin(scene, {});
    const ask = async (method: string, uri: unknown): Promise<Message> =>
      taken(streamOf(scene, { method, params: { uri } }, headers));
    const stream = messagesOf(
      await fetch(`${scene.url}/mcp`, { headers: { ...headers, accept: 'text/event-stream' } }),
    );
    expect(await ask('resources/subscribe', 'docs://a')).toMatchObject({ result: {} });
    updates.resourceChanged('docs://b');
    updates.resourceChanged('docs://a');
    expect(await taken(stream)).toEqual({
      jsonrpc: '2.0',
      method: 'notifications/resources/updated',
      params: { uri: 'docs://a' },
    });
    await ask('resources/unsubscribe', 'docs://a');
    updates.resourceChanged('docs://a');
    updates.setTools('all');
    expect(await taken(stream)).toEqual({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' });
    expect(await ask('resources/subscribe', 'docs://none')).toMatchObject({ error: { code: -32_002 } });
    expect(await ask('resources/subscribe', 5)).toMatchObject({ error: { code: -32_602 } });
    void scene.server.close();
    expect(await stream.next()).toMatchObject({ done: true });
  });

  it('alone may use GET, and only where things change', async () => {
    const get = async (scene: McpScene, headers: Record<string, string>): Promise<number> =>
      (await scene.get('/mcp', { headers: { accept: 'text/event-stream', ...headers } })).status;
    await using scene = await mcpSceneOf([echo], { ...offered, updates: createMcpUpdates() });
    const headers = await begin(scene, {});
    expect(await get(scene, {})).toBe(405);
    expect(await get(scene, earlierVersion)).toBe(405);
    expect(await get(scene, { ...headers, 'mcp-session-id': 'x.y' })).toBe(405);
    expect(await get(scene, { ...headers, 'mcp-protocol-version': '2026-07-28' })).toBe(405);
    expect(await get(scene, { ...headers, accept: 'text/html' })).toBe(405);
    expect((await fetch(`${scene.url}/mcp`, { method: 'HEAD', headers })).status).toBe(405);
    const { body } = await scene.askEarlier('resources/subscribe', { uri: 'docs://a' });
    expect(body.error.message).toContain('initialize');
    await using fixed = await mcpSceneOf([echo], offered);
    expect(await get(fixed, headers)).toBe(405);
    expect((await fixed.askEarlier('resources/subscribe')).body.error.code).toBe(-32_601);
  });
});

describe('the streams of a service', () => {
  function subscriptionsOf(closing?: AbortSignal): Subscriptions {
    const toolbox = createToolbox({ tools: [echo], logger: silentLogger });
    return new Subscriptions(createMcpUpdates(), {
      catalogue: new ToolCatalogue(toolbox.describe(), {}, 10),
      offers: new Offers({ resources: undefined, prompts: undefined }, toolbox, 10),
      stream: { clock: createFakeClock(), heartbeatMs: 1_000 },
      closing,
    });
  }
  const nothing = { tools: false, prompts: false, resources: false, uris: new Set<string>() };
  const carrier = (signal: AbortSignal) => ({
    principal: undefined,
    headers: {},
    signal,
    callOptions: () => ({}),
  });

  it('are a thousand at the most, those that were left not counted', () => {
    const subscriptions = subscriptionsOf();
    const leaving = new AbortController();
    const open = (signal: AbortSignal) => subscriptions.stream(carrier(signal), () => nothing, {});
    const { signal } = new AbortController();
    expect(open(leaving.signal)).toBeDefined();
    for (let count = 1; count < 1_000; count += 1) expect(open(AbortSignal.any([signal]))).toBeDefined();
    expect(open(signal)).toBeUndefined();
    expect(open(AbortSignal.abort())).toBeUndefined();
    leaving.abort();
    expect(open(AbortSignal.abort())).toBeDefined();
    expect(open(signal)).toBeDefined();
  });

  it('of sessions are about a thousand URIs each at the most', async () => {
    const toolbox = createToolbox({ tools: [echo], logger: silentLogger });
    const stream = { clock: createFakeClock(), heartbeatMs: 1_000 };
    const all = createResource({ name: 'all', uriTemplate: 'all://{id}', read: () => '' });
    const offers = new Offers({ resources: [all], prompts: undefined }, toolbox, 10);
    const catalogue = new ToolCatalogue(toolbox.describe(), {}, 10);
    const parts = { catalogue, offers, stream, closing: undefined };
    const subscriptions = new Subscriptions(createMcpUpdates(), parts);
    const conversations = new Conversations({ key: 'k'.repeat(32), always: true, patienceMs: 1_000, stream });
    const subscribe = new SessionStreams(subscriptions, conversations).method('subscribe');
    const headers = { 'mcp-session-id': conversations.sessionFor({}, undefined)! };
    const one = { ...carrier(new AbortController().signal), headers };
    let last = '';
    for (let id = 0; id <= 1_000; id += 1) {
      const params = { uri: `all://${id}` };
      const { body } = await subscribe(one, { id, params, mirrored: true });
      last = body as string;
      expect(last.includes('"error"')).toBe(id === 1_000);
    }
    expect(last).toContain('1000 URIs at most');
  });

  it('end at once where the service has ended', async () => {
    const subscriptions = subscriptionsOf(AbortSignal.abort());
    const { signal } = new AbortController();
    const reply = subscriptions.stream(carrier(signal), () => nothing, { last: 'the end' });
    const sent: string[] = [];
    await (reply as unknown as { messages: (send: (text: string) => undefined) => Promise<void> }).messages(
      (text) => void sent.push(text),
    );
    expect(sent).toEqual(['the end']);
  });
});

it('what changes often while a client is slow is told once', async () => {
  const wanted = { tools: true, prompts: true, resources: true, uris: new Set(['a']) };
  const subscription = new Subscription(() => wanted);
  for (let time = 0; time < 1_000; time += 1) {
    subscription.hear({ uri: 'a' });
    subscription.hear('prompts');
  }
  expect(await subscription.next()).toMatchObject({ uri: 'a' });
  expect(await subscription.next()).toMatchObject({ method: 'notifications/prompts/list_changed' });
  subscription.end('gone');
  expect(await subscription.next()).toBe('gone');
});
