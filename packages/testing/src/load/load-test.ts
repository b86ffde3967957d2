import { createToolbox, silentLogger } from '@toolwright/core';
import type { AnyTool, AnyToolbox, ToolResult } from '@toolwright/core';
import { realDelay } from '../real-time.ts';
import { generateLoad } from './generate-load.ts';
import type { LoadCall } from './generate-load.ts';
import type { LatencySummary } from './latency-summary.ts';
import { loadSettings } from './load-options.ts';
import type { LoadOptions, LoadSettings } from './load-options.ts';
import { createLoadTally } from './load-tally.ts';
import type { LoadTally } from './load-tally.ts';
import type { InstrumentSummary, LoadTelemetry } from './load-telemetry.ts';

/** What a load came to: plain data. */
export interface LoadReport {
  readonly model: 'closed' | 'open';
  /** How long it took until the last call had ended. */
  readonly durationMs: number;
  readonly calls: number;
  readonly throughputPerSecond: number;
  /** From the instant at which a call was due: what a caller waited. */
  readonly latencyMs: LatencySummary;
  /** From the instant at which it began: what the tool took. Beside `latencyMs` it shows what coordinated omission hides. */
  readonly serviceMs: LatencySummary;
  /** Calls that failed, by code. */
  readonly errors: Readonly<Record<string, number>>;
  readonly memory: {
    readonly heapUsedBefore: number;
    readonly heapUsedAfter: number;
    readonly rssPeak: number;
  };
  /** What the tool's own instruments measured, where a load telemetry was handed in. */
  readonly metrics: Readonly<Record<string, InstrumentSummary>>;
}

/** What is put under load: a tool, or anything that makes a call and answers with its result. */
export type LoadTarget = AnyTool | ((input: unknown) => Promise<ToolResult>);

/** How a load test runs. */
export interface LoadTestOptions extends LoadOptions {
  /** What sums up the metrics of the tool and its rails, which are given the same one. */
  readonly telemetry?: LoadTelemetry;
}

type Dispatch = (input: unknown) => Promise<ToolResult>;

const farOffMs = 2_147_483_647;

/** Calls a tool as many users would, or at a steady rate, and reports what they saw. */
export async function loadTest(target: LoadTarget, options: LoadTestOptions): Promise<LoadReport> {
  const settings = loadSettings(options);
  const toolbox = typeof target === 'function' ? undefined : toolboxOf(target, options, settings);
  await toolbox?.start();
  const dispatch: Dispatch =
    typeof target === 'function'
      ? target
      : (input) => toolbox!.dispatch(target.info.name, input, options.options);
  const over = new AbortController();
  // The clock's timers do not keep the process alive, and a load is worth staying for.
  realDelay(farOffMs, over.signal).catch(() => undefined);
  const leave = (): void => over.abort();
  options.signal?.addEventListener('abort', leave);
  if (options.signal?.aborted) leave();
  try {
    const warmUp = countedCall(dispatch, options, settings, createLoadTally());
    await generateLoad(settings, settings.warmUpMs, over.signal, warmUp);
    options.telemetry?.reset();
    return await measure(dispatch, options, settings, over.signal);
  } finally {
    options.signal?.removeEventListener('abort', leave);
    over.abort();
    await toolbox?.stop({ drainMs: 0 });
  }
}

function toolboxOf(tool: AnyTool, options: LoadTestOptions, { clock }: LoadSettings): AnyToolbox {
  const { config, telemetry } = options;
  return createToolbox({
    tools: [tool],
    config: config === undefined ? {} : { [tool.info.name]: config },
    clock,
    logger: silentLogger,
    ...(telemetry !== undefined && { telemetry: telemetry.telemetry }),
  });
}

async function measure(
  dispatch: Dispatch,
  options: LoadTestOptions,
  settings: LoadSettings,
  signal: AbortSignal,
): Promise<LoadReport> {
  const { clock, model, durationMs } = settings;
  const tally = createLoadTally();
  const startMs = clock.monotonicNow();
  const heapUsedBefore = process.memoryUsage().heapUsed;
  let rssPeak = process.memoryUsage.rss();
  const progress = every(settings, () => {
    rssPeak = Math.max(rssPeak, process.memoryUsage.rss());
    options.onProgress?.({ elapsedMs: clock.monotonicNow() - startMs, ...tally.counts });
  });
  await generateLoad(settings, durationMs, signal, countedCall(dispatch, options, settings, tally));
  progress();
  const tookMs = clock.monotonicNow() - startMs;
  const summary = tally.summary();
  return {
    model,
    durationMs: tookMs,
    throughputPerSecond: tookMs === 0 ? 0 : (summary.calls / tookMs) * 1_000,
    ...summary,
    memory: { heapUsedBefore, heapUsedAfter: process.memoryUsage().heapUsed, rssPeak },
    metrics: options.telemetry?.summary() ?? {},
  };
}

function countedCall(
  dispatch: Dispatch,
  { input }: LoadTestOptions,
  { clock, random }: LoadSettings,
  tally: LoadTally,
): LoadCall {
  return async (dueAtMs) => {
    const number = tally.begin();
    const value = typeof input === 'function' ? input(number, random) : input?.value;
    const beginMs = clock.monotonicNow();
    const code = await codeOf(dispatch(value));
    const endMs = clock.monotonicNow();
    tally.end(endMs - dueAtMs, endMs - beginMs, code);
  };
}

/** The code of a call that failed; a target that rejects is counted, not thrown: the load goes on. */
async function codeOf(call: Promise<ToolResult>): Promise<string | undefined> {
  try {
    const result = await call;
    return result.status === 'error' ? result.error.code : undefined;
  } catch {
    return 'REJECTED';
  }
}

/** Runs `tell` again and again, and once more when it is stopped. */
function every({ clock, progressEveryMs }: LoadSettings, tell: () => void): () => void {
  const again = (): void => {
    tell();
    cancel = clock.after(progressEveryMs, again);
  };
  let cancel = clock.after(progressEveryMs, again);
  return () => {
    cancel();
    tell();
  };
}
