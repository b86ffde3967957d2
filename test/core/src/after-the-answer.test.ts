import type { Call, CallOptions, Middleware, Outcome } from '@toolwright/core';
import { describe, expect, it } from 'vitest';
import { errorIn, sceneOf, toolDoing } from './scene.ts';

const never = (): Promise<never> => new Promise<never>(() => undefined);
const done: Outcome = { ok: true, value: 'early' };

async function emptied(stopping: Promise<void>, advance: (ms: number) => Promise<void>): Promise<void> {
  await advance(20_000);
  await stopping;
}

describe('a caller who has left before the call', () => {
  it('is answered a moment later although a rail hangs', async () => {
    const { toolbox, clock } = sceneOf([toolDoing(() => 1)], { use: [never] });
    const answer = toolbox.dispatch('subject', {}, { signal: AbortSignal.abort() });
    await clock.advance(5);
    await clock.advance(200);
    expect(errorIn(await Promise.race([answer, Promise.reject(new Error('no answer'))])).code).toBe(
      'CANCELLED',
    );
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('a nested call whose parent was interrupted', () => {
  it('is answered a moment later although a rail of its own hangs', async () => {
    const ends: number[] = [];
    const inner = toolDoing(() => 1, {
      metadata: { name: 'inner', version: '1.0.0', description: 'Hangs in a rail', kind: 'query' },
      use: [never],
    });
    const { toolbox, clock } = sceneOf([
      inner,
      toolDoing(async ({ call }) => {
        await call.invoke(inner, {}).catch(() => ends.push(clock.monotonicNow()));
      }),
    ]);
    const leaving = new AbortController();
    const answer = toolbox.dispatch('subject', {}, { signal: leaving.signal });
    await clock.advance(10);
    const leftAtMs = clock.monotonicNow();
    leaving.abort();
    await clock.advance(1_000);
    expect(errorIn(await answer).code).toBe('CANCELLED');
    expect(ends[0]! - leftAtMs).toBeLessThan(200);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('once a call has been answered', () => {
  it('a fork that a rail did not wait for is aborted', async () => {
    let seen: AbortSignal | undefined;
    const hasty: Middleware = async (call, next) => {
      void next(call.fork());
      return done;
    };
    const tool = toolDoing(({ call }) => ((seen = call.signal), never()), { use: [hasty] });
    const { toolbox, clock } = sceneOf([tool]);
    await toolbox.dispatch('subject', {});
    await clock.advance(20);
    expect(seen?.aborted).toBe(true);
    expect(clock.pendingTimers).toBe(0);
  });

  it('work that a rail did not wait for sees its signal abort', async () => {
    let seen: AbortSignal | undefined;
    const hasty: Middleware = async (_call, next) => {
      void next();
      return done;
    };
    const tool = toolDoing(({ call }) => ((seen = call.signal), never()), { use: [hasty] });
    const { toolbox } = sceneOf([tool]);
    expect(await toolbox.dispatch('subject', {})).toMatchObject({ data: 'early' });
    expect(seen?.aborted).toBe(true);
  });

  it('a nested call that nobody waited for is aborted', async () => {
    let seen: AbortSignal | undefined;
    const inner = toolDoing(({ call }) => ((seen = call.signal), never()), {
      metadata: { name: 'inner', version: '1.0.0', description: 'Never ends', kind: 'query' },
    });
    const { toolbox, clock } = sceneOf([
      inner,
      toolDoing(({ call }) => {
        call.invoke(inner, {}).catch(() => undefined);
        return 1;
      }),
    ]);
    await toolbox.dispatch('subject', {});
    await clock.advance(20);
    expect(seen?.aborted).toBe(true);
  });

  it('a rail that goes on late runs nothing', async () => {
    let runs = 0;
    const late: Middleware = async (call, next) => {
      call.clock.after(50, () => void next(call.fork()));
      return done;
    };
    const { toolbox, clock } = sceneOf([toolDoing(() => (runs += 1), { use: [late] })]);
    await toolbox.dispatch('subject', {});
    await clock.advance(100);
    expect(runs).toBe(0);
  });

  it('its progress is told no more', async () => {
    const told: number[] = [];
    let call: Call | undefined;
    const options: CallOptions = { onProgress: ({ completed }) => void told.push(completed) };
    const { toolbox } = sceneOf([
      toolDoing((context) => {
        call = context.call;
        call.progress({ completed: 1 });
      }),
    ]);
    await toolbox.dispatch('subject', {}, options);
    call!.progress({ completed: 2 });
    expect(told).toEqual([1]);
  });

  it('its signal has not been aborted when nothing was left behind', async () => {
    let signal: AbortSignal | undefined;
    const { toolbox } = sceneOf([toolDoing(async ({ call }) => void (signal = call.signal))]);
    await toolbox.dispatch('subject', {});
    expect(signal?.aborted).toBe(false);
  });
});

describe('detached work', () => {
  it('of a fork that was not passed on itself is counted, bounded and stopped', async () => {
    const signals: AbortSignal[] = [];
    const ahead: Middleware = async (call, next) => {
      const outcome = await next();
      void next(call.detach({ timeoutMs: 300 }).fork({ input: 'next' }));
      return outcome;
    };
    const tool = toolDoing(
      ({ call, input }) => {
        if (input !== 'next') return 1;
        signals.push(call.signal);
        return new Promise((resolve) =>
          call.signal.addEventListener('abort', () => resolve('aborted'), { once: true }),
        );
      },
      { use: [ahead] },
    );
    const { toolbox, clock } = sceneOf([tool]);
    await toolbox.dispatch('subject', {});
    await clock.advance(400);
    expect(signals.map((signal) => signal.aborted)).toEqual([true]);
    expect(clock.pendingTimers).toBe(0);
    await toolbox.dispatch('subject', {});
    const stopping = toolbox.stop({ drainMs: 10 });
    await emptied(stopping, (ms) => clock.advance(ms));
    expect(signals.map((signal) => signal.aborted)).toEqual([true, true]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('behind a rail that hangs is given up a moment after its time', async () => {
    const ends: unknown[] = [];
    const ahead: Middleware = async (call, next) => {
      void next(call.detach({ timeoutMs: 50 })).then((end) => ends.push(end.ok));
      return done;
    };
    const { toolbox, clock, lines } = sceneOf([toolDoing(() => 1)], { use: [ahead, never] });
    await toolbox.dispatch('subject', {});
    await clock.advance(200);
    expect(ends).toEqual([false]);
    expect(clock.pendingTimers).toBe(0);
    await toolbox.stop();
    expect(lines).toEqual([]);
  });

  it('that begins after the drain is refused', async () => {
    const ran: unknown[] = [];
    const late: Middleware = async (call, next) => {
      call.clock.after(30, () => void next(call.detach({ timeoutMs: 100 })));
      return next();
    };
    const order: string[] = [];
    const tool = toolDoing(({ call }) => void ran.push(call.attempt), {
      use: [late],
      cleanup: async () => {
        order.push('cleanup');
        await new Promise<void>((resolve) => clock.after(60, resolve));
      },
    });
    const { toolbox, clock } = sceneOf([tool]);
    await toolbox.dispatch('subject', {});
    const stopping = toolbox.stop();
    await emptied(stopping, (ms) => clock.advance(ms));
    expect(order).toEqual(['cleanup']);
    expect(ran).toHaveLength(1);
  });

  it('and forks refuse a time that is none', async () => {
    const codes: unknown[] = [];
    const bad: Middleware = async (call, next) => {
      for (const timeoutMs of [Number.NaN, '5' as never]) {
        for (const make of [() => call.fork({ timeoutMs }), () => call.detach({ timeoutMs })]) {
          try {
            make();
          } catch (error) {
            codes.push((error as { code?: string }).code);
          }
        }
      }
      return next();
    };
    const { toolbox } = sceneOf([toolDoing(() => 1)], { use: [bad] });
    await toolbox.dispatch('subject', {});
    expect(codes).toEqual(Array.from({ length: 4 }, () => 'INVALID_OPTIONS'));
  });
});

describe('a wait on the wheel', () => {
  it('of no number is the shortest one, as on the clock itself', async () => {
    let woken = false;
    const waiting: Middleware = async (call, next) => {
      call.clock.after(Number.NaN, () => (woken = true));
      return next();
    };
    const { toolbox, clock } = sceneOf([toolDoing(() => 1)], { use: [waiting] });
    await toolbox.dispatch('subject', {});
    await clock.advance(50);
    expect(woken).toBe(true);
    expect(clock.pendingTimers).toBe(0);
  });
});
