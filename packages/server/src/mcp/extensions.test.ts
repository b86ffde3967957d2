import { createToolbox, silentLogger, systemClock } from '@toolwright/core';
import { expect, it } from 'vitest';
import { bothForms, headersFor, modernMeta } from '../../test-support/mcp-scene.ts';
import { RequestState } from '../questions/request-state.ts';
import { OpenRequest } from '../request/server-request.ts';
import { WebTransport } from '../web/web-transport.ts';
import type { Extension } from './extensions.ts';
import { mcpEndpoint } from './mcp-route.ts';
import { resultReply } from './rpc-reply.ts';

const id = 'com.example/notes';
const notes: Extension = {
  id,
  settings: { most: 10 },
  methods: {
    'notes/get': {
      namedBy: 'noteId',
      answer: (_, asked) => resultReply(asked.id, JSON.stringify({ note: asked.params['noteId'] })),
    },
    'notes/list': { answer: (_, asked) => resultReply(asked.id, '{"notes":[]}') },
  },
};
const knowing = { 'io.modelcontextprotocol/clientCapabilities': { extensions: { [id]: {} } } };

/** Asks an endpoint that serves the extension. */
async function ask(method: string, params: object = {}, headers: object = {}, meta: object = knowing) {
  const endpoint = mcpEndpoint(
    { name: 'scene', version: '1.0.0' },
    {
      toolbox: createToolbox({ tools: [], logger: silentLogger }),
      authenticated: false,
      stream: { clock: systemClock, heartbeatMs: 30_000 },
      logger: silentLogger,
      state: new RequestState({}, systemClock),
      extensions: [notes],
    },
  );
  const message = { jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: { ...modernMeta, ...meta } } };
  const request = new Request('http://localhost/mcp', {
    method: 'POST',
    body: JSON.stringify(message),
    headers: { accept: bothForms, 'content-type': 'application/json', ...headersFor(method, {}), ...headers },
  });
  const transport = new WebTransport(request, undefined, request.signal);
  const limits = { bodyBytes: 10_000, jsonDepth: 64 };
  const reply = await endpoint.handle(
    new OpenRequest('1', transport, { limits, addressOf: () => undefined }),
  );
  return { status: reply.status, body: JSON.parse(String(reply.body)) as Record<string, unknown> };
}

it('an extension is told of, with its settings', async () => {
  const { body } = await ask('server/discover');
  expect(body['result']).toMatchObject({ capabilities: { tools: {}, extensions: { [id]: { most: 10 } } } });
});

it('a method of an extension is answered, and its header says what it is about', async () => {
  expect(await ask('notes/list')).toMatchObject({ status: 200, body: { result: { notes: [] } } });
  const params = { noteId: 'n-1' };
  expect(await ask('notes/get', params, { 'mcp-name': 'n-1' })).toMatchObject({
    body: { result: { note: 'n-1' } },
  });
  expect(await ask('notes/get', params, { 'mcp-name': 'n-2' })).toMatchObject({
    status: 400,
    body: { error: { code: -32_020 } },
  });
});

it.each([{}, { extensions: {} }, { extensions: { [id]: true } }])(
  'a client of %j is refused the methods of an extension, by its name',
  async (capabilities) => {
    const meta = { 'io.modelcontextprotocol/clientCapabilities': capabilities };
    expect(await ask('notes/list', {}, {}, meta)).toMatchObject({
      status: 400,
      body: { error: { code: -32_021, data: { requiredCapabilities: { extensions: { [id]: {} } } } } },
    });
  },
);
