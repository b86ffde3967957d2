import { createRedactor } from '@toolwright/core';
import type { LogFields, Redactor, Telemetry } from '@toolwright/core';

/** What every line of a log goes through. */
export interface LineOptions {
  /** Takes the secrets out; give it a tool's schema to know its `sensitive` fields. @default createRedactor() */
  readonly redactor?: Redactor;
  /** Where the active trace is known: its lines then carry `traceId` and `spanId`. @default none */
  readonly telemetry?: Telemetry;
}

/** Makes the fields of a line: those of its logger and its own, without secrets, with the trace they belong to. */
export interface LineFields {
  /** A child's fields, ready once and for all. */
  bound(before: LogFields, fields: LogFields): LogFields;
  ofLine(bound: LogFields, fields: LogFields | undefined): Record<string, unknown>;
}

export function lineFields(options: LineOptions): LineFields {
  const { redactor = createRedactor(), telemetry } = options;
  const ready = (fields: LogFields): Record<string, unknown> => plain(redactor(fields) as LogFields);
  return {
    bound: (before, fields) => ({ ...before, ...ready(fields) }),
    ofLine(bound, fields) {
      const line = { ...bound, ...activeTrace(telemetry) };
      return fields === undefined ? line : Object.assign(line, ready(fields));
    },
  };
}

/** An error as what JSON can say of it. */
export function errorRecord(error: Error): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  return {
    ...Object.fromEntries(Object.entries(error)),
    name,
    message,
    stack,
    ...(cause !== undefined && { cause: plainValue(cause) }),
  };
}

/** Errors say nothing in JSON by themselves. */
function plain(fields: LogFields): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) copy[name] = plainValue(value);
  return copy;
}

function plainValue(value: unknown): unknown {
  return value instanceof Error ? errorRecord(value) : value;
}

/** A telemetry hands out its active context only as headers. */
function activeTrace(telemetry: Telemetry | undefined): LogFields | undefined {
  if (telemetry === undefined) return undefined;
  const carrier: Record<string, string> = {};
  telemetry.inject(carrier);
  const context = telemetry.extract(carrier);
  return context && { traceId: context.traceId, spanId: context.spanId };
}
