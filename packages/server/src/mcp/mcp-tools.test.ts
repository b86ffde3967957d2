import { createTool, failed, failure, silentLogger, ToolError } from '@toolwright/core';
import type { AnyTool, Principal } from '@toolwright/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { headersFor, mcpSceneOf, modernMeta } from '../../test-support/mcp-scene.ts';
import type { McpScene } from '../../test-support/mcp-scene.ts';
import { echo, toolDoing } from '../../test-support/scene.ts';

const admin: Principal = { subject: 'ada', permissions: ['admin'] };

function named(name: string, permissions: readonly string[] = []): AnyTool {
  return toolDoing(() => ({}), { name, permissions });
}

async function namesIn(scene: McpScene, params: object = {}): Promise<readonly string[]> {
  const { result } = (await scene.ask('tools/list', params)).body;
  return result.tools.map(({ name }: { name: string }) => name);
}

describe('the list of tools', () => {
  it('shows the icons of tools, and of the server', async () => {
    const icons = [{ src: 'https://example.com/icon.svg', mimeType: 'image/svg+xml', sizes: ['any'] }];
    const about = { icons, websiteUrl: 'https://example.com' };
    await using scene = await mcpSceneOf([echo], { ...about, tools: { echo: { icons } } });
    const { result } = (await scene.ask('tools/list')).body;
    expect(result.tools[0].icons).toEqual(icons);
    expect(result['_meta']['io.modelcontextprotocol/serverInfo']).toMatchObject(about);
  });

  it('says the dialect of an input that older drafts would read otherwise, of others not', async () => {
    const place = z.object({ city: z.string() }).meta({ id: 'place' });
    const trip = createTool({
      metadata: { name: 'trip', version: '1.0.0', description: 'x', kind: 'query' },
      schema: { input: z.object({ from: place, to: place }) },
      execute: () => 'gone',
    });
    await using scene = await mcpSceneOf([echo, trip]);
    const [plain, referring] = (await scene.ask('tools/list')).body.result.tools;
    expect(plain.inputSchema).not.toHaveProperty('$schema');
    expect(referring.inputSchema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $defs: { place: {} },
      type: 'object',
    });
  });

  it('says of each what it is, takes, gives and does', async () => {
    const tool = createTool({
      metadata: {
        name: 'files.delete',
        title: 'Delete files',
        version: '1.0.0',
        description: 'Deletes files',
        kind: 'command',
        idempotent: true,
        openWorld: false,
      },
      schema: { input: z.object({ path: z.string() }), output: z.array(z.string()) },
      execute: ({ input }) => [input.path],
    });
    await using scene = await mcpSceneOf([tool]);
    const { result } = (await scene.ask('tools/list')).body;
    expect(result).toMatchObject({ resultType: 'complete', ttlMs: 300_000, cacheScope: 'public' });
    expect(result.tools).toEqual([
      {
        name: 'files.delete',
        title: 'Delete files',
        description: 'Deletes files',
        inputSchema: {
          type: 'object',
          properties: { path: { type: 'string' } },
          required: ['path'],
        },
        outputSchema: { type: 'array', items: { type: 'string' } },
        annotations: {
          title: 'Delete files',
          readOnlyHint: false,
          destructiveHint: true,
          idempotentHint: true,
          openWorldHint: false,
        },
      },
    ]);
    const earlier = (await scene.askEarlier('tools/list')).body.result.tools[0];
    expect(earlier).not.toHaveProperty('outputSchema');
  });

  it('is in the order of names, a page at a time', async () => {
    await using scene = await mcpSceneOf(
      ['d', 'a', 'c', 'b', 'e'].map((name) => named(name)),
      { pageSize: 2 },
    );
    const first = (await scene.ask('tools/list')).body.result;
    expect(first.tools.map(({ name }: { name: string }) => name)).toEqual(['a', 'b']);
    const second = (await scene.ask('tools/list', { cursor: first.nextCursor })).body.result;
    expect(second.tools.map(({ name }: { name: string }) => name)).toEqual(['c', 'd']);
    const third = (await scene.ask('tools/list', { cursor: second.nextCursor })).body.result;
    expect(third.tools.map(({ name }: { name: string }) => name)).toEqual(['e']);
    expect(third).not.toHaveProperty('nextCursor');
    expect([second.cacheScope, third.cacheScope]).toEqual(['public', 'public']);
  });

  it.each(['bm9uZQ', '', '%', 7, null])('has no page after %j', async (cursor) => {
    await using scene = await mcpSceneOf([echo]);
    const { status, body } = await scene.ask('tools/list', { cursor });
    expect([status, body.error.code]).toEqual([200, -32_602]);
  });

  it('has what the caller may call, and is private then', async () => {
    const tools = [named('a', ['admin']), named('b'), named('c', ['admin'])];
    const authenticate = ({ headers }: { headers: Readonly<Record<string, string>> }): Principal =>
      headers['x-api-key'] === 'admin' ? admin : { subject: 'bob', permissions: [] };
    await using scene = await mcpSceneOf(tools, { pageSize: 1, server: { authenticate } });
    const { result } = (await scene.ask('tools/list')).body;
    expect(result.tools.map(({ name }: { name: string }) => name)).toEqual(['b']);
    expect(result).not.toHaveProperty('nextCursor');
    expect(result.cacheScope).toBe('private');
    const all = (await scene.ask('tools/list', {}, { headers: { 'x-api-key': 'admin' } })).body.result;
    expect(all.nextCursor).toBeDefined();
    expect((await scene.ask('server/discover')).body.result.cacheScope).toBe('private');
  });

  it('says that a union of objects is an object', async () => {
    const input = z.union([z.object({ a: z.string() }), z.object({ b: z.string() })]);
    const tool = createTool({
      metadata: { name: 'either', version: '1.0.0', description: 'Takes a or b', kind: 'query' },
      schema: { input },
      execute: (context) => context.input,
    });
    await using scene = await mcpSceneOf([tool]);
    const [listed] = (await scene.ask('tools/list')).body.result.tools;
    expect(listed.inputSchema).toMatchObject({ type: 'object', anyOf: [{}, {}] });
  });

  it('cannot have a tool whose input is no object, nor options of one that is not there', async () => {
    const tool = createTool({
      metadata: { name: 'text', version: '1.0.0', description: 'Takes text', kind: 'query' },
      schema: { input: z.string() },
      execute: ({ input }) => input,
    });
    await expect(mcpSceneOf([tool])).rejects.toThrow('"the input of "text""');
    await expect(mcpSceneOf([echo], { tools: { ecco: {} } })).rejects.toThrow('"mcp.tools"');
  });

  it.each([
    [{ pageSize: 0 }, 'mcp.pageSize'],
    [{ listTtlMs: -1 }, 'mcp.listTtlMs'],
    [{ name: '' }, 'mcp.name'],
    [{ title: '' }, 'mcp.title'],
  ])('is not made of %j', async (options, option) => {
    await expect(mcpSceneOf([echo], options)).rejects.toThrow(`"${option}"`);
  });
});

describe('a call', () => {
  it('answers with the result as a value and as text, and says which call it was', async () => {
    await using scene = await mcpSceneOf([echo]);
    const { status, headers, body } = await scene.ask('tools/call', {
      name: 'echo',
      arguments: { text: 'a' },
    });
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(body.result).toMatchObject({
      resultType: 'complete',
      content: [{ type: 'text', text: '{"text":"a"}' }],
      structuredContent: { text: 'a' },
      _meta: {
        'io.modelcontextprotocol/serverInfo': { name: 'scene' },
        'toolwright/call': { tool: 'echo', version: '1.0.0', callId: expect.any(String) },
      },
    });
    expect(body.result).not.toHaveProperty('isError');
  });

  it.each([
    ['text', 'hello', [{ type: 'text', text: 'hello' }], undefined],
    ['nothing', undefined, [], undefined],
    ['null', null, [{ type: 'text', text: 'null' }], null],
    ['a list', [1, 2], [{ type: 'text', text: '[1,2]' }], [1, 2]],
  ])('gives %s as it is', async (_, data, content, structured) => {
    await using scene = await mcpSceneOf([toolDoing(() => data)]);
    const { result } = (await scene.ask('tools/call', { name: 'subject' })).body;
    expect([result.content, result.structuredContent]).toEqual([content, structured]);
  });

  it('shows what its options make of the result; the value goes along where it is declared', async () => {
    const content = (data: { readonly png: string }) =>
      [{ type: 'image', data: data.png, mimeType: 'image/png' }] as const;
    const drawing = { name: 'drawn', version: '1.0.0', description: 'Draws', kind: 'query' } as const;
    const output = z.object({ png: z.string() });
    const tools = [
      createTool({ metadata: drawing, schema: { output }, execute: () => ({ png: 'AAAA' }) }),
      toolDoing(() => ({ png: 'AAAA' })),
    ];
    await using scene = await mcpSceneOf(tools, { tools: { drawn: { content }, subject: { content } } });
    const image = { type: 'image', data: 'AAAA', mimeType: 'image/png' };
    const drawn = (await scene.ask('tools/call', { name: 'drawn' })).body.result;
    expect([drawn.content, drawn.structuredContent]).toEqual([[image], { png: 'AAAA' }]);
    const undeclared = (await scene.ask('tools/call', { name: 'subject' })).body.result;
    expect([undeclared.content, undeclared.structuredContent]).toEqual([[image], undefined]);
  });

  it.each([
    ['an input that is wrong', { name: 'echo', arguments: { text: 1 } }, 'INVALID_INPUT', 'text'],
    ['a failure', { name: 'subject' }, 'RATE_LIMITED', 'Try again in 2 s.'],
    ['a passing failure', { name: 'down' }, 'SERVICE_UNAVAILABLE', 'may succeed later'],
    ['a permission that is missing', { name: 'secret' }, 'PERMISSION_DENIED', ''],
  ])('that ends with %s has a result that a model can read', async (_, params, code, words) => {
    const tools = [
      echo,
      named('secret', ['admin']),
      toolDoing(() => {
        throw new ToolError('RATE_LIMITED', 'Too many', { retryAfterMs: 1_500 });
      }),
      toolDoing(
        () => {
          throw new ToolError('SERVICE_UNAVAILABLE', 'The bank is closed');
        },
        { name: 'down' },
      ),
    ];
    await using scene = await mcpSceneOf(tools, {
      server: { authenticate: () => ({ subject: 'bob', permissions: [] }) },
    });
    const { status, body } = await scene.ask('tools/call', params);
    expect(status).toBe(200);
    expect(body.result).toMatchObject({
      resultType: 'complete',
      isError: true,
      content: [{ type: 'text', text: expect.stringContaining(words) }],
      _meta: { 'toolwright/error': { code } },
    });
    expect(body.result).not.toHaveProperty('structuredContent');
  });

  it('tells what the rails did', async () => {
    const use = [
      (call: { annotate: (name: string, data: object) => void }) => {
        call.annotate('rateLimit', { remaining: 0 });
        return Promise.resolve(failed(failure('RATE_LIMITED', 'Too many')));
      },
    ];
    await using scene = await mcpSceneOf([echo], { server: { use: use as never } });
    const { result } = (await scene.ask('tools/call', { name: 'echo' })).body;
    expect(result).toMatchObject({ _meta: { 'toolwright/call': { rateLimit: { remaining: 0 } } } });
  });

  it.each([
    ['a tool that is not there', { name: 'ecco' }, 200],
    ['a name of the prototype', { name: 'constructor' }, 200],
    ['no tool', {}, 400],
    ['arguments that are no object', { name: 'echo', arguments: [] }, 400],
    ['null for arguments', { name: 'echo', arguments: null }, 400],
  ])('of %s is refused', async (_, params, status) => {
    await using scene = await mcpSceneOf([echo]);
    const answer = await scene.ask('tools/call', params);
    expect([answer.status, answer.body.error.code]).toEqual([status, -32_602]);
  });

  it('that needs a capability of the client is refused without it', async () => {
    const requires = { sampling: {}, roots: {} };
    await using scene = await mcpSceneOf([echo], { tools: { echo: { requires } } });
    const declared = (capabilities: object) => ({
      meta: { 'io.modelcontextprotocol/clientCapabilities': capabilities },
    });
    const { status, body } = await scene.ask('tools/call', { name: 'echo' }, declared({ roots: {} }));
    expect([status, body.error.code]).toEqual([400, -32_021]);
    expect(body.error.data).toEqual({ requiredCapabilities: { sampling: {} } });
    const served = await scene.ask('tools/call', { name: 'echo' }, declared(requires));
    expect(served.status).toBe(200);
  });

  it('whose result is no JSON fails as the service’s own fault', async () => {
    await using scene = await mcpSceneOf([toolDoing(() => 1n)], { server: { logger: silentLogger } });
    const { status, body } = await scene.ask('tools/call', { name: 'subject' });
    expect([status, body.error.code, body.id]).toEqual([500, -32_603, 1]);
  });
});

describe('the trace of a call', () => {
  const parent = '00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01';
  it.each([
    [{ traceparent: parent, tracestate: 'a=b', baggage: 'c=d' }, [parent, 'a=b', 'c=d']],
    [{ traceparent: parent, tracestate: 'a\n' }, [parent, undefined, undefined]],
    [{ traceparent: 'none' }, ['of-the-proxy', undefined, undefined]],
    [{}, ['of-the-proxy', undefined, undefined]],
  ])('is what %j carries', async (meta, seen) => {
    const tool = toolDoing(({ call }) => {
      const { traceparent, tracestate, baggage } = call.headers;
      return [traceparent, tracestate, baggage];
    });
    await using scene = await mcpSceneOf([tool]);
    const headers = { traceparent: 'of-the-proxy' };
    const { result } = (await scene.ask('tools/call', { name: 'subject' }, { meta, headers })).body;
    expect(result.structuredContent).toEqual(seen.map((value) => value ?? null));
  });
});

/** The messages of an event stream. */
function messagesIn(text: string): readonly { readonly [name: string]: never }[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => JSON.parse(line.slice(6)));
}

describe('progress', () => {
  const stepping = toolDoing(async ({ call }) => {
    for (const completed of [0, 2, 1, 3]) {
      call.progress({ completed, total: 3, message: `step ${completed}` });
      await new Promise((resolve) => setImmediate(resolve));
    }
    return { done: true };
  });
  const params = { name: 'subject' };

  it('comes on the stream of its own request, upwards, and the result last', async () => {
    await using scene = await mcpSceneOf([stepping]);
    const { status, headers, body } = await scene.ask('tools/call', params, {
      meta: { progressToken: 'p1' },
    });
    expect([status, headers.get('content-type'), headers.get('x-accel-buffering')]).toEqual([
      200,
      'text/event-stream',
      'no',
    ]);
    const messages = messagesIn(body);
    expect(messages.slice(0, -1)).toEqual(
      [0, 2, 3].map((progress) => ({
        jsonrpc: '2.0',
        method: 'notifications/progress',
        params: { progressToken: 'p1', progress, total: 3, message: `step ${progress}` },
      })),
    );
    expect(messages.at(-1)).toMatchObject({ id: 1, result: { structuredContent: { done: true } } });
  });

  it('is not sent to who did not ask for it, or does not take streams', async () => {
    await using scene = await mcpSceneOf([stepping]);
    expect((await scene.ask('tools/call', params)).body.result.structuredContent).toEqual({ done: true });
    const otherwise = { meta: { progressToken: 1 }, headers: { accept: 'application/json' } };
    const { body } = await scene.ask('tools/call', params, otherwise);
    expect(body.result.structuredContent).toEqual({ done: true });
  });

  it('of a call that ends at once is its answer alone', async () => {
    await using scene = await mcpSceneOf([echo]);
    const { headers, body } = await scene.ask('tools/call', { name: 'echo' }, { meta: { progressToken: 1 } });
    expect([headers.get('content-type'), body.result.structuredContent]).toEqual(['application/json', {}]);
  });

  it.each([1.5, null, {}])('has no token %j', async (progressToken) => {
    await using scene = await mcpSceneOf([echo]);
    const { status, body } = await scene.ask('tools/call', { name: 'echo' }, { meta: { progressToken } });
    expect([status, body.error.code]).toEqual([400, -32_602]);
  });
});

describe('a client that goes away', () => {
  it.each([
    ['with progress', { progressToken: 1 }],
    ['without', {}],
  ])('cancels its call %s', async (_, more) => {
    const [started, cancelled] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const tool = toolDoing(async ({ call }) => {
      call.signal.addEventListener('abort', () => cancelled.resolve());
      call.progress({ completed: 1 });
      started.resolve();
      await cancelled.promise;
    });
    await using scene = await mcpSceneOf([tool]);
    const leaving = new AbortController();
    const answer = fetch(`${scene.url}/mcp`, {
      method: 'POST',
      signal: leaving.signal,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...headersFor('tools/call', { name: 'subject' }),
      },
      body: JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: { name: 'subject', _meta: { ...modernMeta, ...more } },
      }),
    }).then((response) => response.text());
    const left = expect(answer).rejects.toThrow();
    await started.promise;
    leaving.abort();
    await left;
    await cancelled.promise;
  });
});

describe('a tool that streams', () => {
  const counting = (count: number, last?: unknown) =>
    createTool({
      metadata: { name: 'subject', version: '1.0.0', description: 'Counts', kind: 'query' },
      schema: { chunk: z.number() },
      async *execute() {
        for (let index = 0; index < count; index += 1) yield index;
        return last;
      },
    });

  it('gives its chunks as a whole, unless it returns something', async () => {
    await using scene = await mcpSceneOf([counting(3)]);
    const { result } = (await scene.ask('tools/call', { name: 'subject' })).body;
    expect(result.structuredContent).toEqual([0, 1, 2]);
    await using other = await mcpSceneOf([counting(3, { sum: 3 })]);
    const meta = { progressToken: 1 };
    const messages = messagesIn((await other.ask('tools/call', { name: 'subject' }, { meta })).body);
    expect(messages).toMatchObject([{ result: { structuredContent: { sum: 3 } } }]);
  });

  it('is ended when it gives more than a model reads', async () => {
    await using scene = await mcpSceneOf([counting(20_000)]);
    const { result } = (await scene.ask('tools/call', { name: 'subject' })).body;
    expect(result.isError).toBe(true);
    expect(result.content[0].text).toContain('more than 10000 chunks');
  });
});

describe('fields that clients repeat in headers', () => {
  const tool = createTool({
    metadata: { name: 'query', version: '1.0.0', description: 'Asks a database', kind: 'query' },
    schema: {
      input: z.object({
        region: z.string().optional().meta({ 'x-mcp-header': 'Region' }),
        page: z.object({ size: z.number().int().meta({ 'x-mcp-header': 'Page-Size' }) }).optional(),
        dry: z.boolean().nullish(),
      }),
    },
    execute: ({ input }) => input,
  });

  it.each([
    [{ region: 'eu' }, { 'mcp-param-region': 'eu' }, true],
    [{ region: 'Zürich' }, { 'mcp-param-region': '=?base64?WsO8cmljaA==?=' }, true],
    [{ region: 'eu' }, { 'mcp-param-region': 'us' }, false],
    [{ region: 'eu' }, {}, false],
    [{}, {}, true],
    [{}, { 'mcp-param-region': 'eu' }, false],
    [{ page: { size: 42 } }, { 'mcp-param-page-size': '42.0' }, true],
    [{ page: { size: 42 } }, { 'mcp-param-page-size': '0x2a' }, false],
    [{ region: 'eu' }, { 'mcp-param-region': 'eu', 'mcp-param-other': 'x' }, true],
  ])('%j agree with %j: %s', async (input, headers, accepted) => {
    await using scene = await mcpSceneOf([tool]);
    const { status, body } = await scene.ask('tools/call', { name: 'query', arguments: input }, { headers });
    expect([status, body.error?.code]).toEqual(accepted ? [200, undefined] : [400, -32_020]);
  });

  it.each([
    ['no header', z.object({ a: z.string().meta({ 'x-mcp-header': 'a b' }) })],
    [
      'one name for two',
      z.object({ a: z.string().meta({ 'x-mcp-header': 'A' }), b: z.string().meta({ 'x-mcp-header': 'a' }) }),
    ],
    ['a fraction', z.object({ a: z.number().meta({ 'x-mcp-header': 'A' }) })],
    ['an item of a list', z.object({ a: z.array(z.string().meta({ 'x-mcp-header': 'A' })) })],
  ])('cannot be %s', async (_, input) => {
    const metadata = { name: 'marked', version: '1.0.0', description: 'Marked', kind: 'query' } as const;
    const marked = createTool({ metadata, schema: { input }, execute: () => ({}) });
    await expect(mcpSceneOf([marked])).rejects.toThrow('x-mcp-header of "marked"');
  });
});

it('names of the tools are those of the toolbox', async () => {
  await using scene = await mcpSceneOf([echo, named('a')]);
  expect(await namesIn(scene)).toEqual(['a', 'echo']);
});
