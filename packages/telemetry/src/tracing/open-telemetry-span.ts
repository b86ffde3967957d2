import { context, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import type { Attributes as ApiAttributes, Context, Span as ApiSpan, SpanContext } from '@opentelemetry/api';
import type { Attributes, Failure, Span, TraceContext } from '@toolwright/core';
import { conventions, ownNames } from '../semantic-conventions.ts';

/** Core's span over one of the API. */
export class OpenTelemetrySpan implements Span {
  readonly #span: ApiSpan;
  readonly #within: Context;
  #place: TraceContext | undefined;

  constructor(span: ApiSpan, within: Context) {
    this.#span = span;
    this.#within = within;
  }

  get context(): TraceContext {
    return (this.#place ??= traceContextOf(this.#span.spanContext()));
  }

  set(attributes: Attributes): void {
    this.#span.setAttributes(definedAttributes(attributes));
  }

  event(name: string, attributes: Attributes = {}): void {
    this.#span.addEvent(name, definedAttributes(attributes));
  }

  fail(failure: Failure): void {
    const { code, type, message, cause } = failure;
    this.#span.setStatus({ code: SpanStatusCode.ERROR, message });
    this.#span.setAttributes({ [conventions.errorType]: code, [ownNames.failureType]: type });
    this.#span.recordException(cause instanceof Error ? cause : { name: code, message });
  }

  run<T>(work: () => T): T {
    return context.with(this.#within, work);
  }

  end(): void {
    if (this.#span.isRecording()) this.#span.end();
  }
}

/** A span's place, as core tells it. */
export function traceContextOf(spanContext: SpanContext): TraceContext {
  const { traceId, spanId, traceFlags, traceState } = spanContext;
  const sampled = (traceFlags & TraceFlags.SAMPLED) !== 0;
  return { traceId, spanId, sampled, ...(traceState && { traceState: traceState.serialize() }) };
}

/** The attributes without those that are `undefined`; mostly the same object. */
export function definedAttributes(attributes: Attributes): ApiAttributes {
  for (const name in attributes) {
    if (attributes[name] === undefined) {
      return Object.fromEntries(
        Object.entries(attributes).filter(([, value]) => value !== undefined),
      ) as ApiAttributes;
    }
  }
  return attributes;
}
