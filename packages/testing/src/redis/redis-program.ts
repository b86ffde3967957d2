import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** A way to run a Redis here. */
export interface RedisProgram {
  readonly kind: 'redis-server' | 'js-redis-server';
  /** The program and its version, as a test report shows it. */
  readonly title: string;
  readonly command: string;
  /** The words before the settings that every server gets. */
  readonly args: (port: number, directory: string) => readonly string[];
}

const run = promisify(execFile);

/** Finds `redis-server` on the PATH, else `js-redis-server` among the packages; undefined when there is neither. */
export async function findRedisProgram(): Promise<RedisProgram | undefined> {
  return (await findRedisServer()) ?? findJsRedisServer();
}

/** Finds `redis-server` on the PATH. */
export async function findRedisServer(): Promise<RedisProgram | undefined> {
  try {
    const { stdout } = await run('redis-server', ['--version']);
    const version = /v=(\S+)/.exec(stdout)?.[1] ?? 'of an unknown version';
    return {
      kind: 'redis-server',
      title: `redis-server ${version}`,
      command: 'redis-server',
      args: (port, directory) =>
        `--port ${port} --bind 127.0.0.1 --appendonly no --daemonize no`
          .split(' ')
          .concat('--save', '', '--dir', directory),
    };
  } catch {
    return undefined;
  }
}

function findJsRedisServer(): RedisProgram | undefined {
  try {
    const program = join(dirname(fileURLToPath(import.meta.resolve('js-redis-server'))), 'cli.js');
    return {
      kind: 'js-redis-server',
      title: 'js-redis-server from npm',
      command: process.execPath,
      args: (port) => [program, '--single', '--port', String(port)],
    };
  } catch {
    return undefined;
  }
}
