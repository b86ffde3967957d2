import { describe, expect, it } from 'vitest';
import { manualClock } from '../../test-support/manual-clock.ts';
import { mapStore } from '../../test-support/map-store.ts';
import { systemRandom } from '../system/system-random.ts';
import { isLeaseRecord, lease } from './lease.ts';
import type { Lease, LeaseAnswer, LeaseOptions } from './lease.ts';

function setUp() {
  const clock = manualClock();
  const store = mapStore(clock);
  const options: LeaseOptions = { clock, random: systemRandom, ttlMs: 1_000 };
  const ask = (more: Partial<LeaseOptions> = {}): Promise<LeaseAnswer> =>
    lease(store, 'k', { ...options, ...more });
  const take = async (): Promise<Lease> => {
    const answer = await ask();
    if (answer.status !== 'held') throw new Error(`The lease is ${answer.status}`);
    return answer.lease;
  };
  return { clock, store, ask, take };
}

describe('a lease', () => {
  it('has one holder at a time', async () => {
    const { ask, take, store } = setUp();
    const held = await take();
    expect(held.key).toBe('k');
    expect(isLeaseRecord((await store.get('k')) ?? '')).toBe(true);
    expect(await ask()).toEqual({ status: 'busy' });
    expect(await held.release()).toBe(true);
    expect(await held.release()).toBe(false);
    await take();
  });

  it('of a crashed holder costs its time and no more', async () => {
    const { clock, ask, take } = setUp();
    const crashed = await take();
    await clock.advance(999);
    expect((await ask()).status).toBe('busy');
    await clock.advance(1);
    const next = await take();
    expect([await crashed.renew(), await crashed.release(), await crashed.fill('late', 'forever')]).toEqual([
      false,
      false,
      false,
    ]);
    expect(await next.renew()).toBe(true);
  });

  it('lasts longer when it is renewed, and says until when', async () => {
    const { clock, ask, take } = setUp();
    const held = await take();
    expect(held.expiresAtMs).toBe(1_000);
    await clock.advance(600);
    expect(await held.renew()).toBe(true);
    expect(held.expiresAtMs).toBe(1_600);
    await clock.advance(600);
    expect((await ask()).status).toBe('busy');
    await clock.advance(400);
    expect(await held.renew()).toBe(false);
    expect(held.expiresAtMs).toBe(1_600);
  });

  it('is replaced by a value, which whoever asks then gets', async () => {
    const { ask, take } = setUp();
    const held = await take();
    expect(await held.fill('value', { ttlMs: 5_000 })).toBe(true);
    expect(await ask({ waitMs: 1_000 })).toEqual({ status: 'filled', value: 'value' });
    expect(await held.release()).toBe(false);
  });

  it('is not filled after a delete in between', async () => {
    const { store, take } = setUp();
    const held = await take();
    await store.delete('k');
    expect(await held.fill('out of date', 'forever')).toBe(false);
    expect(await store.get('k')).toBeUndefined();
  });
});

describe('waiting for a lease', () => {
  it('ends with the lease when it is given back', async () => {
    const { clock, ask, take } = setUp();
    const held = await take();
    const waiting = ask({ waitMs: 500 });
    await clock.advance(100);
    await held.release();
    await clock.advance(300);
    expect((await waiting).status).toBe('held');
    expect(clock.timers).toBe(0);
  });

  it('ends with the value when the holder fills it', async () => {
    const { clock, ask, take } = setUp();
    const held = await take();
    const waiting = ask({ waitMs: 500 });
    await clock.advance(50);
    await held.fill('value', 'forever');
    await clock.advance(250);
    expect(await waiting).toEqual({ status: 'filled', value: 'value' });
  });

  it('ends when its time is up, having asked ever less often', async () => {
    const { clock, store, ask, take } = setUp();
    await take();
    store.calls.length = 0;
    const waiting = ask({ waitMs: 900, random: { ...systemRandom, next: () => 0.999_999 } });
    await clock.advance(899);
    // After about 10, 30, 70, 150, 310, 560 and 810 ms.
    expect(store.calls.filter((name) => name === 'compareAndSet')).toHaveLength(8);
    await clock.advance(1);
    expect(await waiting).toEqual({ status: 'busy' });
  });

  it('ends with the reason of the signal, and leaves nothing behind', async () => {
    const { clock, ask, take } = setUp();
    await take();
    const controller = new AbortController();
    const waiting = ask({ waitMs: 500, signal: controller.signal });
    const settled = expect(waiting).rejects.toThrow('left');
    await clock.advance(5);
    controller.abort(new Error('left'));
    await settled;
    expect(clock.timers).toBe(0);
    await expect(ask({ signal: controller.signal })).rejects.toThrow('left');
  });

  it('takes a key that expired between its two questions', async () => {
    const { clock, store, ask, take } = setUp();
    await take();
    const { get } = { get: store.get.bind(store) };
    store.get = async (key) => {
      await store.delete(key);
      return get(key);
    };
    const waiting = ask({ waitMs: 100 });
    await clock.advance(100);
    expect((await waiting).status).toBe('held');
  });
});

describe('the options of a lease', () => {
  it.each([
    [{ ttlMs: 0 }, 'ttlMs'],
    [{ ttlMs: 1.5 }, 'ttlMs'],
    [{ waitMs: -1 }, 'waitMs'],
  ])('refuse %j', async (options, name) => {
    await expect(setUp().ask(options)).rejects.toMatchObject({
      code: 'INVALID_OPTIONS',
      details: { option: name },
    });
  });

  it('let a failing store speak', async () => {
    const { store, ask } = setUp();
    store.compareAndSet = () => Promise.reject(new Error('gone'));
    await expect(ask()).rejects.toThrow('gone');
  });
});
