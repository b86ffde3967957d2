import type { Flight, Passenger } from './flight.ts';
import type { Made } from './made.ts';

/**
 * What `landed` makes of what a flight brings; or rejects as the flight does, or when the signal aborts: then the seat
 * is given up. One promise, and a listener only where there is a signal.
 */
export function waitToTheEnd<T>(
  flight: Flight,
  signal: AbortSignal | undefined,
  landed: (made: Made) => T | PromiseLike<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    new Seat(flight, signal, { landed, resolve, reject }).take();
  });
}

interface Answering<T> {
  readonly landed: (made: Made) => T | PromiseLike<T>;
  readonly resolve: (answer: T | PromiseLike<T>) => void;
  readonly reject: (reason: unknown) => void;
}

class Seat<T> implements Passenger {
  readonly #flight: Flight;
  readonly #signal: AbortSignal | undefined;
  readonly #answering: Answering<T>;

  constructor(flight: Flight, signal: AbortSignal | undefined, answering: Answering<T>) {
    this.#flight = flight;
    this.#signal = signal;
    this.#answering = answering;
  }

  take(): void {
    const signal = this.#signal;
    this.#flight.join();
    this.#flight.take(this);
    if (signal === undefined) return;
    if (signal.aborted) this.handleEvent();
    else signal.addEventListener('abort', this);
  }

  /** The signal has aborted. */
  handleEvent(): void {
    const reason: unknown = this.#signal?.reason;
    this.#flight.drop(this);
    this.#leave(reason);
    this.#answering.reject(reason);
  }

  landed(made: Made): void {
    this.#leave(undefined);
    try {
      this.#answering.resolve(this.#answering.landed(made));
    } catch (error) {
      this.#answering.reject(error);
    }
  }

  crashed(reason: unknown): void {
    this.#leave(undefined);
    this.#answering.reject(reason);
  }

  #leave(reason: unknown): void {
    this.#signal?.removeEventListener('abort', this);
    this.#flight.leave(reason);
  }
}
