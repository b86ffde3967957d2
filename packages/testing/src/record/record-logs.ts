import type { LogFields, Logger } from '@toolwright/core';
import type { LoggedLine } from '../contracts/logger-contract.ts';

/** A logger that keeps its lines. */
export interface RecordedLogs {
  readonly logger: Logger;
  /** All lines so far, in the order written, those of children too. */
  readonly lines: () => readonly LoggedLine[];
}

/** Makes a logger that keeps its lines for the test to read. */
export function recordLogs(): RecordedLogs {
  const lines: LoggedLine[] = [];
  const loggerWith = (bound: LogFields): Logger => {
    const keep =
      (level: LoggedLine['level']) =>
      (message: string, fields?: LogFields): void =>
        void lines.push({ level, message, fields: { ...bound, ...copyOf(fields) } });
    return {
      debug: keep('debug'),
      info: keep('info'),
      warn: keep('warn'),
      error: keep('error'),
      child: (fields) => loggerWith({ ...bound, ...copyOf(fields) }),
    };
  };
  return { logger: loggerWith({}), lines: () => [...lines] };
}

/** The fields as they are now; one that cannot be read is left out. */
function copyOf(fields: LogFields = {}): LogFields {
  const copy: Record<string, unknown> = {};
  for (const name of Object.keys(fields)) {
    try {
      copy[name] = fields[name];
    } catch {
      // A field whose getter throws says nothing.
    }
  }
  return copy;
}
