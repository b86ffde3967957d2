import { invalidOption, numberOption, systemClock, systemRandom } from '@toolwright/core';
import type { Clock, PubSub, Random } from '@toolwright/core';
import { connectRedis, redisClient } from './connect-redis.ts';
import type { RedisAddress, RedisConnections } from './connect-redis.ts';
import { LinkedPubSub } from './linked-pub-sub.ts';
import type { RedisClient, RedisSubscriber } from './redis-client.ts';
import { RedisLink } from './redis-link.ts';

/** How a Redis pub/sub behaves. Either `connection`, or `connectSubscriber` and `client`, say where Redis is. */
export interface RedisPubSubOptions {
  /** Opens connections of the pub/sub's own, which `close` closes. @default a Redis on this machine */
  readonly connection?: RedisAddress;
  /** Publishes; somebody else owns it. */
  readonly client?: RedisClient;
  /** Opens a connection for subscriptions, each time one is needed; `close` closes it. */
  readonly connectSubscriber?: () => RedisSubscriber;
  /** Stands before the name of every channel. @default '' */
  readonly prefix?: string;
  /** Milliseconds until an operation that has no answer rejects; at least 1. @default 500 */
  readonly timeoutMs?: number;
  /** How often a silent subscription is asked whether it still lives; at least 1. @default 5_000 */
  readonly heartbeatMs?: number;
  /** Messages that may wait for Redis to take them at once; at least 1. @default 10_000 */
  readonly maxPending?: number;
  /** Hears what a subscriber threw. @default nobody does */
  readonly onError?: (error: unknown) => void;
  /** @default systemClock */
  readonly clock?: Clock;
  /** Spreads reconnects. @default systemRandom */
  readonly random?: Random;
}

/** Pub/sub through Redis. */
export interface RedisPubSub extends PubSub, AsyncDisposable {
  /** Ends all subscriptions, refuses what comes after, and closes the connections that the pub/sub opened. */
  close(): Promise<void>;
}

/**
 * Makes a pub/sub on Redis' `PUBLISH` and `SUBSCRIBE`. All subscriptions share one connection, opened with the first;
 * when it breaks, or goes silent for longer than `heartbeatMs` and `timeoutMs`, another takes its place and every
 * subscriber hears of the `gap` once its subscription stands again.
 */
export function createRedisPubSub(options: RedisPubSubOptions): RedisPubSub {
  const timeoutMs = numberOption('timeoutMs', options.timeoutMs ?? 500, { min: 1 });
  const heartbeatMs = numberOption('heartbeatMs', options.heartbeatMs ?? 5_000, { min: 1 });
  const maxPending = numberOption('maxPending', options.maxPending ?? 10_000, { min: 1, integer: true });
  const clock = options.clock ?? systemClock;
  const random = options.random ?? systemRandom;
  const connections = redisConnections(options, random);
  const { client } = connections;
  return new LinkedPubSub({
    connections,
    link: new RedisLink({ client, clock, timeoutMs, maxPending }),
    prefix: options.prefix ?? '',
    timeoutMs,
    heartbeatMs,
    clock,
    random,
    onError: options.onError ?? (() => {}),
  });
}

function redisConnections(options: RedisPubSubOptions, random: Random): RedisConnections {
  const { connection, client, connectSubscriber } = options;
  if (client === undefined && connectSubscriber === undefined) return connectRedis(connection, random);
  if (connectSubscriber === undefined) {
    throw invalidOption('connectSubscriber', 'given beside a client', connectSubscriber);
  }
  return { ...redisClient(options), connectSubscriber };
}
