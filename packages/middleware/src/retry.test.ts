import { failed, failure, pause, rail, ToolError } from '@toolwright/core';
import type { ExecuteContext, Failure, Middleware } from '@toolwright/core';
import { seededRandom } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { createRetryBudget } from './retry-budget.ts';
import { retry } from './retry.ts';
import type { RetryOptions } from './retry.ts';
import { errorIn, sceneOf, toolDoing } from '../test-support/scene.ts';
import type { Scene, ToolSettings } from '../test-support/scene.ts';

interface Place extends Scene {
  /** When each attempt began, in milliseconds since the first. */
  readonly times: number[];
  readonly attempts: number[];
}

/** A tool that fails as the script says, then succeeds. */
function placeWith(
  script: readonly (ToolError | Error)[],
  options: RetryOptions = {},
  settings: ToolSettings = {},
): Place {
  const times: number[] = [];
  const attempts: number[] = [];
  const left = [...script];
  let firstAtMs: number | undefined;
  const work = ({ call }: ExecuteContext): string => {
    firstAtMs ??= call.clock.monotonicNow();
    times.push(call.clock.monotonicNow() - firstAtMs);
    attempts.push(call.attempt);
    const error = left.shift();
    if (error !== undefined) throw error;
    return 'done';
  };
  const tool = toolDoing(work, {
    use: [retry({ jitter: 'none', random: seededRandom(1), ...options })],
    ...settings,
  });
  return { ...sceneOf(tool), times, attempts };
}

async function run(
  { call, clock, toolbox }: Place,
  options: object = {},
  ms = 40_000,
): ReturnType<Scene['call']> {
  await toolbox.start();
  const calling = call({}, options);
  await clock.advance(ms);
  return calling;
}

const reset = new ToolError('NETWORK_ERROR', 'reset');
const after = (retryAfterMs: number, more: object = {}) =>
  new ToolError('SERVICE_UNAVAILABLE', 'come back later', { retryAfterMs, ...more });
const near = (times: readonly number[]): readonly number[] => times.map((ms) => Math.floor(ms / 50) * 50);

describe('a call that fails and may be repeated', () => {
  it('is tried again with growing waits, and says so', async () => {
    const place = placeWith([reset, reset]);
    const result = await run(place);
    expect(result).toMatchObject({ data: 'done', metadata: { retry: { attempts: 3, waitedMs: 300 } } });
    expect(place.attempts).toEqual([1, 2, 3]);
    expect(near(place.times)).toEqual([0, 100, 300]);
  });

  it.each([
    ['exponential', [0, 100, 300, 700]],
    ['linear', [0, 100, 300, 600]],
    ['constant', [0, 100, 200, 300]],
  ] as const)('waits %s', async (backoff, times) => {
    const place = placeWith([reset, reset, reset], { backoff, maxAttempts: 4 });
    await run(place);
    expect(near(place.times)).toEqual(times);
  });

  it('fails with its last failure after the last attempt, and says why it stopped', async () => {
    const place = placeWith([reset, reset, new ToolError('NETWORK_ERROR', 'the last')]);
    const result = await run(place);
    expect(errorIn(result).message).toBe('the last');
    expect(result.metadata['retry']).toEqual({ attempts: 3, waitedMs: 300, gaveUp: 'attempts' });
  });

  it('scatters its waits over their whole length, at the cap too', async () => {
    const waits: number[] = [];
    for (let seed = 0; seed < 60; seed += 1) {
      const place = placeWith([reset], {
        jitter: 'full',
        baseMs: 1_000,
        maxMs: 1_000,
        random: seededRandom(seed),
      });
      await run(place);
      waits.push(place.times[1]!);
    }
    expect(Math.min(...waits)).toBeLessThan(100);
    expect(Math.max(...waits)).toBeGreaterThan(900);
    expect(Math.max(...waits)).toBeLessThanOrEqual(1_010);
  });

  it('is not tried again for a failure that stays, nor for one that `when` does not take', async () => {
    for (const [script, options] of [
      [[new ToolError('INVALID_INPUT', 'bad')], {}],
      [[new Error('a defect')], {}],
      [[reset], { when: ({ type }: Failure) => type === 'rate_limit_error' }],
    ] as const) {
      const place = placeWith(script, options);
      const result = await run(place);
      expect(result.status).toBe('error');
      expect(result.metadata['retry']).toBeUndefined();
      expect(place.attempts).toEqual([1]);
    }
  });

  it('is tried again for what `when` takes, and stops at another failure', async () => {
    const teapot = new ToolError('TEAPOT', 'short and stout', { type: 'execution_error' });
    const place = placeWith([teapot, reset], { when: ({ code }) => code === 'TEAPOT' });
    const result = await run(place);
    expect(errorIn(result).code).toBe('NETWORK_ERROR');
    expect(result.metadata['retry']).toEqual({ attempts: 2, waitedMs: 100 });
  });

  it('waits as long as the failure says, within the bound', async () => {
    const place = placeWith([after(2_000), after(50_000)], { maxRetryAfterMs: 5_000 });
    await run(place);
    expect(place.times[1]).toBeGreaterThanOrEqual(2_000);
    expect(place.times[1]).toBeLessThan(2_120);
    expect(place.times[2]! - place.times[1]!).toBeGreaterThanOrEqual(5_000);
    expect(place.times[2]! - place.times[1]!).toBeLessThan(5_120);
  });

  it('is not tried again past its deadline', async () => {
    const place = placeWith([after(2_000)]);
    const result = await run(place, { timeoutMs: 1_500 });
    expect(errorIn(result).message).toBe('come back later');
    expect(result.metadata['retry']).toEqual({ attempts: 1, waitedMs: 0, gaveUp: 'deadline' });
    expect(place.clock.pendingTimers).toBe(0);
  });

  it('tries an open circuit again only if its probe comes soon enough', async () => {
    const open = { details: { reason: 'circuit-open' } };
    const soon = placeWith([after(3_000, open)], { maxMs: 5_000 });
    expect((await run(soon)).status).toBe('success');
    expect(soon.times[1]).toBeGreaterThanOrEqual(3_000);
    const late = placeWith([after(8_000, open)], { maxMs: 5_000 });
    expect((await run(late)).metadata['retry']).toEqual({ attempts: 1, waitedMs: 0, gaveUp: 'circuit-open' });
  });

  it('stops at once when its caller leaves while it waits', async () => {
    const place = placeWith([after(5_000)]);
    await place.toolbox.start();
    const controller = new AbortController();
    const calling = place.call({}, { signal: controller.signal });
    await place.clock.advance(1_000);
    controller.abort();
    expect(errorIn(await calling).code).toBe('CANCELLED');
    await place.clock.advance(10);
    expect(place.clock.pendingTimers).toBe(0);
    expect(place.attempts).toEqual([1]);
  });

  it('is tried again by one layer only, however many there are', async () => {
    const place = placeWith(
      Array.from({ length: 20 }, () => reset),
      {},
      { use: [retry({ maxAttempts: 5 }), retry({ maxAttempts: 3 })] },
    );
    await run(place);
    expect(place.attempts).toHaveLength(3);
  });

  it('is answered as it is when a rail inside asks its caller', async () => {
    let times = 0;
    const asking: Middleware = rail({ name: 'asking', describe: () => ({}) }, async () => {
      times += 1;
      return times === 1 ? failed(failure('NETWORK_ERROR', 'x')) : { ok: 'input-required', requests: [] };
    });
    const place = placeWith([], {}, { use: [retry(), asking] });
    expect((await run(place)).status).toBe('input_required');
  });
});

describe('a call that may not be repeated', () => {
  it('is a command that does not say it is idempotent and carries no key', async () => {
    for (const [settings, options, attempts] of [
      [{ kind: 'command' }, {}, 1],
      [{ kind: 'command', idempotent: true }, {}, 2],
      [{ kind: 'command' }, { idempotencyKey: 'k' }, 2],
      [{ kind: 'query' }, {}, 2],
    ] as const) {
      const place = placeWith([reset], {}, settings);
      await run(place, options);
      expect(place.attempts).toHaveLength(attempts);
    }
  });

  it('is one whose caller has left, or whose time is up', async () => {
    const slow = async ({ call }: ExecuteContext): Promise<void> => pause(call.clock, 500, call.signal);
    const scene = sceneOf(toolDoing(slow, { use: [retry()] }));
    await scene.toolbox.start();
    const calling = scene.call({}, { timeoutMs: 100 });
    await scene.clock.advance(200);
    const result = await calling;
    expect(errorIn(result).code).toBe('OPERATION_TIMEOUT');
    expect(result.metadata['retry']).toBeUndefined();
  });

  it('is a stream that has opened', async () => {
    let opened = 0;
    const chunks = async function* (): AsyncGenerator<number> {
      opened += 1;
      if (opened === 1) throw reset;
      yield 1;
      throw reset;
    };
    const { toolbox, clock } = sceneOf(
      toolDoing(chunks, { streams: true, use: [retry({ jitter: 'none' })] }),
    );
    const items: unknown[] = [];
    const reading = (async () => {
      for await (const item of toolbox.dispatchStream('subject', {})) items.push(item);
    })();
    await clock.advance(200);
    await reading;
    expect(items).toMatchObject([{ data: 1 }, { type: 'result', result: { status: 'error' } }]);
    expect(opened).toBe(2);
  });
});

describe('a retry budget', () => {
  it('bounds the attempts that an outage costs', async () => {
    const budget = createRetryBudget({ ratio: 0.1, floorPerSecond: 0 });
    const place = placeWith(
      Array.from({ length: 400 }, () => reset),
      { budget, maxAttempts: 3, baseMs: 0 },
    );
    let gaveUp = 0;
    for (let each = 0; each < 100; each += 1) {
      const result = await run(place, {}, 20);
      if ((result.metadata['retry'] as { gaveUp?: string }).gaveUp === 'budget') gaveUp += 1;
    }
    expect(place.attempts).toHaveLength(110);
    expect(gaveUp).toBeGreaterThan(90);
  });
});
