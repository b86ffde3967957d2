import { invalidOption, numberOption, rail, streamOf } from '@toolwright/core';
import type { Attributes, Call, Middleware, Outcome, Recorder, Telemetry } from '@toolwright/core';

/** What a measurement is told apart by. `undefined` leaves the dimension out. */
export type MetricDimension = (call: Call, outcome: Outcome) => string | number | boolean | undefined;

/** What is measured of each call. */
export interface MetricsOptions {
  readonly telemetry: Telemetry;
  /** Dimensions beside `tool`, `outcome` and `code`, by name: `{ plan: (call) => … }`. */
  readonly dimensions?: Readonly<Record<string, MetricDimension>>;
  /** Numbers of the application's own, by name. `undefined` and what is no finite number are not recorded. */
  readonly custom?: Readonly<Record<string, (call: Call, outcome: Outcome) => number | undefined>>;
  /** How many values of one dimension are told apart; the later ones are `other`. At least 1. @default 1_000 */
  readonly maxValues?: number;
}

/**
 * Measures calls: `toolwright.call.count`, `toolwright.call.duration` (ms, a stream's until its end) and, for each of
 * `custom`, a histogram `toolwright.call.<name>`. A function that throws costs its measurement and a line in the log, never the
 * call. When the telemetry records nothing, a call costs nothing.
 *
 * @throws `INVALID_OPTIONS` for a telemetry that is none, a dimension or a measurement that is no function.
 */
export function metrics(options: MetricsOptions): Middleware {
  const { telemetry, dimensions = {}, custom = {} } = options;
  if (typeof telemetry?.histogram !== 'function') throw invalidOption('telemetry', 'a Telemetry', telemetry);
  checkFunctions(dimensions, 'dimensions');
  checkFunctions(custom, 'custom');
  const maxValues = numberOption('maxValues', options.maxValues ?? 1_000, { min: 1, integer: true });
  const calls = telemetry.counter('toolwright.call.count', { description: 'Calls', unit: '{call}' });
  const durations = telemetry.histogram('toolwright.call.duration', {
    description: 'How long calls took',
    unit: 'ms',
  });
  const customs = Object.entries(custom).flatMap(([name, measure]): CustomMetric[] => {
    const recorder = telemetry.histogram(`toolwright.call.${name}`);
    return recorder === undefined ? [] : [{ name, measure, recorder }];
  });
  const idle = calls === undefined && durations === undefined && customs.length === 0;
  const dimensionsOf = boundedDimensions(dimensions, maxValues);
  const record = (call: Call, outcome: Outcome, startedAtMs: number): void => {
    const attributes = { ...dimensionsOf(call, outcome), ...ownDimensions(call, outcome) };
    calls?.add(1, attributes);
    durations?.record(call.clock.monotonicNow() - startedAtMs, attributes);
    for (const metric of customs) recordCustom(metric, { call, outcome, attributes });
  };
  return rail(
    {
      name: 'metrics',
      idle,
      describe: () => ({ dimensions: Object.keys(dimensions), custom: Object.keys(custom) }),
    },
    async (call, next) => {
      const startedAtMs = call.clock.monotonicNow();
      const outcome = await next();
      const stream = streamOf(outcome);
      if (stream === undefined) record(call, outcome, startedAtMs);
      else void stream.ended.then((ended) => record(call, ended, startedAtMs));
      return outcome;
    },
  );
}

interface CustomMetric {
  readonly name: string;
  readonly measure: (call: Call, outcome: Outcome) => number | undefined;
  readonly recorder: Recorder;
}

function recordCustom(
  { name, measure, recorder }: CustomMetric,
  of: { readonly call: Call; readonly outcome: Outcome; readonly attributes: Attributes },
): void {
  const value = attempt(of.call, name, () => measure(of.call, of.outcome));
  if (typeof value === 'number' && Number.isFinite(value)) recorder.record(value, of.attributes);
}

function ownDimensions({ tool }: Call, outcome: Outcome): Attributes {
  if (outcome.ok === true) return { tool: tool.name, outcome: 'success' };
  if (outcome.ok === false) return { tool: tool.name, outcome: 'error', code: outcome.failure.code };
  return { tool: tool.name, outcome: 'input-required' };
}

/** Every new value is another time series: whoever chooses values must not be able to choose without end. */
function boundedDimensions(
  dimensions: Readonly<Record<string, MetricDimension>>,
  maxValues: number,
): (call: Call, outcome: Outcome) => Attributes {
  const bounded = Object.entries(dimensions).map(
    ([name, valueOf]) => [name, valueOf, new Set<unknown>()] as const,
  );
  return (call, outcome) => {
    const attributes: Record<string, string | number | boolean> = {};
    for (const [name, valueOf, known] of bounded) {
      const value = attempt(call, name, () => valueOf(call, outcome));
      if (value === undefined) continue;
      if (known.size < maxValues) known.add(value);
      attributes[name] = known.has(value) ? value : 'other';
    }
    return attributes;
  };
}

function attempt<T>(call: Call, name: string, work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    call.logger.warn('A measurement failed and was left out', { measurement: name, error });
    return undefined;
  }
}

function checkFunctions(record: Readonly<Record<string, unknown>>, option: string): void {
  for (const [name, value] of Object.entries(record)) {
    if (typeof value !== 'function')
      throw invalidOption(`${option}.${name}`, 'a function of the call and its outcome', value);
  }
}
