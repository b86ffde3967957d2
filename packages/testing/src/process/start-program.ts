import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { numberOption } from '@toolwright/core';
import { realDelay } from '../real-time.ts';

/** How a program is started. */
export interface ProgramOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Whether it has the environment of the test, too. @default true */
  readonly inheritEnv?: boolean;
  /** @default the folder of the test's process */
  readonly cwd?: string;
  /** What the program says once it is ready. @default it is ready when it is started */
  readonly ready?: RegExp;
  /** How long it may take to be ready, at least 1. @default 60_000 */
  readonly readyMs?: number;
}

/** A program in a process of its own. */
export interface RunningProgram extends AsyncDisposable {
  readonly pid: number;
  /** What it said that it is ready with, groups included; empty where nothing was waited for. */
  readonly ready: readonly string[];
  /** All that it has said so far, on both outputs. */
  readonly output: () => string;
  /** What of it went to the standard error. */
  readonly errors: () => string;
  /** Sends the signal and resolves to the exit code once the process is gone; `null`: a signal ended it. @default 'SIGTERM' */
  end(signal?: NodeJS.Signals): Promise<number | null>;
  /** Resolves to the exit code once the process is gone. */
  readonly gone: Promise<number | null>;
}

/**
 * Starts a program in a process of its own, for what a test in one process cannot see: a crash, a restart, two that
 * share. Resolves once it says that it is ready; rejects with what it said when it ends before, or is not ready in time.
 * It is killed when it is disposed of, and when the process of the test ends.
 */
export async function startProgram(command: string, options: ProgramOptions = {}): Promise<RunningProgram> {
  const { args = [], env, inheritEnv = true, cwd, ready } = options;
  const readyMs = numberOption('readyMs', options.readyMs ?? 60_000, { min: 1 });
  const child = spawn(command, args, {
    env: { ...(inheritEnv && process.env), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd !== undefined && { cwd }),
  });
  const said: string[] = [];
  const wrong: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => said.push(text));
  child.stderr.on('data', (text: string) => wrong.push(text));
  const gone = goneOf(child);
  const output = (): string => said.join('');
  const errors = (): string => wrong.join('');
  const end = (signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> => {
    child.kill(signal);
    return gone;
  };
  try {
    const found = await readiness(child, { ready, readyMs, output, gone });
    const dispose = async (): Promise<void> => void (await end('SIGKILL'));
    return { pid: child.pid!, ready: found, output, errors, end, gone, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await end('SIGKILL');
    throw error;
  }
}

/** The exit code, once the process is gone. Nobody outlives the test. */
async function goneOf(child: ChildProcess): Promise<number | null> {
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    return code;
  } finally {
    process.removeListener('exit', kill);
  }
}

interface Waiting {
  readonly ready: RegExp | undefined;
  readonly readyMs: number;
  readonly output: () => string;
  readonly gone: Promise<number | null>;
}

async function readiness(
  child: ChildProcess,
  { ready, readyMs, output, gone }: Waiting,
): Promise<readonly string[]> {
  if (ready === undefined) {
    await once(child, 'spawn');
    return [];
  }
  const settled = new AbortController();
  const fail = (what: string): never => {
    throw new Error(`${child.spawnfile} ${what} before it said ${String(ready)}; it said:\n${output()}`);
  };
  const heard = new Promise<readonly string[]>((resolve) => {
    const listen = (): void => {
      const found = ready.exec(output());
      if (found !== null) resolve([...found]);
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
  });
  const ended = gone.then((code) => fail(`ended with ${code}`));
  const late = realDelay(readyMs, settled.signal).then(() => fail(`took more than ${readyMs} ms`));
  late.catch(() => undefined);
  ended.catch(() => undefined);
  try {
    return await Promise.race([heard, ended, late]);
  } finally {
    settled.abort();
  }
}
