import { createToolbox, ToolError } from '@toolwright/core';
import type { AnyTool, AnyToolbox, CallOptions, ToolResult } from '@toolwright/core';
import { describeResult } from '../client/expect-result.ts';
import { assertHolds, assertSame, assertSettles } from '../contracts/assert-promise.ts';
import { contractCase } from '../contracts/contract-case.ts';
import type { ContractCase, ContractTime } from '../contracts/contract-case.ts';
import { recordLogs } from '../record/record-logs.ts';
import { trackTool } from './tracked-tool.ts';
import type { TrackedTool } from './tracked-tool.ts';

/** A tool with an input that it answers. */
export interface ToolExample {
  readonly tool: AnyTool;
  /** An input that succeeds; one that takes the tool a while shows more. */
  readonly input: unknown;
  readonly config?: unknown;
  readonly options?: CallOptions;
}

/**
 * What a good tool promises beyond its schemas. Time passes on the call's clock: a tool that waits for something
 * outside of the process is run in real time (`realTime`).
 */
export const toolContract: readonly ContractCase<ToolExample>[] = [
  contractCase('answers its example with data that JSON can say', async (example, time) => {
    await withToolbox(example, time, async ({ call }) => {
      const result = await assertSettles('the call', time, () => call());
      assertHolds(`the call succeeds, not ${describeResult(result)}`, result.status === 'success');
      const { data = null } = result;
      assertSame('the data after JSON', JSON.parse(JSON.stringify(data)), data);
    });
  }),
  contractCase('leaves its input as it was', async (example, time) => {
    const before = structuredClone(example.input);
    await withToolbox(example, time, async ({ call }) => {
      await assertSettles('the call', time, () => call());
    });
    assertSame('the input afterwards', example.input, before);
  }),
  contractCase('ends its work when its caller has left', async (example, time) => {
    await withToolbox(example, time, async ({ call, tracked }) => {
      const leaving = new AbortController();
      const result = call({ signal: leaving.signal });
      for (let turn = 0; turn < 10 && tracked.started() === 0; turn += 1) await time.elapse(0);
      leaving.abort(new ToolError('CANCELLED', 'The caller has left'));
      await assertSettles('the call', time, () => result);
      await assertIdle('execute ends once call.signal has aborted', tracked, time);
    });
  }),
  contractCase('ends its work when its time is up', async (example, time) => {
    await withToolbox(example, time, async ({ call, tracked }) => {
      const result = call({ timeoutMs: 10 });
      await time.elapse(20);
      await assertSettles('the call', time, () => result);
      await assertIdle('execute ends once the deadline has passed', tracked, time);
    });
  }),
  contractCase('closes its stream when its reader leaves', async (example, time) => {
    if (!example.tool.info.streaming) return;
    await withToolbox(example, time, async ({ toolbox, tracked }) => {
      const { name } = example.tool.info;
      const items = toolbox.dispatchStream(name, example.input, example.options);
      const first = await assertSettles('the first item', time, () => items.next());
      assertHolds('the stream yields something before its end', first.value?.type !== 'result');
      items.return().catch(() => undefined);
      await assertIdle('the stream is closed once its reader has left', tracked, time);
    });
  }),
  contractCase('closes its stream when its caller hangs up between two items', async (example, time) => {
    if (!example.tool.info.streaming) return;
    await withToolbox(example, time, async ({ toolbox, tracked }) => {
      const leaving = new AbortController();
      const { tool, input, options } = example;
      const items = toolbox.dispatchStream(tool.info.name, input, { ...options, signal: leaving.signal });
      await assertSettles('the first item', time, () => items.next());
      const second = items.next();
      await time.elapse(0);
      leaving.abort(new ToolError('CANCELLED', 'The caller has hung up'));
      await assertSettles('the stream', time, () => second);
      await assertIdle('the stream is closed once its caller has hung up', tracked, time);
    });
  }),
];

interface Running {
  readonly toolbox: AnyToolbox;
  readonly tracked: TrackedTool;
  readonly call: (options?: CallOptions) => Promise<ToolResult>;
}

// Turns in which a tool may notice that it is to end: no time passes meanwhile, so that waiting is no way to end.
const noticeTurns = 50;
const longestStopMs = 60_000;

async function assertIdle(what: string, tracked: TrackedTool, time: ContractTime): Promise<void> {
  const turnMs = (time.slackMs ?? 0) / noticeTurns;
  for (let turn = 0; turn < noticeTurns && tracked.running() > 0; turn += 1) await time.elapse(turnMs);
  assertHolds(`${what}; ${tracked.running()} of ${tracked.started()} go on`, tracked.running() === 0);
}

async function withToolbox(
  example: ToolExample,
  time: ContractTime,
  check: (running: Running) => Promise<void>,
): Promise<void> {
  const { tool, input, config, options } = example;
  const tracked = trackTool(tool);
  const toolbox = createToolbox({
    tools: [tracked.tool],
    config: config === undefined ? {} : { [tool.info.name]: config },
    clock: time.clock,
    logger: recordLogs().logger,
  });
  await toolbox.start();
  try {
    const call = (more?: CallOptions) => toolbox.dispatch(tool.info.name, input, { ...options, ...more });
    await check({ toolbox, tracked, call });
  } finally {
    const stopped = toolbox.stop({ drainMs: 0 });
    if (time.slackMs === undefined) await time.elapse(longestStopMs);
    await stopped;
  }
}
