import type { AsyncLocalStorage } from 'node:async_hooks';
import type { Attributes, Failure, Span, TraceContext } from '@toolwright/core';
import type { ObservedSpan } from '../contracts/telemetry-contract.ts';

/** A span that has ended. */
export interface RecordedSpan extends ObservedSpan {
  readonly failure?: Failure;
}

/** What a span is made with. */
export interface SpanStart {
  readonly name: string;
  readonly context: TraceContext;
  readonly attributes: Attributes | undefined;
  readonly parentSpanId: string | undefined;
}

/** Makes a span that is handed to `keep` when it ends. */
export function recordingSpan(
  start: SpanStart,
  active: AsyncLocalStorage<TraceContext>,
  keep: (span: RecordedSpan) => void,
): Span {
  const { context } = start;
  let attributes = defined(start.attributes);
  const events: string[] = [];
  let failure: Failure | undefined;
  let open = true;
  return {
    context,
    set(more) {
      if (open) attributes = { ...attributes, ...defined(more) };
    },
    event(name) {
      if (open) events.push(name);
    },
    fail(what) {
      if (open) failure = what;
    },
    run: (work) => active.run(context, work),
    end() {
      if (!open) return;
      open = false;
      const { name, parentSpanId } = start;
      const { traceId, spanId } = context;
      const failed = failure !== undefined;
      keep({ name, traceId, spanId, parentSpanId, attributes, events, failed, ...(failure && { failure }) });
    },
  };
}

/** The attributes that have a value. */
export function defined(attributes: Attributes = {}): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}
