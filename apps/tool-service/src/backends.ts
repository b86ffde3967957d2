import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CacheLevelOptions } from '@toolwright/cache';
import type { SharedCircuitOptions } from '@toolwright/circuit-breaker';
import type { Clock, KeyValueStore, PubSub } from '@toolwright/core';
import type { RateLimitStore } from '@toolwright/ratelimit';
import type { RedisAddress } from '@toolwright/store/redis';
import { createSqliteStore } from '@toolwright/store/sqlite';
import type { ServiceConfig } from './config.ts';

/** Where the service keeps its state: with itself, or in the Redis that it shares with other processes. */
export interface Backends {
  /** What must not be forgotten: outcomes by their idempotency keys. */
  readonly store: KeyValueStore;
  /** Below the cache's own memory. */
  readonly cacheLevels: readonly CacheLevelOptions[];
  readonly cachePubSub?: PubSub;
  /** Where the limiter of that name counts. Absent: each in its own memory. */
  readonly limits?: (limiter: string) => RateLimitStore;
  /** Absent: each process decides alone. */
  readonly circuits?: SharedCircuitOptions;
  /** Waits for what is remote, so that the first call is not alone; goes on without it after a second. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

/** Opens what the configuration asks for: Redis when it names one, else a file and this process's memory. */
export async function openBackends(config: ServiceConfig, clock: Clock): Promise<Backends> {
  const address = redisAddress(config);
  if (address === undefined) return embeddedBackends(config, clock);
  // Only now: who does without Redis does without its client's 20 MB.
  const { redisBackends } = await import('./redis-backends.ts');
  return redisBackends(address, config.redisCommandTimeout, clock);
}

function embeddedBackends({ dataFolder }: ServiceConfig, clock: Clock): Backends {
  mkdirSync(dataFolder, { recursive: true });
  const store = createSqliteStore({ path: join(dataFolder, 'state.sqlite'), clock });
  return { store, cacheLevels: [], ready: () => Promise.resolve(), close: () => store.close() };
}

function redisAddress(config: ServiceConfig): RedisAddress | undefined {
  const { redisUrl, redisHost, redisPort, redisPassword, redisDb, redisRetryDelay: retryDelayMs } = config;
  if (redisUrl !== undefined) return { url: redisUrl, retryDelayMs };
  if (redisHost === undefined) return undefined;
  return {
    host: redisHost,
    port: redisPort,
    db: redisDb,
    retryDelayMs,
    ...(redisPassword !== undefined && { password: redisPassword }),
  };
}
