import { errorCodes } from './error-code.ts';
import type { CoreErrorCode } from './error-code.ts';
import type { ErrorType } from './error-type.ts';
import { failureOf } from './failure.ts';
import type { Failure, FailureOptions } from './failure.ts';
import type { JsonObject } from '../json/json-value.ts';

const brand = Symbol.for('@toolwright/tool-error');

/**
 * The one error that Toolwright throws, told apart by `code`. Throw it from a tool to choose what the caller sees:
 * `throw new ToolError('EXECUTION_FAILED', 'The bank refused the card')`.
 *
 * A code that is not core's needs its `type` in the options.
 */
export class ToolError<Code extends string = string> extends Error {
  readonly code: Code;
  readonly type: ErrorType;
  readonly retryable: boolean;
  readonly retryAfterMs?: number;
  readonly details?: JsonObject;

  constructor(code: Code & CoreErrorCode, message: string, options?: FailureOptions);
  constructor(code: Code, message: string, options: FailureOptions & { readonly type: ErrorType });
  constructor(code: Code, message: string, options?: FailureOptions) {
    super(message, options && 'cause' in options ? { cause: options.cause } : undefined);
    const type = options?.type ?? coreType(code) ?? 'internal_error';
    const record = failureOf(code, type, message, options);
    this.name = 'ToolError';
    this.code = code;
    this.type = record.type;
    this.retryable = record.retryable;
    if (record.retryAfterMs !== undefined) this.retryAfterMs = record.retryAfterMs;
    if (record.details !== undefined) this.details = record.details;
    Object.defineProperty(this, brand, { value: true });
  }
}

/** Whether `value` is a {@link ToolError}, of any copy of this package, and (when given) of that code. */
export function isToolError<Code extends string>(value: unknown, code: Code): value is ToolError<Code>;
export function isToolError(value: unknown): value is ToolError;
export function isToolError(value: unknown, code?: string): boolean {
  if (typeof value !== 'object' || value === null || !(brand in value)) return false;
  return code === undefined || ('code' in value && value.code === code);
}

/** Makes the error of a failure: where a value must be thrown, at the edge. */
export function toToolError(record: Failure): ToolError {
  return new ToolError(record.code, record.message, record);
}

/**
 * Makes the failure of anything thrown. A {@link ToolError} keeps all it says; anything else becomes an
 * `INTERNAL_ERROR` whose message tells nothing of it, with the thrown value as `cause` for the log.
 */
export function toFailure(thrown: unknown): Failure {
  if (isToolError(thrown)) return failureOf(thrown.code, thrown.type, thrown.message, thrown);
  return {
    code: 'INTERNAL_ERROR',
    type: 'internal_error',
    message: 'The tool failed unexpectedly. The cause is in the log of the service.',
    retryable: false,
    cause: thrown,
  };
}

function coreType(code: string): ErrorType | undefined {
  return Object.hasOwn(errorCodes, code) ? errorCodes[code as CoreErrorCode] : undefined;
}
