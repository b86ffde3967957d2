import { numberOption, systemClock } from '@toolwright/core';
import type { Clock, KeyValueStore } from '@toolwright/core';
import { redisClient } from './connect-redis.ts';
import type { RedisAddress } from './connect-redis.ts';
import { LinkedStore } from './linked-store.ts';
import type { RedisClient } from './redis-client.ts';
import { RedisLink } from './redis-link.ts';

/** How a Redis store behaves. Either `connection` or `client` says where Redis is. */
export interface RedisStoreOptions {
  /** Opens a connection of the store's own, which `close` closes. @default a Redis on this machine */
  readonly connection?: RedisAddress;
  /** A connection that somebody else owns; see {@link RedisClient}. */
  readonly client?: RedisClient;
  /** Stands before every key. @default '' */
  readonly prefix?: string;
  /** Milliseconds until an operation that has no answer rejects; at least 1. @default 500 */
  readonly timeoutMs?: number;
  /** Operations that may wait for an answer at once; at least 1. @default 10_000 */
  readonly maxPending?: number;
  /** @default systemClock */
  readonly clock?: Clock;
}

/** A key-value store in Redis. */
export interface RedisStore extends KeyValueStore, AsyncDisposable {
  /** Refuses what comes after, and closes the connection if the store opened it. */
  close(): Promise<void>;
}

/**
 * Makes a store in Redis, a single node or a Cluster. A refused, silent, slow or restarting Redis costs a caller
 * `timeoutMs` at most, and nothing while it is known to be away; it is used again as soon as it answers. No operation
 * is ever sent twice, so `details.committed: 'unknown'` means once or not at all.
 *
 * Reads of one turn of the event loop travel as one `MGET`, on a single node. A `scan` of a Cluster may miss keys
 * whose slot moves to another node meanwhile.
 */
export function createRedisStore(options: RedisStoreOptions): RedisStore {
  const timeoutMs = numberOption('timeoutMs', options.timeoutMs ?? 500, { min: 1 });
  const maxPending = numberOption('maxPending', options.maxPending ?? 10_000, { min: 1, integer: true });
  const clock = options.clock ?? systemClock;
  const { client, close } = redisClient(options);
  const link = new RedisLink({ client, clock, timeoutMs, maxPending });
  return new LinkedStore({ link, client, prefix: options.prefix ?? '', close });
}
