import { spawn } from 'node:child_process';
import { root } from './workspace.ts';

export interface CommandOptions {
  /** Default: the repository's folder. */
  readonly cwd?: string;
  /** Shows the output as it comes instead of keeping it. */
  readonly live?: boolean;
  /** Ends the program after this long. */
  readonly timeoutMs?: number;
}

export interface CommandResult {
  readonly ok: boolean;
  /** Standard output and standard error, in the order they came; empty when `live`. */
  readonly output: string;
}

/** Runs a program and resolves with what it said; never rejects. */
export function runCommand(
  file: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd: options.cwd ?? root,
      env: {
        ...process.env,
        TURBO_TELEMETRY_DISABLED: '1',
        ...(options.live === true ? {} : { NO_COLOR: '1' }),
      },
      stdio: options.live === true ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
    });
    const chunks: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', (error) => resolve({ ok: false, output: `cannot run ${file}: ${error.message}` }));
    child.once('close', (code, signal) => {
      const ended = signal === null ? '' : `\n${file} was ended by ${signal}`;
      resolve({ ok: code === 0, output: Buffer.concat(chunks).toString('utf8') + ended });
    });
  });
}
