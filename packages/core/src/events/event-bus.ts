import { numberOption } from '../errors/invalid-options.ts';
import { ToolError } from '../errors/tool-error.ts';
import type { Awaitable } from '../ports/awaitable.ts';
import type { Clock } from '../ports/clock.ts';
import type { Random } from '../ports/random.ts';
import { awaitWithin } from '../remote/await-within.ts';
import { systemClock } from '../system/system-clock.ts';
import { systemRandom } from '../system/system-random.ts';

/** What an event carries beside its data: the call's id, its tenant… */
export type EventContext = Readonly<Record<string, unknown>>;

/** Something that happened. */
export interface BusEvent<Name extends string = string, Data = unknown> {
  readonly name: Name;
  readonly data: Data;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  /** Unique; events of one bus differ after the last dot, where they are numbered. */
  readonly id: string;
  readonly context: EventContext;
}

/** Hears an event. What it throws or rejects with is reported as an `error` event and harms no other listener. */
export type EventListener<Name extends string = string, Data = unknown> = (
  event: BusEvent<Name, Data>,
) => Awaitable<void>;

/**
 * Stands between `emit` and the listeners of every event, `error` included. Without `next()` the event ends here; a
 * changed event can be handed on.
 */
export type EventMiddleware = (event: BusEvent, next: (event?: BusEvent) => Promise<void>) => Awaitable<void>;

/** The data of the `error` event: what a listener or a middleware threw, and on which event. */
export interface ListenerFailure {
  readonly error: unknown;
  readonly event: BusEvent;
}

/** The declared events and the one that every bus has. */
export type BusEvents<Events extends object> = Events & { readonly error: ListenerFailure };

/** Tells whoever listens what happened. */
export interface EventBus<Events extends object> {
  /** Returns what stops listening. */
  on<Name extends keyof BusEvents<Events> & string>(
    name: Name,
    listener: EventListener<Name, BusEvents<Events>[Name]>,
  ): () => void;
  /** As `on`, for one event. */
  once<Name extends keyof BusEvents<Events> & string>(
    name: Name,
    listener: EventListener<Name, BusEvents<Events>[Name]>,
  ): () => void;
  /** Stops the listener wherever it listens to the name; events already on their way still reach it. */
  off<Name extends keyof BusEvents<Events> & string>(
    name: Name,
    listener: EventListener<Name, BusEvents<Events>[Name]>,
  ): void;
  /** Adds a middleware, inside of those before it. Returns what takes it out. */
  use(middleware: EventMiddleware): () => void;
  /** Whether anybody would see the event. Ask before making its data: then nobody listening costs nothing. */
  listens(name: keyof BusEvents<Events> & string): boolean;
  /**
   * Runs every listener of the name, at once and side by side, and resolves when all have finished or run out of
   * time. Never rejects. With nobody listening it makes no event and reads no clock.
   */
  emit<Name extends keyof Events & string>(
    name: Name,
    data: Events[Name],
    context?: EventContext,
  ): Promise<void>;
}

/** How an event bus behaves. */
export interface EventBusOptions {
  /** @default systemClock */
  readonly clock?: Clock;
  /** @default systemRandom */
  readonly random?: Random;
  /** How long `emit` waits for one listener, 1 to 2 147 483 647; a longer one is reported as failed. @default 30_000 */
  readonly listenerTimeoutMs?: number;
  /** Told of failures that no `error` listener took: none listens, or it failed itself. @default drops them */
  readonly onUnreported?: (failure: ListenerFailure) => void;
}

/** Makes a bus for the events that `Events` maps from name to data. */
export function createEventBus<Events extends object>(options: EventBusOptions = {}): EventBus<Events> {
  return new Bus(options) as EventBus<Events>;
}

interface Registration {
  readonly listener: EventListener;
  readonly once: boolean;
}

const nothing: EventContext = Object.freeze({});
const done = Promise.resolve();

class Bus {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #timeoutMs: number;
  readonly #onUnreported: ((failure: ListenerFailure) => void) | undefined;
  // Lists are replaced, never changed: an event under way keeps the list it started with.
  readonly #listeners = new Map<string, readonly Registration[]>();
  #middleware: readonly EventMiddleware[] = [];
  #idPrefix: string | undefined;
  #events = 0;

  constructor(options: EventBusOptions) {
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? systemRandom;
    this.#timeoutMs = numberOption('listenerTimeoutMs', options.listenerTimeoutMs ?? 30_000, {
      min: 1,
      max: 2_147_483_647,
    });
    this.#onUnreported = options.onUnreported;
  }

  on(name: string, listener: EventListener): () => void {
    return this.#add(name, { listener, once: false });
  }

  once(name: string, listener: EventListener): () => void {
    return this.#add(name, { listener, once: true });
  }

  off(name: string, listener: EventListener): void {
    this.#keep(name, (registration) => registration.listener !== listener);
  }

  use(middleware: EventMiddleware): () => void {
    // A function of its own, so that one middleware used twice is taken out one at a time.
    const layer: EventMiddleware = (event, next) => middleware(event, next);
    this.#middleware = [...this.#middleware, layer];
    return () => {
      this.#middleware = this.#middleware.filter((other) => other !== layer);
    };
  }

  listens(name: string): boolean {
    return this.#middleware.length > 0 || this.#listeners.has(name);
  }

  emit(name: string, data: unknown, context: EventContext = nothing): Promise<void> {
    if (!this.listens(name)) return done;
    this.#idPrefix ??= Buffer.from(this.#random.bytes(9)).toString('base64url');
    this.#events += 1;
    const id = `${this.#idPrefix}.${this.#events}`;
    const event = { name, data, timestamp: this.#clock.now(), id, context };
    return this.#middleware.length === 0 ? this.#deliver(event) : this.#pass(event, this.#middleware, 0);
  }

  async #pass(event: BusEvent, layers: readonly EventMiddleware[], index: number): Promise<void> {
    const layer = layers[index];
    if (layer === undefined) return this.#deliver(event);
    let passed = false;
    const next = (changed: BusEvent = event): Promise<void> => {
      if (passed) return Promise.reject(new ToolError('INTERNAL_ERROR', 'An event passes each layer once'));
      passed = true;
      return this.#pass(changed, layers, index + 1);
    };
    // No time limit here: a layer waits for the listeners inside of it, and those have one each.
    try {
      await layer(event, next);
    } catch (error) {
      await this.#report(error, event);
    }
  }

  #deliver(event: BusEvent): Promise<void> {
    const running: Promise<void>[] = [];
    for (const registration of this.#listeners.get(event.name) ?? []) {
      if (registration.once) this.#keep(event.name, (other) => other !== registration);
      const wait = this.#run(registration.listener, event);
      if (wait !== undefined) running.push(wait);
    }
    return running.length === 0 ? done : Promise.all(running).then(() => undefined);
  }

  #run(listener: EventListener, event: BusEvent): Promise<void> | undefined {
    const what = `A listener of "${event.name}"`;
    try {
      const wait = awaitWithin(() => listener(event), {
        clock: this.#clock,
        timeoutMs: this.#timeoutMs,
        what,
      });
      return wait instanceof Promise ? wait.catch((error: unknown) => this.#report(error, event)) : undefined;
    } catch (error) {
      return this.#report(error, event);
    }
  }

  #report(error: unknown, event: BusEvent): Promise<void> {
    // A failing listener of `error` would be told of itself for ever: its failure leaves the bus.
    if (event.name !== 'error' && this.listens('error')) {
      return this.emit('error', { error, event } satisfies ListenerFailure, event.context);
    }
    try {
      this.#onUnreported?.({ error, event });
    } catch {
      // The last resort has none of its own.
    }
    return done;
  }

  #add(name: string, registration: Registration): () => void {
    this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), registration]);
    return () => this.#keep(name, (other) => other !== registration);
  }

  #keep(name: string, wanted: (registration: Registration) => boolean): void {
    const rest = (this.#listeners.get(name) ?? []).filter(wanted);
    if (rest.length === 0) this.#listeners.delete(name);
    else this.#listeners.set(name, rest);
  }
}
