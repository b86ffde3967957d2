import { createTool, createToolbox, noopTelemetry } from '@toolwright/core';
import type { AnyTool, Middleware, Plugin } from '@toolwright/core';
import {
  createMetricsRegistry,
  createToolMetrics,
  openTelemetry,
  prometheusText,
  trace,
} from '@toolwright/telemetry';
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
    // An SDK may still be registered, so that each call has to ask.
    name: 'trace over OpenTelemetry, no SDK yet',
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

// What recording costs by itself.

const recording = createMetricsRegistry();
const duration = recording.histogram('duration', { unit: 's' });
const same = { tool: 'weather.current', outcome: 'success' };
const recorded = await measure([
  { name: 'an awaited call of nothing', run: repeat(async () => undefined) },
  { name: 'a histogram, attributes made once', run: repeat(() => duration.record(0.012, same)) },
  {
    name: 'a histogram, attributes made for the call',
    run: repeat(() => duration.record(0.012, { tool: 'weather.current', outcome: 'success' })),
  },
]);
printTable('telemetry: recording', recorded);

// How long a scrape of many series keeps others waiting.

const big = createMetricsRegistry({ maxSeries: 50_001 });
for (let index = 0; index < 50_000; index += 1)
  big.counter('calls').add(1, { tool: `tool-${index}`, outcome: 'success' });
for (const scrape of ['first', 'second']) {
  let longestMs = 0;
  let characters = 0;
  const startedAtMs = performance.now();
  const pieces = prometheusText(big);
  for (;;) {
    // Processor time of this thread, so that other programs on the machine do not count. It holds the turn of the loop
    // between two pieces too: an upper bound of any one wait.
    const before = process.threadCpuUsage();
    const { done, value } = await pieces.next();
    const { user, system } = process.threadCpuUsage(before);
    longestMs = Math.max(longestMs, (user + system) / 1_000);
    if (done === true) break;
    characters += value.length;
  }
  const tookMs = performance.now() - startedAtMs;
  console.log(
    `\n${scrape} scrape of 50 000 series: ${(characters / 1e6).toFixed(1)} MB in ${tookMs.toFixed(0)} ms, longest wait ${longestMs.toFixed(1)} ms (goal ≤ 20)`,
  );
}
