import { invalidOption, numberOption } from '../errors/invalid-options.ts';
import type { BusEvent } from '../events/event-bus.ts';
import type { Middleware } from '../pipeline/middleware.ts';
import type { Awaitable } from '../ports/awaitable.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import { awaitWithin } from '../remote/await-within.ts';
import { consoleLogger } from '../system/console-logger.ts';
import { systemClock } from '../system/system-clock.ts';
import { createChannelExchange } from './channel-exchange.ts';
import type { ChannelExchange } from './channel-exchange.ts';
import { compileHooks } from './hook-pipeline.ts';
import type { HookSource } from './hook-pipeline.ts';
import { createInstallation } from './installation.ts';
import type { Installation } from './installation.ts';
import { installOrder } from './install-order.ts';
import type { Plugin, PluginFailure } from './plugin.ts';
import { pluginConflict, pluginInstallFailed } from './plugin-error.ts';

/** Installs plugins and takes them out again, one request after the other. */
export interface PluginHost extends AsyncDisposable {
  /** Every hook as one middleware, to stand outermost; `undefined` while there is none. Read it for each call. */
  readonly middleware: Middleware | undefined;
  /** Names and versions, in the order of installation. */
  readonly installed: ReadonlyMap<string, string>;
  /**
   * Installs all of the plugins, dependencies first, or none: when one fails, whatever it and those before it added is
   * undone. Do not await it inside of a plugin's `install`, which it would wait for.
   *
   * @throws `PLUGIN_CONFLICT` when one is there already, or a dependency is missing, of another version or circular;
   * `PLUGIN_INSTALL_FAILED` when an `install` fails or takes too long; `INVALID_OPTIONS` for a bad name, version or range.
   */
  install(...plugins: readonly Plugin[]): Promise<void>;
  /**
   * Takes a plugin out with everything it added. Steps of it that fail are reported and the rest goes on.
   *
   * @throws `PLUGIN_CONFLICT` when there is no such plugin, or other plugins depend on it.
   */
  uninstall(name: string): Promise<void>;
  /** Takes every plugin out, dependents first. */
  close(): Promise<void>;
}

/** How a plugin host behaves. */
export interface PluginHostOptions {
  /** @default systemClock */
  readonly clock?: Clock;
  /** What plugins log to. @default consoleLogger */
  readonly logger?: Logger;
  /** The events that plugins can listen to. @default none */
  readonly events?: EventSource;
  /** Milliseconds that one hook or channel handler may take, 1 to 2 147 483 647. @default 30_000 */
  readonly hookTimeoutMs?: number;
  /** Milliseconds that one `install` or step of an uninstallation may take, 1 to 2 147 483 647. @default 30_000 */
  readonly installTimeoutMs?: number;
  /** Told of each failure that was skipped. @default writes it to `logger` */
  readonly onFailure?: (failure: PluginFailure) => void;
}

/** The part of an event bus that plugins may use. */
export interface EventSource {
  on(name: string, listener: (event: BusEvent) => Awaitable<void>): () => void;
}

/** Makes a host without plugins. */
export function createPluginHost(options: PluginHostOptions = {}): PluginHost {
  return new Host(options);
}

const longestTimeout = { min: 1, max: 2_147_483_647 };

class Host implements PluginHost {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #events: EventSource | undefined;
  readonly #hookTimeoutMs: number;
  readonly #installTimeoutMs: number;
  readonly #onFailure: ((failure: PluginFailure) => void) | undefined;
  readonly #channels: ChannelExchange;
  readonly #installations = new Map<string, Installation>();
  // In the order they were added, whichever plugin's they are.
  readonly #hooks = new Set<HookSource>();
  #middleware: Middleware | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(options: PluginHostOptions) {
    this.#clock = options.clock ?? systemClock;
    this.#logger = options.logger ?? consoleLogger;
    this.#events = options.events;
    this.#hookTimeoutMs = numberOption('hookTimeoutMs', options.hookTimeoutMs ?? 30_000, longestTimeout);
    this.#installTimeoutMs = numberOption(
      'installTimeoutMs',
      options.installTimeoutMs ?? 30_000,
      longestTimeout,
    );
    this.#onFailure = options.onFailure;
    this.#channels = createChannelExchange({
      clock: this.#clock,
      timeoutMs: this.#hookTimeoutMs,
      report: this.#report,
    });
  }

  get middleware(): Middleware | undefined {
    return this.#middleware;
  }

  get installed(): ReadonlyMap<string, string> {
    return new Map([...this.#installations].map(([name, { plugin }]) => [name, plugin.version]));
  }

  install(...plugins: readonly Plugin[]): Promise<void> {
    return this.#inTurn(async () => {
      const added: Installation[] = [];
      for (const plugin of installOrder(plugins, this.installed)) {
        try {
          added.push(await this.#installOne(plugin));
        } catch (error) {
          for (const installation of added.toReversed()) await this.#remove(installation);
          throw pluginInstallFailed(plugin.name, error);
        }
      }
    });
  }

  uninstall(name: string): Promise<void> {
    return this.#inTurn(async () => {
      const installation = this.#installations.get(name);
      if (installation === undefined) {
        const known = [...this.#installations.keys()];
        const message = `Plugin "${name}" is not installed; installed are: ${known.join(', ') || 'none'}`;
        throw pluginConflict('not-installed', message, { plugin: name });
      }
      const dependents = [...this.#installations.values()]
        .filter(({ plugin }) => Object.hasOwn(plugin.dependencies ?? {}, name))
        .map(({ plugin }) => plugin.name);
      if (dependents.length > 0) {
        const message = `Plugin "${name}" is needed by ${dependents.join(', ')}; uninstall those first`;
        throw pluginConflict('dependents-remain', message, { plugin: name, dependents });
      }
      await this.#remove(installation);
    });
  }

  close(): Promise<void> {
    return this.#inTurn(async () => {
      for (const installation of [...this.#installations.values()].toReversed())
        await this.#remove(installation);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #installOne(plugin: Plugin): Promise<Installation> {
    const installation = createInstallation(plugin, {
      logger: this.#logger.child({ plugin: plugin.name }),
      channels: this.#channels,
      on: (event, listener) => this.#listen(event, listener),
      addHooks: (source) => this.#addHooks(source),
    });
    try {
      if (plugin.hooks !== undefined) installation.context.addHooks(plugin.hooks);
      await this.#bounded(() => plugin.install?.(installation.context), `Installing plugin "${plugin.name}"`);
    } catch (error) {
      await this.#undo(installation);
      throw error;
    }
    this.#installations.set(plugin.name, installation);
    this.#compile();
    return installation;
  }

  async #remove(installation: Installation): Promise<void> {
    const { plugin, context } = installation;
    this.#installations.delete(plugin.name);
    installation.leave();
    this.#compile();
    await this.#step(plugin.name, () => plugin.uninstall?.(context));
    await this.#undo(installation);
  }

  async #undo(installation: Installation): Promise<void> {
    installation.leave();
    for (const undo of installation.undoing()) await this.#step(installation.plugin.name, undo);
  }

  async #step(plugin: string, work: () => Awaitable<void>): Promise<void> {
    try {
      await this.#bounded(work, `Uninstalling plugin "${plugin}"`);
    } catch (error) {
      this.#report({ plugin, during: 'uninstall', error });
    }
  }

  #bounded(work: () => Awaitable<void>, what: string): Awaitable<void> {
    return awaitWithin(work, { clock: this.#clock, timeoutMs: this.#installTimeoutMs, what });
  }

  #listen(event: string, listener: (event: BusEvent) => Awaitable<void>): () => void {
    if (this.#events === undefined)
      throw invalidOption('events', 'given for a plugin that listens', undefined);
    return this.#events.on(event, listener);
  }

  #addHooks(source: HookSource): () => void {
    this.#hooks.add(source);
    this.#compile();
    return () => {
      this.#hooks.delete(source);
      this.#compile();
    };
  }

  /** Only hooks of plugins whose installation is complete are heard. */
  #compile(): void {
    const heard = [...this.#hooks].filter((source) => this.#installations.has(source.plugin));
    this.#middleware = compileHooks(heard, { hookTimeoutMs: this.#hookTimeoutMs, report: this.#report });
  }

  readonly #report = (failure: PluginFailure): void => {
    try {
      if (this.#onFailure !== undefined) this.#onFailure(failure);
      else this.#logger.error('Part of a plugin failed and was skipped', { ...failure });
    } catch {
      // The last resort has none of its own.
    }
  };

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
