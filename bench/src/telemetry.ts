import { createTool, createToolbox, noopTelemetry } from '@toolwright/core';
import type { AnyTool, Middleware, Plugin } from '@toolwright/core';
import { createMetricsRegistry, createToolMetrics, openTelemetry, trace } from '@toolwright/telemetry';
import { machine, measure, printTable, repeat } from './harness.ts';

// What watching costs a call, beside the same call unwatched.

const empty: AnyTool = createTool({
  metadata: { name: 'empty', version: '1.0.0', description: 'Does nothing', kind: 'query' },
  execute: async () => ({}),
});

async function callThrough(
  use: readonly Middleware[],
  plugins: readonly Plugin[] = [],
): Promise<(times: number) => Promise<void>> {
  const toolbox = createToolbox({ tools: [empty], use, plugins });
  await toolbox.start();
  return repeat(() => toolbox.dispatch('empty', {}));
}

const registry = createMetricsRegistry();
const rows = await measure([
  { name: 'a call, unwatched', run: await callThrough([]) },
  {
    name: 'trace, nobody records',
    goal: 'not measurable',
    run: await callThrough([trace({ telemetry: noopTelemetry })]),
  },
  {
    name: 'trace over OpenTelemetry without an SDK',
    goal: 'not measurable',
    run: await callThrough([trace({ telemetry: openTelemetry() })]),
  },
  { name: 'createToolMetrics', goal: '+ ≤ 400 ns', run: await callThrough([], [createToolMetrics()]) },
  {
    name: 'createToolMetrics into a registry',
    goal: '+ ≤ 400 ns',
    run: await callThrough([], [createToolMetrics({ telemetry: registry })]),
  },
]);
console.log(machine());
printTable('telemetry: what watching costs a call', rows);
