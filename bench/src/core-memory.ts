import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createTool, createToolbox } from '@toolwright/core';
import type { Middleware } from '@toolwright/core';
import { machine } from './harness.ts';

// Whether calls leave anything behind: the heap after a million calls and after ten million.

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const forking: Middleware = (call, next) => next(call.fork({ timeoutMs: 1_000 }));
const tool = createTool({
  metadata: { name: 'empty', version: '1.0.0', description: 'Does nothing', kind: 'query' },
  execute: async ({ call }) => ({ aborted: call.signal.aborted }),
  use: [forking],
});
const toolbox = createToolbox({ tools: [tool] });
await toolbox.start();

console.log(machine());
console.log('\n### core: the heap after calls, each with a fork, a deadline and a signal\n');
console.log('| calls | heap |\n|---:|---:|');
let calls = 0;
for (const until of [1_000_000, 4_000_000, 7_000_000, 10_000_000]) {
  for (; calls < until; calls += 1) await toolbox.dispatch('empty', {});
  // A turn of the event loop: what the last tick of the wheel held goes too.
  await new Promise((resolve) => setTimeout(resolve, 20));
  collect();
  console.log(`| ${until.toLocaleString('en')} | ${(process.memoryUsage().heapUsed / 1e6).toFixed(2)} MB |`);
}
await toolbox.stop();
