import { activeSpan, invalidOption, rail, streamOf, traceParent } from '@toolwright/core';
import type { Attributes, Call, Middleware, Outcome, Span, Telemetry, ToolInfo } from '@toolwright/core';
import { conventions, ownNames } from '../semantic-conventions.ts';
import { flatAttributes } from './flat-attributes.ts';

/** How calls are traced. */
export interface TraceOptions {
  readonly telemetry: Telemetry;
  /** What the spans say beside the tool, the call and the tenant. One that throws says nothing, and costs a log line. */
  readonly attributes?: (call: Call) => Attributes;
}

/**
 * Puts each call into a span `execute_tool {tool}`, named as the GenAI conventions ask. It hangs below the call that
 * made this one, else below the context that the call's headers carry (`traceparent`), else below the active span;
 * spans of `call.span`, of nested calls and of instrumented clients hang below it. What other rails annotated become
 * its events, a failure its status. The span of a stream ends with the stream. Over a telemetry that is not enabled, a
 * call costs nothing.
 *
 * @throws `INVALID_OPTIONS` for a telemetry that is none.
 */
export function trace(options: TraceOptions): Middleware {
  const { telemetry, attributes } = options;
  if (typeof telemetry?.startSpan !== 'function') throw invalidOption('telemetry', 'a Telemetry', telemetry);
  const known = new WeakMap<ToolInfo, ToolSpan>();
  const spanOf = (tool: ToolInfo): ToolSpan => {
    let span = known.get(tool);
    if (span === undefined) known.set(tool, (span = describeTool(tool)));
    return span;
  };
  const idle = telemetry.enabled === false;
  return rail({ name: 'trace', outside: otherRails, idle, describe: () => ({}) }, (call, next) => {
    const { name, attributes: ofTool } = spanOf(call.tool);
    const span = telemetry.startSpan(name, ofTool, call.get(traceParent) ?? carried(call, telemetry));
    if (span === undefined) return next();
    call.set(activeSpan, span);
    // What nobody keeps need not be described.
    if (span.context.sampled) describe(call, span, attributes);
    return span.run(async () => {
      const outcome = await next();
      const stream = streamOf(outcome);
      if (stream === undefined) finish(call, span, outcome);
      else void stream.ended.then((ended) => finish(call, span, ended));
      return outcome;
    });
  });
}

const otherRails = [
  'rate-limit',
  'cache',
  'retry',
  'circuit-breaker',
  'timeout',
  'bulkhead',
  'fallback',
  'idempotency',
];

interface ToolSpan {
  readonly name: string;
  readonly attributes: Attributes;
}

function describeTool(tool: ToolInfo): ToolSpan {
  return {
    name: `${conventions.executeTool} ${tool.name}`,
    attributes: {
      [conventions.operationName]: conventions.executeTool,
      [conventions.toolName]: tool.name,
      [conventions.toolType]: 'function',
      [conventions.toolDescription]: tool.description,
      [ownNames.toolVersion]: tool.version,
    },
  };
}

function carried(call: Call, telemetry: Telemetry): ReturnType<Telemetry['extract']> {
  const { headers } = call;
  return Object.keys(headers).length === 0 ? undefined : telemetry.extract(headers);
}

function describe(call: Call, span: Span, attributes: TraceOptions['attributes']): void {
  span.set({ [ownNames.callId]: call.id, [ownNames.tenant]: call.tenant });
  if (attributes === undefined) return;
  try {
    span.set(attributes(call));
  } catch (error) {
    call.logger.warn('The attributes of a span could not be made and were left out', { error });
  }
}

function finish(call: Call, span: Span, outcome: Outcome): void {
  if (span.context.sampled) {
    tellAnnotations(call, span);
    if (outcome.ok === 'input-required') span.event('input-required', { requests: outcome.requests.length });
  }
  if (outcome.ok === false) span.fail(outcome.failure);
  span.end();
}

/** Other rails' data may have getters: one that throws must not cost the call. */
function tellAnnotations(call: Call, span: Span): void {
  for (const [name, data] of Object.entries(call.annotations ?? {})) {
    try {
      span.event(name, flatAttributes(data));
    } catch (error) {
      call.logger.warn('An annotation could not be read and was left out of the span', {
        annotation: name,
        error,
      });
    }
  }
}
