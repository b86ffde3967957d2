import { createStream, failed, failure, streamOf } from '@toolwright/core';
import type { AnyTool, Middleware, ToolboxOptions } from '@toolwright/core';
import type { FakeClock } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { errorIn, sceneOf, toolDoing } from './scene.ts';
import type { Scene } from './scene.ts';

const schema = { chunk: z.number() };

/** Numbers without end, and whether they were closed. */
function counter(use: readonly Middleware[] = []): { readonly tool: AnyTool; readonly closed: () => number } {
  let closed = 0;
  const tool = toolDoing(
    async function* () {
      try {
        for (let number = 1; ; number += 1) yield number;
      } finally {
        closed += 1;
      }
    },
    { schema, use },
  );
  return { tool, closed: () => closed };
}

async function stopsAtOnce({ toolbox, clock }: Scene): Promise<boolean> {
  let stopped = false;
  void toolbox.stop().then(() => (stopped = true));
  await clock.advance(0);
  await clock.advance(0);
  return stopped;
}

async function started(
  tools: readonly AnyTool[],
  options?: Partial<ToolboxOptions<readonly AnyTool[]>>,
): Promise<Scene> {
  const scene = sceneOf(tools, options);
  await scene.toolbox.start();
  return scene;
}

async function pass(clock: FakeClock, ms: number): Promise<void> {
  await clock.advance(ms);
  await clock.advance(10);
}

describe('a reader who never comes back', () => {
  it('costs the stream no longer than its deadline', async () => {
    const { tool, closed } = counter();
    const scene = await started([tool]);
    const leaving = new AbortController();
    const stream = scene.toolbox.dispatchStream('subject', {}, { signal: leaving.signal, timeoutMs: 500 });
    await stream.next();
    await pass(scene.clock, 600);
    expect(closed()).toBe(1);
    expect(scene.clock.pendingTimers).toBe(0);
    expect(await stopsAtOnce(scene)).toBe(true);
    expect((await stream.next()).value).toMatchObject({ result: { error: { code: 'OPERATION_TIMEOUT' } } });
  });

  it('after some progress keeps the books open no longer than the call', async () => {
    const tool = toolDoing(async ({ call }) => {
      call.progress({ completed: 1 });
      await new Promise<void>((resolve) => call.clock.after(20, resolve));
      return 'done';
    });
    const scene = await started([tool]);
    const stream = scene.toolbox.dispatchStream('subject', {});
    expect((await stream.next()).value).toMatchObject({ type: 'progress' });
    await pass(scene.clock, 50);
    expect(scene.clock.pendingTimers).toBe(0);
    expect(await stopsAtOnce(scene)).toBe(true);
    expect((await stream.next()).value).toMatchObject({ result: { status: 'success' } });
  });

  it('does not keep a toolbox from stopping: the producer is told when the drain is over', async () => {
    const { tool, closed } = counter();
    const { toolbox, clock, lines } = await started([tool]);
    await toolbox.dispatchStream('subject', {}).next();
    const stopping = toolbox.stop({ drainMs: 100 });
    await pass(clock, 200);
    await stopping;
    expect(closed()).toBe(1);
    expect(lines).toEqual([]);
  });
});

describe('a stream that no reader gets', () => {
  it('because a rail answers something else is closed', async () => {
    const { tool, closed } = counter([
      async (_call, next) => {
        await next();
        return failed(failure('EXECUTION_FAILED', 'No stream today'));
      },
    ]);
    const scene = await started([tool]);
    expect(errorIn(await scene.toolbox.dispatch('subject', {})).code).toBe('EXECUTION_FAILED');
    await pass(scene.clock, 10);
    expect(closed()).toBe(1);
    expect(await stopsAtOnce(scene)).toBe(true);
  });

  it('because detached work opened it is closed when the time of that work is up', async () => {
    const { tool, closed } = counter([
      async (call, next) => {
        await next(call.detach({ timeoutMs: 200 }));
        return failed(failure('EXECUTION_FAILED', 'Opened in the background'));
      },
    ]);
    const scene = await started([tool]);
    await scene.toolbox.dispatch('subject', {});
    expect(closed()).toBe(0);
    await pass(scene.clock, 300);
    expect(closed()).toBe(1);
    expect(await stopsAtOnce(scene)).toBe(true);
  });

  it('because its fork was given up by a signal of its own is closed', async () => {
    const giveUp = new AbortController();
    const { tool, closed } = counter([
      async (call, next) => {
        const outcome = await next(call.fork({ signal: giveUp.signal }));
        giveUp.abort();
        return streamOf(outcome)!.ended;
      },
    ]);
    const scene = await started([tool]);
    expect(errorIn(await scene.toolbox.dispatch('subject', {})).code).toBe('CANCELLED');
    expect(closed()).toBe(1);
  });
});

describe('a producer that breaks', () => {
  it('before it gives its iterator leaves no work counted', async () => {
    const once = createStream<number>();
    once.close();
    const scene = await started([toolDoing(() => once, { schema })]);
    await scene.toolbox.dispatch('subject', {});
    expect(errorIn(await scene.toolbox.dispatch('subject', {})).code).toBe('STREAM_PROCESSING_ERROR');
    expect(await stopsAtOnce(scene)).toBe(true);
  });

  it('when it is told to end does not reach the reader, and is counted as ended', async () => {
    const tool = toolDoing(
      () => ({
        [Symbol.asyncIterator]: () => ({
          next: async () => ({ done: false, value: 1 }),
          return: () => {
            throw new Error('cannot close');
          },
        }),
      }),
      { schema },
    );
    const scene = await started([tool]);
    for await (const item of scene.toolbox.dispatchStream('subject', {})) if (item.type === 'chunk') break;
    await pass(scene.clock, 200);
    expect(await stopsAtOnce(scene)).toBe(true);
  });

  it('by its chunks, which make the schema throw, is closed', async () => {
    let closed = 0;
    const chunk = z.number().transform(() => {
      throw new Error('no such number');
    });
    const tool = toolDoing(
      async function* () {
        try {
          for (;;) yield 1;
        } finally {
          closed += 1;
        }
      },
      { schema: { chunk } },
    );
    const scene = await started([tool]);
    expect(errorIn(await scene.toolbox.dispatch('subject', {})).code).toBe('STREAM_PROCESSING_ERROR');
    expect(closed).toBe(1);
    expect(await stopsAtOnce(scene)).toBe(true);
  });
});
