import type { ErrorType, JsonObject, ResultError, ResultMetadata, ToolResult } from '@toolwright/core';

/** What a problem of a service has beside the members of RFC 9457. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errorType?: ErrorType;
  readonly retryable?: boolean;
  readonly retryAfterMs?: number;
  readonly details?: JsonObject;
  readonly callId?: string;
}

/** A problem as the result that it is in process. */
export function problemResult(tool: string, problem: Problem): ToolResult {
  const { code, detail, retryAfterMs, details, callId = '' } = problem;
  // A refusal of the server's own, before there was a call, says its status only.
  const { errorType = problem.status >= 500 ? 'unavailable_error' : 'validation_error' } = problem;
  const error = {
    code,
    type: errorType,
    message: detail,
    retryable: problem.retryable ?? false,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(details !== undefined && { details }),
  };
  return errorResult(error, unnamedCall(tool, callId));
}

/** What a caller who left gets in process. */
export function cancelledResult(tool: string): ToolResult {
  const message = `The caller left before "${tool}" was done`;
  return errorResult(
    { code: 'CANCELLED', type: 'cancelled_error', message, retryable: false },
    unnamedCall(tool),
  );
}

/** The result of a call that failed. */
export function errorResult(error: ResultError, metadata: ResultMetadata): ToolResult {
  return { status: 'error', error, metadata };
}

/** What is known of a call of which the service says nothing. */
export function unnamedCall(tool: string, callId = ''): ResultMetadata {
  return { callId, tool, version: '' };
}
