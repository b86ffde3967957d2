import { rail } from '@toolwright/core';
import type { Middleware, Principal } from '@toolwright/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createPrompt, createResource } from '../../index.ts';
import { mcpSceneOf } from '../../../test-support/mcp-scene.ts';
import type { McpScene, Otherwise } from '../../../test-support/mcp-scene.ts';
import { echo } from '../../../test-support/scene.ts';

const forms: Otherwise = { meta: { 'io.modelcontextprotocol/clientCapabilities': { elicitation: {} } } };
const ada: Principal = { subject: 'ada', permissions: ['notes'] };
const known = { authenticate: (): Principal => ada };

const readme = createResource({
  name: 'readme',
  uri: 'docs://readme',
  title: 'Read me',
  description: 'What this is',
  mimeType: 'text/markdown',
  icons: [{ src: 'https://example.com/icon.png', sizes: ['48x48'] }],
  annotations: { audience: ['user'], priority: 0.5 },
  size: 7,
  cache: { ttlMs: 60_000, scope: 'public' },
  read: () => '# Hello',
});
const note = createResource({
  name: 'note',
  uriTemplate: 'notes://{owner}/{id}',
  complete: {
    owner: ['Ada', 'Alan', 'Grace'],
    id: (value, { arguments: { owner } }) =>
      Array.from({ length: 150 }, (_, index) => `${String(owner)}-${value}${index}`),
  },
  read: ({ uri, variables: { owner, id } }) =>
    id === 'none'
      ? undefined
      : [
          { text: `${owner} ${id}`, mimeType: 'text/plain' },
          { uri: `${uri}#image`, bytes: new Uint8Array([1, 2, 255]) },
        ],
});
const secret = createResource({
  name: 'secret',
  uri: 'docs://secret',
  permissions: ['secrets'],
  read: () => 'nobody sees this',
});
const review = createPrompt({
  name: 'review',
  title: 'Review',
  description: 'Has code reviewed',
  arguments: [{ name: 'code', description: 'The code', required: true }, { name: 'focus' }],
  complete: { focus: ['speed', 'style'] },
  render: ({ arguments: { code, focus = 'everything' } }) => `Review ${code} for ${focus}`,
});

async function read(scene: McpScene, uri: unknown, otherwise?: Otherwise): Promise<Record<string, unknown>> {
  return (await scene.ask('resources/read', { uri }, otherwise)).body;
}

describe('the lists', () => {
  it('are served, and promised, only where there is something to show', async () => {
    await using plain = await mcpSceneOf([echo]);
    for (const method of ['resources/list', 'resources/read', 'prompts/list', 'completion/complete'])
      expect((await plain.ask(method, { uri: 'docs://readme' })).body.error.code).toBe(-32_601);
    await using scene = await mcpSceneOf([echo], { resources: [readme, note], prompts: [review] });
    const { capabilities } = (await scene.ask('server/discover')).body.result;
    expect(capabilities).toEqual({ tools: {}, resources: {}, prompts: {}, completions: {} });
    await using silent = await mcpSceneOf([echo], { resources: [readme] });
    expect((await silent.ask('completion/complete')).body.error.code).toBe(-32_601);
  });

  it('say of each what it is', async () => {
    await using scene = await mcpSceneOf([echo], { resources: [readme, note], prompts: [review] });
    const hints = { resultType: 'complete', ttlMs: 300_000, cacheScope: 'public' };
    const shown = {
      uri: 'docs://readme',
      name: 'readme',
      title: 'Read me',
      description: 'What this is',
      mimeType: 'text/markdown',
      icons: [{ src: 'https://example.com/icon.png', sizes: ['48x48'] }],
      annotations: { audience: ['user'], priority: 0.5 },
      size: 7,
    };
    expect((await scene.ask('resources/list')).body.result).toMatchObject({ ...hints, resources: [shown] });
    expect((await scene.ask('resources/templates/list')).body.result).toMatchObject({
      ...hints,
      resourceTemplates: [{ name: 'note', uriTemplate: 'notes://{owner}/{id}' }],
    });
    const prompts = [
      {
        name: 'review',
        title: 'Review',
        description: 'Has code reviewed',
        arguments: [{ name: 'code', description: 'The code', required: true }, { name: 'focus' }],
      },
    ];
    expect((await scene.ask('prompts/list')).body.result).toMatchObject({ ...hints, prompts });
    expect((await scene.askEarlier('prompts/list')).body.result).toEqual({ prompts });
    expect((await scene.askEarlier('resources/list')).body.result).toEqual({ resources: [shown] });
  });

  it('come in pages, in the order of names', async () => {
    const named = (name: string) => createPrompt({ name, render: () => name });
    await using scene = await mcpSceneOf([echo], { prompts: ['c', 'a', 'b'].map(named), pageSize: 2 });
    const first = (await scene.ask('prompts/list')).body.result;
    expect(first.prompts.map(({ name }: { name: string }) => name)).toEqual(['a', 'b']);
    const second = (await scene.ask('prompts/list', { cursor: first.nextCursor })).body.result;
    expect(second).toMatchObject({ prompts: [{ name: 'c' }], cacheScope: 'public' });
    expect(second.nextCursor).toBeUndefined();
    expect((await scene.ask('prompts/list', { cursor: 'x' })).body.error.code).toBe(-32_602);
  });

  it('show what the caller may use, and are private then', async () => {
    await using scene = await mcpSceneOf([echo], { resources: [readme, secret], server: known });
    const { resources, cacheScope } = (await scene.ask('resources/list')).body.result;
    expect([resources.length, cacheScope]).toEqual([1, 'private']);
    expect(await read(scene, 'docs://secret')).toMatchObject({
      error: { code: -32_602, data: { 'toolwright/error': { code: 'PERMISSION_DENIED' } } },
    });
  });
});

describe('reading a resource', () => {
  it('gives its text, with how long it may be kept', async () => {
    await using scene = await mcpSceneOf([echo], { resources: [readme] });
    const contents = [{ uri: 'docs://readme', mimeType: 'text/markdown', text: '# Hello' }];
    expect((await read(scene, 'docs://readme'))['result']).toMatchObject({
      resultType: 'complete',
      contents,
      ttlMs: 60_000,
      cacheScope: 'public',
      _meta: { 'toolwright/call': { tool: 'resource.readme' } },
    });
    const { result } = (await scene.askEarlier('resources/read', { uri: 'docs://readme' })).body;
    expect(result).toEqual({ contents, _meta: expect.anything() });
  });

  it('of a template gives what its variables say, in pieces, bytes in Base64, and keeps nothing', async () => {
    await using scene = await mcpSceneOf([echo], { resources: [readme, note] });
    expect((await read(scene, 'notes://Ada/a%20b'))['result']).toMatchObject({
      contents: [
        { uri: 'notes://Ada/a%20b', mimeType: 'text/plain', text: 'Ada a b' },
        { uri: 'notes://Ada/a%20b#image', blob: 'AQL/' },
      ],
      ttlMs: 0,
      cacheScope: 'private',
    });
  });

  it.each(['docs://other', 'notes://Ada/none', 'notes://Ada', ''])(
    'that is not there is an error: %j',
    async (uri) => {
      await using scene = await mcpSceneOf([echo], { resources: [readme, note] });
      const error = { message: 'Resource not found', data: { uri } };
      expect(await read(scene, uri)).toMatchObject({ error: { ...error, code: -32_602 } });
      const earlier = await scene.askEarlier('resources/read', { uri });
      expect([earlier.status, earlier.body.error]).toEqual([200, { ...error, code: -32_002 }]);
    },
  );

  it('without a URI is refused', async () => {
    await using scene = await mcpSceneOf([echo], { resources: [readme] });
    expect((await scene.ask('resources/read')).body.error.code).toBe(-32_602);
    expect((await scene.askEarlier('resources/read', { uri: 5 })).body.error.code).toBe(-32_602);
  });

  it('that fails, or gives what cannot be written, is the error of the service', async () => {
    const broken = createResource({
      name: 'broken',
      uri: 'docs://broken',
      read: () => Promise.reject(new Error('the password is x')),
    });
    const odd = createResource({ name: 'odd', uri: 'docs://odd', read: () => [{ text: 5n as never }] });
    await using scene = await mcpSceneOf([echo], { resources: [broken, odd] });
    const failed = await read(scene, 'docs://broken');
    expect(failed).toMatchObject({ error: { code: -32_603 } });
    expect(JSON.stringify(failed)).not.toContain('password');
    expect(await read(scene, 'docs://odd')).toMatchObject({
      error: { code: -32_603, message: expect.stringContaining('could not be written') },
    });
  });

  it('goes through the rails of the toolbox, and has a deadline', async () => {
    const seen: string[] = [];
    const watch: Middleware = rail({ name: 'watch', describe: () => ({}) }, (call, next) => {
      seen.push(`${call.tool.name} ${call.principal?.subject ?? ''}`);
      return next();
    });
    const slow = createResource({
      name: 'slow',
      uri: 'docs://slow',
      timeoutMs: 20,
      read: ({ call }) => new Promise((_, reject) => call.signal.addEventListener('abort', reject)),
    });
    await using scene = await mcpSceneOf([echo], {
      resources: [readme, slow],
      prompts: [review],
      server: { use: [watch], ...known },
    });
    await read(scene, 'docs://readme');
    expect(await read(scene, 'docs://slow')).toMatchObject({
      error: {
        code: -32_603,
        message: expect.stringContaining('may succeed later'),
        data: { 'toolwright/error': { code: 'OPERATION_TIMEOUT' } },
      },
    });
    const ref = { type: 'ref/prompt', name: 'review' };
    await scene.ask('completion/complete', { ref, argument: { name: 'focus', value: '' } });
    expect(seen).toEqual(['resource.readme ada', 'resource.slow ada', 'prompt.review.complete ada']);
    expect((await scene.call('resource.readme', {})).status).toBe(404);
  });

  it('may ask, and what depends on the answer is not kept', async () => {
    const asking = createResource({
      name: 'asking',
      uri: 'docs://asking',
      cache: { ttlMs: 60_000, scope: 'public' },
      read: async ({ call }) => `Dear ${await call.ask(z.string(), 'Your name?', { id: 'name' })}`,
    });
    await using scene = await mcpSceneOf([echo], { resources: [asking] });
    const first = (await read(scene, 'docs://asking', forms))['result'];
    expect(first).toMatchObject({ resultType: 'input_required', inputRequests: { 'name.answer': {} } });
    expect(first).not.toHaveProperty('ttlMs');
    const params = {
      uri: 'docs://asking',
      requestState: (first as { requestState: string }).requestState,
      inputResponses: { 'name.answer': { action: 'accept', content: { answer: 'Ada' } } },
    };
    expect((await scene.ask('resources/read', params, forms)).body.result).toMatchObject({
      contents: [{ text: 'Dear Ada' }],
      ttlMs: 0,
      cacheScope: 'private',
    });
    const declined = { uri: params.uri, inputResponses: { 'name.answer': { action: 'decline' } } };
    expect((await scene.ask('resources/read', declined, forms)).body.error.message).toContain(
      'did not agree',
    );
    expect((await read(scene, 'docs://asking'))['error']).toMatchObject({ code: -32_021 });
    const earlier = await scene.askEarlier('resources/read', { uri: 'docs://asking' });
    expect(earlier.body.error.message).toContain('cannot ask here');
    const foreign = { ...params, uri: 'docs://readme', requestState: 'x.y' };
    await using other = await mcpSceneOf([echo], { resources: [readme] });
    expect((await other.ask('resources/read', foreign, forms)).status).toBe(400);
  });
});

describe('getting a prompt', () => {
  it('gives its messages', async () => {
    await using scene = await mcpSceneOf([echo], { prompts: [review] });
    const params = { name: 'review', arguments: { code: 'x = 1', focus: 'style', more: 'is left out' } };
    const rendered = {
      description: 'Has code reviewed',
      messages: [{ role: 'user', content: { type: 'text', text: 'Review x = 1 for style' } }],
    };
    const { result } = (await scene.ask('prompts/get', params)).body;
    expect(result).toMatchObject({ resultType: 'complete', ...rendered });
    expect(result).not.toHaveProperty('ttlMs');
    const earlier = await scene.askEarlier('prompts/get', params);
    expect(earlier.body.result).toEqual({ ...rendered, _meta: expect.anything() });
  });

  it.each([
    [{ name: 'other' }, 200, 'Unknown prompt: other'],
    [{ name: 'review' }, 200, 'code: Required'],
    [{ name: 'review', arguments: { code: 5 } }, 200, 'code: Must be text'],
    [{ name: 'review', arguments: [] }, 400, '"params" must be'],
  ])('as %j is refused', async (params, status, message) => {
    await using scene = await mcpSceneOf([echo], { prompts: [review] });
    const answer = await scene.ask('prompts/get', params);
    expect([answer.status, answer.body.error.code]).toEqual([status, -32_602]);
    expect(answer.body.error.message).toContain(message);
  });

  it('takes a schema for its arguments, or a record of fields, which the list shows', async () => {
    const input = z.object({
      days: z.coerce.number().int().meta({ title: 'Days', description: 'How many' }),
      city: z.string().optional(),
    });
    const whole = createPrompt({
      name: 'whole',
      arguments: input,
      render: ({ arguments: { days, city } }) => `${days + 1} days in ${city ?? 'town'}`,
    });
    const fields = createPrompt({
      name: 'fields',
      arguments: { city: z.string() },
      render: ({ arguments: { city } }) => [{ role: 'assistant', content: { type: 'text', text: city } }],
    });
    await using scene = await mcpSceneOf([echo], { prompts: [whole, fields] });
    expect((await scene.ask('prompts/list')).body.result.prompts).toMatchObject([
      { name: 'fields', arguments: [{ name: 'city', required: true }] },
      {
        name: 'whole',
        arguments: [
          { name: 'days', title: 'Days', description: 'How many', required: true },
          { name: 'city', required: false },
        ],
      },
    ]);
    const got = await scene.ask('prompts/get', { name: 'whole', arguments: { days: '2' } });
    expect(got.body.result.messages[0].content.text).toBe('3 days in town');
    const other = await scene.ask('prompts/get', { name: 'fields', arguments: { city: 'Rome' } });
    expect(other.body.result.messages).toEqual([
      { role: 'assistant', content: { type: 'text', text: 'Rome' } },
    ]);
  });
});

describe('completion', () => {
  const complete = async (
    ref: object,
    argument: object,
    context?: object,
  ): Promise<{ readonly result?: unknown; readonly error?: { readonly code: number } }> => {
    await using scene = await mcpSceneOf([echo], { resources: [readme, note], prompts: [review] });
    return (await scene.ask('completion/complete', { ref, argument, context })).body;
  };
  const template = { type: 'ref/resource', uri: 'notes://{owner}/{id}' };
  const prompt = { type: 'ref/prompt', name: 'review' };

  it('suggests what begins like the text so far, whatever its case', async () => {
    const completion = { values: ['Ada', 'Alan'], total: 2, hasMore: false };
    expect((await complete(template, { name: 'owner', value: 'a' })).result).toMatchObject({
      resultType: 'complete',
      completion,
    });
    const style = { values: ['style'], total: 1, hasMore: false };
    expect((await complete(prompt, { name: 'focus', value: 'st' })).result).toMatchObject({
      completion: style,
    });
  });

  it('knows the other arguments, and gives a hundred at the most', async () => {
    const context = { arguments: { owner: 'Ada' } };
    const { result } = await complete(template, { name: 'id', value: 'x' }, context);
    const { completion } = result as { completion: { values: string[]; total: number; hasMore: boolean } };
    expect(completion.values[0]).toBe('Ada-x0');
    expect([completion.values.length, completion.total, completion.hasMore]).toEqual([100, 150, true]);
  });

  it('has no suggestions for what has no completer', async () => {
    const completion = { values: [], total: 0, hasMore: false };
    expect((await complete(prompt, { name: 'code', value: 'x' })).result).toMatchObject({ completion });
    await using scene = await mcpSceneOf([echo], {
      resources: [note],
      prompts: [createPrompt({ name: 'bare', arguments: [{ name: 'a' }], render: () => '' })],
    });
    const params = { ref: { type: 'ref/prompt', name: 'bare' }, argument: { name: 'a', value: '' } };
    expect((await scene.ask('completion/complete', params)).body.result).toMatchObject({ completion });
  });

  it.each([
    [
      { type: 'ref/prompt', name: 'other' },
      { name: 'a', value: '' },
    ],
    [
      { type: 'ref/resource', uri: 'notes://other' },
      { name: 'a', value: '' },
    ],
    [
      { type: 'ref/resource', uri: 'docs://readme' },
      { name: 'a', value: '' },
    ],
    [
      { type: 'ref/other', uri: 'docs://readme' },
      { name: 'a', value: '' },
    ],
    [prompt, { name: 'other', value: '' }],
    [prompt, { name: 'code', value: 5 }],
    [prompt, {}],
  ])('of %j, %j is refused', async (ref, argument) => {
    expect((await complete(ref, argument)).error?.code).toBe(-32_602);
  });

  it('never asks', async () => {
    const asking = createPrompt({
      name: 'asking',
      arguments: [{ name: 'a' }],
      complete: { a: (_, { call }) => call.ask(z.array(z.string()), 'Which?') },
      render: () => '',
    });
    await using scene = await mcpSceneOf([echo], { prompts: [asking] });
    const params = { ref: { type: 'ref/prompt', name: 'asking' }, argument: { name: 'a', value: '' } };
    const { body } = await scene.ask('completion/complete', params, forms);
    expect(body.error.message).toContain('cannot ask here');
  });
});

describe('a definition', () => {
  const render = () => '';
  const from = () => undefined;
  it.each([
    ['name', () => createPrompt({ name: 'a b', render })],
    ['name', () => createPrompt({ name: '..', render })],
    ['render', () => createPrompt({ name: 'a', render: 5 as never })],
    ['arguments', () => createPrompt({ name: 'a', arguments: [{ name: 'x' }, { name: 'x' }], render })],
    ['arguments', () => createPrompt({ name: 'a', arguments: z.string(), render })],
    ['complete.y', () => createPrompt({ name: 'a', complete: { y: [] }, render })],
    [
      'complete.x',
      () => createPrompt({ name: 'a', arguments: [{ name: 'x' }], complete: { x: 5 as never }, render }),
    ],
    ['uri', () => createResource({ name: 'a', uri: 'none', read: from })],
    ['uri of "a"', () => createResource({ name: 'a', read: from })],
    ['uri of "a"', () => createResource({ name: 'a', uri: 'a:b', uriTemplate: 'a:{b}', read: from })],
    ['read', () => createResource({ name: 'a', uri: 'a:b', read: 5 as never })],
    ['cache.ttlMs', () => createResource({ name: 'a', uri: 'a:b', cache: { ttlMs: -1 }, read: from })],
    ['metadata.timeoutMs', () => createResource({ name: 'a', uri: 'a:b', timeoutMs: 0, read: from })],
  ])('with a bad %s is refused', (option, make) => {
    expect(make).toThrow(`Option "${option}"`);
  });

  it.each([
    ['mcp.resources', { resources: [readme, readme] }],
    [
      'mcp.resources',
      { resources: [readme, createResource({ name: 'b', uri: 'docs://readme', read: from })] },
    ],
    ['mcp.prompts', { prompts: [review, review] }],
  ])('that stands twice in %s is refused', async (option, options) => {
    await expect(mcpSceneOf([echo], options)).rejects.toThrow(`Option "${option}"`);
  });
});
