import { isLeaseRecord, pause, ToolError } from '@toolwright/core';
import type { ExecuteContext, ToolResult } from '@toolwright/core';
import { createFakeClock, seededRandom } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { idempotency } from './idempotency.ts';
import type { IdempotencyOptions } from './idempotency.ts';
import { mapStore } from '../test-support/map-store.ts';
import type { MapStore } from '../test-support/map-store.ts';
import { errorIn, sceneOf, toolDoing } from '../test-support/scene.ts';
import type { Scene, ToolSettings } from '../test-support/scene.ts';

interface Place extends Scene {
  readonly store: MapStore;
  readonly effects: unknown[];
  /** Calls with a key and lets everything happen that needs no time. */
  readonly pay: (input: unknown, key?: string, options?: object) => Promise<ToolResult>;
}

function placeWith(
  execute: (context: ExecuteContext) => unknown,
  options: Partial<IdempotencyOptions> = {},
  settings: ToolSettings = {},
): Place {
  const clock = createFakeClock();
  const store = mapStore(clock);
  const effects: unknown[] = [];
  const tool = toolDoing(
    (context) => {
      effects.push(context.input);
      return execute(context);
    },
    { kind: 'command', use: [idempotency({ store, random: seededRandom(7), ...options })], ...settings },
  );
  const scene = sceneOf(tool, { clock });
  const pay: Place['pay'] = async (input, key = 'k1', more = {}) => {
    const calling = scene.call(input, { idempotencyKey: key, ...more });
    await clock.advance(0);
    return calling;
  };
  return { ...scene, store, effects, pay };
}

const receipt = ({ input }: ExecuteContext): unknown => ({ paid: input });
const refusing = () => {
  throw new ToolError('EXECUTION_FAILED', 'The bank refused the card', {
    details: { bank: 'b' },
    cause: 'secret',
  });
};

describe('a command with an idempotency key', () => {
  it('takes effect once, and replays its result as such', async () => {
    const place = placeWith(receipt);
    const first = await place.pay(5);
    const second = await place.pay(5);
    expect(first).toMatchObject({
      data: { paid: 5 },
      metadata: { idempotency: { replayed: false, stored: true } },
    });
    expect(second).toMatchObject({ data: { paid: 5 } });
    expect(second.metadata['idempotency']).toEqual({
      replayed: true,
      callId: first.metadata.callId,
      storedAtMs: place.clock.now(),
    });
    expect(place.effects).toEqual([5]);
  });

  it('takes effect anew after ttlMs', async () => {
    const place = placeWith(receipt, { ttlMs: 1_000 });
    await place.pay(5);
    await place.clock.advance(1_001);
    await place.pay(5);
    expect(place.effects).toEqual([5, 5]);
  });

  it('is refused with the key of another input', async () => {
    const place = placeWith(receipt);
    await place.pay({ amount: 5, to: 'a' });
    expect((await place.pay({ to: 'a', amount: 5 })).status).toBe('success');
    const error = errorIn(await place.pay({ amount: 6, to: 'a' }));
    expect(error).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED', type: 'conflict_error', retryable: false });
    expect(error.message).toContain('Use a new key');
    expect(place.effects).toHaveLength(1);
  });

  it('shares its key with no other tool, tenant or principal', async () => {
    const place = placeWith(receipt);
    const ada = { subject: 'ada', permissions: [] };
    await place.pay(5);
    await place.pay(5, 'k1', { principal: ada });
    await place.pay(5, 'k1', { principal: ada, tenant: 't' });
    await place.pay(5, 'k2');
    expect(place.effects).toHaveLength(4);
    await place.pay(5, 'k1', { principal: ada });
    expect(place.effects).toHaveLength(4);
    expect([...place.store.values.keys()].every((key) => /^idempotency:[\w-]{43}$/.test(key))).toBe(true);
  });

  it('replays a failure that would come again, without its cause', async () => {
    const place = placeWith(refusing);
    const first = errorIn(await place.pay(5));
    expect(errorIn(await place.pay(5))).toEqual(first);
    expect(place.effects).toHaveLength(1);
    expect([...place.store.values.values()].join()).not.toContain('secret');
  });

  it('is free to be tried again after a failure that may pass, at once', async () => {
    for (const error of [new ToolError('NETWORK_ERROR', 'reset'), new Error('a defect')]) {
      let fails = true;
      const place = placeWith((context) => {
        if (!fails) return receipt(context);
        fails = false;
        throw error;
      });
      expect((await place.pay(5)).metadata['idempotency']).toEqual({ replayed: false, stored: false });
      expect(place.store.values.size).toBe(0);
      expect((await place.pay(5)).status).toBe('success');
      expect(place.effects).toHaveLength(2);
    }
  });

  it('stores the failures that the app calls final', async () => {
    const place = placeWith(() => Promise.reject(new ToolError('NETWORK_ERROR', 'reset')), {
      isFinal: () => true,
    });
    await place.pay(5);
    await place.pay(5);
    expect(place.effects).toHaveLength(1);
  });

  it('does not store a question to its caller', async () => {
    const place = placeWith(({ call }) => call.ask(anyone, 'Sure?'));
    expect((await place.pay(5)).status).toBe('input_required');
    expect(place.store.values.size).toBe(0);
  });
});

const anyone = {
  '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) },
} as const;

describe('a duplicate of a call under way', () => {
  const slow = async ({ call, input }: ExecuteContext): Promise<unknown> => {
    await pause(call.clock, 2_000);
    return { paid: input };
  };

  it('waits, and gets its result', async () => {
    const place = placeWith(slow);
    const calls = [1, 2].map(() => place.call(5, { idempotencyKey: 'k' }));
    await place.clock.advance(3_000);
    const [first, second] = await Promise.all(calls);
    expect(first?.metadata['idempotency']).toMatchObject({ replayed: false });
    expect(second).toMatchObject({ data: { paid: 5 }, metadata: { idempotency: { replayed: true } } });
    expect(place.effects).toHaveLength(1);
  });

  it('is refused when its wait is over, and told to come back', async () => {
    const place = placeWith(slow, { waitMs: 500 });
    const calls = [1, 2].map(() => place.call(5, { idempotencyKey: 'k' }));
    await place.clock.advance(600);
    expect(errorIn(await calls[1]!)).toEqual({
      code: 'IDEMPOTENCY_IN_PROGRESS',
      type: 'conflict_error',
      message:
        'A call of "subject" with this idempotency key is still under way. Try again in 1 second. You will get its result.',
      retryable: true,
      retryAfterMs: 1_000,
    });
    await place.clock.advance(2_000);
    expect((await calls[0]!).status).toBe('success');
  });

  it('waits no longer than its own deadline', async () => {
    const place = placeWith(slow);
    const first = place.call(5, { idempotencyKey: 'k' });
    const second = place.call(5, { idempotencyKey: 'k', timeoutMs: 100 });
    await place.clock.advance(120);
    expect(errorIn(await second).code).toBe('OPERATION_TIMEOUT');
    await place.clock.advance(2_000);
    expect((await first).status).toBe('success');
  });

  it('never runs beside it, however long that takes: also when it has timed out and works on', async () => {
    const place = placeWith(slow, { leaseMs: 300, waitMs: 0 }, { timeoutMs: 100 });
    const first = place.call(5, { idempotencyKey: 'k' });
    await place.clock.advance(1_500);
    expect(errorIn(await first).code).toBe('OPERATION_TIMEOUT');
    expect(errorIn(await place.pay(5, 'k')).code).toBe('IDEMPOTENCY_IN_PROGRESS');
    await place.clock.advance(1_000);
    expect(place.effects).toHaveLength(1);
    expect([...place.store.values.values()].filter(isLeaseRecord)).toEqual([]);
    expect(place.clock.pendingTimers).toBe(0);
  });
});

describe('without the store', () => {
  it('a command is refused, and says when to try again', async () => {
    const place = placeWith(receipt);
    place.store.down = true;
    const result = await place.pay(5);
    expect(errorIn(result)).toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true });
    expect(result.metadata['idempotency']).toEqual({ replayed: false, degraded: 'refuse' });
    expect(place.effects).toEqual([]);
  });

  it('it runs unprotected where the app says so', async () => {
    const place = placeWith(receipt, { whenStoreFails: 'run' });
    place.store.down = true;
    expect(await place.pay(5)).toMatchObject({
      data: { paid: 5 },
      metadata: { idempotency: { degraded: 'run' } },
    });
  });

  it('a result is answered all the same when it is lost once the work is done; the key is free after its lease', async () => {
    const place = placeWith((context) => {
      place.store.down = true;
      return receipt(context);
    });
    expect(await place.pay(5)).toMatchObject({
      data: { paid: 5 },
      metadata: { idempotency: { replayed: false, stored: false } },
    });
    expect(place.lines()).toMatchObject([{ level: 'warn' }]);
    place.store.down = false;
    const second = place.call(5, { idempotencyKey: 'k1' });
    await place.clock.advance(5_100);
    expect(errorIn(await second).code).toBe('IDEMPOTENCY_IN_PROGRESS');
    await place.clock.advance(30_000);
    expect((await place.pay(5)).status).toBe('success');
  });

  it('a lease is renewed again once it is back', async () => {
    const place = placeWith(async ({ call }) => pause(call.clock, 10_000).then(() => 'done'), {
      leaseMs: 9_000,
    });
    const paying = place.call(5, { idempotencyKey: 'k' });
    await place.clock.advance(2_000);
    place.store.down = true;
    await place.clock.advance(2_000);
    place.store.down = false;
    await place.clock.advance(7_000);
    expect((await paying).metadata['idempotency']).toEqual({ replayed: false, stored: true });
    expect(place.lines()).toMatchObject([{ message: 'A lease could not be renewed' }]);
    expect(place.clock.pendingTimers).toBe(0);
  });
});

describe('idempotency', () => {
  it('lets queries, streams and calls without a key pass by', async () => {
    const chunks = async function* (): AsyncGenerator<number> {
      yield 1;
    };
    for (const [execute, settings, options] of [
      [receipt, { kind: 'query' }, { idempotencyKey: 'k' }],
      [receipt, {}, {}],
      [chunks, { streams: true }, { idempotencyKey: 'k' }],
    ] as const) {
      const place = placeWith(execute, {}, settings);
      await place.call(5, options);
      await place.call(5, options);
      expect(place.effects).toHaveLength(2);
      expect(place.store.calls).toEqual([]);
    }
  });

  it('does not store what JSON cannot say, and logs it', async () => {
    const place = placeWith(() => ({ big: 1n }));
    expect((await place.pay(5)).metadata['idempotency']).toEqual({ replayed: false, stored: false });
    expect(place.lines()).toMatchObject([{ message: expect.stringContaining('no JSON') as string }]);
    expect(place.store.values.size).toBe(0);
  });

  it('takes a key that holds something else for a defect, and does not run', async () => {
    for (const alien of ['not JSON', '{}']) {
      const place = placeWith(receipt);
      await place.pay(5);
      const [key, value] = [...place.store.values][0]!;
      await place.store.compareAndSet(key, value, alien, 'forever');
      expect(errorIn(await place.pay(5)).code).toBe('INTERNAL_ERROR');
      expect(place.effects).toHaveLength(1);
    }
  });

  it('gives up a lease that it has lost, and does not overwrite what is there', async () => {
    const place = placeWith(
      async ({ call }) => {
        const [key, value] = [...place.store.values][0]!;
        await place.store.compareAndSet(key, value, undefined, 'forever');
        await pause(call.clock, 500);
        return 'done';
      },
      { leaseMs: 300 },
    );
    const paying = place.call(5, { idempotencyKey: 'k' });
    await place.clock.advance(700);
    expect(await paying).toMatchObject({ data: 'done', metadata: { idempotency: { stored: false } } });
    expect(place.store.values.size).toBe(0);
  });
});

describe('the lease of a key', () => {
  it('is not renewed for ever behind a rail that hangs: the key is free again leaseMs after the answer', async () => {
    const clock = createFakeClock();
    const store = mapStore(clock);
    const key = idempotency({ store, random: seededRandom(7), leaseMs: 1_000, waitMs: 0 });
    const tool = toolDoing(receipt, {
      kind: 'command',
      timeoutMs: 500,
      use: [key, async () => new Promise<never>(() => undefined)],
    });
    const scene = sceneOf(tool, { clock });
    const answer = scene.call(5, { idempotencyKey: 'k1' });
    await clock.advance(700);
    expect(errorIn(await answer).code).toBe('OPERATION_TIMEOUT');
    await clock.advance(3_000);
    expect(clock.pendingTimers).toBe(0);
    const again = scene.call(5, { idempotencyKey: 'k1' });
    await clock.advance(700);
    expect(errorIn(await again).code).toBe('OPERATION_TIMEOUT');
  });

  it('is given back when isFinal throws, and the failure is answered all the same', async () => {
    const isFinal = (): never => {
      throw new Error('a rule broke');
    };
    const place = placeWith(refusing, { isFinal, waitMs: 0 });
    expect(errorIn(await place.pay(5)).message).toBe('The bank refused the card');
    await place.clock.advance(50);
    expect(place.clock.pendingTimers).toBe(0);
    await place.pay(5);
    expect(place.effects).toEqual([5, 5]);
  });
});
