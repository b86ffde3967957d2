import {
  failed,
  invalidInput,
  invalidOption,
  invalidOutput,
  rail,
  streamOf,
  succeeded,
} from '@toolwright/core';
import type { AnySchema, Awaitable, Call, Middleware, SchemaIssue, SchemaResult } from '@toolwright/core';
import { onceSettled, withinCall } from '../within-call.ts';

/**
 * What a value must be: a Standard Schema, whose result goes on in the value's place, or a function that answers
 * `undefined` for a value that fits, else what is wrong with it.
 */
export type ValueCheck<Value = unknown> =
  | AnySchema
  | ((value: Value, call: Call) => Awaitable<string | readonly SchemaIssue[] | undefined>);

/**
 * Refuses an input that does not fit with `INVALID_INPUT`, saying what is wrong with which member. For what a tool's
 * own schema cannot say: rules that need the caller, the tenant or another service.
 *
 * @throws `INVALID_OPTIONS` for a check that is neither schema nor function.
 */
export function validateInput<Input = unknown>(check: ValueCheck<Input>): Middleware {
  const judge = judgeOf(check);
  return rail(
    { name: 'validate-input', inside: ['audit'], outside: ['cache', 'idempotency'], describe: () => ({}) },
    (call, next) => {
      const what = `The input's check of "${call.tool.name}"`;
      const result = withinCall(call, { what }, () => judge(call.input, call));
      return onceSettled(result, (settled) => {
        if (settled.issues !== undefined) {
          const refusal = invalidInput(`The input of "${call.tool.name}"`, call.input, settled.issues);
          return Promise.resolve(failed(refusal));
        }
        const { value } = settled;
        return value === call.input ? next() : next(call.fork({ attempt: call.attempt, input: value }));
      });
    },
  );
}

/**
 * Fails a success that does not fit with `INVALID_OUTPUT`; the caller learns which members, the log what is wrong.
 * Streams pass by: the tool's own schemas check each chunk and the last value.
 *
 * @throws `INVALID_OPTIONS` for a check that is neither schema nor function.
 */
export function validateOutput<Output = unknown>(check: ValueCheck<Output>): Middleware {
  const judge = judgeOf(check);
  return rail({ name: 'validate-output', describe: () => ({}) }, async (call, next) => {
    const outcome = await next();
    if (outcome.ok !== true || streamOf(outcome) !== undefined) return outcome;
    const what = `The output's check of "${call.tool.name}"`;
    const result = await withinCall(call, { what }, () => judge(outcome.value, call));
    if (result.issues !== undefined) return failed(invalidOutput(call.tool.name, result.issues));
    return succeeded(result.value);
  });
}

type Judge = (value: unknown, call: Call) => Awaitable<SchemaResult<unknown>>;

function judgeOf<Value>(check: ValueCheck<Value>): Judge {
  if (typeof check === 'object' && check !== null && '~standard' in check)
    return (value) => check['~standard'].validate(value);
  if (typeof check !== 'function')
    throw invalidOption('check', 'a Standard Schema or a function of the value and the call', check);
  // Some libraries' schemas are functions.
  if ('~standard' in check) return (value) => (check as AnySchema)['~standard'].validate(value);
  return async (value, call) => {
    const wrong = await check(value as Value, call);
    const issues = typeof wrong === 'string' ? [{ message: wrong }] : wrong;
    return issues === undefined || issues.length === 0 ? { value } : { issues };
  };
}
