import { createTool, createToolbox, failed, failure } from '@toolwright/core';
import type { AnyTool, Middleware } from '@toolwright/core';
import { machine, measure, printTable, repeat } from './harness.ts';

// What a call through the kernel costs, beside a bare awaited call of an empty async function.

const bare = async (): Promise<object> => ({});
const passing: Middleware = (_call, next) => next();
const awaiting: Middleware = async (_call, next) => {
  const outcome = await next();
  return outcome;
};
const refusing: Middleware = () => Promise.resolve(failed(failure('RATE_LIMITED', 'Rate limit exceeded')));
const limiting: Middleware = async (call, next) => next(call.fork({ timeoutMs: 5_000 }));

function toolWith(use: readonly Middleware[]): AnyTool {
  return createTool({
    metadata: { name: 'empty', version: '1.0.0', description: 'Does nothing', kind: 'query' },
    execute: async () => ({}),
    use,
  });
}

async function callThrough(use: readonly Middleware[]): Promise<(times: number) => Promise<void>> {
  const toolbox = createToolbox({ tools: [toolWith(use)] });
  await toolbox.start();
  return repeat(() => toolbox.dispatch('empty', {}));
}

const rows = await measure([
  { name: 'bare awaited call', run: repeat(bare) },
  { name: 'toolbox.call, empty tool, deadline armed', goal: '≤ 8', run: await callThrough([]) },
  {
    name: 'ten middlewares that return next()',
    goal: '≤ 12',
    run: await callThrough(Array(10).fill(passing)),
  },
  {
    name: 'ten middlewares that await next()',
    goal: '≤ 25',
    run: await callThrough(Array(10).fill(awaiting)),
  },
  {
    name: 'refusal by the outermost of five rails',
    goal: '≤ 10',
    run: await callThrough([refusing, passing, passing, passing, passing]),
  },
  { name: 'a fork with a deadline of its own', goal: '', run: await callThrough([limiting]) },
]);
console.log(machine());
printTable('core: a call through the kernel', rows);
