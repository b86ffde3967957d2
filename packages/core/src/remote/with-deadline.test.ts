import { getEventListeners } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { manualClock } from '../../test-support/manual-clock.ts';
import { awaitWithin } from './await-within.ts';
import { pause } from './pause.ts';
import { withDeadline } from './with-deadline.ts';

const late = (): Error => new Error('too late');

function watched() {
  const controller = new AbortController();
  const { signal } = controller;
  return { controller, signal, listeners: () => getEventListeners(signal, 'abort').length };
}

describe('a wait with a deadline', () => {
  it('settles as the work does and leaves no timer and no listener', async () => {
    const clock = manualClock();
    const { signal, listeners } = watched();
    const options = { clock, timeoutMs: 100, signal, onTimeout: late };
    expect(await withDeadline(async () => 1, options)).toBe(1);
    await expect(withDeadline(() => Promise.reject(new Error('no')), options)).rejects.toThrow('no');
    const throwing = withDeadline(() => {
      throw new Error('thrown');
    }, options);
    await expect(throwing).rejects.toThrow('thrown');
    expect([clock.timers, listeners()]).toEqual([0, 0]);
  });

  it('rejects when the time is up, and aborts the work with the same reason', async () => {
    const clock = manualClock();
    const { signal, listeners } = watched();
    let reason: unknown;
    const work = (own: AbortSignal): Promise<never> =>
      new Promise((_resolve, reject) => {
        own.addEventListener('abort', () => {
          reason = own.reason;
          reject(new Error('the work stopped'));
        });
      });
    const wait = withDeadline(work, { clock, timeoutMs: 100, signal, onTimeout: late });
    const settled = expect(wait).rejects.toThrow('too late');
    await clock.advance(99);
    expect(reason).toBeUndefined();
    await clock.advance(1);
    await settled;
    expect(reason).toEqual(late());
    expect([clock.timers, listeners()]).toEqual([0, 0]);
  });

  it('rejects with the reason of a signal that aborts', async () => {
    const clock = manualClock();
    const { controller, signal } = watched();
    let reason: unknown;
    const work = (own: AbortSignal): Promise<never> => {
      own.addEventListener('abort', () => (reason = own.reason));
      return new Promise(() => {});
    };
    const wait = withDeadline(work, { clock, timeoutMs: 100, signal, onTimeout: late });
    controller.abort('left');
    await expect(wait).rejects.toBe('left');
    expect([reason, clock.timers]).toEqual(['left', 0]);
  });

  it('does not start the work when the signal has aborted', async () => {
    const work = vi.fn(async () => 1);
    const options = {
      clock: manualClock(),
      timeoutMs: 100,
      signal: AbortSignal.abort('gone'),
      onTimeout: late,
    };
    await expect(withDeadline(work, options)).rejects.toBe('gone');
    expect(work).not.toHaveBeenCalled();
  });
});

describe('work that may be synchronous', () => {
  it('costs no timer and no promise when it is', () => {
    const clock = manualClock();
    const options = { clock, timeoutMs: 100, what: 'The work' };
    const noFunction = JSON.parse('{"then":1}') as unknown;
    expect(awaitWithin(() => 1, options)).toBe(1);
    expect(awaitWithin(() => noFunction, options)).toBe(noFunction);
    expect(awaitWithin(() => null, options)).toBeNull();
    expect(clock.timers).toBe(0);
  });

  it('is bounded when it is not', async () => {
    const clock = manualClock();
    const options = { clock, timeoutMs: 100, what: 'The work' };
    expect(await awaitWithin(async () => 1, options)).toBe(1);
    const hanging = Promise.resolve(awaitWithin(() => new Promise(() => {}), options));
    const settled = expect(hanging).rejects.toMatchObject({
      code: 'OPERATION_TIMEOUT',
      message: 'The work did not finish within 100 ms',
    });
    await clock.advance(100);
    await settled;
  });
});

describe('a pause', () => {
  it('ends after its time, with no listener left', async () => {
    const clock = manualClock();
    const { signal, listeners } = watched();
    let over = false;
    const pausing = pause(clock, 100, signal).then(() => (over = true));
    await clock.advance(99);
    expect(over).toBe(false);
    await clock.advance(1);
    await pausing;
    expect([over, listeners()]).toEqual([true, 0]);
  });

  it('ends at once, with no timer left, when the signal aborts', async () => {
    const clock = manualClock();
    const { controller, signal } = watched();
    const pausing = pause(clock, 100, signal);
    controller.abort('left');
    await expect(pausing).rejects.toBe('left');
    await expect(pause(clock, 100, signal)).rejects.toBe('left');
    expect(clock.timers).toBe(0);
  });
});
