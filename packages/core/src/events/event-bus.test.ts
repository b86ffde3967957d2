import { describe, expect, it, vi } from 'vitest';
import { manualClock } from '../../test-support/manual-clock.ts';
import type { BusEvent, ListenerFailure } from './event-bus.ts';
import { createEventBus } from './event-bus.ts';

interface Events {
  readonly 'call-started': { readonly tool: string };
  readonly 'call-failed': { readonly code: string };
}

const silent = { next: () => 0, bytes: (length: number) => new Uint8Array(length) };

describe('an event bus', () => {
  it('hands a listener the name, the data, the time, an id and the context', async () => {
    const heard: BusEvent[] = [];
    const bus = createEventBus<Events>({ clock: manualClock(1_000), random: silent });
    bus.on('call-started', (event) => void heard.push(event));
    await bus.emit('call-started', { tool: 'weather' }, { callId: 'c1' });
    await bus.emit('call-started', { tool: 'weather' });
    expect(heard[0]).toEqual({
      name: 'call-started',
      data: { tool: 'weather' },
      timestamp: 1_000,
      id: 'AAAAAAAAAAAA.1',
      context: { callId: 'c1' },
    });
    expect(heard[1]?.id).toBe('AAAAAAAAAAAA.2');
    expect(heard[1]?.context).toEqual({});
  });

  it('reads no clock and draws no chance when nobody listens', async () => {
    const clock = manualClock();
    const bytes = vi.fn(silent.bytes);
    const bus = createEventBus<Events>({ clock, random: { ...silent, bytes } });
    bus.on('call-failed', () => {});
    await bus.emit('call-started', { tool: 'weather' });
    expect(clock.reads).toBe(0);
    expect(bytes).not.toHaveBeenCalled();
  });

  it('says whether anybody would see an event', () => {
    const bus = createEventBus<Events>();
    expect(bus.listens('call-started')).toBe(false);
    const stop = bus.on('call-started', () => {});
    expect([bus.listens('call-started'), bus.listens('call-failed')]).toEqual([true, false]);
    stop();
    expect(bus.listens('call-started')).toBe(false);
    const take = bus.use((_event, next) => next());
    expect(bus.listens('call-failed')).toBe(true);
    take();
    expect(bus.listens('call-failed')).toBe(false);
  });

  it('starts listeners side by side and waits for all of them', async () => {
    const bus = createEventBus<Events>();
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const;
    const order: string[] = [];
    bus.on('call-started', async () => {
      order.push('first starts');
      await gates[0].promise;
      order.push('first ends');
    });
    bus.on('call-started', async () => {
      order.push('second starts');
      await gates[1].promise;
      order.push('second ends');
    });
    const emitted = bus.emit('call-started', { tool: 'weather' }).then(() => order.push('emitted'));
    gates[1].resolve();
    await gates[1].promise;
    gates[0].resolve();
    await emitted;
    expect(order).toEqual(['first starts', 'second starts', 'second ends', 'first ends', 'emitted']);
  });

  it('tells a `once` listener once, even when it emits the same event itself', async () => {
    const bus = createEventBus<Events>();
    const heard = vi.fn(() => bus.emit('call-started', { tool: 'again' }));
    bus.once('call-started', heard);
    await bus.emit('call-started', { tool: 'weather' });
    await bus.emit('call-started', { tool: 'weather' });
    expect(heard).toHaveBeenCalledTimes(1);
    expect(bus.listens('call-started')).toBe(false);
  });

  it('stops with `off` every registration of a listener, and with its own function one', async () => {
    const bus = createEventBus<Events>();
    const heard = vi.fn();
    const stop = bus.on('call-started', heard);
    bus.on('call-started', heard);
    stop();
    stop();
    await bus.emit('call-started', { tool: 'weather' });
    expect(heard).toHaveBeenCalledTimes(1);
    bus.once('call-started', heard);
    bus.off('call-started', heard);
    bus.off('call-started', heard);
    await bus.emit('call-started', { tool: 'weather' });
    expect(heard).toHaveBeenCalledTimes(1);
  });
});

describe('a failing listener', () => {
  it('is reported as an `error` event and harms no other, whether it throws or rejects', async () => {
    const bus = createEventBus<Events>();
    const failures: ListenerFailure[] = [];
    const other = vi.fn();
    bus.on('call-started', () => {
      throw new Error('thrown');
    });
    bus.on('call-started', async () => {
      throw new Error('rejected');
    });
    bus.on('call-started', other);
    bus.on('error', (event) => void failures.push(event.data));
    await bus.emit('call-started', { tool: 'weather' }, { callId: 'c1' });
    expect(other).toHaveBeenCalledTimes(1);
    expect(failures.map((failure) => (failure.error as Error).message)).toEqual(['thrown', 'rejected']);
    expect(failures[0]?.event).toMatchObject({ name: 'call-started', context: { callId: 'c1' } });
  });

  it('of `error` never recurses: its failure goes to the last resort', async () => {
    const unreported = vi.fn();
    const bus = createEventBus<Events>({ onUnreported: unreported });
    const errorListener = vi.fn(() => {
      throw new Error('the reporter failed');
    });
    bus.on('error', errorListener);
    bus.on('call-started', () => {
      throw new Error('first');
    });
    await bus.emit('call-started', { tool: 'weather' });
    expect(errorListener).toHaveBeenCalledTimes(1);
    expect(unreported).toHaveBeenCalledTimes(1);
    expect(unreported.mock.calls[0]?.[0]).toMatchObject({ event: { name: 'error' } });
  });

  it('goes to the last resort when nobody listens to `error`, and that one may fail too', async () => {
    const unreported = vi.fn(() => {
      throw new Error('nobody is left');
    });
    const bus = createEventBus<Events>({ onUnreported: unreported });
    bus.on('call-started', async () => {
      throw new Error('first');
    });
    await expect(bus.emit('call-started', { tool: 'weather' })).resolves.toBeUndefined();
    expect(unreported).toHaveBeenCalledTimes(1);
  });

  it('is one that takes too long: `emit` goes on, and no timer stays', async () => {
    const clock = manualClock();
    const unreported = vi.fn();
    const bus = createEventBus<Events>({ clock, listenerTimeoutMs: 100, onUnreported: unreported });
    bus.on('call-started', () => new Promise(() => {}));
    bus.on('call-started', async () => {});
    const emitted = bus.emit('call-started', { tool: 'weather' });
    await clock.advance(99);
    expect(unreported).not.toHaveBeenCalled();
    await clock.advance(1);
    await emitted;
    expect(unreported.mock.calls[0]?.[0].error).toMatchObject({
      code: 'OPERATION_TIMEOUT',
      message: 'A listener of "call-started" did not finish within 100 ms',
    });
    expect(clock.timers).toBe(0);
  });

  it('cannot be given no time at all', () => {
    expect(() => createEventBus({ listenerTimeoutMs: 0 })).toThrow('"listenerTimeoutMs"');
  });
});

describe('bus middleware', () => {
  it('stands around the listeners in the order of `use`', async () => {
    const bus = createEventBus<Events>();
    const order: string[] = [];
    bus.use(async (_event, next) => {
      order.push('outer');
      await next();
      order.push('outer after');
    });
    bus.use(async (_event, next) => {
      order.push('inner');
      await next();
    });
    bus.on('call-started', () => void order.push('listener'));
    await bus.emit('call-started', { tool: 'weather' });
    expect(order).toEqual(['outer', 'inner', 'listener', 'outer after']);
  });

  it('may hand on a changed event, or none', async () => {
    const bus = createEventBus<Events>();
    const heard: unknown[] = [];
    bus.on('call-started', (event) => void heard.push(event.context['tenant']));
    const take = bus.use((event, next) => next({ ...event, context: { tenant: 'a' } }));
    await bus.emit('call-started', { tool: 'weather' });
    take();
    bus.use(() => {});
    await bus.emit('call-started', { tool: 'weather' });
    expect(heard).toEqual(['a']);
  });

  it('that fails is reported, and stops its event alone', async () => {
    const bus = createEventBus<Events>();
    const heard = vi.fn();
    const failures: unknown[] = [];
    bus.use((event, next) => {
      if (event.name === 'call-started') throw new Error('middleware');
      return next();
    });
    bus.on('call-started', heard);
    bus.on('call-failed', heard);
    bus.on('error', (event) => void failures.push(event.data.error));
    await bus.emit('call-started', { tool: 'weather' });
    await bus.emit('call-failed', { code: 'X' });
    expect(heard).toHaveBeenCalledTimes(1);
    expect(failures).toEqual([new Error('middleware')]);
  });

  it('that fails on every event does not recurse', async () => {
    const unreported = vi.fn();
    const bus = createEventBus<Events>({ onUnreported: unreported });
    bus.use(() => {
      throw new Error('always');
    });
    await bus.emit('call-started', { tool: 'weather' });
    expect(unreported).toHaveBeenCalledTimes(1);
  });

  it('cannot deliver an event twice', async () => {
    const unreported = vi.fn();
    const bus = createEventBus<Events>({ onUnreported: unreported });
    const heard = vi.fn();
    bus.on('call-started', heard);
    bus.use(async (_event, next) => {
      await next();
      await next();
    });
    await bus.emit('call-started', { tool: 'weather' });
    expect(heard).toHaveBeenCalledTimes(1);
    expect(unreported.mock.calls[0]?.[0].error).toMatchObject({ message: 'An event passes each layer once' });
  });
});
