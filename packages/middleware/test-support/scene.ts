import { createTool, createToolbox } from '@toolwright/core';
import type { AnyTool, AnyToolbox, Middleware, Schema, ToolboxOptions, ToolResult } from '@toolwright/core';
import { createFakeClock, recordLogs, seededRandom } from '@toolwright/testing';
import type { FakeClock, RecordedLogs } from '@toolwright/testing';

/** A toolbox on a clock that the test drives. */
export interface Scene {
  readonly toolbox: AnyToolbox;
  readonly clock: FakeClock;
  readonly lines: RecordedLogs['lines'];
  /** Calls the only tool. */
  readonly call: (input?: unknown, options?: Parameters<AnyToolbox['dispatch']>[2]) => Promise<ToolResult>;
}

type Definition = Parameters<typeof createTool>[0];

/** A schema that lets everything pass. */
const anything: Schema = {
  '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) },
};

/** What a tool of a test is beside what it does. */
export type ToolSettings = Partial<Definition['metadata']> & {
  readonly use?: readonly Middleware[];
  /** It yields chunks. */
  readonly streams?: boolean;
};

/** A tool that does what it is told, behind these rails. */
export function toolDoing(
  execute: Definition['execute'],
  { use = [], streams = false, ...metadata }: ToolSettings = {},
): AnyTool {
  const whole: Definition = {
    metadata: {
      name: 'subject',
      version: '1.0.0',
      description: 'Does what the test says',
      kind: 'query',
      ...metadata,
    },
    execute,
    use,
    ...(streams && { schema: { chunk: anything } }),
  };
  return createTool(whole);
}

/** Puts a tool into a toolbox on a fake clock, and keeps what is logged. */
export function sceneOf(
  tool: AnyTool,
  {
    clock = createFakeClock(),
    ...options
  }: Partial<ToolboxOptions<readonly AnyTool[]>> & { clock?: FakeClock } = {},
): Scene {
  const { logger, lines } = recordLogs();
  const toolbox = createToolbox({ tools: [tool], clock, random: seededRandom(1), logger, ...options });
  const call: Scene['call'] = (input = {}, callOptions) =>
    toolbox.dispatch(tool.info.name, input, callOptions);
  return { toolbox, clock, lines, call };
}

/** The error of a result, or a failing test. */
export function errorIn(result: ToolResult): Extract<ToolResult, { status: 'error' }>['error'] {
  if (result.status === 'error') return result.error;
  throw new Error(`Expected an error, got ${JSON.stringify(result)}`);
}
