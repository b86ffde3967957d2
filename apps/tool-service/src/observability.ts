import type { Clock, Middleware, Plugin } from '@toolwright/core';
import {
  createMetricsRegistry,
  createToolMetrics,
  openTelemetry,
  prometheusText,
  recordProcessMetrics,
  trace,
} from '@toolwright/telemetry';
import type { ToolMetrics } from '@toolwright/telemetry';

/** What the service tells of itself. */
export interface Observability {
  /** The outermost rail: spans, for whichever OpenTelemetry SDK the process has registered. */
  readonly rail: Middleware;
  readonly toolMetrics: ToolMetrics;
  readonly plugins: readonly Plugin[];
  /** Everything measured, in Prometheus' text format. */
  metrics(): Promise<string>;
}

/** Counts calls and what the process uses, in bounded memory. */
export function createObservability(clock: Clock): Observability {
  const registry = createMetricsRegistry({ clock });
  const toolMetrics = createToolMetrics({ telemetry: registry, clock });
  let recording: Disposable | undefined;
  const processMetrics: Plugin = {
    name: 'process-metrics',
    version: '1.0.0',
    install() {
      recording = recordProcessMetrics({ registry });
    },
    uninstall: () => recording?.[Symbol.dispose](),
  };
  return {
    rail: trace({ telemetry: openTelemetry() }),
    toolMetrics,
    plugins: [toolMetrics, processMetrics],
    async metrics() {
      let text = '';
      for await (const piece of prometheusText(registry)) text += piece;
      return text;
    },
  };
}
