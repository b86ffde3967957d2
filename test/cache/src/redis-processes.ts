import { createCache } from '@toolwright/cache';
import type { CacheLevelOptions, TieredCache, TieredCacheOptions } from '@toolwright/cache';
import { createRedisPubSub, createRedisStore } from '@toolwright/store/redis';

/** The cache of one process, on connections of its own. */
export interface RedisProcess {
  readonly cache: TieredCache;
  close(): Promise<void>;
}

/** Starts what stands for a process: its cache shares nothing with others but Redis. */
export async function startProcess(
  url: string,
  options: TieredCacheOptions = {},
  level: Omit<CacheLevelOptions, 'store'> = {},
): Promise<RedisProcess> {
  const store = createRedisStore({ connection: { url }, timeoutMs: level.softTimeoutMs ?? 500 });
  const pubSub = createRedisPubSub({ connection: { url }, timeoutMs: 500, heartbeatMs: 300 });
  const cache = createCache({ levels: [{ name: 'redis', store, ...level }], pubSub, ...options });
  await cache.ready;
  return {
    cache,
    async close() {
      await cache.close();
      await Promise.all([store.close(), pubSub.close()]);
    },
  };
}
