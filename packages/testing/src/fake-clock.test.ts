import { withDeadline } from '@toolwright/core';
import { describe, expect, it } from 'vitest';
import { advanceUntil } from './advance-until.ts';
import { createFakeClock } from './fake-clock.ts';
import { realDelay } from './real-time.ts';
import type { FakeClock } from './fake-clock.ts';

describe('createFakeClock', () => {
  it('stands still until it is advanced, then moves both clocks alike', async () => {
    const clock = createFakeClock({ nowMs: 500 });
    const startMs = clock.monotonicNow();
    expect(clock.now()).toBe(500);
    await clock.advance(1_500.5);
    expect(clock.now()).toBe(2_000.5);
    expect(clock.monotonicNow() - startMs).toBe(1_500.5);
  });

  it('runs due timers by time, then in the order they were made, at their own time', async () => {
    const clock = createFakeClock({ nowMs: 0 });
    const ran: string[] = [];
    const note = (name: string) => () => ran.push(`${name} at ${clock.now()}`);
    clock.after(20, note('late'));
    clock.after(10, note('first of two'));
    clock.after(10, note('second of two'));
    clock.after(-5, note('negative'));
    clock.after(Number.NaN, note('not a number'));
    clock.after(21, note('not yet due'));
    expect(ran).toEqual([]);
    await clock.advance(20);
    expect(ran).toEqual([
      'negative at 0',
      'not a number at 0',
      'first of two at 10',
      'second of two at 10',
      'late at 20',
    ]);
    expect(clock.pendingTimers).toBe(1);
  });

  it('runs timers that timers and promises make while it advances', async () => {
    const clock = createFakeClock({ nowMs: 0 });
    const ran: number[] = [];
    clock.after(10, () => clock.after(5, () => ran.push(clock.now())));
    void (async () => {
      for (let round = 0; round < 3; round += 1) await sleep(clock, 7);
      ran.push(clock.now());
    })();
    await clock.advance(100);
    expect(ran).toEqual([15, 21]);
    expect(clock.now()).toBe(100);
    expect(clock.pendingTimers).toBe(0);
  });

  it('cancels a timer once, and a second time without effect', async () => {
    const clock = createFakeClock();
    let ran = 0;
    const cancel = clock.after(10, () => (ran += 1));
    const other = clock.after(10, () => (ran += 10));
    cancel();
    cancel();
    expect(clock.pendingTimers).toBe(1);
    await clock.advance(10);
    other();
    expect(ran).toBe(10);
  });

  it('drives deadlines and their signals', async () => {
    const clock = createFakeClock();
    const late = new Error('late');
    let seen: unknown;
    const work = withDeadline(
      (signal) => {
        signal.addEventListener('abort', () => (seen = signal.reason));
        return new Promise<never>(() => {});
      },
      { clock, timeoutMs: 1_000, onTimeout: () => late },
    );
    const rejected = expect(work).rejects.toBe(late);
    await clock.advance(999);
    expect(seen).toBeUndefined();
    await clock.advance(1);
    await rejected;
    expect(seen).toBe(late);
    expect(clock.pendingTimers).toBe(0);
  });

  it('drives async iterators', async () => {
    const clock = createFakeClock({ nowMs: 0 });
    async function* ticks(): AsyncGenerator<number> {
      for (;;) {
        await sleep(clock, 10);
        yield clock.now();
      }
    }
    const seen: number[] = [];
    void (async () => {
      for await (const tick of ticks()) {
        seen.push(tick);
        if (seen.length === 3) break;
      }
    })();
    await clock.advance(1_000);
    expect(seen).toEqual([10, 20, 30]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('jumps the wall clock without touching timers', async () => {
    const clock = createFakeClock({ nowMs: 1_000 });
    const startMs = clock.monotonicNow();
    let ran = false;
    clock.after(50, () => (ran = true));
    clock.setNow(0);
    expect(clock.now()).toBe(0);
    expect(clock.monotonicNow()).toBe(startMs);
    await clock.advance(50);
    expect(ran).toBe(true);
    expect(clock.now()).toBe(50);
  });

  it('adds up advances that were not awaited', async () => {
    const clock = createFakeClock({ nowMs: 0 });
    await Promise.all([clock.advance(10), clock.advance(20)]);
    expect(clock.now()).toBe(30);
  });

  it('rejects with what a timer threw, standing at its time, and can go on', async () => {
    const clock = createFakeClock({ nowMs: 0 });
    clock.after(10, () => {
      throw new Error('boom');
    });
    await expect(clock.advance(20)).rejects.toThrow('boom');
    expect(clock.now()).toBe(10);
    await clock.advance(10);
    expect(clock.now()).toBe(20);
  });

  it('passes until work settles that waits for it and for the world outside by turns', async () => {
    const clock = createFakeClock({ nowMs: 0 });
    const work = async (): Promise<string> => {
      await sleep(clock, 50);
      await realDelay(1);
      await sleep(clock, 50);
      return 'done';
    };
    expect(await clock.advanceUntil(work())).toBe('done');
    expect(clock.now()).toBeGreaterThanOrEqual(100);
    const failing = sleep(clock, 5).then(() => Promise.reject(new Error('late')));
    await expect(clock.advanceUntil(failing, 1)).rejects.toThrow('late');
    await expect(clock.advanceUntil(sleep(clock, 5), -1)).rejects.toThrow('Option "ms"');
  });

  it('stops passing for work that hangs', async () => {
    let steps = 0;
    const step = async (): Promise<void> => {
      steps += 1;
      await realDelay(1);
    };
    await expect(advanceUntil(new Promise(() => undefined), step, 20)).rejects.toThrow('a promise hangs');
    const stepped = steps;
    await realDelay(10);
    expect(steps - stepped).toBeLessThanOrEqual(1);
  });

  it('refuses times that are no times', async () => {
    expect(() => createFakeClock({ nowMs: -1 })).toThrow(
      'Option "nowMs" must be a number of at least 0; got -1',
    );
    await expect(createFakeClock().advance(Number.NaN)).rejects.toThrow('Option "ms"');
    expect(() => createFakeClock().setNow(Number.POSITIVE_INFINITY)).toThrow('Option "nowMs"');
  });

  it('gives up on a timer that re-arms itself without time passing', async () => {
    const clock = createFakeClock();
    const again = (): void => void clock.after(0, again);
    again();
    await expect(clock.advance(1)).rejects.toThrow('re-arms itself without time passing');
  });

  it('keeps ten thousand timers in order', async () => {
    const clock = createFakeClock({ nowMs: 0 });
    const ran: number[] = [];
    for (let index = 0; index < 10_000; index += 1) {
      const dueMs = (index * 7_919) % 10_000;
      const cancel = clock.after(dueMs, () => ran.push(dueMs));
      if (dueMs % 3 === 0) cancel();
    }
    await clock.advance(10_000);
    expect(ran).toHaveLength(6_666);
    expect(ran).toEqual(ran.toSorted((a, b) => a - b));
  });
});

function sleep(clock: FakeClock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(ms, resolve);
  });
}
