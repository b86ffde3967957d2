import type { ErrorType, Failure } from '@toolwright/core';

// What the caller did, or what another guard decided: neither tells how the guarded service is.
const callersOwn: ReadonlySet<ErrorType> = new Set([
  'validation_error',
  'authentication_error',
  'permission_error',
  'not_found_error',
  'conflict_error',
  'rate_limit_error',
  'cancelled_error',
]);

/**
 * Whether a failure counts when nothing else is said: all do but those of the types validation, authentication,
 * permission, not_found, conflict, rate_limit and cancelled, a full queue (`QUEUE_FULL`), the refusal of another
 * circuit, and what an aborted `fetch` throws.
 */
export function countsByDefault(failure: Failure): boolean {
  if (callersOwn.has(failure.type)) return false;
  return failure.code !== 'QUEUE_FULL' && !isCircuitRefusal(failure) && !isAbort(failure.cause);
}

/** Whether a failure is a circuit's refusal: the guarded call did not run. */
export function isCircuitRefusal(failure: Failure): boolean {
  return failure.code === 'SERVICE_UNAVAILABLE' && failure.details?.['reason'] === 'circuit-open';
}

function isAbort(cause: unknown): boolean {
  return cause instanceof Error && cause.name === 'AbortError';
}
