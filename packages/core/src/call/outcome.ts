import type { Failure } from '../errors/failure.ts';
import type { JsonObject } from '../json/json-value.ts';

/** How a call ended, as a value: inside the pipeline nothing is thrown. */
export type Outcome<T = unknown> = Success<T> | Failed | InputRequired;

/** The call has a result. */
export interface Success<T = unknown> {
  readonly ok: true;
  readonly value: T;
}

/** The call failed. */
export interface Failed {
  readonly ok: false;
  readonly failure: Failure;
}

/**
 * The call cannot go on before somebody answers: neither success nor failure, so it is not retried, cached, counted or
 * stored.
 */
export interface InputRequired {
  readonly ok: 'input-required';
  readonly requests: readonly InputRequest[];
}

/** What a tool asks of the person behind the call. */
export interface InputRequest {
  /** Names the answer in the next call's `answers`. */
  readonly id: string;
  readonly prompt: string;
  /** JSON Schema of the answer, where the schema library offers one. */
  readonly schema?: JsonObject;
  /** What a door that knows this request sends in place of a form. */
  readonly via?: AskRequest;
}

/** A request of some protocol whose result answers a question, such as `sampling/createMessage`. */
export type AskRequest = {
  readonly method: string;
  readonly params: JsonObject;
};

/** Makes a success. */
export function succeeded<T>(value: T): Success<T> {
  return { ok: true, value };
}

/** Makes the outcome of a failure. */
export function failed(failure: Failure): Failed {
  return { ok: false, failure };
}
