import type { CallerSignal } from '@toolwright/core';
import { describe, expect, it } from 'vitest';
import { errorIn, sceneOf, toolDoing } from './scene.ts';

/** A caller that several calls share, as a host keeps one for a connection. */
class SharedCaller implements CallerSignal {
  readonly listeners = new Set<() => void>();
  aborted = false;
  reason: unknown = undefined;

  addEventListener(_type: 'abort', listener: () => void): void {
    this.listeners.add(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.listeners.delete(listener);
  }

  leave(reason: unknown): void {
    this.aborted = true;
    this.reason = reason;
    for (const listener of this.listeners) listener();
  }
}

const never = (): Promise<never> => new Promise(() => {});

describe("a host's own signal", () => {
  it('cancels every call that follows it, and is told the reason', async () => {
    const caller = new SharedCaller();
    const { toolbox } = sceneOf([toolDoing(never)]);
    await toolbox.start();
    const calls = [toolbox.dispatch('subject', {}, { caller }), toolbox.dispatch('subject', {}, { caller })];
    expect(caller.listeners.size).toBe(2);
    caller.leave(new Error('gone'));
    for (const result of await Promise.all(calls)) {
      expect(errorIn(result)).toMatchObject({
        code: 'CANCELLED',
        message: 'The caller left before "subject" was done',
      });
    }
    expect(caller.listeners.size).toBe(0);
  });

  it('has no listener once its call has ended, and cancels a later one at once', async () => {
    const caller = new SharedCaller();
    const { toolbox } = sceneOf([toolDoing(({ input }) => (input === 'wait' ? never() : 1))]);
    await toolbox.start();
    expect(await toolbox.dispatch('subject', {}, { caller })).toMatchObject({ data: 1 });
    expect(caller.listeners.size).toBe(0);
    caller.leave('gone');
    expect(errorIn(await toolbox.dispatch('subject', 'wait', { caller })).code).toBe('CANCELLED');
  });

  it('ends the wait for a start', async () => {
    const caller = new SharedCaller();
    let setUp = (): void => undefined;
    const tool = toolDoing(() => 1, { setup: () => new Promise<void>((resolve) => (setUp = resolve)) });
    const { toolbox, clock } = sceneOf([tool]);
    const waiting = toolbox.dispatch('subject', {}, { caller });
    await clock.advance(1);
    caller.leave('gone');
    expect(errorIn(await waiting).message).toBe('The caller left before "subject" had been set up');
    expect(caller.listeners.size).toBe(0);
    setUp();
  });
});
