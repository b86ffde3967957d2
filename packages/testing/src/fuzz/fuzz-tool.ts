import { AssertionError } from 'node:assert';
import { createToolbox, numberOption } from '@toolwright/core';
import type { AnyTool, AnyToolbox, CallOptions, SchemaIssue, ToolResult } from '@toolwright/core';
import * as fc from 'fast-check';
import { describeResult } from '../client/expect-result.ts';
import { recordLogs } from '../record/record-logs.ts';
import type { RecordedLogs } from '../record/record-logs.ts';
import { arbitraryOf } from './schema-arbitrary.ts';
import { spoil } from './spoil.ts';

/** How a tool is fuzzed. */
export interface FuzzOptions {
  /** Inputs of each kind, valid and spoilt; at least 1. @default 100 */
  readonly runs?: number;
  /** Repeats the inputs of an earlier run; a failure names it. @default a new one each time */
  readonly seed?: number;
  readonly config?: unknown;
  /** Who calls, and how long one call may take. @default 2_000 ms */
  readonly options?: CallOptions;
}

/** What fuzzing came to, when it found nothing. */
export interface FuzzReport {
  readonly seed: number;
  /** Valid inputs that succeeded. */
  readonly succeeded: number;
  /** Valid inputs that failed as a tool may fail, by code. */
  readonly failed: Readonly<Record<string, number>>;
  /** Invalid inputs that were refused with their paths. */
  readonly refused: number;
  /** Inputs made from the JSON Schema that the schema itself does not accept. */
  readonly unfit: number;
}

/**
 * Calls a tool with inputs made from its JSON Schema: a valid one never crashes it (an `internal_error`, or no answer
 * in time), an invalid one is refused with the path of what is wrong, and none reaches `Object.prototype`.
 *
 * @throws `AssertionError` with the smallest input found, what the tool did, and the seed that repeats it; also when not
 * one input was valid, since then nothing was tried.
 */
export async function fuzzTool(tool: AnyTool, options: FuzzOptions = {}): Promise<FuzzReport> {
  const numRuns = numberOption('runs', options.runs ?? 100, { min: 1, integer: true });
  const logs = recordLogs();
  const { config } = options;
  const toolbox = createToolbox({
    tools: [tool],
    config: config === undefined ? {} : { [tool.info.name]: config },
    logger: logs.logger,
  });
  await toolbox.start();
  try {
    const schema = toolbox.describe()[0]?.inputSchema ?? {};
    const valid = arbitraryOf(schema, schema);
    const judge = new Judge(tool, toolbox, logs, options.options);
    const seed = options.seed ?? fc.sample(fc.nat(), 1)[0] ?? 0;
    const settings = { numRuns, seed };
    await check(
      tool,
      seed,
      fc.check(
        fc.asyncProperty(valid, (input) => judge.call(input, false)),
        settings,
      ),
    );
    const spoilt = fc.asyncProperty(spoil(valid), (input) => judge.call(input, true));
    await check(tool, seed, fc.check(spoilt, settings));
    return judge.report(seed);
  } finally {
    await toolbox.stop({ drainMs: 0 });
  }
}

async function check(
  tool: AnyTool,
  seed: number,
  checking: Promise<fc.RunDetails<[unknown]>>,
): Promise<void> {
  const { failed, errorInstance, counterexample } = await checking;
  if (!failed) return;
  const why = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  const message = `"${tool.info.name}" ${why}; repeat with seed ${seed}`;
  throw new AssertionError({ message, actual: counterexample?.[0] });
}

class Judge {
  readonly #tool: AnyTool;
  readonly #toolbox: AnyToolbox;
  readonly #logs: RecordedLogs;
  readonly #options: CallOptions;
  readonly #failed: Record<string, number> = {};
  #succeeded = 0;
  #refused = 0;
  #unfit = 0;

  constructor(tool: AnyTool, toolbox: AnyToolbox, logs: RecordedLogs, options: CallOptions | undefined) {
    this.#tool = tool;
    this.#toolbox = toolbox;
    this.#logs = logs;
    this.#options = { timeoutMs: 2_000, ...options };
  }

  /** Makes the call and throws when the tool does what no tool may do. */
  async call(input: unknown, spoilt: boolean): Promise<void> {
    const issues = await this.#issuesOf(input);
    const result = await this.#toolbox.dispatch(this.#tool.info.name, input, this.#options);
    if ('polluted' in {}) {
      delete (Object.prototype as { polluted?: unknown }).polluted;
      throw new Error(`lets its input change Object.prototype: ${show(input)}`);
    }
    if (issues === undefined) this.#judgeValid(input, result);
    else this.#judgeRefusal(input, result, spoilt);
  }

  /** What was tried; throws when the tool itself never was. */
  report(seed: number): FuzzReport {
    if (this.#succeeded === 0 && Object.keys(this.#failed).length === 0) {
      const message = `"${this.#tool.info.name}" was not tried: of the inputs made from its JSON Schema, none is valid`;
      throw new AssertionError({ message, actual: this.#unfit });
    }
    return {
      seed,
      succeeded: this.#succeeded,
      failed: this.#failed,
      refused: this.#refused,
      unfit: this.#unfit,
    };
  }

  async #issuesOf(input: unknown): Promise<readonly SchemaIssue[] | undefined> {
    const schema = this.#tool.schema.input;
    return schema === undefined ? undefined : (await schema['~standard'].validate(input)).issues;
  }

  #judgeValid(input: unknown, result: ToolResult): void {
    if (result.status !== 'error') {
      this.#succeeded += 1;
      return;
    }
    const { code, type } = result.error;
    if (type === 'internal_error') {
      throw new Error(`crashes on the valid input ${show(input)}: ${describeResult(result)}${this.#cause()}`);
    }
    if (type === 'timeout_error') throw new Error(`does not answer the valid input ${show(input)} in time`);
    this.#failed[code] = (this.#failed[code] ?? 0) + 1;
  }

  #judgeRefusal(input: unknown, result: ToolResult, spoilt: boolean): void {
    if (result.status !== 'error' || result.error.type !== 'validation_error') {
      throw new Error(`does not refuse the invalid input ${show(input)}: ${describeResult(result)}`);
    }
    const issues = result.error.details?.['issues'];
    const paths = Array.isArray(issues) ? issues.map((issue) => (issue as { path?: unknown }).path) : [];
    if (paths.length === 0 || !paths.every((path) => typeof path === 'string')) {
      throw new Error(`refuses the invalid input ${show(input)} without a path: ${describeResult(result)}`);
    }
    if (spoilt) this.#refused += 1;
    else this.#unfit += 1;
  }

  #cause(): string {
    const error = this.#logs.lines().at(-1)?.fields['error'];
    return error instanceof Error ? ` (${error.message})` : '';
  }
}

function show(input: unknown): string {
  const text = JSON.stringify(input) ?? String(input);
  return text.length <= 300 ? text : `${text.slice(0, 300)}…`;
}
