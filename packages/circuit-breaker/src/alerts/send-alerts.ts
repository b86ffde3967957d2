import { invalidOption, numberOption, systemClock, ToolError, withDeadline } from '@toolwright/core';
import type { CircuitBreaker, CircuitEvent, Clock, KeyValueStore } from '@toolwright/core';
import { alertOf } from './circuit-alert.ts';
import type { AlertChannel, AlertedEvent, CircuitAlert } from './circuit-alert.ts';

/** How alerts are sent. */
export interface AlertOptions {
  /** Every alert goes to each of them. At least one. */
  readonly channels: readonly AlertChannel[];
  /** Which changes are told. @default ['circuit-opened', 'circuit-closed', 'circuit-isolated'] */
  readonly events?: readonly AlertedEvent['type'][];
  /** After an alert, how long another of the same kind is left out; 0 leaves out none. @default 300_000 */
  readonly quietMs?: number;
  /** How long a channel may take; at least 1. @default 5_000 */
  readonly timeoutMs?: number;
  /** Alerts under way at once; further ones are dropped. At least 1. @default 32 */
  readonly mostInFlight?: number;
  /**
   * For a circuit that many processes share: through their store one of them tells each change. Without an answer of
   * the store within `timeoutMs` every process tells.
   */
  readonly shared?: SharedAlerts;
  /** Hears of an alert that a channel did not take, or that was dropped. */
  readonly onFailure?: (error: unknown, alert: CircuitAlert) => void;
  /** @default systemClock */
  readonly clock?: Clock;
}

/** Where processes agree on who tells. */
export interface SharedAlerts {
  readonly store: Pick<KeyValueStore, 'compareAndSet'>;
  /** Before the circuit's name, in keys. @default 'circuit:' */
  readonly prefix?: string;
}

type Settings = Required<Omit<AlertOptions, 'onFailure' | 'shared'>> &
  Pick<AlertOptions, 'onFailure' | 'shared'>;

// Processes learn of a change within moments of each other: for how long one of them speaks for all.
const sameChangeMs = 10_000;

/**
 * Tells the channels when the circuit changes its state; what it returns stops that. An alert that fails, hangs or
 * throws harms neither the circuit nor another channel.
 *
 * A change that was left out because its like was told a moment ago is told when the quiet time ends, if the circuit
 * still stands there and the last alert said otherwise: silence always means what was told last.
 */
export function sendAlerts(breaker: CircuitBreaker, options: AlertOptions): () => void {
  const alerter = new Alerter(settingsOf(options));
  const stopListening = breaker.on((event) => alerter.hear(event));
  return () => {
    stopListening();
    alerter.stop();
  };
}

class Alerter {
  readonly #settings: Settings;
  readonly #quiet: Map<AlertedEvent['type'], { readonly untilMs: number; suppressed: number }> = new Map();
  readonly #stopped = new AbortController();
  #lastTold: AlertedEvent['type'] | undefined;
  #cancelCatchUp: (() => void) | undefined;
  #inFlight = 0;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  hear(event: CircuitEvent): void {
    if (!isAlerted(event) || !this.#settings.events.includes(event.type)) return;
    // What a newer change makes untrue is not told later.
    this.#cancelCatchUp?.();
    this.#cancelCatchUp = undefined;
    const quiet = this.#quiet.get(event.type);
    const waitMs = (quiet?.untilMs ?? 0) - this.#settings.clock.monotonicNow();
    if (quiet === undefined || waitMs <= 0) return this.#tell(event, quiet?.suppressed ?? 0);
    quiet.suppressed += 1;
    if (event.type !== this.#lastTold) {
      this.#cancelCatchUp = this.#settings.clock.after(waitMs, () => this.#catchUp(event));
    }
  }

  stop(): void {
    this.#cancelCatchUp?.();
    this.#stopped.abort();
  }

  // The change that is told is not among those that were left out.
  #catchUp(event: AlertedEvent): void {
    this.#cancelCatchUp = undefined;
    this.#tell(event, (this.#quiet.get(event.type)?.suppressed ?? 1) - 1);
  }

  #tell(event: AlertedEvent, suppressed: number): void {
    const { quietMs, clock, mostInFlight } = this.#settings;
    this.#lastTold = event.type;
    this.#quiet.set(event.type, { untilMs: clock.monotonicNow() + quietMs, suppressed: 0 });
    const alert = alertOf(event, suppressed);
    if (this.#inFlight < mostInFlight) void this.#announce(alert);
    else
      this.#report(
        new ToolError('QUEUE_FULL', `${mostInFlight} alerts are under way; this one was dropped`),
        alert,
      );
  }

  async #announce(alert: CircuitAlert): Promise<void> {
    this.#inFlight += 1;
    const { channels, shared } = this.#settings;
    if (shared === undefined || (await this.#isOurs(shared, alert))) {
      await Promise.all(channels.map((channel) => this.#deliver(channel, alert)));
    }
    this.#inFlight -= 1;
  }

  async #isOurs({ store, prefix }: SharedAlerts, alert: CircuitAlert): Promise<boolean> {
    const { type, circuit } = alert.event;
    const key = `${prefix ?? 'circuit:'}${circuit}:alert:${type}`;
    // Shorter than the quiet time, so that it never hides the next alert of the kind.
    const ttlMs = Math.max(Math.ceil(Math.min(sameChangeMs, this.#settings.quietMs / 2)), 1);
    try {
      return await this.#within('The store of the alerts', () =>
        store.compareAndSet(key, undefined, 'told', { ttlMs }),
      );
    } catch (error) {
      this.#report(error, alert);
      return true;
    }
  }

  async #deliver(channel: AlertChannel, alert: CircuitAlert): Promise<void> {
    try {
      await this.#within('An alert channel', async (signal) => channel(alert, { signal }));
    } catch (error) {
      this.#report(error, alert);
    }
  }

  #within<T>(what: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { clock, timeoutMs } = this.#settings;
    const { signal } = this.#stopped;
    const onTimeout = (): Error =>
      new ToolError('OPERATION_TIMEOUT', `${what} took longer than ${timeoutMs} ms`);
    return withDeadline(work, { clock, timeoutMs, signal, onTimeout });
  }

  #report(error: unknown, alert: CircuitAlert): void {
    if (this.#stopped.signal.aborted) return;
    try {
      this.#settings.onFailure?.(error, alert);
    } catch {
      // The listener's own affair.
    }
  }
}

function isAlerted(event: CircuitEvent): event is AlertedEvent {
  return event.type.startsWith('circuit-');
}

function settingsOf(options: AlertOptions): Settings {
  if (options.channels.length === 0)
    throw invalidOption('channels', 'at least one channel', options.channels);
  return {
    channels: [...options.channels],
    events: options.events ?? ['circuit-opened', 'circuit-closed', 'circuit-isolated'],
    quietMs: numberOption('quietMs', options.quietMs ?? 300_000, { min: 0 }),
    timeoutMs: numberOption('timeoutMs', options.timeoutMs ?? 5_000, { min: 1 }),
    mostInFlight: numberOption('mostInFlight', options.mostInFlight ?? 32, { min: 1, integer: true }),
    clock: options.clock ?? systemClock,
    ...(options.onFailure && { onFailure: options.onFailure }),
    ...(options.shared && { shared: options.shared }),
  };
}
