import { context, metrics, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';

/** Plays the application: registers an SDK whose spans go to the processors. Undo it with `removeSdk`. */
export function registerSdk(...spanProcessors: SpanProcessor[]): TracerProvider {
  const provider = new TracerProvider({ spanProcessors });
  trace.setGlobalTracerProvider(provider);
  // SDK 3 brings no context manager along: without one children lose their parents.
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  return provider;
}

/** Leaves the API as it was found. */
export function removeSdk(): void {
  trace.disable();
  context.disable();
  metrics.disable();
  propagation.disable();
}
