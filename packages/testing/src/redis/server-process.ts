import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

// The shell outlives us by a moment: when this process ends, however it ends, the pipe to it closes, and it kills the
// server, a stopped one too. A server that was only our child would be left running after a SIGKILL.
const keeper =
  '"$@" >/dev/null 2>&1 </dev/null & server=$!; echo "$server"; read -r _; kill -9 "$server"; wait';

/** A server program that lives no longer than this process. */
export interface ServerProcess {
  readonly pid: number;
  signal(name: 'SIGSTOP' | 'SIGCONT'): void;
  /** Resolves when the server is gone. */
  kill(): Promise<void>;
}

/** Starts a program. Needs a POSIX shell. */
export async function startServerProcess(command: string, args: readonly string[]): Promise<ServerProcess> {
  const shell = spawn('/bin/sh', ['-c', keeper, 'sh', command, ...args], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const pid = Number(await firstLine(shell));
  shell.unref();
  const gone = once(shell, 'exit');
  return {
    pid,
    signal: (name) => void process.kill(pid, name),
    async kill() {
      shell.stdin?.end();
      shell.ref();
      await gone;
    },
  };
}

async function firstLine(shell: ChildProcess): Promise<string> {
  if (shell.stdout === null) throw new Error('The shell has no standard output');
  const failed = once(shell, 'error').then(([error]) => Promise.reject(error as Error));
  const lines = createInterface(shell.stdout);
  const [line] = (await Promise.race([once(lines, 'line'), failed])) as [string];
  lines.close();
  return line;
}
