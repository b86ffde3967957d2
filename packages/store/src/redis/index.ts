export { createRedisStore } from './redis-store.ts';
export type { RedisStore, RedisStoreOptions } from './redis-store.ts';
export { createRedisPubSub } from './redis-pub-sub.ts';
export type { RedisPubSub, RedisPubSubOptions } from './redis-pub-sub.ts';
export { connectRedis } from './connect-redis.ts';
export type { RedisAddress, RedisConnections } from './connect-redis.ts';
export type { RedisClient, RedisSubscriber } from './redis-client.ts';
