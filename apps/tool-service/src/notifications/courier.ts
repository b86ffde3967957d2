import { ToolError, withDeadline } from '@toolwright/core';
import type { Clock, Logger } from '@toolwright/core';
import type { Message } from './message.ts';
import type { Outbox, Waiting } from './outbox.ts';
import type { Receiver } from './receiver.ts';

/** What a courier works with. */
export interface CourierOptions {
  readonly outbox: Outbox;
  /** Channels without one keep their messages. */
  readonly receivers: Readonly<Partial<Record<Message['channel'], Receiver>>>;
  /** The longest that one delivery may take. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What became of a message: it arrived, its delivery will be tried again, or there is nobody to deliver it to. */
export type Delivery = 'sent' | 'queued' | 'kept';

/** Delivers what is in the outbox: at once when it can, and again and again until it arrived. */
export interface Courier {
  /** Takes the message over: whatever happens now, it is in the outbox until it arrived. */
  send(id: string, message: Message): Promise<Delivery>;
  /** Tries what is due; then looks again every five seconds until `stop`. */
  start(): void;
  /** Resolves when no delivery is under way any more. */
  stop(): Promise<void>;
}

const everyMs = 5_000;
const longestWaitMs = 600_000;
// About eight hours; what did not arrive by then stays in the outbox for somebody to look at.
const mostAttempts = 50;

/** Makes a courier. A message arrives at least once: a crash between delivery and its note repeats it, under its id. */
export function createCourier(options: CourierOptions): Courier {
  return new OutboxCourier(options);
}

class OutboxCourier implements Courier {
  readonly #options: CourierOptions;
  readonly #stopped = new AbortController();
  #cancelNext: (() => void) | undefined;
  #round: Promise<void> = Promise.resolve();

  constructor(options: CourierOptions) {
    this.#options = options;
  }

  async send(id: string, message: Message): Promise<Delivery> {
    const { outbox, receivers, clock } = this.#options;
    outbox.add(id, message, clock.now());
    if (receivers[message.channel] === undefined) return 'kept';
    const claimed = this.#claim(id);
    return claimed !== undefined && (await this.#deliver(claimed)) ? 'sent' : 'queued';
  }

  start(): void {
    const { clock, logger } = this.#options;
    this.#round = this.#deliverDue()
      .catch((error: unknown) => logger.error('The outbox cannot be read', { error }))
      .finally(() => {
        if (!this.#stopped.signal.aborted) this.#cancelNext = clock.after(everyMs, () => this.start());
      });
  }

  async stop(): Promise<void> {
    this.#stopped.abort(new ToolError('CANCELLED', 'The service is stopping'));
    this.#cancelNext?.();
    await this.#round;
  }

  #claim(id?: string): Waiting | undefined {
    const { outbox, receivers, clock, timeoutMs } = this.#options;
    const channels = Object.keys(receivers) as Message['channel'][];
    const nowMs = clock.now();
    // Longer than a delivery may take: by then it has been noted, or this process is no more.
    const claim = { channels, nowMs, untilMs: nowMs + 2 * timeoutMs };
    return outbox.claim(id === undefined ? claim : { id, ...claim });
  }

  async #deliverDue(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      const next = this.#claim();
      if (next === undefined) return;
      await this.#deliver(next);
    }
  }

  async #deliver({ id, message, attempts }: Waiting): Promise<boolean> {
    const { outbox, receivers, clock, timeoutMs } = this.#options;
    try {
      await withDeadline((signal) => receivers[message.channel]!.deliver(id, message, signal), {
        clock,
        timeoutMs,
        signal: this.#stopped.signal,
        onTimeout: () => tooSlow(timeoutMs),
      });
      outbox.settle(id);
      return true;
    } catch (error) {
      this.#postpone(id, attempts, error);
      return false;
    }
  }

  #postpone(id: string, attempts: number, error: unknown): void {
    const { outbox, clock, logger } = this.#options;
    if (attempts + 1 >= mostAttempts) {
      logger.error('A notification is given up; it stays in the outbox', { id, error });
      outbox.postpone(id, Number.MAX_SAFE_INTEGER);
      return;
    }
    logger.warn('A notification could not be delivered; it will be tried again', { id, attempts, error });
    outbox.postpone(id, clock.now() + Math.min(everyMs * 2 ** attempts, longestWaitMs));
  }
}

function tooSlow(timeoutMs: number): ToolError {
  return new ToolError('OPERATION_TIMEOUT', `The receiver did not answer within ${timeoutMs} ms`);
}
