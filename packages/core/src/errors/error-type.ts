/** What kind of thing went wrong. Every failure has exactly one type; the type decides status and retry. */
export type ErrorType =
  | 'validation_error'
  | 'authentication_error'
  | 'permission_error'
  | 'not_found_error'
  | 'conflict_error'
  | 'rate_limit_error'
  | 'cancelled_error'
  | 'execution_error'
  | 'internal_error'
  | 'network_error'
  | 'unavailable_error'
  | 'timeout_error';

/** How one error type is answered at each door. */
export interface ErrorAnswer {
  /** The HTTP status of a REST answer. */
  readonly status: number;
  /** The JSON-RPC error code, or `undefined` when MCP answers with a result that has `isError: true`. */
  readonly jsonRpcCode: number | undefined;
  /** Whether the same call may succeed later, unless the failure itself says otherwise. */
  readonly retryable: boolean;
}

/**
 * The one error table: type to HTTP status, to JSON-RPC answer, to the default of `retryable`.
 *
 * Failures that a model can repair or wait out are MCP results with `isError`; -32602 and -32603 are JSON-RPC 2.0's
 * own codes. 499 is the de-facto status for a client that went away.
 */
export const errorTable: Readonly<Record<ErrorType, ErrorAnswer>> = {
  validation_error: { status: 400, jsonRpcCode: undefined, retryable: false },
  authentication_error: { status: 401, jsonRpcCode: undefined, retryable: false },
  permission_error: { status: 403, jsonRpcCode: undefined, retryable: false },
  not_found_error: { status: 404, jsonRpcCode: undefined, retryable: false },
  conflict_error: { status: 409, jsonRpcCode: undefined, retryable: false },
  rate_limit_error: { status: 429, jsonRpcCode: undefined, retryable: true },
  cancelled_error: { status: 499, jsonRpcCode: undefined, retryable: false },
  execution_error: { status: 500, jsonRpcCode: undefined, retryable: false },
  internal_error: { status: 500, jsonRpcCode: undefined, retryable: false },
  network_error: { status: 502, jsonRpcCode: undefined, retryable: true },
  unavailable_error: { status: 503, jsonRpcCode: undefined, retryable: true },
  timeout_error: { status: 504, jsonRpcCode: undefined, retryable: true },
};
