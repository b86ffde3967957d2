import type { CircuitEvent, Clock } from '@toolwright/core';

type Listener = (event: CircuitEvent) => void;

/** An event without what every event says. */
export type CircuitEventBody = CircuitEvent extends infer Event
  ? Event extends CircuitEvent
    ? Omit<Event, 'circuit' | 'atMs'>
    : never
  : never;

/** Who listens to a circuit. A throwing listener harms nobody. */
export class EventListeners {
  readonly #circuit: string;
  readonly #clock: Clock;
  // Replaced on change, so that an event under way reaches who listened when it happened.
  #listeners: readonly Listener[] = [];

  constructor(circuit: string, clock: Clock) {
    this.#circuit = circuit;
    this.#clock = clock;
  }

  /** Whether anybody would hear: ask before an event is made that is told with every call. */
  get any(): boolean {
    return this.#listeners.length > 0;
  }

  /** Returns what stops listening. */
  add(listener: Listener): () => void {
    const own: Listener = (event) => listener(event);
    this.#listeners = [...this.#listeners, own];
    return () => {
      this.#listeners = this.#listeners.filter((each) => each !== own);
    };
  }

  clear(): void {
    this.#listeners = [];
  }

  tell(body: CircuitEventBody): void {
    if (!this.any) return;
    const event: CircuitEvent = { circuit: this.#circuit, atMs: this.#clock.now(), ...body };
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch {
        // The listener's own affair.
      }
    }
  }
}
