import { context, diag, DiagLogLevel, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  defaultResource,
  detectResources,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
  serviceInstanceIdDetector,
  serviceNameEnvDetector,
} from '@opentelemetry/resources';
import type { Resource } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { withDeadline } from '@toolwright/core';
import type { Clock, Logger } from '@toolwright/core';
import { createTailFilter, metricProducer } from '@toolwright/telemetry';
import type { MetricsRegistry } from '@toolwright/telemetry';
import type { ServiceConfig } from './config.ts';

/** What leaves, and as whose. */
export interface OtlpOptions {
  readonly registry: MetricsRegistry;
  readonly config: ServiceConfig;
  readonly service: { readonly name: string; readonly version: string };
  readonly clock: Clock;
  readonly logger: Logger;
}

const quietMs = 60_000;

/**
 * Registers an OpenTelemetry SDK whose traces and metrics leave by OTLP over HTTP. Where to, and with which headers, the
 * exporters read from the environment, as OpenTelemetry says it. What a collector does not take in time is dropped, and
 * said at most once a minute. Returns what sends the rest and unregisters it: it never rejects and takes hardly longer
 * than one request may.
 *
 * Only to be loaded when it is wanted: the SDK is larger than the rest of the service's telemetry.
 */
export function startOtlp({ registry, config, service, clock, logger }: OtlpOptions): () => Promise<void> {
  const { otelExporterOtlpTimeout: timeoutMillis, otelTracesSamplerArg: ratio } = config;
  const environment = config.production ? 'production' : 'development';
  const resource = resourceOf(service, environment);
  diag.setLogger(complaintsTo(logger, clock), DiagLogLevel.WARN);
  const batching = new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ timeoutMillis }) });
  const filter = createTailFilter({ to: batching, environment, ...(ratio !== undefined && { ratio }) });
  const tracing = new TracerProvider({ resource, spanProcessors: [filter] });
  const reader = new PeriodicExportingMetricReader({
    exporter: new OTLPMetricExporter({ timeoutMillis }),
    metricProducers: [metricProducer({ registry, resource })],
  });
  const measuring = new MeterProvider({ resource, readers: [reader] });
  trace.setGlobalTracerProvider(tracing);
  // The SDK brings none along, and without one the children of spans lose their parents.
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  return async () => {
    await withDeadline(() => Promise.allSettled([tracing.shutdown(), measuring.shutdown()]), {
      clock,
      timeoutMs: timeoutMillis + 500,
      onTimeout: () => new Error('The collector takes too long; the last traces and metrics are lost'),
    }).catch((error: unknown) => logger.warn('Traces or metrics were lost at the end', { error }));
    trace.disable();
    context.disable();
    diag.disable();
  };
}

/** What the environment says of the service comes before what it says of itself. */
function resourceOf(service: OtlpOptions['service'], environment: string): Resource {
  const own = resourceFromAttributes({
    'service.name': service.name,
    'service.version': service.version,
    'deployment.environment.name': environment,
  });
  const detectors = [serviceInstanceIdDetector, resourceAttributesEnvDetector, serviceNameEnvDetector];
  return defaultResource().merge(own).merge(detectResources({ detectors }));
}

function complaintsTo(logger: Logger, clock: Clock): Parameters<typeof diag.setLogger>[0] {
  let quietUntilMs = -Infinity;
  const tell = (message: string): void => {
    if (clock.monotonicNow() < quietUntilMs) return;
    quietUntilMs = clock.monotonicNow() + quietMs;
    logger.warn('OpenTelemetry has trouble, such as a collector that is gone', {
      said: message.slice(0, 500),
    });
  };
  return { error: tell, warn: tell, info: ignored, debug: ignored, verbose: ignored };
}

function ignored(): void {}
