export { startRedis } from './start-redis.ts';
export type { RedisFixture } from './start-redis.ts';
export { startRedisCluster } from './start-redis-cluster.ts';
export type { RedisClusterFixture } from './start-redis-cluster.ts';
export type { LocalRedis } from './local-redis.ts';
export { redisCommand } from './redis-command.ts';
export type { Address } from './redis-command.ts';
