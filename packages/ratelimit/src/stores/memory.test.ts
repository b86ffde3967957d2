import { createFakeClock } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';

import { memoryStore } from './memory.ts';
import { calendarWindow, rollingWindow, tokenBucket } from '../index.ts';
import { planOf } from '../plan.ts';

describe('memoryStore', () => {
  it('keeps no key longer than it matters, and then no timer', async () => {
    const clock = createFakeClock();
    const store = memoryStore({ clock, maxKeys: 1_000_000 });
    const plan = planOf([tokenBucket({ limit: 10, windowMs: 60_000 })]);
    for (let key = 0; key < 50_000; key += 1) store.take(plan, `key-${key}`, 1_000);
    expect(store.size).toBe(50_000);
    expect(clock.pendingTimers).toBe(1);
    await clock.advance(8_000);
    expect(store.size).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });

  it('keeps a key that is used, to the end of what it spent', async () => {
    const clock = createFakeClock();
    const store = memoryStore({ clock, maxKeys: 10 });
    const plan = planOf([rollingWindow({ limit: 2, windowMs: 30_000 })]);
    store.take(plan, 'key', 1_000);
    await clock.advance(20_000);
    store.take(plan, 'key', 1_000);
    await clock.advance(14_000);
    expect(store.take(plan, 'key', 2_000)).toMatchObject({ allowed: false });
    expect(store.size).toBe(1);
    await clock.advance(60_000);
    expect(store.size).toBe(0);
  });

  it('remembers windows of months', async () => {
    const clock = createFakeClock();
    const store = memoryStore({ clock, maxKeys: 10 });
    const plan = planOf([calendarWindow({ limit: 1, period: 'month' })]);
    store.take(plan, 'key', 1_000);
    await clock.advance(30 * 86_400_000);
    expect(store.take(plan, 'key', 1_000)).toMatchObject({ allowed: false, retryAfterMs: 86_400_000 });
    await clock.advance(86_400_000);
    expect(store.take(plan, 'key', 1_000)).toMatchObject({ allowed: true });
    await clock.advance(60 * 86_400_000);
    expect(store.size).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });

  it('forgets a key that was not used lately rather than grow', () => {
    const clock = createFakeClock();
    const store = memoryStore({ clock, maxKeys: 3 });
    const plan = planOf([tokenBucket({ limit: 2, windowMs: 60_000 })]);
    for (const key of ['busy', 'idle', 'other']) store.take(plan, key, 1_000);
    store.take(plan, 'busy', 1_000);
    for (const key of ['new', 'newer']) store.take(plan, key, 1_000);
    expect(store.size).toBe(3);
    expect(store.take(plan, 'busy', 1_000)).toMatchObject({ allowed: false });
  });

  it('remembers nothing of a key that is only looked at, or reset', () => {
    const store = memoryStore({ clock: createFakeClock(), maxKeys: 3 });
    const plan = planOf([tokenBucket({ limit: 2, windowMs: 60_000 })]);
    store.ask(plan, 'looked at', { mode: 'peek', parts: 1_000, horizon: 0 });
    store.take(plan, 'never', 3_000);
    store.take(plan, 'reset', 1_000);
    store.change(plan, 'reset', { kind: 'forget' });
    store.change(plan, 'unknown', { kind: 'give-back', parts: 1_000 });
    expect(store.size).toBe(0);
  });

  it('leaves no timer when it is let go of', () => {
    const clock = createFakeClock();
    const store = memoryStore({ clock, maxKeys: 3 });
    store.take(planOf([tokenBucket({ limit: 2, windowMs: 60_000 })]), 'key', 1_000);
    store[Symbol.dispose]();
    expect(clock.pendingTimers).toBe(0);
  });
});
