import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, join } from 'node:path';
import { root } from '../workspace.ts';

/** A service that a command started. */
export interface RunningService {
  /** What the service says that its address is. */
  readonly url: string;
  /** Ends it as Ctrl-C does; resolves with all that it said. */
  interrupt(): Promise<string>;
}

/** A command that starts a service, and what the service says once it is ready: its address first. */
interface Start {
  readonly command: string;
  readonly cwd: string;
  /** @default that of this process */
  readonly env?: NodeJS.ProcessEnv;
  readonly ready: RegExp;
  readonly timeoutMs: number;
}

/**
 * Starts a service and resolves once it says that it is ready. Rejects with what it said when it ends before, or is not
 * ready in time.
 */
export async function startService(start: Start): Promise<RunningService> {
  const { command, cwd, env = process.env, ready, timeoutMs } = start;
  // A group of its own, which Ctrl-C reaches as a whole.
  const child = spawn('sh', ['-c', command], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const interrupt = (): void => void (child.pid !== undefined && process.kill(-child.pid, 'SIGINT'));
  const said: string[] = [];
  const ended = once(child, 'close').then(() => said.join(''));
  const url = new Promise<string>((resolve) => {
    for (const output of [child.stdout, child.stderr])
      output.setEncoding('utf8').on('data', (text: string) => {
        said.push(text);
        const found = ready.exec(said.join(''))?.[1];
        if (found !== undefined) resolve(found);
      });
  });
  const watch = setTimeout(interrupt, timeoutMs);
  const failed = ended.then((all) => {
    throw new Error(`\`${command}\` did not bring the service up:\n${all}`);
  });
  try {
    const found = await Promise.race([url, failed]);
    return {
      url: found,
      interrupt() {
        interrupt();
        return ended;
      },
    };
  } finally {
    clearTimeout(watch);
    failed.catch(() => undefined);
  }
}

/** The environment without what this repository and this run have put there, for a service on a free port. */
export function newcomersEnvironment(): NodeJS.ProcessEnv {
  const { PATH = '', REDIS_URL: _redis, ...rest } = process.env;
  const folders = PATH.split(delimiter).filter((folder) => !folder.startsWith(join(root, 'node_modules')));
  return { ...rest, PATH: folders.join(delimiter), PORT: '0' };
}
