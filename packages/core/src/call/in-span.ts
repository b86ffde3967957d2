import { toFailure } from '../errors/tool-error.ts';
import type { Attributes, Span } from '../ports/telemetry.ts';
import { noopSpan } from '../system/noop-telemetry.ts';
import type { CallState } from './call-state.ts';
import { activeSpan } from './trace-keys.ts';

/** Runs a part of the call's work in a span of its own, below the one that is active. */
export async function inSpan<T>(
  call: CallState,
  { name, attributes }: { readonly name: string; readonly attributes: Attributes },
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const span = call.host.telemetry.startSpan(name, attributes, call.get(activeSpan)?.context);
  if (span === undefined) return work(noopSpan);
  try {
    return await span.run(() => work(span));
  } catch (error) {
    span.fail(toFailure(error));
    throw error;
  } finally {
    span.end();
  }
}
