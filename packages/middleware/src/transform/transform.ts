import { invalidOption, rail, streamOf, succeeded } from '@toolwright/core';
import type { Awaitable, Call, Failure, Middleware } from '@toolwright/core';
import { onceSettled, withinCall } from '../within-call.ts';

/**
 * Hands the rest of the pipeline another input. Among a toolbox's rails it changes what is validated; among a tool's,
 * what the schema has made.
 *
 * @throws `INVALID_OPTIONS` for a `transform` that is no function.
 */
export function transformInput<Input = unknown>(
  transform: (input: Input, call: Call) => Awaitable<unknown>,
): Middleware {
  checkFunction(transform, 'input');
  return rail({ name: 'transform-input', inside: ['audit'], describe: () => ({}) }, (call, next) => {
    const what = `The input's transform of "${call.tool.name}"`;
    const made = withinCall(call, { what }, () => transform(call.input as Input, call));
    return onceSettled(made, (input) => next(call.fork({ attempt: call.attempt, input })));
  });
}

/**
 * Answers with what `transform` makes of a success. Failures, questions and streams pass by as they are.
 *
 * @throws `INVALID_OPTIONS` for a `transform` that is no function.
 */
export function transformOutput<Output = unknown>(
  transform: (output: Output, call: Call) => Awaitable<unknown>,
): Middleware {
  checkFunction(transform, 'output');
  return rail({ name: 'transform-output', describe: () => ({}) }, async (call, next) => {
    const outcome = await next();
    if (outcome.ok !== true || streamOf(outcome) !== undefined) return outcome;
    const what = `The output's transform of "${call.tool.name}"`;
    return succeeded(await withinCall(call, { what }, () => transform(outcome.value as Output, call)));
  });
}

/**
 * Tells a failure in other words: another code, a message for this service's callers. `undefined` leaves it as it is.
 * The cause stays with the failure, for the log. What fails a stream that has opened passes by.
 *
 * @throws `INVALID_OPTIONS` for a `transform` that is no function.
 */
export function transformError(
  transform: (failure: Failure, call: Call) => Awaitable<Failure | undefined>,
): Middleware {
  checkFunction(transform, 'failure');
  return rail({ name: 'transform-error', describe: () => ({}) }, async (call, next) => {
    const outcome = await next();
    if (outcome.ok !== false) return outcome;
    const { failure } = outcome;
    const what = `The failure's transform of "${call.tool.name}"`;
    const made = await withinCall(call, { what }, () => transform(failure, call));
    if (made === undefined) return outcome;
    return { ok: false, failure: 'cause' in failure ? { cause: failure.cause, ...made } : made };
  });
}

function checkFunction(transform: unknown, of: string): void {
  if (typeof transform !== 'function')
    throw invalidOption('transform', `a function of the ${of} and the call`, transform);
}
