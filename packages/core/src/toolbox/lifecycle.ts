import { isToolError, toFailure, ToolError } from '../errors/tool-error.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import { withDeadline } from '../remote/with-deadline.ts';
import type { ToolRuntime } from '../tool/tool-runtime.ts';

/** What opening and closing the tools needs. */
export interface LifecycleOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Sets all tools up, side by side. When one fails, closes what was opened and throws the failure that names it. */
export async function setUpAll(runtimes: readonly ToolRuntime[], options: LifecycleOptions): Promise<void> {
  const outcomes = await Promise.allSettled(runtimes.map((runtime) => setUp(runtime, options)));
  const failed = outcomes.flatMap((outcome) =>
    outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
  );
  if (failed.length === 0) return;
  await cleanUpAll(runtimes, options);
  throw failed[0];
}

/** Closes all tools, the last first; a failing cleanup is logged and the others go on. */
export async function cleanUpAll(runtimes: readonly ToolRuntime[], options: LifecycleOptions): Promise<void> {
  for (const runtime of runtimes.toReversed()) await close(runtime, () => runtime.cleanUp(), options);
}

/** Never rejects. */
async function close(
  { info }: ToolRuntime,
  work: () => Promise<void>,
  { clock, logger, timeoutMs }: LifecycleOptions,
): Promise<void> {
  try {
    const onTimeout = (): Error => new Error(`not done after ${timeoutMs} ms`);
    await withDeadline(work, { clock, timeoutMs, onTimeout });
  } catch (error) {
    logger.error('A tool could not be cleaned up', { tool: info.name, error });
  }
}

async function setUp(runtime: ToolRuntime, options: LifecycleOptions): Promise<void> {
  const { name } = runtime.info;
  try {
    const work = async (signal: AbortSignal): Promise<void> => {
      const closeLate = await runtime.setUp(signal);
      if (closeLate !== undefined) await close(runtime, closeLate, options);
    };
    await withDeadline(work, {
      clock: options.clock,
      timeoutMs: options.timeoutMs,
      signal: options.signal,
      onTimeout: () => new ToolError('OPERATION_TIMEOUT', `not done after ${options.timeoutMs} ms`),
    });
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new ToolError('TOOL_SETUP_FAILED', `The tool "${name}" could not be set up: ${said}`, {
      details: { tool: name },
      retryable: isToolError(error) && toFailure(error).retryable,
      cause: error,
    });
  }
}
