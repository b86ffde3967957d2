import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CacheLevelOptions } from '@toolwright/cache';
import type { SharedCircuitOptions } from '@toolwright/circuit-breaker';
import type { Clock, KeyValueStore, PubSub } from '@toolwright/core';
import type { RateLimitStore } from '@toolwright/ratelimit';
import { redisStore } from '@toolwright/ratelimit/redis';
import type { RedisScriptClient } from '@toolwright/ratelimit/redis';
import { connectRedis, createRedisPubSub, createRedisStore } from '@toolwright/store/redis';
import type { RedisAddress, RedisClient } from '@toolwright/store/redis';
import { createSqliteStore } from '@toolwright/store/sqlite';
import type { ServiceConfig } from './config.ts';

/** Where the service keeps its state: with itself, or in the Redis that it shares with other processes. */
export interface Backends {
  /** What must not be forgotten: outcomes by their idempotency keys. */
  readonly store: KeyValueStore;
  /** Below the cache's own memory. */
  readonly cacheLevels: readonly CacheLevelOptions[];
  readonly cachePubSub?: PubSub;
  /** Absent: each limiter's own memory. */
  readonly limits?: RateLimitStore;
  /** Absent: each process decides alone. */
  readonly circuits?: SharedCircuitOptions;
  /** Waits for what is remote, so that the first call is not alone; goes on without it after a second. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

const connectMs = 1_000;

/** Opens what the configuration asks for: Redis when it names one, else a file and this process's memory. */
export function openBackends(config: ServiceConfig, clock: Clock): Backends {
  const address = redisAddress(config);
  return address === undefined ? embedded(config, clock) : onRedis(address, config, clock);
}

function embedded({ dataFolder }: ServiceConfig, clock: Clock): Backends {
  mkdirSync(dataFolder, { recursive: true });
  const store = createSqliteStore({ path: join(dataFolder, 'state.sqlite'), clock });
  return { store, cacheLevels: [], ready: () => Promise.resolve(), close: () => store.close() };
}

function onRedis(address: RedisAddress, config: ServiceConfig, clock: Clock): Backends {
  const connections = connectRedis(address);
  const { client } = connections;
  const store = createRedisStore({ client, prefix: 'desk:', timeoutMs: config.redisCommandTimeout, clock });
  const pubSub = createRedisPubSub({
    client,
    connectSubscriber: () => connections.connectSubscriber(),
    prefix: 'desk:',
    clock,
  });
  return {
    store,
    cacheLevels: [{ store, name: 'redis' }],
    cachePubSub: pubSub,
    limits: redisStore({ client: scriptsOf(client), prefix: 'desk:limit:', clock }),
    circuits: { store, pubsub: pubSub },
    ready: () => connected(client, clock),
    async close() {
      await Promise.all([store.close(), pubSub.close()]);
      connections.close();
    },
  };
}

function connected(client: RedisClient, clock: Clock): Promise<void> {
  if (client.status === 'ready') return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      cancel();
      client.off('ready', done);
      resolve();
    };
    const cancel = clock.after(connectMs, done);
    client.on('ready', done);
  });
}

/** The store's view of the connection, as the limiter wants it. */
function scriptsOf(client: RedisClient): RedisScriptClient {
  return {
    evalsha: (digest, keys, ...rest) => client.call('EVALSHA', digest, String(keys), ...rest.map(String)),
    eval: (script, keys, ...rest) => client.call('EVAL', script, String(keys), ...rest.map(String)),
  };
}

function redisAddress(config: ServiceConfig): RedisAddress | undefined {
  const { redisUrl, redisHost, redisPort, redisPassword, redisDb } = config;
  if (redisUrl !== undefined) return { url: redisUrl };
  if (redisHost === undefined) return undefined;
  return {
    host: redisHost,
    port: redisPort,
    db: redisDb,
    ...(redisPassword !== undefined && { password: redisPassword }),
  };
}
