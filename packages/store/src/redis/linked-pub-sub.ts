import { withDeadline } from '@toolwright/core';
import type { Clock, Random, Subscriber } from '@toolwright/core';
import { runIsolated } from '../run-isolated.ts';
import { storeUnavailable } from '../store-unavailable.ts';
import type { OutageReason } from '../store-unavailable.ts';
import type { RedisConnections } from './connect-redis.ts';
import { ReconnectingSubscriber } from './reconnecting-subscriber.ts';
import { isReplyError } from './redis-client.ts';
import type { RedisSubscriber } from './redis-client.ts';
import type { RedisLink } from './redis-link.ts';
import type { RedisPubSub } from './redis-pub-sub.ts';

/** What a linked pub/sub stands on. */
export interface LinkedPubSubParts {
  readonly connections: RedisConnections;
  readonly link: RedisLink;
  readonly prefix: string;
  readonly timeoutMs: number;
  readonly heartbeatMs: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly onError: (error: unknown) => void;
}

/** One subscription: a subscriber that subscribes twice has two. */
interface Listener {
  readonly subscriber: Subscriber;
  active: boolean;
  /** Whether its subscription stood and was lost, and it has not been told yet. */
  missed: boolean;
  readonly confirmed: PromiseWithResolvers<void>;
}

interface Channel {
  readonly name: string;
  readonly listeners: Set<Listener>;
  /** Whether Redis has confirmed the subscription on the connection in use. */
  subscribed: boolean;
}

/** The port's methods on a link for publishing and a connection for subscriptions. */
export class LinkedPubSub implements RedisPubSub {
  readonly #parts: LinkedPubSubParts;
  readonly #subscriptions: ReconnectingSubscriber;
  readonly #channels = new Map<string, Channel>();

  constructor(parts: LinkedPubSubParts) {
    this.#parts = parts;
    this.#subscriptions = new ReconnectingSubscriber({
      ...parts,
      connect: () => parts.connections.connectSubscriber(),
      onReady: (subscriber) => this.#subscribeAll(subscriber),
      onHeartbeat: (subscriber) => this.#heartbeat(subscriber),
      onMessage: (channel, message) => this.#deliver(channel, message),
      onLost: () => this.#lost(),
    });
  }

  async publish(channel: string, message: string): Promise<void> {
    const { link, prefix, connections } = this.#parts;
    await link.run('publish', 'write', () => {
      // In a Cluster any node passes messages on to all, but only those through the same node keep their order.
      const [node = connections.client] = connections.client.nodes?.('master') ?? [];
      return node.call('publish', prefix + channel, message);
    });
  }

  async subscribe(channelName: string, subscriber: Subscriber): Promise<() => Promise<void>> {
    if (this.#subscriptions.closed) throw unavailable('closed', 'it was closed by its owner');
    const channel = this.#channel(this.#parts.prefix + channelName);
    const listener: Listener = {
      subscriber,
      active: true,
      missed: false,
      confirmed: Promise.withResolvers(),
    };
    channel.listeners.add(listener);
    const leave = async (): Promise<void> => this.#leave(channel, listener);
    try {
      await this.#confirmed(channel, listener);
    } catch (error) {
      await leave();
      throw error;
    }
    return leave;
  }

  async close(): Promise<void> {
    this.#subscriptions.close();
    const error = unavailable('closed', 'it was closed by its owner');
    for (const { listeners } of this.#channels.values()) {
      for (const listener of listeners) {
        listener.active = false;
        listener.confirmed.reject(error);
      }
    }
    this.#channels.clear();
    this.#parts.link.close();
    this.#parts.connections.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #channel(name: string): Channel {
    const known = this.#channels.get(name);
    if (known !== undefined) return known;
    const channel = { name, listeners: new Set<Listener>(), subscribed: false };
    this.#channels.set(name, channel);
    return channel;
  }

  async #confirmed(channel: Channel, listener: Listener): Promise<void> {
    const { clock, timeoutMs } = this.#parts;
    const connection = this.#subscriptions.subscriber;
    this.#subscriptions.start();
    if (connection !== undefined) void this.#subscribeOn(connection, channel).catch(() => {});
    const onTimeout = (): Error => {
      // A connection that says nothing to a new subscription has nothing to say to the others either.
      if (connection !== undefined) this.#subscriptions.replace(connection);
      return unavailable('timeout', `no answer within ${timeoutMs} ms`);
    };
    await withDeadline(() => listener.confirmed.promise, { clock, timeoutMs, onTimeout });
  }

  async #subscribeAll(connection: RedisSubscriber): Promise<void> {
    await Promise.all([...this.#channels.values()].map((channel) => this.#subscribeOn(connection, channel)));
  }

  /** Rejects when the connection broke; a refusal is told to those who wait for the channel. */
  async #subscribeOn(connection: RedisSubscriber, channel: Channel): Promise<void> {
    if (!channel.subscribed) {
      try {
        await connection.subscribe(channel.name);
        channel.subscribed = true;
      } catch (error) {
        if (!isReplyError(error)) throw error;
        const refused = unavailable('refused', `it refused (${error.message.split(' ', 1)[0]})`, error);
        for (const listener of channel.listeners) listener.confirmed.reject(refused);
        return;
      }
    }
    for (const listener of channel.listeners) this.#confirm(listener);
  }

  #confirm(listener: Listener): void {
    listener.confirmed.resolve();
    if (!listener.missed) return;
    listener.missed = false;
    runIsolated(() => listener.subscriber.gap?.(), this.#parts.onError);
  }

  async #heartbeat(connection: RedisSubscriber): Promise<void> {
    // Subscribing once more changes nothing and is answered on every version of the protocol.
    const [channel] = this.#channels.keys();
    if (channel !== undefined) await connection.subscribe(channel);
  }

  #deliver(channelName: string, message: string): void {
    for (const listener of this.#channels.get(channelName)?.listeners ?? []) {
      if (listener.active) runIsolated(() => listener.subscriber.message(message), this.#parts.onError);
    }
  }

  #lost(): void {
    for (const channel of this.#channels.values()) {
      if (!channel.subscribed) continue;
      channel.subscribed = false;
      for (const listener of channel.listeners) listener.missed = true;
    }
  }

  #leave(channel: Channel, listener: Listener): void {
    listener.active = false;
    channel.listeners.delete(listener);
    if (channel.listeners.size > 0 || this.#channels.get(channel.name) !== channel) return;
    this.#channels.delete(channel.name);
    this.#subscriptions.subscriber?.unsubscribe(channel.name).catch(() => {});
  }
}

function unavailable(reason: OutageReason, why: string, cause?: unknown): Error {
  return storeUnavailable({
    store: 'Redis',
    operation: 'subscribe',
    reason,
    committed: 'no',
    why,
    ...(cause !== undefined && { cause }),
  });
}
