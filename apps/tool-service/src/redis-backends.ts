import type { Clock } from '@toolwright/core';
import { redisStore } from '@toolwright/ratelimit/redis';
import type { RedisScriptClient } from '@toolwright/ratelimit/redis';
import { connectRedis, createRedisPubSub, createRedisStore } from '@toolwright/store/redis';
import type { RedisAddress, RedisClient } from '@toolwright/store/redis';
import type { Backends } from './backends.ts';

const connectMs = 1_000;
const prefix = 'desk:';

/** Keeps all state in the Redis at `address`, for every process that uses it. */
export function redisBackends(address: RedisAddress, timeoutMs: number, clock: Clock): Backends {
  const connections = connectRedis(address);
  const { client } = connections;
  const store = createRedisStore({ client, prefix, timeoutMs, clock });
  const pubSub = createRedisPubSub({
    client,
    connectSubscriber: () => connections.connectSubscriber(),
    prefix,
    clock,
  });
  const scripts = scriptsOf(client);
  return {
    store,
    cacheLevels: [{ store, name: 'redis' }],
    cachePubSub: pubSub,
    limits: (limiter) => redisStore({ client: scripts, prefix: `${prefix}limit:${limiter}:`, clock }),
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
