import { createToolbox, silentLogger } from '@toolwright/core';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { modernMeta } from '../../test-support/mcp-scene.ts';
import { echo } from '../../test-support/scene.ts';
import { createMcpUpdates, createPrompt, createResource, createServer } from '../index.ts';
import { mirroredText } from './field-value.ts';
import { rpcCodes } from './protocol.ts';

const codes: readonly number[] = Object.values(rpcCodes);
const toolbox = createToolbox({ tools: [echo], logger: silentLogger });
const read = (): string => 'text';
const server = createServer({
  toolbox,
  logger: silentLogger,
  mcp: {
    name: 'fuzz',
    version: '1.0.0',
    resources: [
      createResource({ name: 'one', uri: 'docs://one', read }),
      createResource({ name: 'many', uriTemplate: 'docs://{a}/{b}', complete: { a: ['x'] }, read }),
    ],
    prompts: [createPrompt({ name: 'echo', arguments: [{ name: 'a', required: true }], render: read })],
    updates: createMcpUpdates(),
    logs: true,
  },
});

async function send(body: unknown, headers: Readonly<Record<string, string>>): Promise<Response> {
  const init = { method: 'POST', body: JSON.stringify(body), headers };
  return server.fetch(new Request('http://localhost/mcp', init));
}

const headers = {
  'content-type': 'application/json',
  'mcp-protocol-version': '2026-07-28',
  'mcp-method': 'tools/call',
  'mcp-name': 'echo',
};
const sometimes = <T>(value: T): fc.Arbitrary<unknown> => fc.oneof(fc.constant(value), fc.jsonValue());

it('whatever the body, the answer is a result, nothing, or an error of the specification', async () => {
  const meta = fc.record(
    Object.fromEntries(Object.entries(modernMeta).map(([name, value]) => [name, sometimes(value)])),
    { requiredKeys: [] },
  );
  const params = fc.record(
    {
      name: sometimes('echo'),
      arguments: sometimes({ text: 'a' }),
      inputResponses: fc.jsonValue(),
      requestState: fc.oneof(fc.string(), fc.jsonValue()),
      _meta: fc.oneof(fc.constant(modernMeta), meta, fc.jsonValue()),
    },
    { requiredKeys: [] },
  );
  const request = fc.record(
    {
      jsonrpc: sometimes('2.0'),
      id: fc.oneof(fc.integer(), fc.string(), fc.jsonValue()),
      method: sometimes('tools/call'),
      params: fc.oneof(params, fc.jsonValue()),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(fc.oneof(request, fc.jsonValue()), async (body) => {
      const response = await send(body, headers);
      const text = await response.text();
      if (response.status === 202) {
        expect(text).toBe('');
        return;
      }
      const { jsonrpc, result, error } = JSON.parse(text);
      expect([jsonrpc, (result === undefined) !== (error === undefined)]).toEqual(['2.0', true]);
      if (error !== undefined) expect(codes).toContain(error.code);
      expect([200, 400, 404]).toContain(response.status);
    }),
    { numRuns: 500 },
  );
});

it('whatever is asked of resources, prompts and sessions, in either era, the answer is one of the specification', async () => {
  const methods = [
    'initialize',
    'ping',
    'resources/list',
    'resources/templates/list',
    'resources/read',
    'resources/subscribe',
    'resources/unsubscribe',
    'prompts/list',
    'prompts/get',
    'completion/complete',
    'logging/setLevel',
  ];
  const text = fc.oneof(
    fc.constantFrom('echo', 'a', 'docs://one', 'docs://{a}/{b}', 'docs://x/%2F'),
    fc.string(),
  );
  const any = fc.oneof(text, fc.jsonValue());
  const params = fc.record(
    {
      uri: any,
      name: any,
      cursor: any,
      level: any,
      capabilities: fc.oneof(fc.constant({ elicitation: {} }), fc.jsonValue()),
      protocolVersion: any,
      arguments: fc.oneof(fc.dictionary(fc.string(), text), fc.jsonValue()),
      ref: fc.oneof(
        fc.record({ type: fc.constantFrom('ref/prompt', 'ref/resource'), name: any, uri: any }),
        fc.jsonValue(),
      ),
      argument: fc.oneof(fc.record({ name: any, value: any }), fc.jsonValue()),
      context: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  const message = fc.oneof(
    fc.record({ method: fc.constantFrom(...methods), params }),
    fc.record({ result: fc.oneof(fc.constant({ action: 'accept' }), fc.jsonValue()) }),
  );
  await fc.assert(
    fc.asyncProperty(message, fc.boolean(), async (said, isModern) => {
      const { method = '', params: given = {} } = said as { method?: string; params?: object };
      const { uri, name } = given as Record<string, unknown>;
      const named = method === 'resources/read' ? uri : name;
      const body = {
        jsonrpc: '2.0',
        id: 1,
        ...said,
        ...('method' in said && { params: { ...given, ...(isModern && { _meta: modernMeta }) } }),
      };
      const response = await send(body, {
        ...headers,
        'mcp-method': method,
        'mcp-name': `=?base64?${Buffer.from(String(named)).toString('base64')}?=`,
        'mcp-protocol-version': isModern ? '2026-07-28' : '2025-11-25',
      });
      const { result, error } = JSON.parse(await response.text());
      expect((result === undefined) !== (error === undefined)).toBe(true);
      if (error !== undefined) expect(codes).toContain(error.code);
      expect([200, 400, 404]).toContain(response.status);
    }),
    { numRuns: 500 },
  );
});

it('any text that a client writes into a header comes out as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(mirroredText(`=?base64?${Buffer.from(text).toString('base64')}?=`)).toBe(text.toWellFormed());
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
      fc.pre(!text.startsWith('=?base64?'));
      expect(mirroredText(text)).toBe(text);
    }),
  );
});
