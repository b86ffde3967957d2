import type { Middleware, ToolResult } from '@toolwright/core';
import { describe, expect, it } from 'vitest';
import { bulkhead } from './bulkhead.ts';
import type { BulkheadOptions } from './bulkhead.ts';
import { errorIn, sceneOf, toolDoing } from '../test-support/scene.ts';
import type { Scene, ToolSettings } from '../test-support/scene.ts';

interface Place extends Scene {
  /** The inputs of the calls that run, in the order in which they began. */
  readonly began: unknown[];
  /** Lets the oldest running call end. */
  readonly end: () => Promise<void>;
}

function placeWith(options: BulkheadOptions, metadata: ToolSettings = {}): Place {
  const began: unknown[] = [];
  const ends: (() => void)[] = [];
  const tool = toolDoing(
    ({ input }) => {
      began.push(input);
      return new Promise((resolve) => ends.push(() => resolve(input)));
    },
    { use: [bulkhead(options)], ...metadata },
  );
  const scene = sceneOf(tool);
  const end = async (): Promise<void> => {
    ends.shift()?.();
    await scene.clock.advance(0);
  };
  return { ...scene, began, end };
}

async function started(place: Place, inputs: readonly unknown[]): Promise<Promise<ToolResult>[]> {
  await place.toolbox.start();
  const calls = inputs.map((input) => place.call(input));
  await place.clock.advance(0);
  return calls;
}

const as = (subject: string) => ({ principal: { subject, permissions: [] } });

describe('a bulkhead', () => {
  it('lets so many run at once, the next wait, and refuses the others', async () => {
    const place = placeWith({ maxConcurrent: 2, maxQueue: 1 });
    const calls = await started(place, [1, 2, 3, 4]);
    expect(place.began).toEqual([1, 2]);
    expect(errorIn(await calls[3]!)).toEqual({
      code: 'QUEUE_FULL',
      type: 'unavailable_error',
      message: '"subject" is busy: 2 calls run and 1 wait. Try again in 1 second.',
      retryable: true,
      retryAfterMs: 1_000,
      details: { reason: 'queue-full', running: 2, waiting: 1 },
    });
    await place.end();
    expect(place.began).toEqual([1, 2, 3]);
    expect((await calls[0]!).metadata['bulkhead']).toBeUndefined();
  });

  it('tells who waited how long', async () => {
    const place = placeWith({ maxConcurrent: 1, maxQueue: 1 });
    const calls = await started(place, [1, 2]);
    await place.clock.advance(40);
    await place.end();
    await place.end();
    expect((await calls[1]!).metadata['bulkhead']).toEqual({ waitedMs: 40 });
  });

  it('refuses who has waited too long, and then does not run it', async () => {
    const place = placeWith({ maxConcurrent: 1, maxQueue: 1, maxQueueMs: 50 });
    const calls = await started(place, [1, 2]);
    await place.clock.advance(70);
    const error = errorIn(await calls[1]!);
    expect(error).toMatchObject({ code: 'QUEUE_FULL', details: { reason: 'waited-too-long', waiting: 0 } });
    await place.end();
    expect(place.began).toEqual([1]);
  });

  it("waits no longer than the call's deadline", async () => {
    const place = placeWith({ maxConcurrent: 1, maxQueue: 1, maxQueueMs: 5_000 });
    void (await started(place, [1]));
    const late = place.call(2, { timeoutMs: 30 });
    await place.clock.advance(50);
    expect(errorIn(await late).code).toBe('OPERATION_TIMEOUT');
    await place.end();
    expect(place.began).toEqual([1]);
  });

  it('holds the slot of a timed-out call until its work has really ended', async () => {
    const place = placeWith({ maxConcurrent: 1 }, { timeoutMs: 20 });
    const calls = await started(place, [1]);
    await place.clock.advance(30);
    expect(errorIn(await calls[0]!).code).toBe('OPERATION_TIMEOUT');
    expect(errorIn(await place.call(2)).code).toBe('QUEUE_FULL');
    await place.end();
    void place.call(3);
    expect(place.began).toEqual([1, 3]);
  });

  it('says when to come back by how fast the line has moved', async () => {
    const place = placeWith({ maxConcurrent: 1, maxQueue: 3, maxQueueMs: 60_000 });
    void (await started(place, [1, 2, 3, 4]));
    for (let each = 0; each < 2; each += 1) {
      await place.clock.advance(3_000);
      await place.end();
    }
    void place.call(5);
    void place.call(6);
    await place.clock.advance(0);
    // Three wait, one leaves every 3 seconds.
    expect(errorIn(await place.call(7))).toMatchObject({
      retryAfterMs: 12_000,
      message: '"subject" is busy: 1 calls run and 3 wait. Try again in 12 seconds.',
    });
  });

  it('keeps keys apart, and forgets those that are idle', async () => {
    const place = placeWith({ maxConcurrent: 1, key: ({ input }) => String(input) });
    const calls = await started(place, ['a', 'b', 'a']);
    expect(place.began).toEqual(['a', 'b']);
    expect(errorIn(await calls[2]!).code).toBe('QUEUE_FULL');
    await place.end();
    void place.call('a');
    expect(place.began).toEqual(['a', 'b', 'a']);
  });

  it('serves callers in turn, however many calls one of them makes', async () => {
    const place = placeWith({ maxConcurrent: 1, maxQueue: 10 });
    await place.toolbox.start();
    for (const input of ['a1', 'a2', 'a3', 'a4']) void place.call(input, as('a'));
    for (const input of ['b1', 'b2']) void place.call(input, as('b'));
    await place.clock.advance(0);
    for (let each = 0; each < 6; each += 1) await place.end();
    expect(place.began.join()).toBe('a1,a2,b1,a3,b2,a4');
  });

  it('gives a crowd’s last place to a caller who has none', async () => {
    const place = placeWith({ maxConcurrent: 1, maxQueue: 3 });
    await place.toolbox.start();
    const crowd = ['a1', 'a2', 'a3', 'a4'].map((input) => place.call(input, as('a')));
    const other = place.call('b1', as('b'));
    await place.clock.advance(0);
    expect(errorIn(await crowd[3]!).code).toBe('QUEUE_FULL');
    for (let each = 0; each < 4; each += 1) await place.end();
    expect(place.began.join()).toBe('a1,a2,b1,a3');
    expect((await other).status).toBe('success');
  });

  it('serves what is urgent first, and lets it take a place in a full queue', async () => {
    const place = placeWith({ maxConcurrent: 1, maxQueue: 2, priority: ({ input }) => Number(input) });
    const calls = await started(place, [0, 1, 2, 3]);
    expect(errorIn(await calls[1]!).code).toBe('QUEUE_FULL');
    for (let each = 0; each < 3; each += 1) await place.end();
    expect(place.began).toEqual([0, 3, 2]);
    const [, , low] = await started(place, [5, 6, 7].slice(0, 2).concat(0));
    await place.end();
    await place.end();
    await place.end();
    expect((await low!).status).toBe('success');
  });

  it('in shadow mode refuses nobody, and tells who would have waited', async () => {
    const place = placeWith({ maxConcurrent: 1, shadow: true });
    const calls = await started(place, [1, 2]);
    expect(place.began).toEqual([1, 2]);
    await place.end();
    await place.end();
    expect((await calls[0]!).metadata['bulkhead']).toBeUndefined();
    expect((await calls[1]!).metadata['bulkhead']).toEqual({ shadow: true, running: 2 });
  });

  it('takes the slot back at the deadline from a rail that hangs, for a newcomer and for who waits', async () => {
    const hangs: Middleware = (call, next) => (call.input === 'hang' ? new Promise(() => undefined) : next());
    const options = { maxConcurrent: 1, maxQueue: 1, maxQueueMs: 2_000 };
    const scene = sceneOf(toolDoing(({ input }) => input, { use: [bulkhead(options), hangs] }));
    await scene.toolbox.start();
    const first = scene.call('hang', { timeoutMs: 500 });
    await scene.clock.advance(0);
    const waiting = scene.call('waiting');
    await scene.clock.advance(700);
    expect(errorIn(await first).code).toBe('OPERATION_TIMEOUT');
    const newcomer = scene.call('newcomer');
    await scene.clock.advance(0);
    expect([await waiting, await newcomer]).toMatchObject([{ data: 'waiting' }, { data: 'newcomer' }]);

    const again = scene.call('hang', { timeoutMs: 500 });
    await scene.clock.advance(0);
    const alone = scene.call('alone');
    await scene.clock.advance(2_010);
    expect(errorIn(await again).code).toBe('OPERATION_TIMEOUT');
    expect(await alone).toMatchObject({ data: 'alone' });
    await scene.clock.advance(10);
    expect(scene.clock.pendingTimers).toBe(0);
  });

  it('holds the slot of a stream until it has ended', async () => {
    const chunks = async function* (): AsyncGenerator<number> {
      yield 1;
      yield 2;
    };
    const scene = sceneOf(toolDoing(chunks, { streams: true, use: [bulkhead({ maxConcurrent: 1 })] }));
    await scene.toolbox.start();
    const stream = scene.toolbox.dispatchStream('subject', {});
    expect(await stream.next()).toMatchObject({ value: { type: 'chunk', data: 1 } });
    expect(errorIn(await scene.call()).code).toBe('QUEUE_FULL');
    await stream.return();
    await scene.clock.advance(0);
    expect((await scene.call()).status).toBe('success');
  });
});
