/**
 * The codes that core and its ports create, each with its one type. Codes are API: never renamed, never reused.
 * Another package declares its own codes beside the code that creates them.
 */
export const errorCodes = {
  INVALID_INPUT: 'validation_error',
  MISSING_REQUIRED_FIELD: 'validation_error',
  INVALID_OPTIONS: 'validation_error',
  INVALID_OUTPUT: 'internal_error',
  UNAUTHENTICATED: 'authentication_error',
  PERMISSION_DENIED: 'permission_error',
  TOOL_NOT_FOUND: 'not_found_error',
  TOOL_SETUP_FAILED: 'unavailable_error',
  PLUGIN_CONFLICT: 'conflict_error',
  PLUGIN_INSTALL_FAILED: 'unavailable_error',
  IDEMPOTENCY_KEY_REUSED: 'conflict_error',
  RATE_LIMITED: 'rate_limit_error',
  QUEUE_FULL: 'unavailable_error',
  SERVICE_UNAVAILABLE: 'unavailable_error',
  STORE_UNAVAILABLE: 'unavailable_error',
  NETWORK_ERROR: 'network_error',
  OPERATION_TIMEOUT: 'timeout_error',
  CANCELLED: 'cancelled_error',
  EXECUTION_FAILED: 'execution_error',
  STREAM_PROCESSING_ERROR: 'execution_error',
  INTERNAL_ERROR: 'internal_error',
} as const;

/** One of core's own error codes. */
export type CoreErrorCode = keyof typeof errorCodes;
