import { createHash } from 'node:crypto';
import { isReplyError } from './redis-client.ts';
import type { RedisClient } from './redis-client.ts';

/** Runs on the server, atomically. */
export interface RedisScript {
  run(client: RedisClient, key: string, ...parameters: string[]): Promise<unknown>;
}

/**
 * A Lua script over one key, sent by its digest; in full only to a server that says it does not know it, which is the
 * one answer that is certain not to have run it.
 */
export function redisScript(lua: string): RedisScript {
  const digest = createHash('sha1').update(lua).digest('hex');
  return {
    async run(client, key, ...parameters) {
      try {
        return await client.call('evalsha', digest, '1', key, ...parameters);
      } catch (error) {
        if (!isReplyError(error) || !error.message.startsWith('NOSCRIPT')) throw error;
        return client.call('eval', lua, '1', key, ...parameters);
      }
    },
  };
}
