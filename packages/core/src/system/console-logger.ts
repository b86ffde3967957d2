import type { LogFields, Logger } from '../ports/logger.ts';

/** Drops every line. */
export const silentLogger: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  child: () => silentLogger,
};

/** Writes warnings and errors to the standard error, one line of JSON each: what a toolbox uses when given no logger. */
export const consoleLogger: Logger = consoleLoggerWith({});

function consoleLoggerWith(bound: LogFields): Logger {
  const write = (level: string, message: string, fields?: LogFields): void => {
    process.stderr.write(`${render({ level, message, ...bound, ...fields })}\n`);
  };
  return {
    debug() {},
    info() {},
    warn: (message, fields) => write('warn', message, fields),
    error: (message, fields) => write('error', message, fields),
    child: (fields) => consoleLoggerWith({ ...bound, ...fields }),
  };
}

function render(line: LogFields): string {
  try {
    return JSON.stringify(line, (_key, value: unknown) =>
      value instanceof Error ? { name: value.name, message: value.message, stack: value.stack } : value,
    );
  } catch {
    return JSON.stringify({ level: line['level'], message: line['message'] });
  }
}
