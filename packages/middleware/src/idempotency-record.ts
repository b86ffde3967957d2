import type { Call, Failed, Failure, JsonObject, Outcome, Success } from '@toolwright/core';

/** What is stored under an idempotency key. */
export interface IdempotencyRecord {
  /** The digest of the input that the outcome belongs to. */
  readonly input: string;
  /** The call that did the work. */
  readonly callId: string;
  readonly atMs: number;
  readonly outcome: Success | Failed;
}

/** The record as text, or `undefined` for a result that JSON cannot say. */
export function recordOf(
  outcome: Success | Failed,
  { call, inputDigest }: { readonly call: Call; readonly inputDigest: string },
): string | undefined {
  const kept: Outcome = outcome.ok ? outcome : { ok: false, failure: withoutCause(outcome.failure) };
  try {
    return JSON.stringify({ input: inputDigest, callId: call.id, atMs: call.clock.now(), outcome: kept });
  } catch (error) {
    call.logger.warn('A result cannot be stored for its idempotency key: it is no JSON', { error });
    return undefined;
  }
}

/** Reads what {@link recordOf} wrote. Throws a `SyntaxError` on anything else. */
export function readRecord(text: string): IdempotencyRecord {
  const record = JSON.parse(text) as JsonObject;
  if (typeof record['input'] !== 'string' || typeof record['outcome'] !== 'object') {
    throw new SyntaxError('An idempotency key holds something else than a record of an outcome');
  }
  return record as unknown as IdempotencyRecord;
}

/** Causes are for the log of the call that failed. */
function withoutCause(failure: Failure): Failure {
  const { cause, ...rest } = failure;
  return cause === undefined ? failure : rest;
}
