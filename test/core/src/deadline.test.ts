import { isToolError } from '@toolwright/core';
import type { Call, Middleware } from '@toolwright/core';
import { describe, expect, it } from 'vitest';
import { errorIn, sceneOf, toolDoing } from './scene.ts';

const never = (): Promise<never> => new Promise(() => {});

describe('a deadline', () => {
  it('ends a call after 30 seconds, aborts its signal, and leaves no timer', async () => {
    let seen: Call | undefined;
    const { toolbox, clock } = sceneOf([
      toolDoing(async ({ call }) => {
        seen = call;
        await new Promise((_, reject) =>
          call.signal.addEventListener('abort', () => reject(call.signal.reason)),
        );
      }),
    ]);
    await toolbox.start();
    const pending = toolbox.dispatch('subject', {});
    await clock.advance(29_990);
    expect(seen?.signal.aborted).toBe(false);
    await clock.advance(30);
    expect(errorIn(await pending)).toMatchObject({
      code: 'OPERATION_TIMEOUT',
      type: 'timeout_error',
      retryable: true,
    });
    expect(isToolError(seen?.signal.reason, 'OPERATION_TIMEOUT')).toBe(true);
    await clock.advance(10);
    expect(clock.pendingTimers).toBe(0);
  });

  it('leaves no timer after success', async () => {
    const { toolbox, clock } = sceneOf([toolDoing(async () => 1)]);
    await toolbox.start();
    await toolbox.dispatch('subject', {});
    await clock.advance(5);
    expect(clock.pendingTimers).toBe(0);
  });

  it('answers although the tool ignores its signal', async () => {
    const { toolbox, clock } = sceneOf([toolDoing(never)]);
    await toolbox.start();
    const pending = toolbox.dispatch('subject', {}, { timeoutMs: 100 });
    await clock.advance(110);
    expect(errorIn(await pending).code).toBe('OPERATION_TIMEOUT');
  });

  it('answers although a rail hangs, a moment later', async () => {
    const hanging: Middleware = never;
    const { toolbox, clock } = sceneOf([toolDoing(() => 1)], { use: [hanging] });
    await toolbox.start();
    const pending = toolbox.dispatch('subject', {}, { timeoutMs: 100 });
    await clock.advance(250);
    expect(errorIn(await pending).code).toBe('OPERATION_TIMEOUT');
  });

  it("is the shorter of the tool's and the caller's", async () => {
    const metadata = {
      name: 'subject',
      version: '1',
      description: 'x',
      kind: 'query',
      timeoutMs: 50,
    } as const;
    const { toolbox, clock } = sceneOf([toolDoing(never, { metadata })]);
    await toolbox.start();
    const pending = toolbox.dispatch('subject', {}, { timeoutMs: 10_000 });
    await clock.advance(65);
    expect(errorIn(await pending).code).toBe('OPERATION_TIMEOUT');
  });

  it('is readable, and the same before and after the first tick', async () => {
    const seen: number[] = [];
    const { toolbox, clock } = sceneOf([
      toolDoing(async ({ call }) => {
        seen.push(call.deadlineAtMs);
        await new Promise<void>((resolve) => call.clock.after(20, resolve));
        seen.push(call.deadlineAtMs);
      }),
    ]);
    await toolbox.start();
    const startedAtMs = clock.monotonicNow();
    const pending = toolbox.dispatch('subject', {}, { timeoutMs: 1_000 });
    await clock.advance(40);
    await pending;
    expect(seen).toEqual([startedAtMs + 1_000, startedAtMs + 1_000]);
  });

  it('tells the rails that the work of a call which was answered still goes on', async () => {
    const events: string[] = [];
    let finish: () => void = () => {};
    const counting: Middleware = async (call, next) => {
      const outcome = await next();
      events.push('answered');
      call.afterWork(() => events.push('work ended'));
      return outcome;
    };
    const tool = toolDoing(() => new Promise<void>((resolve) => (finish = resolve)), { use: [counting] });
    const { toolbox, clock } = sceneOf([tool]);
    await toolbox.start();
    const pending = toolbox.dispatch('subject', {}, { timeoutMs: 10 });
    await clock.advance(30);
    await pending;
    expect(events).toEqual(['answered']);
    finish();
    await clock.advance(0);
    expect(events).toEqual(['answered', 'work ended']);
  });

  it('of a fork ends that attempt alone', async () => {
    const attempts: number[] = [];
    const twice: Middleware = async (call, next) => {
      const first = await next(call.fork({ attempt: 1, timeoutMs: 50 }));
      return first.ok === true ? first : next(call.fork());
    };
    const tool = toolDoing(
      ({ call }) => {
        attempts.push(call.attempt);
        return call.attempt === 1 ? never() : 'second';
      },
      { use: [twice] },
    );
    const { toolbox, clock } = sceneOf([tool]);
    await toolbox.start();
    const pending = toolbox.dispatch('subject', {});
    await clock.advance(70);
    expect(await pending).toMatchObject({ status: 'success', data: 'second' });
    expect(attempts).toEqual([1, 2]);
  });

  it("of a fork that is later than the call's is the call's", async () => {
    const generous: Middleware = (call, next) => next(call.fork({ timeoutMs: 60_000 }));
    const { toolbox, clock } = sceneOf([toolDoing(never, { use: [generous] })]);
    await toolbox.start();
    const pending = toolbox.dispatch('subject', {}, { timeoutMs: 20 });
    await clock.advance(35);
    expect(errorIn(await pending).code).toBe('OPERATION_TIMEOUT');
  });
});

describe('a caller who leaves', () => {
  it('aborts the call, its forks, and what they wait for', async () => {
    const controller = new AbortController();
    const aborted: unknown[] = [];
    const forking: Middleware = (call, next) => next(call.fork());
    const tool = toolDoing(
      ({ call }) => {
        call.signal.addEventListener('abort', () => aborted.push(call.signal.reason));
        return never();
      },
      { use: [forking] },
    );
    const { toolbox, clock } = sceneOf([tool]);
    await toolbox.start();
    const pending = toolbox.dispatch('subject', {}, { signal: controller.signal });
    await clock.advance(5);
    controller.abort(new Error('gone'));
    expect(errorIn(await pending)).toMatchObject({ code: 'CANCELLED', type: 'cancelled_error' });
    expect(aborted).toHaveLength(1);
  });

  it('before the call has begun keeps the tool from running', async () => {
    let ran = 0;
    const { toolbox } = sceneOf([toolDoing(() => (ran += 1))]);
    const result = await toolbox.dispatch('subject', {}, { signal: AbortSignal.abort() });
    expect(errorIn(result).code).toBe('CANCELLED');
    expect(ran).toBe(0);
  });

  it('leaves no listener on his signal after the call', async () => {
    const controller = new AbortController();
    let listeners = 0;
    const { signal } = controller;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners += 1;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners -= 1;
      remove(...args);
    };
    const { toolbox } = sceneOf([toolDoing(() => 1)]);
    await toolbox.dispatch('subject', {}, { signal });
    expect(listeners).toBe(0);
  });

  it('gives up a fork by a signal of its own, and the call goes on', async () => {
    const tool = toolDoing(({ call }) => (call.attempt === 1 ? never() : 'second'), {
      use: [
        async (call, next) => {
          const controller = new AbortController();
          const first = next(call.fork({ attempt: 1, signal: controller.signal }));
          controller.abort();
          expect(await first).toMatchObject({ ok: false, failure: { code: 'CANCELLED' } });
          expect(await next(call.fork({ signal: controller.signal }))).toMatchObject({ ok: false });
          return next(call.fork({ attempt: 2 }));
        },
      ],
    });
    const { toolbox } = sceneOf([tool]);
    expect(await toolbox.dispatch('subject', {})).toMatchObject({ data: 'second' });
  });
});
