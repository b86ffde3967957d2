import { serveStdio } from '@toolwright/server';
import type { Service } from './compose.ts';

/**
 * Serves the tools to the program that started this one, over its standard streams, until that program ends or a signal
 * comes. Nothing listens, and what there is to log goes to the standard error.
 */
export async function serveClient({ toolbox, mcp }: Pick<Service, 'toolbox' | 'mcp'>): Promise<void> {
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort());
  // A client may give up before the first start has built the places database: it is answered at once, its calls wait.
  const started = toolbox.start();
  started.catch(() => stop.abort());
  const cutOff = await serveStdio({ toolbox, mcp, signal: stop.signal });
  await started;
  await toolbox.stop({ drainMs: 0 });
  process.exitCode = cutOff === 0 ? 0 : 1;
}
