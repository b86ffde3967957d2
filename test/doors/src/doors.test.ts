import { createTestClient, expectError, expectInputRequired, expectSuccess } from '@toolwright/testing';
import type { TestClient } from '@toolwright/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { principalOf, startScene } from './scene.ts';

const scene = await startScene();

afterAll(() => scene[Symbol.asyncDispose]());

describe.each(['in process', 'REST', 'MCP'] as const)('a test through the door "%s"', (name) => {
  const client: TestClient = createTestClient(scene.doors[name]);
  const clerk = client.as(principalOf(`clerk at ${name}`));

  it('gets the data of a call', async () => {
    const result = await client.call('greet', { name: 'Ada' });
    expect(expectSuccess(result)).toEqual({ text: 'Hello Ada' });
    expect(result.metadata).toMatchObject({ tool: 'greet', version: '1.0.0' });
    expect(result.metadata.callId).not.toBe('');
  });

  it('brings the trace that it is in', async () => {
    const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const result = await client.call('greet', { name: 'Ada' }, { headers: { traceparent: trace } });
    expect(expectSuccess(result)).toEqual({ text: 'Hello Ada', trace });
  });

  it('gets the same error for a bad input', async () => {
    const error = expectError(await client.callWith('greet', { name: '' }), 'INVALID_INPUT');
    expect(error).toMatchObject({
      type: 'validation_error',
      retryable: false,
      details: { issues: [{ path: 'name' }] },
    });
  });

  it('gets the same error for an unknown tool', async () => {
    const error = expectError(await client.callWith('gret', {}), 'TOOL_NOT_FOUND');
    expect(error.type).toBe('not_found_error');
  });

  it('is refused what its principal may not do', async () => {
    expectError(await client.callWith('order', {}), 'UNAUTHENTICATED');
    const guest = client.as(principalOf(`guest at ${name}`));
    const error = expectError(await guest.callWith('order', {}), 'PERMISSION_DENIED');
    expect(error).toMatchObject({ type: 'permission_error', retryable: false });
    const data = expectSuccess(await clerk.callWith('order', {}));
    expect(data).toMatchObject({ by: `clerk at ${name}` });
  });

  it('has one effect for one idempotency key', async () => {
    const before = scene.orders();
    const options = { idempotencyKey: `key at ${name}` };
    const first = await clerk.callWith('order', {}, options);
    const again = await clerk.callWith('order', {}, options);
    expect(expectSuccess(again)).toEqual(expectSuccess(first));
    expect(again.metadata['idempotency']).toMatchObject({ replayed: true });
    expect(scene.orders()).toBe(before + 1);
  });

  it('is told when to come again by a limit', async () => {
    const eager = client.as(principalOf(`eager at ${name}`));
    expect(expectSuccess(await eager.call('scarce', {}))).toBe('one');
    const refused = await eager.call('scarce', {});
    expect(expectError(refused, 'RATE_LIMITED')).toMatchObject({ type: 'rate_limit_error', retryable: true });
    expect(expectError(refused).retryAfterMs).toBeGreaterThan(0);
  });

  it('gathers a stream, its progress and its result', async () => {
    const { chunks, progress, result } = await client.gather('count', { to: 3 });
    // The Model Context Protocol has no chunks.
    expect(chunks).toEqual(name === 'MCP' ? [] : [1, 2, 3]);
    expect(progress.at(-1)).toEqual({ completed: 3, total: 3, message: 'at 3' });
    expect(expectSuccess(result)).toEqual({ total: 3 });
  });

  it('hears of progress while it waits', async () => {
    const heard: number[] = [];
    const onProgress = ({ completed }: { completed: number }): void => void heard.push(completed);
    expectSuccess(await client.call('count', { to: 3 }, { onProgress }));
    expect(heard.at(-1)).toBe(3);
  });

  it('leaves a call, and the tool is told', async () => {
    const waiting = scene.nextWait();
    const running = client.begin('wait', {});
    const { left } = await waiting;
    running.cancel();
    expectError(await running.result, 'CANCELLED');
    await left;
  });

  it('leaves a stream in the middle, and the tool is told', async () => {
    const waiting = scene.nextWait();
    const seen: string[] = [];
    for await (const item of client.stream('wait', {})) {
      seen.push(item.type);
      break;
    }
    await (
      await waiting
    ).left;
    expect(seen).toEqual(['progress']);
  });

  it('waits no longer than it says', async () => {
    const error = expectError(await client.callWith('wait', {}, { timeoutMs: 30 }), 'OPERATION_TIMEOUT');
    expect(error.type).toBe('timeout_error');
  });

  it('answers what a tool asks, question by question', async () => {
    const [row] = expectInputRequired(await client.callWith('book', {}));
    expect(row).toMatchObject({
      prompt: 'Which row?',
      schema: { type: 'object', properties: { row: { type: 'integer' } } },
    });
    const answers = { [row!.id]: { row: 7 } };
    const [seat] = expectInputRequired(await client.callWith('book', {}, { answers }));
    expect(seat).toMatchObject({ prompt: 'Which seat?', schema: { enum: ['window', 'aisle'] } });
    const booked = await client.callWith('book', {}, { answers: { ...answers, [seat!.id]: 'aisle' } });
    expect(expectSuccess(booked)).toEqual({ row: 7, seat: 'aisle' });
  });

  it('sees the tools in the order of names', async () => {
    const described = await client.describe();
    const open = ['book', 'count', 'greet', 'region', 'scarce', 'wait'];
    const all = [...open, 'order'].toSorted();
    // Over a wire, a caller sees what that caller may call.
    expect(described.map((tool) => tool.name)).toEqual(name === 'in process' ? all : open);
    expect((await clerk.describe()).map((tool) => tool.name)).toEqual(all);
    expect(described.find((tool) => tool.name === 'greet')).toMatchObject({
      description: 'Greets',
      kind: 'query',
      inputSchema: { required: ['name'] },
      outputSchema: { required: ['text'] },
    });
  });
});
