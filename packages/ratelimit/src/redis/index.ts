export { redisStore } from './redis-store.ts';
export type { RedisStoreOptions } from './redis-store.ts';
export type { RedisScriptClient } from './script-client.ts';
