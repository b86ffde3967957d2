import type { TraceContext } from '@toolwright/core';

const form = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const longestTraceState = 512;

/**
 * Reads W3C Trace Context (https://www.w3.org/TR/trace-context/) out of headers; `undefined` when they carry none. A
 * later version's longer field is read as far as it is known.
 */
export function readTraceContext(carrier: Readonly<Record<string, string>>): TraceContext | undefined {
  const { traceparent, tracestate } = carrier;
  if (typeof traceparent !== 'string') return undefined;
  const [, version, traceId, spanId, flags, more] = form.exec(traceparent.trim()) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  const sampled = (Number.parseInt(flags, 16) & 1) === 1;
  const known = typeof tracestate === 'string' && tracestate !== '' && tracestate.length <= longestTraceState;
  return { traceId, spanId, sampled, ...(known && { traceState: tracestate }) };
}

/** Writes the headers. */
export function writeTraceContext(context: TraceContext, carrier: Record<string, string>): void {
  const { traceId, spanId, sampled, traceState } = context;
  carrier['traceparent'] = `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
  if (traceState !== undefined && traceState !== '') carrier['tracestate'] = traceState;
}
