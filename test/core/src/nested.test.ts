import { createTool, createToolbox, noopTelemetry } from '@toolwright/core';
import type { AnyTool, Plugin, Span, Telemetry } from '@toolwright/core';
import { createFakeClock } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { errorIn, sceneOf, toolDoing } from './scene.ts';

const inner = createTool({
  metadata: { name: 'inner', version: '1', description: 'x', kind: 'query' },
  schema: { input: z.object({ n: z.number() }) },
  execute: ({ input, call }) => ({
    doubled: input.n * 2,
    subject: call.principal?.subject,
    tenant: call.tenant,
    leftMs: call.deadlineAtMs - call.clock.monotonicNow(),
  }),
});

describe('a nested call', () => {
  it('is made for the same principal and tenant, within the same deadline', async () => {
    const outer = toolDoing(({ call }) => call.invoke(inner, { n: 21 }));
    const { toolbox } = sceneOf([outer, inner]);
    const principal = { subject: 'ada', tenant: 'acme', permissions: [] };
    const result = await toolbox.dispatch('subject', {}, { principal, timeoutMs: 500 });
    expect(result).toMatchObject({ data: { doubled: 42, subject: 'ada', tenant: 'acme', leftMs: 500 } });
  });

  it('throws the failure of the other tool', async () => {
    const outer = toolDoing(({ call }) => call.invoke(inner, { n: 'x' as never }));
    const { toolbox } = sceneOf([outer, inner]);
    expect(errorIn(await toolbox.dispatch('subject', {})).code).toBe('INVALID_INPUT');
  });

  it('of a tool that is not in the toolbox is refused', async () => {
    const { toolbox } = sceneOf([toolDoing(({ call }) => call.invoke(inner, { n: 1 }))]);
    expect(errorIn(await toolbox.dispatch('subject', {})).code).toBe('TOOL_NOT_FOUND');
  });

  it('below 32 others is refused: a tool that calls itself comes to an end', async () => {
    let runs = 0;
    const endless: AnyTool = toolDoing(({ call }) => {
      runs += 1;
      return call.invoke(endless, {});
    });
    const error = errorIn(await sceneOf([endless]).toolbox.dispatch('subject', {}));
    expect(error).toMatchObject({ code: 'EXECUTION_FAILED', message: expect.stringContaining('32 calls') });
    expect(runs).toBe(33);
  });

  it('keeps the work of the call above from being over while its own goes on', async () => {
    let release = (): void => undefined;
    const deaf = toolDoing(() => new Promise<void>((resolve) => (release = resolve)), {
      metadata: { name: 'deaf', version: '1', description: 'Ignores its signal', kind: 'query' },
    });
    const over: string[] = [];
    const outer = toolDoing(({ call }) => call.invoke(deaf, {}), {
      use: [
        async (call, next) => {
          const outcome = await next();
          call.afterWork(() => over.push('work'));
          return outcome;
        },
      ],
    });
    const { toolbox, clock } = sceneOf([outer, deaf]);
    await toolbox.start();
    const pending = toolbox.dispatch('subject', {}, { timeoutMs: 50 });
    await clock.advance(60);
    over.push(errorIn(await pending).code);
    release();
    await clock.advance(0);
    expect(over).toEqual(['OPERATION_TIMEOUT', 'work']);
  });

  it('ends with the call it belongs to', async () => {
    let innerReason: unknown;
    const hanging = toolDoing(
      ({ call }) =>
        new Promise((_, reject) =>
          call.signal.addEventListener('abort', () => {
            innerReason = call.signal.reason;
            reject(call.signal.reason);
          }),
        ),
      { metadata: { name: 'hanging', version: '1', description: 'x', kind: 'query' } },
    );
    const outer = toolDoing(async ({ call }) => call.invoke(hanging, {}));
    const { toolbox, clock } = sceneOf([outer, hanging]);
    await toolbox.start();
    const controller = new AbortController();
    const pending = toolbox.dispatch('subject', {}, { signal: controller.signal });
    await clock.advance(10);
    controller.abort();
    expect(errorIn(await pending).code).toBe('CANCELLED');
    expect(innerReason).toMatchObject({ code: 'CANCELLED' });
  });
});

describe('call.ask', () => {
  const booking = toolDoing(async ({ call }) => {
    const seat = await call.ask(z.enum(['window', 'aisle']), 'Which seat?');
    const sure = await call.ask(z.boolean(), `Book the ${seat} seat?`);
    return sure ? `booked ${seat}` : 'nothing booked';
  });

  it('suspends the call with what it asks, and runs again with the answers', async () => {
    const { toolbox } = sceneOf([booking]);
    const first = await toolbox.dispatch('subject', {});
    expect(first).toMatchObject({
      status: 'input_required',
      requests: [{ id: 'ask-1', prompt: 'Which seat?', schema: { enum: ['window', 'aisle'] } }],
    });
    const second = await toolbox.dispatch('subject', {}, { answers: { 'ask-1': 'aisle' } });
    expect(second).toMatchObject({
      status: 'input_required',
      requests: [{ id: 'ask-2', prompt: 'Book the aisle seat?' }],
    });
    const third = await toolbox.dispatch('subject', {}, { answers: { 'ask-1': 'aisle', 'ask-2': true } });
    expect(third).toMatchObject({ status: 'success', data: 'booked aisle' });
  });

  it('refuses an answer that does not fit', async () => {
    const { toolbox } = sceneOf([booking]);
    const result = await toolbox.dispatch('subject', {}, { answers: { 'ask-1': 'roof' } });
    expect(errorIn(result)).toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('ask-1') as string,
    });
  });

  it('suspends the call also from a nested tool, under a name of its own', async () => {
    const named = { ...booking, info: { ...booking.info, name: 'booking' } };
    const trip = toolDoing(async ({ call }) => {
      await call.ask(z.string(), 'Where to?');
      return call.invoke(named, {});
    });
    const { toolbox } = sceneOf([trip, named]);
    const answers = { 'ask-1': 'Rome' };
    const first = await toolbox.dispatch('subject', {}, { answers });
    expect(first).toMatchObject({ status: 'input_required', requests: [{ id: 'booking-1/ask-1' }] });
    const done = { ...answers, 'booking-1/ask-1': 'window', 'booking-1/ask-2': false };
    expect(await toolbox.dispatch('subject', {}, { answers: done })).toMatchObject({
      data: 'nothing booked',
    });
  });

  it('names a question as the tool wants, and says by which request of a protocol it may be put', async () => {
    const via = { method: 'sampling/createMessage', params: { maxTokens: 10 } };
    const asks = toolDoing(({ call }) => call.ask(z.string(), 'Name?', { id: 'user_name', via }));
    const { toolbox } = sceneOf([asks]);
    expect(await toolbox.dispatch('subject', {})).toMatchObject({
      requests: [{ id: 'user_name', prompt: 'Name?', via }],
    });
    const answers = { user_name: 'Ada' };
    expect(await toolbox.dispatch('subject', {}, { answers })).toMatchObject({ data: 'Ada' });
  });

  it.each(['', 'ask-1', 'a.b', 'x'.repeat(65)])('lets no question be named %j', async (id) => {
    const { toolbox } = sceneOf([toolDoing(({ call }) => call.ask(z.string(), 'Name?', { id }))]);
    expect(errorIn(await toolbox.dispatch('subject', {})).code).toBe('INVALID_OPTIONS');
  });

  it('puts together what is asked together, each question once', async () => {
    const asks = toolDoing(({ call }) =>
      Promise.all([
        call.ask(z.string(), 'Name?', { id: 'name' }),
        call.ask(z.string(), 'Colour?'),
        call.ask(z.string(), 'Name?', { id: 'name' }),
      ]),
    );
    const { toolbox } = sceneOf([asks]);
    expect(await toolbox.dispatch('subject', {})).toMatchObject({
      requests: [{ id: 'name' }, { id: 'ask-1' }],
    });
    expect(await toolbox.dispatch('subject', {}, { answers: { name: 'Ada' } })).toMatchObject({
      requests: [{ id: 'ask-1' }],
    });
    expect(await toolbox.dispatch('subject', {}, { answers: { name: 'Ada', 'ask-1': 'red' } })).toMatchObject(
      { data: ['Ada', 'red', 'Ada'] },
    );
  });

  it('is suspended although the tool catches what ends its run', async () => {
    const swallowing = toolDoing(async ({ call }) => {
      await call.ask(z.string(), 'Name?').catch(() => undefined);
      return 'went on';
    });
    const { toolbox } = sceneOf([swallowing]);
    expect(await toolbox.dispatch('subject', {})).toMatchObject({ status: 'input_required' });
  });
});

describe('events', () => {
  it('tell of every call: started, succeeded, failed, suspended', async () => {
    const { toolbox } = sceneOf([
      toolDoing(async ({ input, call }) => {
        if (input === 'ask') await call.ask(z.string(), 'Name?');
        if (input === 'fail') throw new Error('x');
        return 1;
      }),
    ]);
    const heard: unknown[] = [];
    for (const name of ['call-started', 'call-succeeded', 'call-failed', 'call-suspended'] as const) {
      toolbox.events.on(
        name,
        ({ data }) => void heard.push([name, data.callId.split('-').at(-1), data.subject]),
      );
    }
    const principal = { subject: 'ada', tenant: 'acme', permissions: [] };
    for (const input of ['work', 'fail', 'ask']) await toolbox.dispatch('subject', input, { principal });
    expect(heard).toEqual([
      ['call-started', '1', 'ada'],
      ['call-succeeded', '1', 'ada'],
      ['call-started', '2', 'ada'],
      ['call-failed', '2', 'ada'],
      ['call-started', '3', 'ada'],
      ['call-suspended', '3', 'ada'],
    ]);
  });

  it('that fail are logged and harm no call', async () => {
    const { toolbox, lines } = sceneOf([toolDoing(() => 1)]);
    toolbox.events.on('call-started', () => {
      throw new Error('listener');
    });
    expect(await toolbox.dispatch('subject', {})).toMatchObject({ data: 1 });
    expect(lines).toMatchObject([{ message: 'An event listener failed' }]);
  });
});

describe('plugins', () => {
  it('stand around every call, from start to stop, and can come later', async () => {
    const seen: string[] = [];
    const watching = (name: string): Plugin => ({
      name,
      version: '1.0.0',
      hooks: {
        beforeExecute: (call) => void seen.push(`${name} before ${String(call.input)}`),
        afterExecute: (_call, value) => (value === 0 ? null : undefined),
        onError: (_call, failure) => void seen.push(`${name} ${failure.code}`),
      },
    });
    const { toolbox } = sceneOf(
      [toolDoing(({ input }) => (input === 'fail' ? Promise.reject(new Error('x')) : input))],
      {
        plugins: [watching('first')],
      },
    );
    expect(await toolbox.dispatch('subject', 0)).toMatchObject({ data: null });
    expect(await toolbox.dispatch('subject', 'kept')).toMatchObject({ data: 'kept' });
    await toolbox.plugins.install(watching('second'));
    await toolbox.dispatch('subject', 'fail');
    await toolbox.plugins.uninstall('second');
    await toolbox.stop();
    expect(toolbox.plugins.installed.size).toBe(0);
    expect(seen).toEqual([
      'first before 0',
      'first before kept',
      'first before fail',
      'second before fail',
      'first INTERNAL_ERROR',
      'second INTERNAL_ERROR',
    ]);
  });

  it('that cannot be installed keep the toolbox from starting and leave nothing', async () => {
    const seen: string[] = [];
    const broken: Plugin = {
      name: 'broken',
      version: '1.0.0',
      install: () => Promise.reject(new Error('no')),
    };
    const { toolbox } = sceneOf([toolDoing(() => 1)], { plugins: [broken] });
    await expect(toolbox.start()).rejects.toMatchObject({ code: 'PLUGIN_INSTALL_FAILED' });
    const fine: Plugin = { name: 'fine', version: '1.0.0', uninstall: () => void seen.push('uninstalled') };
    const unsettable = toolDoing(() => 1, { setup: () => Promise.reject(new Error('no')) });
    const second = sceneOf([unsettable], { plugins: [fine] });
    await expect(second.toolbox.start()).rejects.toMatchObject({ code: 'TOOL_SETUP_FAILED' });
    expect(seen).toEqual(['uninstalled']);
  });
});

describe('call.span', () => {
  it('records the work below the call and its failure, and costs nothing when nobody records', async () => {
    const spans: string[] = [];
    const span = (name: string): Span => ({
      context: { traceId: 't', spanId: name, sampled: true },
      set: () => {},
      event: (event) => void spans.push(`${name} event ${event}`),
      fail: ({ code }) => void spans.push(`${name} fail ${code}`),
      run: (work) => work(),
      end: () => void spans.push(`${name} end`),
    });
    const telemetry: Telemetry = { ...noopTelemetry, startSpan: (name) => span(name) };
    const tool = toolDoing(({ call, input }) =>
      call.span('database.query', { rows: 3 }, async (active) => {
        active.event('row');
        if (input === 'fail') throw new Error('x');
        return 'rows';
      }),
    );
    const recorded = sceneOf([tool], { telemetry });
    expect(await recorded.toolbox.dispatch('subject', '')).toMatchObject({ data: 'rows' });
    await recorded.toolbox.dispatch('subject', 'fail');
    expect(spans).toEqual([
      'database.query event row',
      'database.query end',
      'database.query event row',
      'database.query fail INTERNAL_ERROR',
      'database.query end',
    ]);
    expect(await sceneOf([tool]).toolbox.dispatch('subject', '')).toMatchObject({ data: 'rows' });
  });
});

describe('what a call leaves behind', () => {
  it('is nothing, over ten thousand calls with forks and nested calls', async () => {
    const clock = createFakeClock();
    const outer = toolDoing(({ call }) => call.invoke(inner, { n: 1 }), {
      use: [(call, next) => next(call.fork())],
    });
    const toolbox = createToolbox({ tools: [outer, inner], clock });
    for (let time = 0; time < 10_000; time += 1) await toolbox.dispatch('subject', {});
    await clock.advance(5);
    expect(clock.pendingTimers).toBe(0);
    await toolbox.stop({ drainMs: 0 });
  });
});

describe('the idempotency key of a nested call', () => {
  it("is the caller's, told apart by its place, however the caller gave it", async () => {
    const keys: unknown[] = [];
    const charge = toolDoing(({ call }) => void keys.push(call.idempotencyKey), {
      metadata: { name: 'charge', version: '1.0.0', description: 'Charges', kind: 'command' },
    });
    const { toolbox } = sceneOf([
      charge,
      toolDoing(async ({ call }) => {
        await call.invoke(charge, {});
        await call.invoke(charge, {});
      }),
    ]);
    await toolbox.dispatch('subject', {}, { headers: { 'idempotency-key': 'k1' } });
    await toolbox.dispatch('subject', {}, { idempotencyKey: 'k1' });
    await toolbox.dispatch('subject', {});
    expect(keys).toEqual([
      'k1/charge-1/',
      'k1/charge-2/',
      'k1/charge-1/',
      'k1/charge-2/',
      undefined,
      undefined,
    ]);
  });
});
