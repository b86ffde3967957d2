import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';

/** Whether a program is there: tests of what it thinks are left out, by name, where it is not. */
export function hasProgram(name: string): boolean {
  return spawnSync(name, ['--version'], { stdio: 'ignore' }).error === undefined;
}

/** Runs a program on an input, to its end. */
export function runOn(
  input: string,
  name: string,
  parameters: readonly string[],
): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(name, parameters, { input, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

/** Starts a program, and resolves once it has said `ready` on one of its outputs. */
export async function startProgram(
  name: string,
  parameters: readonly string[],
  ready: string,
): Promise<ChildProcess> {
  const child = spawn(name, parameters, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  await new Promise<void>((resolve, reject) => {
    const listen = (chunk: Buffer): void => {
      said += chunk.toString();
      if (said.includes(ready)) resolve();
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('exit', () => reject(new Error(`${name} ended before it was ready:\n${said}`)));
  });
  return child;
}

/** Ends a program and waits until it has. */
export async function endProgram(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}
