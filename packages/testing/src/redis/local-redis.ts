import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realDelay } from '../real-time.ts';
import { freePort } from './free-port.ts';
import { redisCommand } from './redis-command.ts';
import type { Address } from './redis-command.ts';
import type { RedisProgram } from './redis-program.ts';
import { startServerProcess } from './server-process.ts';
import type { ServerProcess } from './server-process.ts';

const attempts = 3;
const readyPolls = 200;
const pollMs = 25;

/** A Redis that was started here. It keeps its address when it is stopped and started again, and nothing else. */
export interface LocalRedis extends Address {
  /** Ends the server at once: connections break, data are gone. */
  stop(): Promise<void>;
  /** Starts a stopped server at the same address, empty. */
  start(): Promise<void>;
  /** Freezes the server: connections stay open and nothing answers. */
  pause(): void;
  resume(): void;
}

/** Starts the program on a free port of this machine, without persistence. */
export async function startLocalRedis(
  program: RedisProgram,
  extraArgs: readonly string[] = [],
): Promise<LocalRedis> {
  for (let attempt = 1; ; attempt += 1) {
    const address = { host: '127.0.0.1', port: await freePort() };
    try {
      return running(program, address, extraArgs, await launch(program, address, extraArgs));
    } catch (error) {
      if (attempt === attempts) throw error;
    }
  }
}

interface Launched {
  readonly server: ServerProcess;
  readonly directory: string;
}

async function launch(
  program: RedisProgram,
  address: Address,
  extraArgs: readonly string[],
): Promise<Launched> {
  const directory = await mkdtemp(join(tmpdir(), 'toolwright-redis-'));
  const args = [...program.args(address.port, directory), ...extraArgs];
  const launched = { server: await startServerProcess(program.command, args), directory };
  try {
    await ready(address);
    if (program.kind === 'redis-server') await owned(address, launched.server.pid);
  } catch (error) {
    await end(launched);
    throw error;
  }
  return launched;
}

async function ready(address: Address): Promise<void> {
  for (let poll = 1; ; poll += 1) {
    try {
      await redisCommand(address, 'PING');
      return;
    } catch (error) {
      if (poll === readyPolls) throw error;
      await realDelay(pollMs);
    }
  }
}

/** Another server may have taken the port in between: then ours has ended, and the one that answers is not ours. */
async function owned(address: Address, pid: number): Promise<void> {
  const owner = /process_id:(\d+)/.exec(await redisCommand(address, 'INFO', 'server'))?.[1];
  if (Number(owner) === pid) return;
  throw new Error(`Port ${address.port} belongs to process ${owner}, not to the server just started`);
}

async function end(launched: Launched): Promise<void> {
  await launched.server.kill();
  await rm(launched.directory, { recursive: true, force: true });
}

function running(
  program: RedisProgram,
  address: Address,
  extraArgs: readonly string[],
  first: Launched,
): LocalRedis {
  let launched: Launched | undefined = first;
  const current = (): ServerProcess => {
    if (launched === undefined)
      throw new Error(`The Redis on port ${address.port} is stopped: start it first`);
    return launched.server;
  };
  return {
    ...address,
    async stop() {
      const stopping = launched;
      launched = undefined;
      if (stopping !== undefined) await end(stopping);
    },
    async start() {
      launched ??= await launch(program, address, extraArgs);
    },
    pause: () => current().signal('SIGSTOP'),
    resume: () => current().signal('SIGCONT'),
  };
}
