// A service of its own process, for what can only be seen from outside: how it stops.
import { createTool, createToolbox, silentLogger } from '@toolwright/core';
import { z } from 'zod';
import { createServer } from '../src/index.ts';

const drainMs = Number(process.argv[2]);
const wait = createTool({
  metadata: { name: 'wait', version: '1.0.0', description: 'Waits', kind: 'command' },
  schema: { input: z.object({ ms: z.number() }) },
  execute: ({ input, call }) =>
    new Promise<object>((resolve, reject) => {
      process.send?.('waiting');
      call.signal.addEventListener('abort', () => reject(call.signal.reason as Error), { once: true });
      call.clock.after(input.ms, () => resolve({ waited: input.ms }));
    }),
  setup: () => ({}),
  cleanup: () => void process.send?.('cleaned'),
});
const toolbox = createToolbox({ tools: [wait], logger: silentLogger });
await toolbox.start();
const server = createServer({ toolbox, logger: silentLogger });
const { port } = await server.listen({ port: 0 });
server.stopOn(['SIGTERM'], { drainMs, onStopped: (cut) => void process.send?.(`stopped ${cut}`) });
process.send?.(`port ${port}`);
// The channel to the test must not keep the process alive; something else does, if it is told to.
process.channel?.unref();
if (process.argv[3] === 'held') setInterval(() => undefined, 1_000);
