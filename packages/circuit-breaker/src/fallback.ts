import type { Awaitable, Failure, Outcome, Success } from '@toolwright/core';

/** Answers in place of the guarded call: with a value, by a function, or by asking another service. */
export type Fallback = (
  failure: Failure,
  options: { readonly signal: AbortSignal | undefined },
) => Awaitable<unknown>;

/** A success that a fallback gave, with the failure that it stands in for. */
export interface FallbackSuccess<T = unknown> extends Success<T> {
  readonly fallback: Failure;
}

/** Whether an outcome was given by a fallback. */
export function isFallback<T>(outcome: Outcome<T>): outcome is FallbackSuccess<T> {
  return outcome.ok === true && 'fallback' in outcome;
}
