import type { AnyTool, CallOptions, Middleware, ToolInput, ToolOutput } from '@toolwright/core';
import { assertHolds, assertSame, assertSettles } from '../contracts/assert-promise.ts';
import { noHang } from '../no-hang.ts';
import { createTestToolbox } from './create-test-toolbox.ts';
import type { TestToolbox } from './create-test-toolbox.ts';
import { expectError, expectSuccess } from './expect-result.ts';

/** What a tool does with an input. */
export interface ToolCase<Input = unknown, Output = unknown> {
  /** A fact, for the test report. */
  readonly name: string;
  readonly input: Input;
  /** Who calls, for which tenant, with which answers… */
  readonly options?: CallOptions;
  /** Time that passes while the call runs, in milliseconds. @default 0 */
  readonly elapseMs?: number;
  /** The data that come back, or a function that looks at them and throws when they are wrong. */
  readonly returns?: Output | ((data: Output) => void | Promise<void>);
  /** The code of the error that comes back. */
  readonly fails?: string;
  /** The chunks of a streaming tool, in order. */
  readonly yields?: readonly unknown[];
}

/** A case that any test runner can run. */
export interface ToolTest {
  readonly name: string;
  /** Rejects with an `AssertionError` that says what the tool did instead. */
  readonly run: () => Promise<void>;
}

/** What the tool of the cases is put into. */
export interface ToolTestOptions {
  /** The tool's configuration. */
  readonly config?: unknown;
  /** The toolbox's rails. */
  readonly use?: readonly Middleware[];
}

// A tool that never ends is to be named before the test runner gives up without a word.
const hangMs = 4_000;

/** Makes tests of cases: each has a toolbox of its own on fake time, which it starts and stops. */
export function testTool<T extends AnyTool>(
  tool: T,
  cases: readonly ToolCase<ToolInput<T>, ToolOutput<T>>[],
  options: ToolTestOptions = {},
): readonly ToolTest[] {
  return cases.map((one) => ({
    name: one.name,
    run: async () => {
      const config = options.config === undefined ? {} : { [tool.info.name]: options.config };
      const made = createTestToolbox<readonly AnyTool[]>({ tools: [tool], config, use: options.use ?? [] });
      await made.toolbox.start();
      try {
        await noHang(hangMs, () => check(made, tool, one as ToolCase));
      } finally {
        await stop(made);
      }
    },
  }));
}

// What a stop may wait for: calls and cleanups that ignore their signal.
const longestStopMs = 60_000;

async function stop({ toolbox, clock }: TestToolbox<readonly AnyTool[]>): Promise<void> {
  const stopped = toolbox.stop({ drainMs: 0 });
  await clock.advance(longestStopMs);
  await stopped;
}

async function check(made: TestToolbox<readonly AnyTool[]>, tool: AnyTool, one: ToolCase): Promise<void> {
  const { client, clock } = made;
  const { name } = tool.info;
  const time = { clock, elapse: (ms: number) => clock.advance(ms) };
  const gathering = client.gather(name, one.input, one.options);
  if (one.elapseMs !== undefined) await clock.advance(one.elapseMs);
  const { chunks, result } = await (one.elapseMs === undefined
    ? gathering
    : assertSettles(`"${name}"`, time, () => gathering));
  if (one.fails !== undefined) expectError(result, one.fails);
  else {
    const data = expectSuccess(result);
    if (typeof one.returns === 'function') await (one.returns as (value: unknown) => unknown)(data);
    else if ('returns' in one) assertSame(`"${name}" returns`, data, one.returns);
  }
  if (one.yields !== undefined) assertSame(`"${name}" yields`, chunks, one.yields);
  assertHolds('a case says what comes back, or which error', !('returns' in one && one.fails !== undefined));
}
