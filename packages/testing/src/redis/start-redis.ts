import { startLocalRedis } from './local-redis.ts';
import type { LocalRedis } from './local-redis.ts';
import { findRedisProgram } from './redis-program.ts';

/** A Redis over TCP for tests. */
export interface RedisFixture extends AsyncDisposable {
  readonly url: string;
  readonly kind: 'REDIS_URL' | 'redis-server' | 'js-redis-server';
  /** Which one it is, for the test report. */
  readonly title: string;
  /** Ends the server at once: connections break, data are gone. A server at `REDIS_URL` is left as it is. */
  stop(): Promise<void>;
  /** Breaks, starts and freezes the server; undefined for the server at `REDIS_URL`, which is not ours to break. */
  readonly faults: Pick<LocalRedis, 'stop' | 'start' | 'pause' | 'resume'> | undefined;
}

/**
 * A Redis to test against: the one at `REDIS_URL`; else a `redis-server` from the PATH, started on a free port without
 * persistence; else `js-redis-server`, when that package is installed. Resolves to undefined when there is none: leave
 * the tests out then, and name them. A server started here ends with this process, however the process ends.
 */
export async function startRedis(): Promise<RedisFixture | undefined> {
  const given = process.env['REDIS_URL'];
  if (given !== undefined && given !== '') {
    return {
      url: given,
      kind: 'REDIS_URL',
      title: 'the Redis at REDIS_URL',
      stop: () => Promise.resolve(),
      faults: undefined,
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  }
  const program = await findRedisProgram();
  if (program === undefined) return undefined;
  const server = await startLocalRedis(program);
  return {
    url: `redis://${server.host}:${server.port}`,
    kind: program.kind,
    title: program.title,
    stop: () => server.stop(),
    faults: server,
    [Symbol.asyncDispose]: () => server.stop(),
  };
}
