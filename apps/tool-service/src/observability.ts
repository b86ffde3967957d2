import { noopTelemetry } from '@toolwright/core';
import type { Middleware, Plugin, Telemetry } from '@toolwright/core';
import {
  createMetricsRegistry,
  createToolMetrics,
  openTelemetry,
  prometheusText,
  recordProcessMetrics,
  trace,
} from '@toolwright/telemetry';
import type { ToolMetrics } from '@toolwright/telemetry';
import type { OtlpOptions } from './observability-otlp.ts';

/** What the service tells of itself. */
export interface Observability {
  /** Where spans go: nowhere unless OTEL_EXPORTER_OTLP_ENDPOINT says where. */
  readonly telemetry: Telemetry;
  /** The outermost rail: a span for each call. */
  readonly rail: Middleware;
  readonly toolMetrics: ToolMetrics;
  readonly plugins: readonly Plugin[];
  /** Everything measured, in Prometheus' text format. */
  metrics(): Promise<string>;
}

/** Counts calls and what the process uses, in bounded memory; traces calls where somebody takes the traces. */
export async function createObservability(options: Omit<OtlpOptions, 'registry'>): Promise<Observability> {
  const { config, clock } = options;
  const registry = createMetricsRegistry({ clock });
  const toolMetrics = createToolMetrics({ telemetry: registry, clock });
  const plugins: Plugin[] = [toolMetrics];
  let telemetry = noopTelemetry;
  let recording: Disposable | undefined;
  plugins.push({
    name: 'process-metrics',
    version: '1.0.0',
    install() {
      recording = recordProcessMetrics({ registry });
    },
    uninstall: () => recording?.[Symbol.dispose](),
  });
  if (config.otelExporterOtlpEndpoint !== undefined) {
    const { startOtlp } = await import('./observability-otlp.ts');
    const stop = startOtlp({ ...options, registry });
    plugins.push({ name: 'otlp', version: '1.0.0', uninstall: stop });
    telemetry = openTelemetry();
  }
  return {
    telemetry,
    rail: trace({ telemetry }),
    toolMetrics,
    plugins,
    async metrics() {
      let text = '';
      for await (const piece of prometheusText(registry)) text += piece;
      return text;
    },
  };
}
