import type { Flight, Passenger } from './flight.ts';
import type { Made } from './made.ts';

/** What becomes of somebody who waits for a flight to end. */
export interface Waiting<T> {
  readonly flight: Flight;
  readonly signal: AbortSignal | undefined;
  /** Makes the answer of what the flight has brought. */
  readonly landed: (made: Made) => T | PromiseLike<T>;
}

/**
 * Waits for what a flight brings, or until the signal aborts: then the seat is given up. One promise, and a listener
 * only where there is a signal.
 */
export function waitToTheEnd<T>(waiting: Waiting<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    new Seat(waiting, resolve, reject).take();
  });
}

class Seat<T> implements Passenger {
  readonly #waiting: Waiting<T>;
  readonly #resolve: (answer: T | PromiseLike<T>) => void;
  readonly #reject: (reason: unknown) => void;

  constructor(
    waiting: Waiting<T>,
    resolve: (answer: T | PromiseLike<T>) => void,
    reject: (reason: unknown) => void,
  ) {
    this.#waiting = waiting;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  take(): void {
    const { flight, signal } = this.#waiting;
    flight.join();
    flight.take(this);
    if (signal === undefined) return;
    if (signal.aborted) this.handleEvent();
    else signal.addEventListener('abort', this);
  }

  /** The signal has aborted. */
  handleEvent(): void {
    const { flight, signal } = this.#waiting;
    flight.drop(this);
    this.#leave(signal?.reason);
    this.#reject(signal?.reason);
  }

  landed(made: Made): void {
    this.#leave(undefined);
    try {
      this.#resolve(this.#waiting.landed(made));
    } catch (error) {
      this.#reject(error);
    }
  }

  crashed(reason: unknown): void {
    this.#leave(undefined);
    this.#reject(reason);
  }

  #leave(reason: unknown): void {
    const { flight, signal } = this.#waiting;
    signal?.removeEventListener('abort', this);
    flight.leave(reason);
  }
}
