import { invalidOption, systemClock } from '@toolwright/core';
import type { Clock, LogFields, Logger } from '@toolwright/core';
import { errorRecord, lineFields } from './line-fields.ts';
import type { LineFields, LineOptions } from './line-fields.ts';

/** How much is logged, least first. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

/** How lines are written. */
export interface StructuredLoggerOptions extends LineOptions {
  /** Lines below it are dropped. @default 'info' */
  readonly level?: LogLevel;
  /** Takes a line with its line break. @default the standard output */
  readonly write?: (line: string) => void;
  /** @default systemClock */
  readonly clock?: Clock;
}

const levels: readonly LogLevel[] = ['error', 'warn', 'info', 'debug'];

/**
 * Makes a logger that writes one line of JSON each: `time`, `level`, `message`, the fields of the logger (of a call's:
 * `callId`, `tool`, `tenant`), the trace, and the line's own fields. Secrets are taken out by name, at any depth.
 *
 * @throws `INVALID_OPTIONS` for a level that there is not.
 */
export function createStructuredLogger(options: StructuredLoggerOptions = {}): Logger {
  const { level = 'info', write = (line) => void process.stdout.write(line), clock = systemClock } = options;
  if (!levels.includes(level)) throw invalidOption('level', '"error", "warn", "info" or "debug"', level);
  const settings = { write, clock, fields: lineFields(options), most: levels.indexOf(level) };
  return loggerWith(settings, {});
}

interface Settings {
  readonly write: (line: string) => void;
  readonly clock: Clock;
  readonly fields: LineFields;
  /** The index of the last level that is written. */
  readonly most: number;
}

function loggerWith(settings: Settings, bound: LogFields): Logger {
  const at = (level: LogLevel): Logger['info'] => {
    if (levels.indexOf(level) > settings.most) return () => {};
    return (message, fields) => writeLine(settings, { level, message, bound, fields });
  };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (fields) => loggerWith(settings, settings.fields.bound(bound, fields)),
  };
}

function writeLine(
  { write, clock, fields }: Settings,
  line: {
    readonly level: LogLevel;
    readonly message: string;
    readonly bound: LogFields;
    readonly fields: LogFields | undefined;
  },
): void {
  const { level, message } = line;
  try {
    const own = { time: new Date(clock.now()).toISOString(), level, message };
    // First for the reader's eye, last so that no field stands in their place.
    write(`${render({ ...own, ...fields.ofLine(line.bound, line.fields), ...own })}\n`);
  } catch {
    // A line that cannot be written is dropped.
  }
}

function render(line: Record<string, unknown>): string {
  try {
    return JSON.stringify(line, sayable);
  } catch {
    const { time, level, message } = line;
    return JSON.stringify({ time, level, message });
  }
}

function sayable(_name: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Error) return errorRecord(value);
  if (value instanceof Map) return Object.fromEntries(value) as unknown;
  return value instanceof Set ? [...value] : value;
}
