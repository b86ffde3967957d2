import { createHash } from 'node:crypto';

/**
 * What this package needs of a Redis client: ioredis's `Redis` and `Cluster` fit as they are. Reconnecting and
 * sending again is the client's business; a batch that is sent twice runs once.
 */
export interface RedisScriptClient {
  /** Whether keys of different hash tags must travel in different calls. @default false */
  readonly isCluster?: boolean;
  evalsha(digest: string, keyCount: number, ...keysAndArguments: (string | number)[]): Promise<unknown>;
  eval(script: string, keyCount: number, ...keysAndArguments: (string | number)[]): Promise<unknown>;
}

/** A script and the name under which a server keeps it. */
export interface Script {
  readonly text: string;
  readonly digest: string;
}

/** Names a script as Redis does. */
export function scriptOf(text: string): Script {
  return { text, digest: createHash('sha1').update(text).digest('hex') };
}

/** Runs the script by its digest, or in full where the server does not know it (then nothing had run). */
export async function runScript(
  client: RedisScriptClient,
  script: Script,
  keys: readonly string[],
  args: readonly (string | number)[],
): Promise<unknown> {
  try {
    return await client.evalsha(script.digest, keys.length, ...keys, ...args);
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
    return client.eval(script.text, keys.length, ...keys, ...args);
  }
}
