import { expectTypeOf, it } from 'vitest';
import { createEventBus } from './event-bus.ts';
import type { ListenerFailure } from './event-bus.ts';

const bus = createEventBus<{ readonly 'call-started': { readonly tool: string } }>();

it('knows the data of each name', () => {
  bus.on('call-started', (event) => {
    expectTypeOf(event.name).toEqualTypeOf<'call-started'>();
    expectTypeOf(event.data.tool).toEqualTypeOf<string>();
  });
  bus.on('error', (event) => {
    expectTypeOf(event.data).toEqualTypeOf<ListenerFailure>();
  });
});

it('refuses unknown names and other data', () => {
  // @ts-expect-error -- no such event
  bus.on('call-stopped', () => {});
  // @ts-expect-error -- `tool` is a string
  void bus.emit('call-started', { tool: 1 });
  // @ts-expect-error -- `error` events are the bus's own
  void bus.emit('error', { error: 1 });
});
