import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import autocannon from 'autocannon';

/** Starts to listen, and answers the port. */
export type Start = () => Promise<number>;

/** A server in a process of its own, and what its rounds came to. */
export interface Contender {
  readonly name: string;
  readonly port: number;
  readonly child: ChildProcess;
  readonly rounds: Round[];
}

/** One round of load. */
export interface Round {
  readonly requestsPerSecond: number;
  /** Processor time that the server's process took for a request, all its threads together. */
  readonly microsPerRequest: number;
}

/** What to send, and how long. */
export interface Load {
  readonly path: string;
  /** Sent by turns. */
  readonly bodies: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: number;
  readonly seconds: number;
}

/** In the process of a contender: starts it, tells the port, and from then on the processor time whenever it is asked. */
export async function serveContender(start: Start | undefined): Promise<void> {
  const tell = (message: unknown): boolean => process.send!(message);
  tell(await start?.());
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    tell(user + system);
  });
}

/** Runs the contender of that name in a process of its own: the same program, with the name for its argument. */
export async function startContender(name: string): Promise<Contender> {
  const child = spawn(process.execPath, [...process.execArgv, process.argv[1]!, name], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return { name, port: await answerOf(child), child, rounds: [] };
}

/** Loads a contender; every request must have been answered with 200. */
export async function loadContender({ name, port, child }: Contender, load: Load): Promise<Round> {
  const { path, bodies, headers, connections, seconds } = load;
  const before = await processorMicros(child);
  const result = await autocannon({
    url: `http://127.0.0.1:${port}`,
    requests: bodies.map((body) => ({ method: 'POST', path, headers: { ...headers }, body })),
    connections,
    duration: seconds,
  });
  const failures = result.non2xx + result.errors;
  if (failures > 0 || result['2xx'] === 0) throw new Error(`${name}: ${failures} requests failed`);
  return {
    requestsPerSecond: result['2xx'] / result.duration,
    microsPerRequest: ((await processorMicros(child)) - before) / result['2xx'],
  };
}

function processorMicros(child: ChildProcess): Promise<number> {
  child.send('processor time?');
  return answerOf(child);
}

async function answerOf(child: ChildProcess): Promise<number> {
  const gone = new AbortController();
  const left = once(child, 'exit', { signal: gone.signal }).then(([code]) => {
    throw new Error(`A contender ended with ${String(code)}`);
  });
  try {
    const [answer] = (await Promise.race([once(child, 'message', { signal: gone.signal }), left])) as [
      number,
    ];
    return answer;
  } finally {
    gone.abort();
    left.catch(() => undefined);
  }
}
