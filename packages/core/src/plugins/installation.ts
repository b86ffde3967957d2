import { ToolError } from '../errors/tool-error.ts';
import type { BusEvent } from '../events/event-bus.ts';
import type { Awaitable } from '../ports/awaitable.ts';
import type { Logger } from '../ports/logger.ts';
import type { ChannelExchange } from './channel-exchange.ts';
import type { HookSource } from './hook-pipeline.ts';
import type { Plugin, PluginContext } from './plugin.ts';

/** What an installation adds to. Each answers what takes the addition out again. */
export interface InstallationTarget {
  readonly logger: Logger;
  readonly channels: ChannelExchange;
  on(event: string, listener: (event: BusEvent) => Awaitable<void>): () => void;
  addHooks(source: HookSource): () => void;
}

/** A plugin at its host, and what it added there. */
export interface Installation {
  readonly plugin: Plugin;
  readonly context: PluginContext;
  /** Silences its hooks, listeners and handlers, aborts its signal and lets it add nothing more. */
  leave(): void;
  /** Hands out what undoes each addition, last first. */
  undoing(): Iterable<() => Awaitable<void>>;
}

/** Makes the context of a plugin and keeps a list of whatever it is used for. */
export function createInstallation(plugin: Plugin, target: InstallationTarget): Installation {
  const { name } = plugin;
  const leaving = new AbortController();
  const gone = (): boolean => leaving.signal.aborted;
  const additions = createAdditions(name, gone);
  return {
    plugin,
    context: {
      name,
      logger: target.logger,
      signal: leaving.signal,
      addHooks: (hooks) => additions.add(() => target.addHooks({ plugin: name, hooks, gone })),
      on: (event, listener) =>
        additions.add(() => target.on(event, (heard) => (gone() ? undefined : listener(heard)))),
      channel: <Message>(channel: string) => ({
        send: (message: Message) => target.channels.send(channel, name, message),
        receive: (handler: (message: Message, from: string) => Awaitable<void>) =>
          additions.add(() =>
            target.channels.receive(channel, {
              plugin: name,
              handle: (message, from) => (gone() ? undefined : handler(message as Message, from)),
            }),
          ),
      }),
      onUninstall: (undo) => void additions.add(() => undo),
    },
    leave: () => leaving.abort(new ToolError('CANCELLED', `Plugin "${name}" was uninstalled`)),
    undoing: () => additions.undoing(),
  };
}

interface Additions {
  /** Makes an addition and answers what undoes it, once. */
  add(make: () => () => Awaitable<void>): () => void;
  undoing(): Iterable<() => Awaitable<void>>;
}

function createAdditions(plugin: string, gone: () => boolean): Additions {
  const undos = new Set<() => Awaitable<void>>();
  return {
    add(make) {
      if (gone())
        throw new ToolError('CANCELLED', `Plugin "${plugin}" is uninstalled and can add nothing more`);
      const take = make();
      const undo = (): Awaitable<void> => (undos.delete(undo) ? take() : undefined);
      undos.add(undo);
      return () => void undo();
    },
    undoing: () => [...undos].toReversed(),
  };
}
