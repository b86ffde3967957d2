import type { CallState } from '../call/call-state.ts';
import type { InputRequest, Outcome } from '../call/outcome.ts';
import type { ErrorType } from '../errors/error-type.ts';
import type { Failure } from '../errors/failure.ts';
import type { JsonObject } from '../json/json-value.ts';

/** What a caller gets: the same envelope in process, over REST and over MCP. */
export type ToolResult<T = unknown> =
  | { readonly status: 'success'; readonly data: T; readonly metadata: ResultMetadata }
  | { readonly status: 'error'; readonly error: ResultError; readonly metadata: ResultMetadata }
  | {
      readonly status: 'input_required';
      readonly requests: readonly InputRequest[];
      readonly metadata: ResultMetadata;
    };

/** A failure as a caller sees it: without its cause. */
export interface ResultError {
  readonly code: string;
  readonly type: ErrorType;
  readonly message: string;
  readonly retryable: boolean;
  readonly retryAfterMs?: number;
  readonly details?: JsonObject;
}

/** Which call it was, and what the rails did, each under its own name. */
export interface ResultMetadata {
  readonly callId: string;
  readonly tool: string;
  readonly version: string;
  readonly [rail: string]: string | JsonObject;
}

/** Makes the envelope of a call's outcome. */
export function resultOf(call: CallState, outcome: Outcome): ToolResult {
  const metadata = metadataOf(call);
  if (outcome.ok === true) return { status: 'success', data: outcome.value, metadata };
  if (outcome.ok === false) return { status: 'error', error: errorOf(outcome.failure), metadata };
  return { status: 'input_required', requests: outcome.requests, metadata };
}

/** Leaves out what is not for the caller. */
export function errorOf(failure: Failure): ResultError {
  const { code, type, message, retryable, retryAfterMs, details } = failure;
  const error: { -readonly [K in keyof ResultError]: ResultError[K] } = { code, type, message, retryable };
  if (retryAfterMs !== undefined) error.retryAfterMs = retryAfterMs;
  if (details !== undefined) error.details = details;
  return error;
}

function metadataOf(call: CallState): ResultMetadata {
  const { tool, annotations } = call;
  const metadata: { callId: string; tool: string; version: string; [rail: string]: string | JsonObject } = {
    callId: call.id,
    tool: tool.name,
    version: tool.version,
  };
  // By hand: a spread of annotations costs as much as the rest of an empty call's envelope.
  for (const name in annotations) if (!(name in metadata)) metadata[name] = annotations[name]!;
  return metadata;
}
