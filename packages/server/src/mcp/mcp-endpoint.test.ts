import { describe, expect, it } from 'vitest';
import { mcpSceneOf, modernMeta } from '../../test-support/mcp-scene.ts';
import { echo, toolDoing } from '../../test-support/scene.ts';

const list = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: { _meta: modernMeta } };
const listHeaders = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/list' };

describe('the address of the protocol', () => {
  it.each(['GET', 'DELETE', 'PUT'])('takes POST, not %s', async (method) => {
    await using scene = await mcpSceneOf([echo]);
    const { status, headers } = await scene.get('/mcp', { method });
    expect([status, headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('is where the options say, and nowhere without them', async () => {
    await using scene = await mcpSceneOf([echo], { path: '/agents' });
    expect((await scene.send(list, listHeaders)).status).toBe(404);
    const headers = { ...listHeaders, 'content-type': 'application/json' };
    const init = { method: 'POST', body: JSON.stringify(list), headers };
    expect((await scene.get('/agents', init)).status).toBe(200);
  });

  it('refuses pages of other origins', async () => {
    await using scene = await mcpSceneOf([echo]);
    expect((await scene.send(list, { ...listHeaders, origin: 'https://evil.example' })).status).toBe(403);
    expect((await scene.send(list, { ...listHeaders, origin: scene.url })).status).toBe(200);
  });

  it('answers in the forms of the protocol alone', async () => {
    await using scene = await mcpSceneOf([echo]);
    const { status, body } = await scene.send(list, { ...listHeaders, accept: 'text/html' });
    expect([status, body.error.code]).toEqual([406, -32_600]);
    expect((await scene.send(list, { ...listHeaders, accept: undefined })).status).toBe(200);
  });

  it('mints no sessions and ignores those of others', async () => {
    await using scene = await mcpSceneOf([echo]);
    const { status, headers } = await scene.send(list, { ...listHeaders, 'mcp-session-id': 'old' });
    expect([status, headers.get('mcp-session-id')]).toEqual([200, null]);
  });
});

describe('a body', () => {
  it.each([
    ['no JSON', '{"jsonrpc":', -32_700, undefined],
    ['nothing', '', -32_600, undefined],
    ['a batch', [list], -32_600, undefined],
    ['text', '"tools/list"', -32_600, undefined],
    ['the id null', { ...list, id: null }, -32_600, undefined],
    ['a fraction for an id', { ...list, id: 1.5 }, -32_600, undefined],
    ['an object for an id', { ...list, id: {} }, -32_600, undefined],
    ['another version of JSON-RPC', { ...list, jsonrpc: '1.0' }, -32_600, 1],
    ['a response', { jsonrpc: '2.0', id: 1, result: {} }, -32_600, 1],
    ['parameters in an array', { ...list, params: [] }, -32_600, 1],
  ])('of %s is refused', async (_, body, code, id) => {
    await using scene = await mcpSceneOf([echo]);
    const answer = await scene.send(body, listHeaders);
    expect([answer.status, answer.body.error.code, answer.body.id]).toEqual([400, code, id]);
  });

  it('is bounded, and of one type', async () => {
    await using scene = await mcpSceneOf([echo], { server: { limits: { bodyBytes: 200 } } });
    const large = await scene.send({ ...list, padding: 'x'.repeat(500) }, listHeaders);
    expect([large.status, large.body.error.code]).toEqual([413, -32_600]);
    const wrong = await scene.send(list, { ...listHeaders, 'content-type': 'text/plain' });
    expect([wrong.status, wrong.headers.get('accept')]).toEqual([415, 'application/json']);
  });

  it('that is a notification is taken without an answer', async () => {
    await using scene = await mcpSceneOf([echo]);
    const { status, body } = await scene.send({ jsonrpc: '2.0', method: 'notifications/cancelled' });
    expect([status, body]).toEqual([202, '']);
    const { status: refused } = await scene.send({ jsonrpc: '1.0', method: 'notifications/cancelled' });
    expect(refused).toBe(400);
  });

  it('may have text or a whole number for an id, which comes back', async () => {
    await using scene = await mcpSceneOf([echo]);
    for (const id of ['a"b', '', 0, -7]) expect((await scene.ask('tools/list', {}, { id })).body.id).toBe(id);
  });
});

describe('what a request says of itself', () => {
  it.each([
    ['nothing', undefined],
    ['no object', 'x'],
    ['no revision', { 'io.modelcontextprotocol/clientCapabilities': {} }],
    ['no capabilities', { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' }],
    ['capabilities that are none', { ...modernMeta, 'io.modelcontextprotocol/clientCapabilities': [] }],
    ['a revision that is no text', { ...modernMeta, 'io.modelcontextprotocol/protocolVersion': 7 }],
  ])('must be whole: %s is refused', async (_, meta) => {
    await using scene = await mcpSceneOf([echo]);
    const { status, body } = await scene.send({ ...list, params: { _meta: meta } }, listHeaders);
    expect([status, body.error.code, body.id]).toEqual([400, -32_602, 1]);
  });

  it.each([
    ['mcp-protocol-version', '2025-11-25'],
    ['mcp-protocol-version', undefined],
    ['mcp-method', 'tools/call'],
    ['mcp-method', 'Tools/list'],
    ['mcp-method', undefined],
  ])('stands in the headers too: %s of %s is refused', async (name, value) => {
    await using scene = await mcpSceneOf([echo]);
    const { status, body } = await scene.ask('tools/list', {}, { headers: { [name]: value } });
    expect([status, body.error.code, body.id]).toEqual([400, -32_020, 1]);
    expect(body.error.message.toLowerCase()).toContain(name);
  });

  it.each([
    ['other', false],
    [undefined, false],
    ['=?base64?ZWNobw==?=', true],
    ['=?base64?ZWNobw?=', false],
    ['=?base64?!!!!?=', false],
    ['=?BASE64?ZWNobw==?=', false],
    ['=?base64?/w==?=', false],
    ['  echo  ', true],
    ['\u00e9cho', false],
  ])('has the name of the tool in a header: %s', async (name, accepted) => {
    await using scene = await mcpSceneOf([echo]);
    const { status, body } = await scene.ask(
      'tools/call',
      { name: 'echo' },
      { headers: { 'mcp-name': name } },
    );
    expect([status, body.error?.code]).toEqual(accepted ? [200, undefined] : [400, -32_020]);
  });

  it('of a revision that is not served is answered with those that are', async () => {
    await using scene = await mcpSceneOf([echo]);
    const meta = { 'io.modelcontextprotocol/protocolVersion': '1900-01-01' };
    const { status, body } = await scene.ask(
      'tools/list',
      {},
      { meta, headers: { 'mcp-protocol-version': '1900-01-01' } },
    );
    expect([status, body.error.code]).toEqual([400, -32_022]);
    expect(body.error.data).toEqual({
      supported: ['2026-07-28', '2025-11-25', '2025-06-18'],
      requested: '1900-01-01',
    });
  });

  it('without a header that names an earlier revision is not taken for one of them', async () => {
    await using scene = await mcpSceneOf([echo]);
    const { status, body } = await scene.send({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
    expect([status, body.error.code]).toEqual([400, -32_602]);
  });
});

describe('a method', () => {
  it.each(['ping', 'initialize', 'resources/subscribe', 'subscriptions/listen', 'constructor'])(
    'that the revision has not, such as %s, is not found',
    async (method) => {
      await using scene = await mcpSceneOf([echo]);
      const { status, body } = await scene.ask(method);
      expect([status, body.error.code, body.id]).toEqual([404, -32_601, 1]);
    },
  );

  it('that reads by name is checked against its header before it is not found', async () => {
    await using scene = await mcpSceneOf([echo]);
    const { body } = await scene.ask('resources/read', { uri: 'a:b' }, { headers: { 'mcp-name': 'a:c' } });
    expect(body.error.code).toBe(-32_020);
    expect((await scene.ask('resources/read', { uri: 5 })).body.error.code).toBe(-32_602);
  });

  it('server/discover says what is served, and nothing else', async () => {
    await using scene = await mcpSceneOf([echo], { title: 'A scene', instructions: 'Echo.', listTtlMs: 5 });
    expect((await scene.ask('server/discover')).body.result).toEqual({
      resultType: 'complete',
      supportedVersions: ['2026-07-28', '2025-11-25', '2025-06-18'],
      capabilities: { tools: {} },
      instructions: 'Echo.',
      ttlMs: 5,
      cacheScope: 'public',
      _meta: { 'io.modelcontextprotocol/serverInfo': { name: 'scene', version: '1.2.3', title: 'A scene' } },
    });
  });
});

describe('a client of an earlier revision', () => {
  it.each([
    ['2025-11-25', '2025-11-25'],
    ['2025-06-18', '2025-06-18'],
    ['2024-11-05', '2025-11-25'],
    ['2026-07-28', '2025-11-25'],
  ])('that begins with %s is served %s', async (wanted, served) => {
    await using scene = await mcpSceneOf([echo]);
    const { status, body } = await scene.send({
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { protocolVersion: wanted, capabilities: {}, clientInfo: { name: 'old', version: '1' } },
    });
    expect([status, body.result]).toEqual([
      200,
      {
        protocolVersion: served,
        capabilities: { tools: {} },
        serverInfo: { name: 'scene', version: '1.2.3' },
      },
    ]);
  });

  it('is told when it begins without a revision', async () => {
    await using scene = await mcpSceneOf([echo]);
    expect((await scene.askEarlier('initialize')).body.error.code).toBe(-32_602);
  });

  it('lists, calls and pings without a session', async () => {
    await using scene = await mcpSceneOf([echo]);
    expect((await scene.send({ jsonrpc: '2.0', method: 'notifications/initialized' })).status).toBe(202);
    expect((await scene.askEarlier('ping')).body.result).toEqual({});
    const { result } = (await scene.askEarlier('tools/list', {}, '2025-06-18')).body;
    expect(Object.keys(result)).toEqual(['tools']);
    const called = (await scene.askEarlier('tools/call', { name: 'echo', arguments: { text: 'a' } })).body
      .result;
    expect(called).toMatchObject({ structuredContent: { text: 'a' }, content: [{ text: '{"text":"a"}' }] });
    expect(called).not.toHaveProperty('resultType');
  });

  it('hears of an unknown method in an answer of 200', async () => {
    await using scene = await mcpSceneOf([echo]);
    const { status, body } = await scene.askEarlier('server/discover');
    expect([status, body.error.code]).toEqual([200, -32_601]);
  });

  it('may say its revision in every request', async () => {
    await using scene = await mcpSceneOf([echo]);
    const meta = { 'io.modelcontextprotocol/protocolVersion': '2025-11-25' };
    const { body } = await scene.ask('ping', {}, { meta, headers: { 'mcp-protocol-version': '2025-11-25' } });
    expect(body.result).toEqual({});
  });

  it('gets no result that is no object, and no tool that asks for capabilities', async () => {
    const tools = { subject: { requires: { sampling: {} } }, list: {} };
    await using scene = await mcpSceneOf([toolDoing(() => ({})), toolDoing(() => [1], { name: 'list' })], {
      tools,
    });
    const { result } = (await scene.askEarlier('tools/list')).body;
    expect(result.tools.map(({ name }: { name: string }) => name)).toEqual(['list']);
    expect((await scene.askEarlier('tools/call', { name: 'subject' })).body.error.code).toBe(-32_602);
    const listed = (await scene.askEarlier('tools/call', { name: 'list' })).body.result;
    expect(listed.content).toEqual([{ type: 'text', text: '[1]' }]);
    expect(listed).not.toHaveProperty('structuredContent');
  });
});
