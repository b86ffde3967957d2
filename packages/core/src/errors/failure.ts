import { errorCodes } from './error-code.ts';
import type { CoreErrorCode } from './error-code.ts';
import { errorTable } from './error-type.ts';
import type { ErrorType } from './error-type.ts';
import type { JsonObject } from '../json/json-value.ts';

/**
 * What went wrong, as a plain record: inside the pipeline failures travel as values, because a record costs a tenth of
 * a thrown error. `cause` is for logs and spans and never reaches a caller.
 */
export interface Failure {
  readonly code: string;
  readonly type: ErrorType;
  /** For the person who reads it: what happened, with which value, what to do. Safe to show to a caller. */
  readonly message: string;
  readonly retryable: boolean;
  /** Milliseconds until another try makes sense. */
  readonly retryAfterMs?: number;
  readonly details?: JsonObject;
  readonly cause?: unknown;
}

/** What a failure may say beyond its code and message. */
export interface FailureOptions {
  /** @default the code's own type */
  readonly type?: ErrorType;
  /** @default the error table's value for the type */
  readonly retryable?: boolean;
  readonly retryAfterMs?: number | undefined;
  readonly details?: JsonObject | undefined;
  readonly cause?: unknown;
}

/** Makes the failure of one of core's codes; type and `retryable` come from the tables unless given. */
export function failure(code: CoreErrorCode, message: string, options?: FailureOptions): Failure {
  return failureOf(code, options?.type ?? errorCodes[code], message, options);
}

/** Makes the failure of a code that another package or an application owns. */
export function failureOf(code: string, type: ErrorType, message: string, options?: FailureOptions): Failure {
  const retryable = options?.retryable ?? errorTable[type].retryable;
  const made: { -readonly [K in keyof Failure]: Failure[K] } = { code, type, message, retryable };
  if (options === undefined) return made;
  const { retryAfterMs, details } = options;
  if (retryAfterMs !== undefined) made.retryAfterMs = retryAfterMs;
  if (details !== undefined) made.details = details;
  if ('cause' in options) made.cause = options.cause;
  return made;
}
