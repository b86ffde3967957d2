import { Readable } from 'node:stream';
import { createStream, createTool, createToolbox, streamOf } from '@toolwright/core';
import type { AnyToolbox, CallOptions, Middleware, StreamItem } from '@toolwright/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sceneOf, toolDoing } from './scene.ts';

const numbers = { chunk: z.number() };

async function collect(toolbox: AnyToolbox, options?: CallOptions): Promise<StreamItem[]> {
  const items: StreamItem[] = [];
  for await (const item of toolbox.dispatchStream('subject', {}, options)) items.push(item);
  return items;
}

describe('a stream', () => {
  it('yields the chunks and then exactly one result, with what the generator returned', async () => {
    const { toolbox } = sceneOf([
      toolDoing(
        async function* () {
          yield 1;
          yield 2;
          return 'total 3';
        },
        { schema: numbers },
      ),
    ]);
    const items = await collect(toolbox);
    expect(items).toMatchObject([
      { type: 'chunk', data: 1 },
      { type: 'chunk', data: 2 },
      { type: 'result', result: { status: 'success', data: 'total 3' } },
    ]);
  });

  it('of call() is drained, and its return value is the data', async () => {
    const { toolbox } = sceneOf([
      toolDoing(
        async function* () {
          yield 1;
          return 'end';
        },
        { schema: numbers },
      ),
    ]);
    expect(await toolbox.dispatch('subject', {})).toMatchObject({ status: 'success', data: 'end' });
  });

  it('may be a Node stream or a web stream', async () => {
    for (const make of [() => Readable.from([1, 2]), () => Readable.toWeb(Readable.from([1, 2]))]) {
      const { toolbox } = sceneOf([toolDoing(make, { schema: numbers })]);
      expect((await collect(toolbox)).map((item) => item.type)).toEqual(['chunk', 'chunk', 'result']);
    }
  });

  it('keeps the producer back until the consumer pulls', async () => {
    let produced = 0;
    const { toolbox } = sceneOf([
      toolDoing(
        async function* () {
          while (produced < 100) yield (produced += 1);
        },
        { schema: numbers },
      ),
    ]);
    const stream = toolbox.dispatchStream('subject', {});
    await stream.next();
    await stream.next();
    expect(produced).toBeLessThanOrEqual(2);
    await stream.return();
  });

  it("runs the producer's finally when the consumer leaves, and cancels the call", async () => {
    const seen: string[] = [];
    const tool = toolDoing(
      async function* ({ call }) {
        call.signal.addEventListener('abort', () => seen.push('aborted'));
        try {
          for (;;) yield 1;
        } finally {
          seen.push('cleaned up');
        }
      },
      { schema: numbers },
    );
    const { toolbox, clock } = sceneOf([tool]);
    for await (const item of toolbox.dispatchStream('subject', {})) if (item.type === 'chunk') break;
    await clock.advance(5);
    expect(seen.toSorted()).toEqual(['aborted', 'cleaned up']);
    expect(clock.pendingTimers).toBe(0);
    await toolbox.stop();
  });

  it('that breaks ends with what had come before and one error', async () => {
    const { toolbox, lines } = sceneOf([
      toolDoing(
        async function* () {
          yield 1;
          throw new Error('disk on fire');
        },
        { schema: numbers },
      ),
    ]);
    const items = await collect(toolbox);
    expect(items).toMatchObject([
      { type: 'chunk', data: 1 },
      { type: 'result', result: { error: { code: 'STREAM_PROCESSING_ERROR', type: 'execution_error' } } },
    ]);
    expect(JSON.stringify(items)).not.toContain('fire');
    expect(lines).toMatchObject([{ level: 'error' }]);
  });

  it('refuses a chunk that is not what the tool declares', async () => {
    const { toolbox } = sceneOf([
      toolDoing(
        async function* () {
          yield 'one';
        },
        { schema: numbers },
      ),
    ]);
    expect(await collect(toolbox)).toMatchObject([{ result: { error: { code: 'INVALID_OUTPUT' } } }]);
  });

  it('refuses a final value that is not what the tool declares', async () => {
    const { toolbox } = sceneOf([
      toolDoing(
        async function* () {
          yield 1;
          return 'three';
        },
        { schema: { ...numbers, output: z.number() } },
      ),
    ]);
    expect((await collect(toolbox)).at(-1)).toMatchObject({ result: { error: { code: 'INVALID_OUTPUT' } } });
  });

  it('must be declared, and what is declared must stream', async () => {
    const undeclared = sceneOf([toolDoing(() => Readable.from([1]))]);
    expect(await collect(undeclared.toolbox)).toMatchObject([
      { result: { error: { code: 'INVALID_OUTPUT' } } },
    ]);
    const plain = sceneOf([toolDoing(() => 1, { schema: numbers })]);
    expect(await collect(plain.toolbox)).toMatchObject([{ result: { error: { code: 'INVALID_OUTPUT' } } }]);
    expect(String(plain.lines[0]?.fields['error'])).toContain('async iterable');
  });

  it("ends at the call's deadline although the producer hangs, and the service can stop", async () => {
    const tool = toolDoing(
      async function* () {
        yield 1;
        await new Promise(() => {});
      },
      { schema: numbers },
    );
    const { toolbox, clock } = sceneOf([tool]);
    await toolbox.start();
    const items = collect(toolbox, { timeoutMs: 100 });
    await clock.advance(120);
    expect(await items).toMatchObject([{ data: 1 }, { result: { error: { code: 'OPERATION_TIMEOUT' } } }]);
    const stopping = toolbox.stop({ drainMs: 50 });
    await clock.advance(6_000);
    await stopping;
  });

  it('shows progress, of which the latest counts', async () => {
    const tool = toolDoing(async ({ call }) => {
      call.progress({ completed: 1, total: 3 });
      call.progress({ completed: 2, total: 3 });
      await new Promise<void>((resolve) => call.clock.after(10, resolve));
      call.progress({ completed: 3, total: 3, message: 'done' });
      return 'end';
    });
    const { toolbox, clock } = sceneOf([tool]);
    await toolbox.start();
    const heard: unknown[] = [];
    const items = collect(toolbox, { onProgress: (update) => heard.push(update.completed) });
    await clock.advance(20);
    expect(await items).toMatchObject([
      { type: 'progress', completed: 2, total: 3 },
      { type: 'progress', completed: 3, message: 'done' },
      { type: 'result', result: { data: 'end' } },
    ]);
    expect(heard).toEqual([1, 2, 3]);
  });

  it('opens as an outcome: a failure before the first chunk can be retried', async () => {
    let tries = 0;
    const retrying: Middleware = async (call, next) => {
      const first = await next();
      return first.ok === false ? next(call.fork()) : first;
    };
    const tool = toolDoing(
      async function* () {
        tries += 1;
        if (tries === 1) throw new Error('not yet');
        yield tries;
      },
      { schema: numbers, use: [retrying] },
    );
    const { toolbox } = sceneOf([tool]);
    expect(await collect(toolbox)).toMatchObject([{ data: 2 }, { result: { status: 'success' } }]);
  });

  it('tells a rail how it ended', async () => {
    const ends: unknown[] = [];
    const counting: Middleware = async (_call, next) => {
      const outcome = await next();
      void streamOf(outcome)?.ended.then((end) => ends.push(end.ok));
      return outcome;
    };
    const tool = toolDoing(
      async function* () {
        yield 1;
      },
      { schema: numbers, use: [counting] },
    );
    const { toolbox } = sceneOf([tool]);
    const stream = toolbox.dispatchStream('subject', {});
    await stream.next();
    expect(ends).toEqual([]);
    while (!(await stream.next()).done);
    expect(ends).toEqual([true]);
  });

  it('of an unknown tool is one result', async () => {
    const { toolbox } = sceneOf([]);
    expect(await collect(toolbox)).toMatchObject([{ result: { error: { code: 'TOOL_NOT_FOUND' } } }]);
  });

  it('may name its chunks, and be written by a producer that waits for room', async () => {
    const accepted: boolean[] = [];
    const tool = toolDoing(
      () => {
        const stream = createStream<number>({ bufferSize: 1 });
        void (async () => {
          for (const n of [1, 2, 3]) accepted.push(await stream.send({ event: `n${n}`, data: n }));
          stream.close();
        })();
        return stream;
      },
      { schema: numbers },
    );
    const { toolbox } = sceneOf([tool]);
    expect(await collect(toolbox)).toMatchObject([
      { type: 'chunk', event: 'n1', data: 1 },
      { type: 'chunk', event: 'n2', data: 2 },
      { type: 'chunk', event: 'n3', data: 3 },
      { type: 'result', result: { status: 'success' } },
    ]);
    expect(accepted).toEqual([true, true, true]);
  });

  it('is typed by the tool', async () => {
    const tool = createTool({
      metadata: { name: 'count', version: '1', description: 'x', kind: 'query' },
      schema: { input: z.object({ to: z.number() }), chunk: z.number(), output: z.string() },
      async *execute({ input }) {
        for (let n = 1; n <= input.to; n += 1) yield n;
        return 'counted';
      },
    });
    await using toolbox = createToolbox({ tools: [tool] });
    let sum = 0;
    for await (const item of toolbox.stream('count', { to: 3 })) {
      if (item.type === 'chunk') sum += item.data;
      if (item.type === 'result' && item.result.status === 'success') expect(item.result.data.length).toBe(7);
    }
    expect(sum).toBe(6);
  });
});
