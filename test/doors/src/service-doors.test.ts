import { createTestClient, expectError, expectSuccess, mcpDoor, restDoor } from '@toolwright/testing';
import type { Door, ServiceDoorOptions } from '@toolwright/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { startScene } from './scene.ts';

const scene = await startScene();
const nowhere = 'http://127.0.0.1:1';

afterAll(() => scene[Symbol.asyncDispose]());

/** A service that gives the answer, whatever it is asked. */
function answering(answer: () => Response): ServiceDoorOptions {
  return { url: nowhere, headers: { 'x-request-source': 'test' }, fetch: () => Promise.resolve(answer()) };
}

describe.each([
  ['REST', restDoor],
  ['MCP', mcpDoor],
] as const)('the %s door', (name, doorTo) => {
  const door = scene.doors[name];

  it('says that a service which is not there could not be reached', async () => {
    const lost = doorTo({ url: nowhere });
    await expect(lost.dispatch('greet', {})).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
    await expect(createTestClient(lost).gather('count', {})).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
    expect(() => doorTo({ url: 'not a url' })).toThrow('"url"');
  });

  it('tells of a stream that does not open', async () => {
    const { result } = await createTestClient(door).gather('count', { to: 'x' });
    expectError(result, 'INVALID_INPUT');
  });

  it('tells whoever leaves that they did, before the call and in the middle', async () => {
    const early = await createTestClient(door).gather('count', { to: 1 }, { signal: AbortSignal.abort() });
    expectError(early.result, 'CANCELLED');
    const leaving = new AbortController();
    const seen = [];
    for await (const item of door.dispatchStream('wait', {}, { signal: leaving.signal })) {
      if (item.type === 'result') seen.push(item.result);
      else leaving.abort();
    }
    expect(seen).toMatchObject([{ status: 'error', error: { code: 'CANCELLED' } }]);
  });

  it('reads the refusals that a server makes before there is a call', async () => {
    const refusing = (status: number, members: object): Door =>
      doorTo(
        answering(() => Response.json({ status, code: 'REFUSED', detail: 'No', ...members }, { status })),
      );
    expect(await refusing(503, {}).dispatch('greet', {})).toMatchObject({
      error: { code: 'REFUSED', type: 'unavailable_error', message: 'No', retryable: false },
    });
    const told = { retryable: true, retryAfterMs: 5, callId: 'c', errorType: 'rate_limit_error' };
    expect(await refusing(429, told).dispatch('greet', {})).toMatchObject({
      error: { type: 'rate_limit_error', retryable: true, retryAfterMs: 5 },
      metadata: { callId: 'c' },
    });
  });

  it('says that an answer broke off without a result', async () => {
    const type = name === 'MCP' ? 'text/event-stream' : 'application/x-ndjson';
    const empty = doorTo(
      answering(() => new Response(': still here\n\n', { headers: { 'content-type': type } })),
    );
    await expect(empty.dispatch('greet', {}, { onProgress: () => undefined })).rejects.toMatchObject({
      code: 'NETWORK_ERROR',
    });
  });
});

describe('the REST door', () => {
  it('passes over heartbeats', async () => {
    const lines = [{ type: 'heartbeat' }, { type: 'result', result: { status: 'success', data: 1 } }];
    const beating = answering(() => new Response(lines.map((line) => `${JSON.stringify(line)}\n`).join('')));
    const { result } = await createTestClient(restDoor(beating)).gather('count', {});
    expect(result).toMatchObject({ data: 1 });
  });
});

describe('the MCP door', () => {
  it('repeats in headers the fields that a tool marks', async () => {
    for (const input of [
      { region: 'Zürich', page: { size: 7 } },
      { region: '=?base64?' },

      {},
    ])
      expect(expectSuccess(await scene.doors.MCP.dispatch('region', input))).toEqual(input);
  });

  it('speaks to the path that it is told', async () => {
    const elsewhere = mcpDoor({ url: scene.url, path: '/elsewhere' });
    const result = await elsewhere.dispatch('greet', { name: 'Ada' });
    expectError(result, 'NOT_FOUND');
  });

  it.each([
    ['a value', { structuredContent: { a: 1 }, content: [] }, { a: 1 }],
    ['a text', { content: [{ type: 'text', text: 'Hello' }] }, 'Hello'],
    ['nothing', {}, undefined],
    ['blocks', { content: [{ type: 'image', data: '' }] }, [{ type: 'image', data: '' }]],
  ])('reads a result that is %s', async (_what, result, data) => {
    const door = mcpDoor(answering(() => Response.json({ jsonrpc: '2.0', id: 1, result })));
    expect(expectSuccess(await door.dispatch('greet', {}))).toEqual(data);
  });

  it('reads failures that are said in words, and errors of the protocol', async () => {
    const said = { content: [{ type: 'text', text: 'Cannot ask here.' }], isError: true };
    const speaking = mcpDoor(answering(() => Response.json({ jsonrpc: '2.0', id: 1, result: said })));
    expect(expectError(await speaking.dispatch('greet', {}), 'EXECUTION_FAILED').message).toBe(
      'Cannot ask here.',
    );
    const failing = (code: number, data?: object): Door =>
      mcpDoor(
        answering(() =>
          Response.json({ jsonrpc: '2.0', id: 1, error: { code, message: 'No', data } }, { status: 400 }),
        ),
      );
    const malformed = await failing(-32_602).dispatch('greet', {});
    expect(expectError(malformed, 'INVALID_INPUT').details).toEqual({ rpcCode: -32_602 });
    const incapable = await failing(-32_021, { requiredCapabilities: {} }).dispatch('greet', {});
    expect(expectError(incapable, 'EXECUTION_FAILED').details).toEqual({
      rpcCode: -32_021,
      data: { requiredCapabilities: {} },
    });
  });

  it('reads a stream wherever its pieces end, and passes over what is not its own', async () => {
    const messages = [
      { jsonrpc: '2.0', method: 'notifications/message', params: {} },
      { jsonrpc: '2.0', method: 'notifications/progress', params: { progress: 1, message: 'Grüße' } },
      { jsonrpc: '2.0', id: 1, result: { structuredContent: { done: true } } },
    ];
    const text = messages.map((message) => `event: message\ndata: ${JSON.stringify(message)}\n\n`).join('');
    const bytes = new TextEncoder().encode(`: still here\n\n${text}`);
    const pieces = ReadableStream.from(Array.from(bytes, (byte) => Uint8Array.of(byte)));
    const headers = { 'content-type': 'text/event-stream; charset=utf-8' };
    const door = mcpDoor(answering(() => new Response(pieces, { headers })));
    const { progress, result } = await createTestClient(door).gather('count', {});
    expect(progress).toEqual([{ completed: 1, message: 'Grüße' }]);
    expect(expectSuccess(result)).toEqual({ done: true });
  });
});
