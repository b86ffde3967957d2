import { createTool, createToolbox } from '@toolwright/core';
import type { AnyTool, AnyToolbox, LogFields, Logger, ToolboxOptions, ToolResult } from '@toolwright/core';
import { createFakeClock, seededRandom } from '@toolwright/testing';
import type { FakeClock } from '@toolwright/testing';

/** One line that was logged. */
export interface LoggedLine {
  readonly level: string;
  readonly message: string;
  readonly fields: LogFields;
}

/** A toolbox on a clock that the test drives. */
export interface Scene {
  readonly toolbox: AnyToolbox;
  readonly clock: FakeClock;
  readonly lines: readonly LoggedLine[];
  /** Writes into `lines`. */
  readonly logger: Logger;
}

/** Puts tools into a toolbox on a fake clock, and keeps what is logged. */
export function sceneOf(
  tools: readonly AnyTool[],
  options: Partial<ToolboxOptions<readonly AnyTool[]>> = {},
): Scene {
  const clock = createFakeClock();
  const lines: LoggedLine[] = [];
  const logger = loggerInto(lines);
  const toolbox = createToolbox({
    tools,
    clock,
    random: seededRandom(1),
    logger,
    ...options,
  });
  return { toolbox, clock, lines, logger };
}

/** A tool that does what it is told, with everything else at its simplest. */
export function toolDoing(
  execute: Parameters<typeof createTool>[0]['execute'],
  definition: Partial<Omit<Parameters<typeof createTool>[0], 'execute'>> = {},
): AnyTool {
  const whole: Parameters<typeof createTool>[0] = {
    metadata: { name: 'subject', version: '1.0.0', description: 'Does what the test says', kind: 'query' },
    execute,
    ...definition,
  };
  return createTool(whole);
}

/** The error of a result, or a failing test. */
export function errorIn(result: ToolResult): Extract<ToolResult, { status: 'error' }>['error'] {
  if (result.status === 'error') return result.error;
  throw new Error(`Expected an error, got ${JSON.stringify(result)}`);
}

function loggerInto(lines: LoggedLine[], bound: LogFields = {}): Logger {
  const write =
    (level: string) =>
    (message: string, fields: LogFields = {}): void => {
      lines.push({ level, message, fields: { ...bound, ...fields } });
    };
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: (fields) => loggerInto(lines, { ...bound, ...fields }),
  };
}
