import { createTool, createToolbox, ToolError } from '@toolwright/core';
import type { AnySchema, Schema } from '@toolwright/core';
import { describe, expect, it } from 'vitest';
import { createTestClient } from './create-test-client.ts';
import { createTestToolbox } from './create-test-toolbox.ts';
import { inProcessDoor } from './door.ts';
import { expectError, expectInputRequired, expectSuccess } from './expect-result.ts';
import { testTool } from './test-tool.ts';

const anything: AnySchema = { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } };
const cityInput: Schema<{ city: string }> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value) =>
      typeof value === 'object' && value !== null && 'city' in value && typeof value.city === 'string'
        ? { value: { city: value.city } }
        : { issues: [{ message: 'Not a text', path: ['city'] }] },
  },
};

const weather = createTool({
  metadata: { name: 'weather', version: '1.0.0', description: 'Tells the weather', kind: 'query' },
  schema: { input: cityInput },
  execute: ({ input, call }) => {
    if (input.city === 'Atlantis') throw new ToolError('EXECUTION_FAILED', 'No such city');
    return { city: input.city, for: call.principal?.subject ?? 'nobody', tenant: call.tenant ?? 'none' };
  },
});

const slow = createTool({
  metadata: {
    name: 'slow',
    version: '1.0.0',
    description: 'Takes a minute',
    kind: 'query',
    timeoutMs: 120_000,
  },
  execute: ({ call }) =>
    new Promise<string>((resolve, reject) => {
      call.clock.after(60_000, () => resolve('done'));
      call.signal.addEventListener('abort', () => reject(call.signal.reason as Error));
    }),
});

const count = createTool({
  metadata: { name: 'count', version: '1.0.0', description: 'Counts', kind: 'query' },
  schema: { chunk: anything },
  async *execute({ call }) {
    call.progress({ completed: 1, total: 2, message: 'half' });
    yield 1;
    yield 2;
    return 'counted';
  },
});

const careful = createTool({
  metadata: { name: 'careful', version: '1.0.0', description: 'Asks first', kind: 'command' },
  execute: async ({ call }) => call.ask(anything, 'Sure?'),
});

const tools = [weather, slow, count, careful] as const;

describe('createTestClient', () => {
  it('calls, for whomever it is told', async () => {
    const { client } = createTestToolbox({ tools });
    const data = { city: 'Madrid', for: 'nobody', tenant: 'none' };
    expect(expectSuccess(await client.call('weather', { city: 'Madrid' }))).toEqual(data);
    const ana = client.as({ subject: 'ana', tenants: ['a', 'b'], permissions: [] }, 'a');
    const own = await ana.call('weather', { city: 'Madrid' });
    expect(expectSuccess(own)).toMatchObject({ for: 'ana', tenant: 'a' });
    const other = await ana.call('weather', { city: 'Madrid' }, { tenant: 'b' });
    expect(expectSuccess(other)).toMatchObject({ for: 'ana', tenant: 'b' });
  });

  it('calls with what the types would not let through', async () => {
    const { client } = createTestToolbox({ tools });
    const error = expectError(await client.callWith('weather', { city: 1 }), 'INVALID_INPUT');
    expect(error.details).toEqual({ issues: [expect.objectContaining({ path: 'city' })] });
  });

  it('leaves a call', async () => {
    const { client } = createTestToolbox({ tools });
    const call = client.begin('slow', undefined);
    call.cancel();
    expectError(await call.result, 'CANCELLED');
    const leaving = new AbortController();
    const other = client.begin('slow', undefined, { signal: leaving.signal });
    leaving.abort();
    expectError(await other.result, 'CANCELLED');
  });

  it('gathers a stream, or reads it item by item', async () => {
    const { client } = createTestToolbox({ tools });
    const { chunks, progress, result } = await client.gather('count', undefined);
    expect(chunks).toEqual([1, 2]);
    expect(progress).toEqual([{ completed: 1, total: 2, message: 'half' }]);
    expect(expectSuccess(result)).toBe('counted');
    const types: string[] = [];
    for await (const item of client.stream('count', undefined)) types.push(item.type);
    expect(types.at(-1)).toBe('result');
  });

  it('speaks through any door, and says which', async () => {
    const toolbox = createToolbox({ tools });
    const client = createTestClient({ ...inProcessDoor(toolbox), name: 'a door of my own' });
    expect(client.door).toBe('a door of my own');
    expectSuccess(await client.callWith('weather', { city: 'Madrid' }));
    expect((await client.describe()).map(({ name }) => name)).toContain('weather');
    await client.close();
    expect(createTestClient(toolbox).door).toBe('in process');
    await toolbox.stop();
  });

  it('finds a stream that goes on after its result, or ends without one', async () => {
    const door = inProcessDoor(createToolbox({ tools }));
    const result = await door.dispatch('weather', { city: 'Madrid' });
    const late = createTestClient({
      ...door,
      async *dispatchStream() {
        yield { type: 'result', result };
        yield { type: 'chunk', data: 1 };
      },
    });
    await expect(late.gather('count', undefined)).rejects.toThrow('A chunk came after the result');
    const none = createTestClient({
      ...door,
      async *dispatchStream() {
        yield { type: 'chunk', data: 1 };
      },
    });
    await expect(none.gather('count', undefined)).rejects.toThrow('ended without a result');
  });
});

describe('createTestToolbox', () => {
  it('keeps time, events, logs and spans', async () => {
    const { client, clock, events, logs, telemetry, toolbox } = createTestToolbox({ tools });
    const pending = client.call('slow', undefined);
    await clock.advance(60_010);
    expect(expectSuccess(await pending)).toBe('done');
    expect(events.events().map(({ name }) => name)).toEqual(['call-started', 'call-succeeded']);
    expect(logs.lines()).toEqual([]);
    expect(telemetry.openSpans()).toBe(0);
    await toolbox.stop();
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('expectSuccess, expectError and expectInputRequired', () => {
  it('say what happened instead', async () => {
    const { client } = createTestToolbox({ tools });
    const success = await client.call('weather', { city: 'Madrid' });
    const error = await client.call('weather', { city: 'Atlantis' });
    const question = await client.call('careful', undefined);
    expect(expectInputRequired(question)).toEqual([expect.objectContaining({ prompt: 'Sure?' })]);
    expect(() => expectSuccess(error)).toThrow(
      '"weather": expected a success, got the error EXECUTION_FAILED: No such city',
    );
    expect(() => expectError(error, 'RATE_LIMITED')).toThrow(
      'expected the error RATE_LIMITED, got the error',
    );
    expect(() => expectError(success)).toThrow('expected an error, got the success {"city":"Madrid"');
    expect(() => expectError(question)).toThrow('got a question: Sure?');
    expect(() => expectInputRequired(success)).toThrow('expected a question');
  });
});

describe('testTool', () => {
  it.each([
    ...testTool(weather, [
      {
        name: 'returns what it says',
        input: { city: 'Madrid' },
        returns: { city: 'Madrid', for: 'nobody', tenant: 'none' },
      },
      {
        name: 'returns what a function accepts',
        input: { city: 'Oslo' },
        options: { principal: { subject: 'ana', permissions: [] } },
        returns: (data) => expect(data.for).toBe('ana'),
      },
      { name: 'fails with a code', input: { city: 'Atlantis' }, fails: 'EXECUTION_FAILED' },
    ]),
    ...testTool(slow, [{ name: 'takes its time', input: undefined, elapseMs: 60_010, returns: 'done' }]),
    ...testTool(count, [{ name: 'yields chunks', input: undefined, yields: [1, 2], returns: 'counted' }]),
  ])('$name', (one) => one.run());

  it('says what the tool did instead', async () => {
    const [wrong, unexpected, early, other] = [
      ...testTool(weather, [
        { name: 'wrong', input: { city: 'Madrid' }, returns: { city: 'Oslo', for: '', tenant: '' } },
        { name: 'unexpected', input: { city: 'Madrid' }, fails: 'INVALID_INPUT' },
      ]),
      ...testTool(slow, [{ name: 'early', input: undefined, elapseMs: 10, returns: 'done' }]),
      ...testTool(count, [{ name: 'other', input: undefined, yields: [1] }]),
    ];
    await expect(wrong?.run()).rejects.toThrow(`"weather" returns: expected { city: 'Oslo'`);
    await expect(unexpected?.run()).rejects.toThrow('expected the error INVALID_INPUT, got the success');
    await expect(early?.run()).rejects.toThrow('"slow" settles: it did not happen within 2000 ms');
    await expect(other?.run()).rejects.toThrow('"count" yields: expected [ 1 ], got [ 1, 2 ]');
  });
});
