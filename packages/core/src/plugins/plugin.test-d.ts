import { expectTypeOf, it } from 'vitest';
import { createEventBus } from '../events/event-bus.ts';
import { createPluginHost } from './plugin-host.ts';
import type { Plugin } from './plugin.ts';

it('takes any event bus', () => {
  createPluginHost({ events: createEventBus<{ readonly tick: number }>() });
});

it('takes hooks alone or with how they run', () => {
  const plugin: Plugin = {
    name: 'a',
    version: '1.0.0',
    hooks: {
      beforeExecute: (call) => void expectTypeOf(call.id).toEqualTypeOf<string>(),
      afterExecute: { run: (_call, value) => value, priority: 1, required: true },
      onError: { run: (_call, failure) => void expectTypeOf(failure.code).toEqualTypeOf<string>() },
    },
  };
  expectTypeOf(plugin).toExtend<Plugin>();
});
