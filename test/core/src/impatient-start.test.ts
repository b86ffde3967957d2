import { describe, expect, it } from 'vitest';
import { errorIn, sceneOf, toolDoing } from './scene.ts';

describe('a setup that is done too late', () => {
  it('has what it opened closed, and disturbs no later start', async () => {
    const closed: unknown[] = [];
    let opened = 0;
    const tool = toolDoing(({ resources }) => resources, {
      setup: () => {
        opened += 1;
        const name = `connection ${opened}`;
        const waitMs = opened === 1 ? 150 : 0;
        return new Promise<string>((resolve) => void clock.after(waitMs, () => resolve(name)));
      },
      cleanup: ({ resources }) => void closed.push(resources),
    });
    const { toolbox, clock } = sceneOf([tool], { setupTimeoutMs: 100 });
    const first = expect(toolbox.start()).rejects.toMatchObject({ code: 'TOOL_SETUP_FAILED' });
    await clock.advance(120);
    await first;
    const second = toolbox.start();
    await clock.advance(100);
    await second;
    expect(closed).toEqual(['connection 1']);
    expect(await toolbox.dispatch('subject', {})).toMatchObject({ data: 'connection 2' });
    await toolbox.stop();
    expect(closed).toEqual(['connection 1', 'connection 2']);
  });

  it('because the toolbox was stopped has what it opened closed, and a failure of that is logged', async () => {
    const tool = toolDoing(() => 1, {
      setup: () => new Promise((resolve) => void clock.after(50, () => resolve('connection'))),
      cleanup: () => {
        throw new Error('cannot close');
      },
    });
    const { toolbox, clock, lines } = sceneOf([tool]);
    const starting = toolbox.start().catch(() => undefined);
    await clock.advance(10);
    await toolbox.stop();
    await starting;
    await clock.advance(100);
    expect(lines).toMatchObject([{ level: 'error', message: 'A tool could not be cleaned up' }]);
  });
});

describe('a call that waits for the start', () => {
  it('waits no longer than it may, and leaves no listener and no timer', async () => {
    let setUp = (): void => undefined;
    const tool = toolDoing(() => 1, { setup: () => new Promise<void>((resolve) => (setUp = resolve)) });
    const { toolbox, clock } = sceneOf([tool]);
    const leaving = new AbortController();
    const late = toolbox.dispatch('subject', {}, { timeoutMs: 50 });
    const left = toolbox.dispatch('subject', {}, { signal: leaving.signal });
    const streamed = toolbox.dispatchStream('subject', {}, { signal: leaving.signal }).next();
    const patient = toolbox.dispatch('subject', {});
    await clock.advance(100);
    expect(errorIn(await late).code).toBe('OPERATION_TIMEOUT');
    leaving.abort();
    expect(errorIn(await left).code).toBe('CANCELLED');
    expect((await streamed).value).toMatchObject({ result: { error: { code: 'CANCELLED' } } });
    setUp();
    expect(await patient).toMatchObject({ status: 'success' });
    await clock.advance(10);
    expect(clock.pendingTimers).toBe(0);
  });

  it('has what is left of its time afterwards, not all of it again', async () => {
    const leftMs: number[] = [];
    const tool = toolDoing(({ call }) => void leftMs.push(call.deadlineAtMs - call.clock.monotonicNow()), {
      setup: () => new Promise<void>((resolve) => void clock.after(30, resolve)),
    });
    const { toolbox, clock } = sceneOf([tool]);
    const called = toolbox.dispatch('subject', {}, { timeoutMs: 50 });
    const streamed = toolbox.dispatchStream('subject', {}, { timeoutMs: 50 }).next();
    await clock.advance(30);
    await Promise.all([called, streamed]);
    expect(leftMs).toEqual([20, 20]);
  });
});
