import type { Span, TraceContext } from '../ports/telemetry.ts';
import { contextKey } from './context-key.ts';
import type { ContextKey } from './context-key.ts';

/** The span of the call: a tracing rail sets it, and `call.span` starts its spans below it. */
export const activeSpan: ContextKey<Span> = contextKey('active-span');

/** Where a nested call hangs in the trace: the kernel sets it, a tracing rail starts its span below it. */
export const traceParent: ContextKey<TraceContext> = contextKey('trace-parent');
