import { createTool, createToolbox, silentLogger } from '@toolwright/core';
import type { AnyToolbox, Principal } from '@toolwright/core';
import { createServer } from '@toolwright/server';
import type { ToolServer } from '@toolwright/server';
import { createTestClient, inProcessDoor, restDoor } from '@toolwright/testing';
import type { Door, TestClient } from '@toolwright/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

const ada: Principal = { subject: 'ada', permissions: ['orders:write'] };

const greet = createTool({
  metadata: { name: 'greet', version: '1.0.0', description: 'Greets', kind: 'query' },
  schema: { input: z.object({ name: z.string().min(1) }), output: z.object({ text: z.string() }) },
  execute: ({ input }) => ({ text: `Hello ${input.name}` }),
});
const order = createTool({
  metadata: {
    name: 'order',
    version: '1.0.0',
    description: 'Orders',
    kind: 'command',
    permissions: ['orders:write'],
  },
  execute: ({ call }) => ({ by: call.principal?.subject, key: call.idempotencyKey }),
});
const count = createTool({
  metadata: { name: 'count', version: '1.0.0', description: 'Counts', kind: 'query' },
  schema: {
    input: z.object({ to: z.number().int() }),
    chunk: z.number(),
    output: z.object({ total: z.number() }),
  },
  async *execute({ input, call }) {
    for (let n = 1; n <= input.to; n += 1) {
      call.progress({ completed: n, total: input.to });
      yield n;
    }
    return { total: input.to };
  },
});
const wait = createTool({
  metadata: { name: 'wait', version: '1.0.0', description: 'Waits until its caller leaves', kind: 'query' },
  execute: ({ call }) =>
    new Promise((_, reject) => call.signal.addEventListener('abort', () => reject(call.signal.reason))),
});
const book = createTool({
  metadata: { name: 'book', version: '1.0.0', description: 'Books a seat', kind: 'command' },
  execute: async ({ call }) => ({ seat: await call.ask(z.enum(['window', 'aisle']), 'Which seat?') }),
});
const tools = [greet, order, count, wait, book] as const;

let toolbox: AnyToolbox;
let server: ToolServer;
const doors: Record<string, () => Door> = {
  'in process': () => inProcessDoor(toolbox),
  REST: () =>
    restDoor({
      url: server.address!.url,
      credentialsOf: ({ principal }) =>
        principal === undefined ? {} : { 'x-api-key': `key of ${principal.subject}` },
    }),
};

beforeAll(async () => {
  toolbox = createToolbox({ tools, logger: silentLogger });
  await toolbox.start();
  server = createServer({
    toolbox,
    authenticate: (request) => (request.headers['x-api-key'] === 'key of ada' ? ada : undefined),
    publicPaths: tools
      .map(({ info }) => `/tools/${info.name}`)
      .concat('/tools', '/tools/gret', '/tools/book/answers'),
    logger: silentLogger,
  });
  await server.listen({ port: 0 });
});

afterAll(async () => {
  await server.close({ drainMs: 0 });
  await toolbox.stop({ drainMs: 0 });
});

describe.each(Object.keys(doors))('a test through the door "%s"', (name) => {
  const client = (): TestClient => createTestClient(doors[name]!());

  it('gets the data of a call', async () => {
    const result = await client().call('greet', { name: 'Ada' });
    expect(result).toMatchObject({
      status: 'success',
      data: { text: 'Hello Ada' },
      metadata: { tool: 'greet' },
    });
  });

  it('gets the same error for a bad input', async () => {
    const result = await client().callWith('greet', { name: '' });
    expect(result).toMatchObject({
      status: 'error',
      error: {
        code: 'INVALID_INPUT',
        type: 'validation_error',
        retryable: false,
        details: { issues: [{ path: 'name' }] },
      },
    });
  });

  it('gets the same error for an unknown tool', async () => {
    const result = await client().callWith('gret', {});
    expect(result).toMatchObject({
      status: 'error',
      error: { code: 'TOOL_NOT_FOUND', type: 'not_found_error' },
    });
  });

  it('calls as somebody, with an idempotency key', async () => {
    const refused = await client().callWith('order', {});
    expect(refused).toMatchObject({ status: 'error', error: { code: 'UNAUTHENTICATED' } });
    const allowed = await client().as(ada).callWith('order', {}, { idempotencyKey: 'k-1' });
    expect(allowed).toMatchObject({ status: 'success', data: { by: 'ada', key: 'k-1' } });
  });

  it('gathers a stream, its progress and its result', async () => {
    const { chunks, result } = await client().gather('count', { to: 3 });
    expect(chunks).toEqual([1, 2, 3]);
    expect(result).toMatchObject({ status: 'success', data: { total: 3 } });
  });

  it('leaves a call, and the tool is told', async () => {
    const running = client().begin('wait', {});
    running.cancel();
    expect(await running.result).toMatchObject({ status: 'error', error: { code: 'CANCELLED' } });
  });

  it('waits no longer than it says', async () => {
    const result = await client().callWith('wait', {}, { timeoutMs: 30 });
    expect(result).toMatchObject({
      status: 'error',
      error: { code: 'OPERATION_TIMEOUT', type: 'timeout_error' },
    });
  });

  it('answers what a tool asks', async () => {
    const asked = await client().callWith('book', {});
    expect(asked).toMatchObject({
      status: 'input_required',
      requests: [{ id: 'ask-1', prompt: 'Which seat?' }],
    });
    const booked = await client().callWith('book', {}, { answers: { 'ask-1': 'aisle' } });
    expect(booked).toMatchObject({ status: 'success', data: { seat: 'aisle' } });
  });

  it('sees the tools in the order of names', async () => {
    const described = await client().describe();
    expect(described.map((tool) => tool.name)).toEqual(
      name === 'REST' ? ['book', 'count', 'greet', 'wait'] : ['book', 'count', 'greet', 'order', 'wait'],
    );
  });
});

describe('the REST door', () => {
  it('says that a service which is not there could not be reached', async () => {
    const door = restDoor({ url: 'http://127.0.0.1:1' });
    await expect(door.dispatch('greet', {})).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
    expect(() => restDoor({ url: 'not a url' })).toThrow('"url"');
  });

  it('tells of a stream that does not open, and of one that its reader leaves', async () => {
    const door = doors['REST']!();
    const items = [];
    for await (const item of door.dispatchStream('count', { to: 'x' })) items.push(item);
    expect(items).toMatchObject([
      { type: 'result', result: { status: 'error', error: { code: 'INVALID_INPUT' } } },
    ]);
    const left = new AbortController();
    const seen = [];
    for await (const item of door.dispatchStream('count', { to: 1_000_000 }, { signal: left.signal })) {
      if (item.type === 'chunk') left.abort();
      if (item.type === 'result') seen.push(item.result);
    }
    expect(seen).toMatchObject([{ status: 'error', error: { code: 'CANCELLED' } }]);
    const before = door.dispatchStream('count', { to: 1 }, { signal: AbortSignal.abort() });
    for await (const item of before) expect(item).toMatchObject({ result: { error: { code: 'CANCELLED' } } });
    await expect(async () => {
      for await (const item of restDoor({ url: 'http://127.0.0.1:1' }).dispatchStream('count', {})) void item;
    }).rejects.toThrow();
  });

  it('reads the refusals that a server makes before there is a call', async () => {
    const refusing = (status: number, members: object): Door =>
      restDoor({
        url: 'http://127.0.0.1:1',
        headers: { 'x-request-source': 'test' },
        fetch: () =>
          Promise.resolve(Response.json({ status, code: 'REFUSED', detail: 'No', ...members }, { status })),
      });
    expect(await refusing(503, {}).dispatch('greet', {})).toMatchObject({
      error: { code: 'REFUSED', type: 'unavailable_error', message: 'No', retryable: false },
    });
    expect(
      await refusing(415, { retryable: true, retryAfterMs: 5, callId: 'c' }).dispatch('greet', {}),
    ).toMatchObject({
      error: { type: 'validation_error', retryable: true, retryAfterMs: 5 },
      metadata: { callId: 'c' },
    });
  });

  it('leaves a stream in the middle, and the service notices', async () => {
    for await (const item of doors['REST']!().dispatchStream('count', { to: 1_000_000 }))
      if (item.type === 'chunk') break;
    expect((await doors['REST']!().dispatch('greet', { name: 'x' })).status).toBe('success');
  });
});
