import {
  contextKey,
  invalidOption,
  noopTelemetry,
  numberOption,
  streamOf,
  succeeded,
  systemClock,
} from '@toolwright/core';
import type { Call, Clock, Outcome, Plugin, Telemetry } from '@toolwright/core';
import type { ProcessReading, ProcessSource } from '../process/process-source.ts';
import { systemProcess } from '../process/system-process.ts';
import { toolInstruments } from './tool-instruments.ts';
import type { ToolRecorder } from './tool-instruments.ts';
import { ToolUsage, UsagePeriod, usagePeriodMs } from './tool-usage.ts';

/** A number of the application's own, of a call that succeeded. `undefined` counts nothing. */
export type CustomMeasure = (call: Call, value: unknown) => number | undefined;

/** What is measured of a toolbox's calls. */
export interface ToolMetricsOptions {
  /** Is told of each call, too: `gen_ai.execute_tool.duration`, cache lookups, retries. @default nobody */
  readonly telemetry?: Telemetry;
  /** Numbers to add up for each tool, by name: `{ businessValue: (call, value) => … }`. */
  readonly custom?: Readonly<Record<string, CustomMeasure>>;
  /** How far rates and averages look back, in milliseconds, 1_000 to 86_400_000. @default 60_000 */
  readonly windowMs?: number;
  /** @default systemClock */
  readonly clock?: Clock;
  /** What the process uses is read from it, from the plugin's installation on. @default this process */
  readonly process?: () => ProcessSource;
}

/** Totals are those since the plugin was installed; rates and averages those of the window. */
export interface ToolMetricsReport {
  readonly requests: {
    readonly total: number;
    readonly ratePerSecond: number;
    readonly avgResponseTimeMs: number;
  };
  /** `rate` is the share of requests that failed, 0 to 1. */
  readonly errors: { readonly rate: number; readonly total: number };
  /** Of the whole process, since the last reading. 100 % is one processor core. */
  readonly resources: {
    readonly memoryUsageBytes: number;
    readonly cpuUsagePercent: number;
    readonly eventLoopLagMs: number;
  };
  /** The share of cache lookups that were answered, 0 to 1. */
  readonly cache: { readonly hitRate: number };
  /** The sums of the application's own numbers. */
  readonly custom: Readonly<Record<string, number>>;
}

/** A plugin that counts calls. */
export interface ToolMetrics extends Plugin {
  forTool(name: string): ToolMetricsReport;
  /** Of all tools together. */
  all(): ToolMetricsReport;
}

/**
 * Makes a plugin that counts the calls of a toolbox and reports on each tool. A call that waits for an answer
 * (`input_required`) is not counted; a stream is counted when it ends. Memory does not grow with calls.
 *
 * @throws `INVALID_OPTIONS` for a bad window or a custom number that is no function.
 */
export function createToolMetrics(options: ToolMetricsOptions = {}): ToolMetrics {
  for (const [name, measure] of Object.entries(options.custom ?? {})) {
    if (typeof measure !== 'function')
      throw invalidOption(`custom.${name}`, 'a function of the call', measure);
  }
  const meter = new ToolMeter(options);
  return {
    name: 'tool-metrics',
    version: '1.0.0',
    hooks: {
      beforeExecute: { run: (call) => meter.began(call), priority: 1_000 },
      afterExecute: { run: (call, value) => meter.succeeded(call, value), priority: -1_000 },
      onError: { run: (call, failure) => void meter.count(call, failure.code), priority: -1_000 },
    },
    install: () => meter.start(),
    uninstall: () => meter.stop(),
    forTool: (name) => meter.report(name),
    all: () => meter.report(undefined),
  };
}

const startedAt = contextKey<number>('tool-metrics-started-at');
const nothingUsed: ProcessReading = {
  memoryUsageBytes: 0,
  heapUsedBytes: 0,
  cpuSeconds: 0,
  eventLoopUtilization: 0,
  eventLoopLagMs: { mean: 0, p99: 0, max: 0 },
};

class ToolMeter {
  readonly #clock: Clock;
  readonly #windowMs: number;
  readonly #periodMs: number;
  readonly #custom: readonly (readonly [string, CustomMeasure])[];
  readonly #recorderOf: ((tool: string) => ToolRecorder) | undefined;
  readonly #openProcess: () => ProcessSource;
  readonly #usages = new Map<string, ToolUsage>();
  #process: ProcessSource | undefined;
  #startedAtMs: number;
  #reading = nothingUsed;
  #readAtMs = 0;
  #cpuPercent = 0;

  constructor(options: ToolMetricsOptions) {
    const { windowMs = 60_000, telemetry = noopTelemetry, clock = systemClock } = options;
    this.#clock = clock;
    this.#windowMs = numberOption('windowMs', windowMs, { min: 1_000, max: 86_400_000 });
    this.#periodMs = usagePeriodMs(windowMs);
    this.#custom = Object.entries(options.custom ?? {});
    this.#recorderOf = toolInstruments(telemetry, clock);
    this.#openProcess = options.process ?? systemProcess;
    this.#startedAtMs = clock.monotonicNow();
  }

  start(): void {
    this.#process ??= this.#openProcess();
    this.#startedAtMs = this.#clock.monotonicNow();
    this.#readAtMs = this.#startedAtMs;
    this.#reading = this.#process.read();
  }

  stop(): void {
    this.#process?.[Symbol.dispose]();
    this.#process = undefined;
  }

  began(call: Call): void {
    call.set(startedAt, this.#clock.monotonicNow());
  }

  succeeded(call: Call, value: unknown): void {
    const stream = call.tool.streaming ? streamOf(succeeded(value)) : undefined;
    if (stream === undefined) this.#countSuccess(call, value);
    else void stream.ended.then((ended) => this.#streamed(call, ended));
  }

  /** Counts a call that has ended; `code` is the failure's. */
  count(call: Call, code: string | undefined): ToolUsage | undefined {
    const began = call.get(startedAt);
    if (began === undefined) return undefined;
    const nowMs = this.#clock.monotonicNow();
    const usage = this.#usageOf(call.tool.name);
    usage.count(nowMs, nowMs - began, code, call.annotations);
    return usage;
  }

  report(tool: string | undefined): ToolMetricsReport {
    const usages =
      tool === undefined
        ? [...this.#usages.values()]
        : [this.#usages.get(tool) ?? new ToolUsage(this.#windowMs)];
    const nowMs = this.#clock.monotonicNow();
    const recent = new UsagePeriod();
    for (const usage of usages) recent.add(usage.recent(nowMs));
    const custom: Record<string, number> = {};
    for (const usage of usages)
      for (const [name, value] of usage.custom) custom[name] = (custom[name] ?? 0) + value;
    // A young plugin has not seen a whole window, and the present period has only begun.
    const seenMs = Math.min(
      nowMs - this.#startedAtMs,
      this.#windowMs - this.#periodMs + (nowMs % this.#periodMs),
    );
    return {
      requests: {
        total: sumOf(usages, ({ requests }) => requests),
        ratePerSecond: share(recent.requests, seenMs / 1_000),
        avgResponseTimeMs: share(recent.durationMs, recent.requests),
      },
      errors: { rate: share(recent.errors, recent.requests), total: sumOf(usages, ({ errors }) => errors) },
      resources: this.#resources(nowMs),
      cache: { hitRate: share(recent.hits, recent.lookups) },
      custom,
    };
  }

  #countSuccess(call: Call, value: unknown): void {
    const usage = this.count(call, undefined);
    if (usage === undefined || this.#custom.length === 0) return;
    for (const custom of this.#custom) addCustom(usage, custom, { call, value });
  }

  #streamed(call: Call, ended: Outcome): void {
    if (ended.ok === true) this.#countSuccess(call, ended.value);
    else if (ended.ok === false) this.count(call, ended.failure.code);
  }

  #usageOf(tool: string): ToolUsage {
    let usage = this.#usages.get(tool);
    if (usage === undefined) {
      usage = new ToolUsage(this.#windowMs, this.#recorderOf?.(tool));
      this.#usages.set(tool, usage);
    }
    return usage;
  }

  /** At most one reading a second, so that reports on many tools agree. */
  #resources(nowMs: number): ToolMetricsReport['resources'] {
    if (this.#process !== undefined && nowMs - this.#readAtMs >= 1_000) {
      const before = this.#reading.cpuSeconds;
      this.#reading = this.#process.read();
      this.#cpuPercent = ((this.#reading.cpuSeconds - before) / (nowMs - this.#readAtMs)) * 100_000;
      this.#readAtMs = nowMs;
    }
    const { memoryUsageBytes, eventLoopLagMs } = this.#reading;
    return { memoryUsageBytes, cpuUsagePercent: this.#cpuPercent, eventLoopLagMs: eventLoopLagMs.mean };
  }
}

function addCustom(
  usage: ToolUsage,
  [name, custom]: readonly [string, CustomMeasure],
  of: { readonly call: Call; readonly value: unknown },
): void {
  try {
    const value = custom(of.call, of.value);
    if (typeof value === 'number' && Number.isFinite(value)) usage.addCustom(name, value);
  } catch (error) {
    of.call.logger.warn('A measurement failed and was left out', { measurement: name, error });
  }
}

function sumOf(usages: readonly ToolUsage[], of: (usage: ToolUsage) => number): number {
  return usages.reduce((sum, usage) => sum + of(usage), 0);
}

function share(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}
