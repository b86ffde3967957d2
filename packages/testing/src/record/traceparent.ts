import type { TraceContext } from '@toolwright/core';

const form = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** Reads a `traceparent` header of W3C Trace Context (https://www.w3.org/TR/trace-context/); undefined when it is none. */
export function readTraceparent(carrier: Readonly<Record<string, string>>): TraceContext | undefined {
  const [, traceId, spanId, flags] = form.exec(carrier['traceparent'] ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** Writes the header. */
export function writeTraceparent({ traceId, spanId, sampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
}
