import { ToolError, withDeadline } from '@toolwright/core';
import type { Clock, Random } from '@toolwright/core';
import type { RedisSubscriber } from './redis-client.ts';

/** What a reconnecting subscriber stands on, and whom it tells. */
export interface ReconnectingSubscriberOptions {
  readonly connect: () => RedisSubscriber;
  readonly clock: Clock;
  readonly random: Random;
  /** Milliseconds for each question to the connection. */
  readonly timeoutMs: number;
  readonly heartbeatMs: number;
  /** The connection is ready: subscribes to everything. When it rejects the connection is given up. */
  readonly onReady: (subscriber: RedisSubscriber) => Promise<void>;
  /** Asks something of the connection, to see whether it answers. */
  readonly onHeartbeat: (subscriber: RedisSubscriber) => Promise<void>;
  readonly onMessage: (channel: string, message: string) => void;
  readonly onLost: () => void;
}

type State =
  | { readonly name: 'idle' | 'closed' }
  | { readonly name: 'waiting'; readonly cancel: () => void }
  | {
      readonly name: 'connecting' | 'ready';
      readonly subscriber: RedisSubscriber;
      readonly cancel: () => void;
    };

// A connection that takes longer to become ready is given up for another.
const connectTimeoutMs = 2_000;

// Nobody sees it: the connection is replaced, and its subscribers hear of the gap.
const silent = (): Error => new ToolError('OPERATION_TIMEOUT', 'The subscription did not answer');

/**
 * One connection for subscriptions at a time. When it breaks, or does not answer its heartbeat, another is opened:
 * after 25 to 50 ms at first, 500 to 1 000 later on.
 */
export class ReconnectingSubscriber {
  readonly #options: ReconnectingSubscriberOptions;
  #state: State = { name: 'idle' };
  #failures = 0;

  constructor(options: ReconnectingSubscriberOptions) {
    this.#options = options;
  }

  /** The connection, while it is ready. */
  get subscriber(): RedisSubscriber | undefined {
    return this.#state.name === 'ready' ? this.#state.subscriber : undefined;
  }

  get closed(): boolean {
    return this.#state.name === 'closed';
  }

  /** Sees to it that there is a connection, or will be. */
  start(): void {
    if (this.#state.name === 'idle') this.#connect();
  }

  /** Gives this connection up, if it is still in use, and opens another. */
  replace(subscriber: RedisSubscriber): void {
    if (!this.#isCurrent(subscriber)) return;
    this.#leave({ name: 'idle' });
    this.#options.onLost();
    this.#retry();
  }

  close(): void {
    this.#leave({ name: 'closed' });
  }

  #connect(): void {
    const { connect, clock, onMessage } = this.#options;
    let subscriber: RedisSubscriber;
    try {
      subscriber = connect();
    } catch {
      // As good as a connection that was refused.
      return this.#retry();
    }
    const cancel = clock.after(connectTimeoutMs, () => this.replace(subscriber));
    this.#state = { name: 'connecting', subscriber, cancel };
    subscriber.on('error', () => {});
    subscriber.on('close', () => this.replace(subscriber));
    subscriber.on('ready', () => void this.#ready(subscriber));
    subscriber.on('message', (channel, message) => {
      if (this.#isCurrent(subscriber)) onMessage(channel, message);
    });
  }

  #retry(): void {
    const { clock, random } = this.#options;
    const longest = Math.min(50 * 2 ** this.#failures, 1_000);
    this.#failures += 1;
    const cancel = clock.after(longest * (0.5 + random.next() / 2), () => this.#connect());
    this.#state = { name: 'waiting', cancel };
  }

  async #ready(subscriber: RedisSubscriber): Promise<void> {
    if (this.#state.name !== 'connecting' || this.#state.subscriber !== subscriber) return;
    this.#state.cancel();
    this.#state = { name: 'ready', subscriber, cancel: () => {} };
    if (!(await this.#asks(subscriber, this.#options.onReady))) return;
    this.#failures = 0;
    this.#scheduleHeartbeat(subscriber);
  }

  #scheduleHeartbeat(subscriber: RedisSubscriber): void {
    const { clock, heartbeatMs } = this.#options;
    const cancel = clock.after(heartbeatMs, () => void this.#heartbeat(subscriber));
    this.#state = { name: 'ready', subscriber, cancel };
  }

  async #heartbeat(subscriber: RedisSubscriber): Promise<void> {
    if (await this.#asks(subscriber, this.#options.onHeartbeat)) this.#scheduleHeartbeat(subscriber);
  }

  /** Whether the connection answered and is still the one in use; one that does not answer is replaced. */
  async #asks(
    subscriber: RedisSubscriber,
    question: (subscriber: RedisSubscriber) => Promise<void>,
  ): Promise<boolean> {
    if (!this.#isCurrent(subscriber)) return false;
    const { clock, timeoutMs } = this.#options;
    try {
      await withDeadline(() => question(subscriber), { clock, timeoutMs, onTimeout: silent });
    } catch {
      this.replace(subscriber);
    }
    return this.#isCurrent(subscriber);
  }

  #isCurrent(subscriber: RedisSubscriber): boolean {
    return 'subscriber' in this.#state && this.#state.subscriber === subscriber;
  }

  #leave(next: State): void {
    const left = this.#state;
    this.#state = next;
    if ('cancel' in left) left.cancel();
    if ('subscriber' in left) left.subscriber.disconnect();
  }
}
