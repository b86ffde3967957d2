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
  /** Whether the same call may succeed later, unless the failure itself says otherwise. */
  readonly retryable: boolean;
}

/**
 * The one error table: type to HTTP status, to the default of `retryable`. Over MCP every failure of a call is a result
 * with `isError: true`, which a model can repair or wait out; JSON-RPC's own codes are for messages that are no calls.
 * 499 is the de-facto status for a client that went away.
 */
export const errorTable: Readonly<Record<ErrorType, ErrorAnswer>> = {
  validation_error: { status: 400, retryable: false },
  authentication_error: { status: 401, retryable: false },
  permission_error: { status: 403, retryable: false },
  not_found_error: { status: 404, retryable: false },
  conflict_error: { status: 409, retryable: false },
  rate_limit_error: { status: 429, retryable: true },
  cancelled_error: { status: 499, retryable: false },
  execution_error: { status: 500, retryable: false },
  internal_error: { status: 500, retryable: false },
  network_error: { status: 502, retryable: true },
  unavailable_error: { status: 503, retryable: true },
  timeout_error: { status: 504, retryable: true },
};
