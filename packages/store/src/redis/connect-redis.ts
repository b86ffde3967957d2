import type { ConnectionOptions } from 'node:tls';
import { invalidOption, numberOption, systemRandom } from '@toolwright/core';
import type { Random } from '@toolwright/core';
import { Cluster, Redis } from 'ioredis';
import type { RedisOptions } from 'ioredis';
import { checkClient } from './redis-client.ts';
import type { RedisClient, RedisSubscriber } from './redis-client.ts';

/** Where Redis is. */
export interface RedisAddress {
  /** Such as `redis://user:password@host:6379/0`, or `rediss:` for TLS; what else is given here goes before it. */
  readonly url?: string;
  /** @default 'localhost' */
  readonly host?: string;
  /** @default 6379 */
  readonly port?: number;
  readonly username?: string;
  readonly password?: string;
  /** The number of the database; a Cluster has 0 only. @default 0 */
  readonly db?: number;
  readonly tls?: ConnectionOptions;
  /** Some nodes of a Cluster, to ask for the others; then `url`, `host`, `port` and `db` are not used. */
  readonly cluster?: readonly { readonly host: string; readonly port: number }[];
  /**
   * How long to wait before a lost connection is opened anew; doubled with each failure up to a second, and up to half of
   * it shorter by chance, so that not all clients come back at once. 1 to 60 000 milliseconds. @default 50
   */
  readonly retryDelayMs?: number;
}

/** Connections to one Redis, or one Cluster. */
export interface RedisConnections {
  readonly client: RedisClient;
  /** Opens one more connection, for subscriptions; whoever asks closes it. */
  connectSubscriber(): RedisSubscriber;
  close(): void;
}

// Replies keep the shapes of RESP2, which the types of the client follow.
type ClientOptions = Omit<RedisOptions, 'replyMapping'>;

// A connection that is silent this long while something is asked of it is dead: it is dropped and opened anew.
const silenceMs = 2_000;

/**
 * Opens connections on ioredis that fail fast and reconnect by themselves within about a second: nothing is queued
 * while there is no connection, nothing is ever sent twice, and a connection gone silent is replaced.
 *
 * @throws `INVALID_OPTIONS` for a bad `retryDelayMs`, or a cluster without nodes.
 */
export function connectRedis(address: RedisAddress = {}, random: Random = systemRandom): RedisConnections {
  const { retryDelayMs, ...place } = address;
  const firstMs = numberOption('retryDelayMs', retryDelayMs ?? 50, { min: 1, max: 60_000 });
  const longestMs = Math.max(firstMs, 1_000);
  const retryStrategy = (attempt: number): number =>
    Math.min(firstMs * 2 ** (attempt - 1), longestMs) * (0.5 + random.next() / 2);
  const client = address.cluster
    ? openCluster(place, address.cluster, retryStrategy)
    : open(place, { retryStrategy });
  // Without a listener ioredis prints every error; callers hear of them through their own operations.
  client.on('error', () => {});
  let seed = 0;
  return {
    client,
    connectSubscriber() {
      // In a Cluster every node hears every message: any seed will do, the next one after a failure.
      const node = address.cluster?.[seed++ % address.cluster.length];
      return open({ ...place, ...node }, { retryStrategy: null });
    },
    close: () => client.disconnect(),
  };
}

/** The client somebody hands in, which closing leaves alone, or one of our own. */
export function redisClient(source: {
  readonly connection?: RedisAddress;
  readonly client?: RedisClient;
}): Pick<RedisConnections, 'client' | 'close'> {
  const { connection, client } = source;
  if (client === undefined) return connectRedis(connection);
  if (connection !== undefined) throw invalidOption('connection', 'left out beside a client', connection);
  checkClient(client);
  return { client, close: () => {} };
}

function open(address: RedisAddress, options: ClientOptions): Redis {
  const { url, cluster, ...place } = address;
  const given: ClientOptions = { ...place, ...common, ...options };
  return url === undefined || cluster ? new Redis(given) : new Redis(url, given);
}

function openCluster(
  address: RedisAddress,
  nodes: readonly { readonly host: string; readonly port: number }[],
  clusterRetryStrategy: (attempt: number) => number,
): Cluster {
  if (nodes.length === 0) throw invalidOption('cluster', 'at least one node', nodes);
  const { username, password, tls } = address;
  return new Cluster([...nodes], {
    clusterRetryStrategy,
    // The connection to a node is opened with the first command for it, which has to wait that long.
    enableOfflineQueue: true,
    retryDelayOnFailover: 0,
    redisOptions: {
      ...common,
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
      ...(tls !== undefined && { tls }),
    },
  });
}

const common = {
  autoResubscribe: false,
  connectTimeout: silenceMs,
  disconnectTimeout: 100,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  socketTimeout: silenceMs,
  // After a failover the old master answers so: connect anew, to the new one.
  reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
} satisfies ClientOptions;
