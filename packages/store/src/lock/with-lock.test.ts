import { getEventListeners } from 'node:events';
import type { KeyValueStore } from '@toolwright/core';
import { lease } from '@toolwright/core';
import { createFakeClock, seededRandom } from '@toolwright/testing';
import type { FakeClock } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../memory/memory-store.ts';
import { storeUnavailable } from '../store-unavailable.ts';
import { withLock } from './with-lock.ts';
import type { HeldLock, LockOptions } from './with-lock.ts';

interface Setup {
  readonly clock: FakeClock;
  readonly store: KeyValueStore;
  readonly lock: <T>(work: (lock: HeldLock) => Promise<T>, options?: LockOptions) => Promise<T>;
}

function setUp(wrap: (store: KeyValueStore) => KeyValueStore = (store) => store): Setup {
  const clock = createFakeClock();
  const random = seededRandom('lock');
  const store = createMemoryStore({ clock });
  const wrapped = wrap(store);
  return {
    clock,
    store,
    lock: (work, options) =>
      withLock(wrapped, 'job', { ttlMs: 3_000, waitMs: 1_000, clock, random, ...options }, work),
  };
}

const down = (): Promise<never> =>
  Promise.reject(
    storeUnavailable({
      store: 'Test',
      operation: 'any',
      reason: 'timeout',
      committed: 'unknown',
      why: 'it is down',
    }),
  );

/** Work that goes on until the test ends it. */
function longWork(): {
  readonly work: (lock: HeldLock) => Promise<string>;
  readonly end: () => void;
  held?: HeldLock;
} {
  const done = Promise.withResolvers<string>();
  const running: ReturnType<typeof longWork> = {
    work: (lock) => {
      running.held = lock;
      return done.promise;
    },
    end: () => done.resolve('done'),
  };
  return running;
}

describe('a lock', () => {
  it('lets one work at a time, and hands out rising tokens', async () => {
    const { clock, store, lock } = setUp();
    let inside = 0;
    const tokens: number[] = [];
    const work = async ({ token }: HeldLock): Promise<void> => {
      inside += 1;
      expect(inside).toBe(1);
      tokens.push(token);
      await Promise.resolve();
      inside -= 1;
    };
    const all = Promise.all(Array.from({ length: 5 }, () => lock(work)));
    await clock.advance(1_000);
    await all;
    expect(tokens).toEqual(tokens.toSorted((a, b) => a - b));
    expect(new Set(tokens).size).toBe(5);
    expect(await store.has('job')).toBe(false);
    expect(clock.pendingTimers).toBe(0);
  });

  it('says that others hold it when the wait is over, and runs nothing', async () => {
    const { clock, lock } = setUp();
    const long = longWork();
    const holder = lock(long.work);
    await clock.advance(0);
    const refused = expect(lock(() => Promise.resolve('ran'))).rejects.toMatchObject({
      code: 'LOCK_TAKEN',
      type: 'conflict_error',
      retryable: true,
      message: 'The lock "job" was held by others for 1000 ms; try again later',
    });
    await clock.advance(1_000);
    await refused;
    long.end();
    expect(await holder).toBe('done');
  });

  it('tries once when it may not wait', async () => {
    const { clock, lock } = setUp();
    const long = longWork();
    const holder = lock(long.work);
    await clock.advance(0);
    await expect(lock(() => Promise.resolve(), { waitMs: 0 })).rejects.toMatchObject({ code: 'LOCK_TAKEN' });
    long.end();
    await holder;
  });

  it('is kept as long as the work runs', async () => {
    const { clock, store, lock } = setUp();
    const long = longWork();
    const holder = lock(long.work);
    await clock.advance(20_000);
    expect(long.held?.signal.aborted).toBe(false);
    expect(await store.has('job')).toBe(true);
    long.end();
    expect(await holder).toBe('done');
    expect(await store.has('job')).toBe(false);
    expect(clock.pendingTimers).toBe(0);
  });

  it('is free again after its time when the holder died', async () => {
    const { clock, store, lock } = setUp();
    await lease(store, 'job', { ttlMs: 500, clock, random: seededRandom('a holder that is gone') });
    const next = lock(() => Promise.resolve('mine now'));
    await clock.advance(700);
    expect(await next).toBe('mine now');
  });

  it('tells the work at once when it is lost, and its caller afterwards', async () => {
    const { clock, store, lock } = setUp();
    const long = longWork();
    const holder = expect(lock(long.work)).rejects.toMatchObject({
      code: 'LOCK_LOST',
      message:
        'The lock "job" (token 1) was lost while its work ran: check what was done before trying again',
    });
    await clock.advance(0);
    await store.set('job', 'somebody else', { ttlMs: 60_000 });
    await clock.advance(1_000);
    expect(long.held?.signal.reason).toMatchObject({ code: 'LOCK_LOST' });
    long.end();
    await holder;
    expect(await store.get('job')).toBe('somebody else');
    expect(clock.pendingTimers).toBe(0);
  });

  it('survives a store that is away for less than its time', async () => {
    let away = false;
    const { clock, lock } = setUp((store) => ({
      ...store,
      get: (key) => store.get(key),
      increment: (key, by, ttl) => store.increment(key, by, ttl),
      compareAndSet: (...write) => (away ? down() : store.compareAndSet(...write)),
    }));
    const long = longWork();
    const holder = lock(long.work);
    await clock.advance(500);
    away = true;
    await clock.advance(2_000);
    away = false;
    await clock.advance(10_000);
    expect(long.held?.signal.aborted).toBe(false);
    long.end();
    expect(await holder).toBe('done');
  });

  it('is lost when the store is away for longer', async () => {
    let away = false;
    const { clock, lock } = setUp((store) => ({
      ...store,
      get: (key) => store.get(key),
      increment: (key, by, ttl) => store.increment(key, by, ttl),
      compareAndSet: (...write) => (away ? down() : store.compareAndSet(...write)),
    }));
    const long = longWork();
    const holder = expect(lock(long.work)).rejects.toMatchObject({ code: 'LOCK_LOST' });
    await clock.advance(0);
    away = true;
    await clock.advance(2_999);
    expect(long.held?.signal.aborted).toBe(false);
    await clock.advance(1);
    expect(long.held?.signal.aborted).toBe(true);
    long.end();
    await holder;
  });

  it('fails as the store does, and gives back what it has taken', async () => {
    const taking = setUp((store) => ({ ...store, compareAndSet: down }));
    await expect(taking.lock(() => Promise.resolve())).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    const counting = setUp((store) => ({
      ...store,
      compareAndSet: (...write) => store.compareAndSet(...write),
      increment: down,
    }));
    await expect(counting.lock(() => Promise.resolve())).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(await counting.store.has('job')).toBe(false);
  });

  it('runs nothing when its time is over before it was counted', async () => {
    const { store, lock } = setUp((inner) => ({
      ...inner,
      compareAndSet: (...write) => inner.compareAndSet(...write),
      async increment(...count) {
        await inner.delete('job');
        return inner.increment(...count);
      },
    }));
    await expect(lock(() => Promise.resolve('ran'))).rejects.toMatchObject({ code: 'LOCK_TAKEN' });
    expect(await store.has('job')).toBe(false);
  });

  it('asks for a key of its own', async () => {
    const { store, lock } = setUp();
    await store.set('job', 'a value', 'forever');
    await expect(lock(() => Promise.resolve())).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: 'The key "job" holds a value: give the lock a key of its own',
    });
    expect(await store.get('job')).toBe('a value');
  });

  it("ends the wait with the signal's reason", async () => {
    const { clock, lock } = setUp();
    const long = longWork();
    const holder = lock(long.work);
    await clock.advance(0);
    const controller = new AbortController();
    const reason = new Error('the caller left');
    const waiting = expect(lock(() => Promise.resolve(), { signal: controller.signal })).rejects.toBe(reason);
    await clock.advance(10);
    controller.abort(reason);
    await waiting;
    await expect(lock(() => Promise.resolve(), { signal: controller.signal })).rejects.toBe(reason);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
    long.end();
    await holder;
    expect(clock.pendingTimers).toBe(0);
  });

  it("passes the caller's signal on to the work, and is given back when that ends", async () => {
    const { store, clock, lock } = setUp();
    const controller = new AbortController();
    const reason = new Error('the caller left');
    const work = ({ signal }: HeldLock): Promise<never> =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    const holder = expect(lock(work, { signal: controller.signal })).rejects.toBe(reason);
    await clock.advance(0);
    controller.abort(reason);
    await holder;
    expect(await store.has('job')).toBe(false);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  });

  it('tells the work at once when the caller left while the lock was being taken', async () => {
    const controller = new AbortController();
    const { store, lock } = setUp((inner) => ({
      ...inner,
      compareAndSet: (...write) => inner.compareAndSet(...write),
      increment(...count) {
        controller.abort(new Error('the caller left'));
        return inner.increment(...count);
      },
    }));
    const work = ({ signal }: HeldLock): Promise<boolean> => Promise.resolve(signal.aborted);
    expect(await lock(work, { signal: controller.signal })).toBe(true);
    expect(await store.has('job')).toBe(false);
  });

  it('ends the wait at once when the caller left during a try', async () => {
    const controller = new AbortController();
    const reason = new Error('the caller left');
    const { clock, lock } = setUp((inner) => ({
      ...inner,
      get: (key) => inner.get(key),
      async compareAndSet() {
        controller.abort(reason);
        return false;
      },
    }));
    await expect(lock(() => Promise.resolve(), { signal: controller.signal })).rejects.toBe(reason);
    expect(clock.pendingTimers).toBe(0);
  });

  it('ends quietly when a renewal is answered after the work', async () => {
    let answer: PromiseWithResolvers<boolean> | undefined;
    const { clock, lock } = setUp((inner) => ({
      ...inner,
      increment: (...count) => inner.increment(...count),
      compareAndSet: (...write) => answer?.promise ?? inner.compareAndSet(...write),
    }));
    const long = longWork();
    const holder = lock(long.work);
    await clock.advance(0);
    answer = Promise.withResolvers();
    await clock.advance(1_000);
    long.end();
    await clock.advance(0);
    answer.resolve(false);
    expect(await holder).toBe('done');
    expect(clock.pendingTimers).toBe(0);
  });

  it('is given back when the work fails', async () => {
    const { store, lock } = setUp();
    const failed = new Error('work failed');
    await expect(lock(() => Promise.reject(failed))).rejects.toBe(failed);
    expect(await store.has('job')).toBe(false);
  });

  it.each([
    [{ ttlMs: 0 }, 'Option "ttlMs" must be an integer of at least 1; got 0'],
    [{ waitMs: -1 }, 'Option "waitMs" must be a number of at least 0; got -1'],
  ])('refuses %o', async (options, message) => {
    const { lock } = setUp();
    await expect(lock(() => Promise.resolve(), options)).rejects.toThrow(message);
  });
});
