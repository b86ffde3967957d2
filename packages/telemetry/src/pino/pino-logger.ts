import type { LogFields, Logger } from '@toolwright/core';
import { lineFields } from '../logging/line-fields.ts';
import type { LineFields, LineOptions } from '../logging/line-fields.ts';

type PinoLevel = 'debug' | 'info' | 'warn' | 'error';

/** What is asked of a pino logger. */
export interface PinoLike extends Record<PinoLevel, (fields: object, message: string) => void> {
  isLevelEnabled(level: string): boolean;
}

/** How lines are prepared for pino. */
export type PinoLoggerOptions = LineOptions;

/**
 * Core's logger over pino: levels, format and destination are pino's; secrets are taken out before it sees them, and
 * lines carry the trace they belong to.
 */
export function pinoLogger(pino: PinoLike, options: PinoLoggerOptions = {}): Logger {
  return loggerWith(pino, lineFields(options), {});
}

function loggerWith(pino: PinoLike, fields: LineFields, bound: LogFields): Logger {
  const at =
    (level: PinoLevel) =>
    (message: string, own?: LogFields): void => {
      try {
        if (pino.isLevelEnabled(level)) pino[level](fields.ofLine(bound, own), message);
      } catch {
        writePlainly(pino, level, message);
      }
    };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (more) => loggerWith(pino, fields, fields.bound(bound, more)),
  };
}

/** The message is worth more than fields that cannot be written. */
function writePlainly(pino: PinoLike, level: PinoLevel, message: string): void {
  try {
    pino[level]({}, message);
  } catch {
    // A line that cannot be written is dropped.
  }
}
