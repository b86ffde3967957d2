import type { CallState } from '../call/call-state.ts';
import { failed } from '../call/outcome.ts';
import { unlessInterrupted } from '../call/unless-interrupted.ts';
import type { Outcome } from '../call/outcome.ts';
import { failure } from '../errors/failure.ts';
import { toFailure } from '../errors/tool-error.ts';
import type { Stage } from '../pipeline/compile.ts';
import { isPromiseLike } from '../ports/awaitable.ts';
import type { Awaitable } from '../ports/awaitable.ts';
import type { SchemaResult } from '../ports/schema.ts';
import { invalidOutput } from '../schema/schema-failure.ts';
import { OpenStream } from '../stream/running-stream.ts';
import type { ExecuteContext } from './tool.ts';
import type { ToolRuntime } from './tool-runtime.ts';

type Execute = (context: ExecuteContext) => unknown;

/** The innermost stage: runs the tool, leaves it when the call is interrupted, and checks what it returns. */
export function executeStage(runtime: ToolRuntime): Stage {
  const execute = runtime.tool.execute as Execute;
  const run = (call: CallState, config: unknown): Promise<Outcome> => {
    if (call.interruption !== undefined) return Promise.resolve(failed(call.interruption));
    try {
      const produced = execute({ input: call.input, config, resources: runtime.resources, call });
      if (isPromiseLike(produced)) return waitFor(runtime, call, produced);
      return Promise.resolve(checked(runtime, call, produced));
    } catch (error) {
      return Promise.resolve(thrown(call, error));
    }
  };
  return (call) => {
    const config = runtime.configFor(call);
    return isPromiseLike(config)
      ? unlessInterrupted(call, config, (value) => run(call, value))
      : run(call, config);
  };
}

function waitFor(runtime: ToolRuntime, call: CallState, produced: PromiseLike<unknown>): Promise<Outcome> {
  call.beginWork();
  return new Promise((resolve) => {
    call.abandonWork = resolve;
    produced.then(
      (value) => {
        call.abandonWork = undefined;
        call.endWork();
        resolve(checked(runtime, call, value));
      },
      (error: unknown) => {
        call.abandonWork = undefined;
        call.endWork();
        resolve(thrown(call, error));
      },
    );
  });
}

/** As `returned`, whatever the schema throws. */
function checked(runtime: ToolRuntime, call: CallState, value: unknown): Awaitable<Outcome> {
  try {
    const outcome = returned(runtime, call, value);
    return outcome instanceof Promise ? outcome.catch((error: unknown) => thrown(call, error)) : outcome;
  } catch (error) {
    return thrown(call, error);
  }
}

function returned(runtime: ToolRuntime, call: CallState, value: unknown): Awaitable<Outcome> {
  if (call.pendingRequests !== undefined) return { ok: 'input-required', requests: call.pendingRequests };
  const streams = typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
  if (streams !== runtime.info.streaming) return failed(wrongShape(runtime, streams));
  if (streams) return new OpenStream(call, value as AsyncIterable<unknown>, runtime.tool.schema).open();
  const schema = runtime.tool.schema.output;
  if (schema === undefined) return { ok: true, value };
  const result = schema['~standard'].validate(value);
  return isPromiseLike(result)
    ? unlessInterrupted(call, result, (settled) => output(runtime, settled))
    : output(runtime, result);
}

function output(runtime: ToolRuntime, result: SchemaResult<unknown>): Outcome {
  if (result.issues === undefined) return { ok: true, value: result.value };
  return failed(invalidOutput(runtime.info.name, result.issues));
}

function thrown(call: CallState, error: unknown): Outcome {
  if (call.pendingRequests !== undefined) return { ok: 'input-required', requests: call.pendingRequests };
  return failed(toFailure(error));
}

function wrongShape(runtime: ToolRuntime, streams: boolean): ReturnType<typeof failure> {
  const { name } = runtime.info;
  return failure('INVALID_OUTPUT', `"${name}" returned something else than it declares`, {
    cause: new TypeError(
      streams
        ? `"${name}" returned an async iterable: declare schema.chunk to stream`
        : `"${name}" declares schema.chunk and returned no async iterable`,
    ),
  });
}
