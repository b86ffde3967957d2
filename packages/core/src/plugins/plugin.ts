import type { Call } from '../call/call.ts';
import type { Failure } from '../errors/failure.ts';
import type { BusEvent } from '../events/event-bus.ts';
import type { Awaitable } from '../ports/awaitable.ts';
import type { Logger } from '../ports/logger.ts';

/** Adds to every call of a toolbox, and can be taken out again while it runs. */
export interface Plugin {
  /** Unique among the installed plugins. */
  readonly name: string;
  /** Semantic version. */
  readonly version: string;
  /** Other plugins that must be installed first: name to version range (`^1.2.0`, `>=1 <3`, `*`). */
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly hooks?: PluginHooks;
  /** Runs once, before the hooks are heard. What it throws undoes whatever the context was used for. */
  install?(context: PluginContext): Awaitable<void>;
  /** Runs once, after the last hook; what was added through the context is undone afterwards anyway. */
  uninstall?(context: PluginContext): Awaitable<void>;
}

/** What a plugin does around a call. Hooks of one kind run one after the other. */
export interface PluginHooks {
  /** Before everything else of the call, with the input as it came. */
  readonly beforeExecute?: PluginHook<(call: Call) => Awaitable<void>>;
  /**
   * After success; of a streaming tool the value is its stream. `undefined` keeps the value, everything else
   * (`null`, `0`, `''` and `false` too) replaces it.
   */
  readonly afterExecute?: PluginHook<(call: Call, value: unknown) => Awaitable<unknown>>;
  /** After failure, that of a required hook included. It only looks: the failure stays what it is. */
  readonly onError?: PluginHook<(call: Call, failure: Failure) => Awaitable<void>>;
}

/** A hook, alone or with how it runs. */
export type PluginHook<Run> = Run | HookSettings<Run>;

/** A hook and how it runs. */
export interface HookSettings<Run> {
  readonly run: Run;
  /** Higher ones run first; equal ones in the order they were added. @default 0 */
  readonly priority?: number;
  /**
   * A failing hook fails the call (in `onError` it has failed already, and keeps its own failure). Of others a failure
   * is reported and the hook skipped. @default false
   */
  readonly required?: boolean;
}

/** What a plugin may use while it is installed. Whatever it adds here is undone, last first, when it goes. */
export interface PluginContext {
  readonly name: string;
  readonly logger: Logger;
  /** Aborts when the plugin goes, or its installation fails or takes too long. */
  readonly signal: AbortSignal;
  /** Adds hooks beside `plugin.hooks`. Returns what takes them out. */
  addHooks(hooks: PluginHooks): () => void;
  /** Listens to the toolbox's events. Returns what stops listening. */
  on(event: string, listener: (event: BusEvent) => Awaitable<void>): () => void;
  /** A channel that plugins share by its name. */
  channel<Message = unknown>(name: string): PluginChannel<Message>;
  /** Runs `undo` when the plugin goes. */
  onUninstall(undo: () => Awaitable<void>): void;
}

/** Messages between plugins. */
export interface PluginChannel<Message = unknown> {
  /**
   * Hands the message to the handlers of every other plugin, side by side; resolves when all have finished or run out
   * of time. Never rejects: a failing handler is reported and harms no other.
   */
  send(message: Message): Promise<void>;
  /** Returns what stops the handler. */
  receive(handler: (message: Message, from: string) => Awaitable<void>): () => void;
}

/** Something of a plugin that failed and was skipped. */
export interface PluginFailure {
  readonly plugin: string;
  readonly during: keyof PluginHooks | 'channel' | 'uninstall';
  readonly error: unknown;
}
