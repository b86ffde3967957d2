import { spawnSync } from 'node:child_process';

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
