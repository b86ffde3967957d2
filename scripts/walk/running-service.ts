import { spawn } from 'node:child_process';
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
export function startService({
  command,
  cwd,
  env = process.env,
  ready,
  timeoutMs,
}: Start): Promise<RunningService> {
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', command], {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, which Ctrl-C reaches as a whole.
      detached: true,
    });
    const interrupt = (): void => void (child.pid !== undefined && process.kill(-child.pid, 'SIGINT'));
    let said = '';
    const ended = new Promise<string>((end) => {
      child.once('close', () => end(said));
    });
    const watch = setTimeout(interrupt, timeoutMs);
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      const url = ready.exec(said)?.[1];
      if (url === undefined) return;
      clearTimeout(watch);
      resolve({
        url,
        interrupt: () => {
          interrupt();
          return ended;
        },
      });
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', reject);
    void ended.then(() => {
      clearTimeout(watch);
      reject(new Error(`\`${command}\` did not bring the service up:\n${said}`));
    });
  });
}

/** The environment without what this repository and this run have put there, for a service on a free port. */
export function newcomersEnvironment(): NodeJS.ProcessEnv {
  const { PATH = '', REDIS_URL: _redis, ...rest } = process.env;
  const folders = PATH.split(delimiter).filter((folder) => !folder.startsWith(join(root, 'node_modules')));
  return { ...rest, PATH: folders.join(delimiter), PORT: '0' };
}
