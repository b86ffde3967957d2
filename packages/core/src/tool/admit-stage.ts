import type { CallState } from '../call/call-state.ts';
import { failed } from '../call/outcome.ts';
import type { Outcome } from '../call/outcome.ts';
import { holds } from '../call/principal.ts';
import { unlessInterrupted } from '../call/unless-interrupted.ts';
import { failure } from '../errors/failure.ts';
import type { Failure } from '../errors/failure.ts';
import { toFailure } from '../errors/tool-error.ts';
import type { Stage } from '../pipeline/compile.ts';
import { isPromiseLike } from '../ports/awaitable.ts';
import type { AnySchema, SchemaResult } from '../ports/schema.ts';
import { invalidInput } from '../schema/schema-failure.ts';
import type { AnyTool } from './tool.ts';

/** Between the toolbox's rails and the tool's: refuses who may not, then validates the input, then goes on. */
export function admitStage(tool: AnyTool, inner: Stage): Stage {
  const validated = tool.schema.input === undefined ? inner : validate(tool.schema.input, inner);
  const required = tool.info.permissions;
  if (required.length === 0) return validated;
  return (call) => {
    const refusal = refuse(call, required);
    return refusal === undefined ? validated(call) : Promise.resolve(failed(refusal));
  };
}

function refuse(call: CallState, required: readonly string[]): Failure | undefined {
  const { principal, tool } = call;
  if (principal === undefined)
    return failure('UNAUTHENTICATED', `"${tool.name}" needs a caller who is known`);
  const missing = required.filter((permission) => !holds(principal, permission));
  if (missing.length === 0) return undefined;
  return failure(
    'PERMISSION_DENIED',
    `Insufficient permissions for "${tool.name}": ${missing.join(', ')} missing`,
    {
      details: { missing },
    },
  );
}

function validate(schema: AnySchema, inner: Stage): Stage {
  const standard = schema['~standard'];
  const go = (call: CallState, result: SchemaResult<unknown>): Promise<Outcome> => {
    if (result.issues !== undefined) {
      return Promise.resolve(
        failed(invalidInput(`The input of "${call.tool.name}"`, call.input, result.issues)),
      );
    }
    call.input = result.value;
    return inner(call);
  };
  return (call) => {
    try {
      const result = standard.validate(call.input);
      if (!isPromiseLike(result)) return go(call, result);
      return unlessInterrupted(call, result, (settled) => go(call, settled));
    } catch (error) {
      return Promise.resolve(failed(toFailure(error)));
    }
  };
}
