import type { Call } from '../call/call.ts';
import type { Outcome } from '../call/outcome.ts';
import type { JsonObject } from '../json/json-value.ts';

/**
 * Runs the rest of the pipeline, by default with the call it belongs to. Never rejects. A call passes each layer
 * once: repeat with `next(call.fork())`.
 */
// oxlint-disable-next-line typescript/no-explicit-any -- a call of any input and context goes in: the one place where variance needs it
export type Next = (call?: Call<any, any>) => Promise<Outcome>;

/** One function around the rest of the pipeline. What it throws becomes the call's failure. */
export interface Middleware<Adds extends object = object> {
  (call: Call, next: Next): Promise<Outcome>;
  /** What the middleware says of itself, when it is a rail. */
  readonly rail?: Rail;
  /** Phantom: what `call.context` has inside of it. */
  readonly '~adds'?: Adds;
}

/** How a middleware describes itself. */
export interface Rail {
  readonly name: string;
  /** Names of rails that must stand inside of this one, should they be there. */
  readonly outside?: readonly string[];
  /** Names of rails that must stand around this one, should they be there. */
  readonly inside?: readonly string[];
  /** It would do nothing for any call, such as telling a telemetry that records nothing: calls go without it. @default false */
  readonly idle?: boolean;
  /** The settings that a reader of `toolbox.describe()` wants to see; no secrets. */
  describe(): JsonObject;
}

/** Makes a middleware of a function and its description. */
export function rail<Adds extends object = object>(
  describe: Rail,
  run: (call: Call, next: Next) => Promise<Outcome>,
): Middleware<Adds> {
  Object.defineProperty(run, 'name', { value: describe.name });
  return Object.assign(run, { rail: describe });
}
