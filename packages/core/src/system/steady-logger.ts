import type { LogFields, Logger } from '../ports/logger.ts';

/** Drops the lines that `logger` cannot write, so that a broken log costs no call its answer. */
export function steadyLogger(logger: Logger): Logger {
  return new SteadyLogger(logger);
}

class SteadyLogger implements Logger {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  debug(message: string, fields?: LogFields): void {
    this.#write('debug', message, fields);
  }

  info(message: string, fields?: LogFields): void {
    this.#write('info', message, fields);
  }

  warn(message: string, fields?: LogFields): void {
    this.#write('warn', message, fields);
  }

  error(message: string, fields?: LogFields): void {
    this.#write('error', message, fields);
  }

  child(fields: LogFields): Logger {
    try {
      return new SteadyLogger(this.#logger.child(fields));
    } catch {
      return this;
    }
  }

  #write(level: 'debug' | 'info' | 'warn' | 'error', message: string, fields: LogFields | undefined): void {
    try {
      this.#logger[level](message, fields);
    } catch {
      // There is no other place to tell it.
    }
  }
}
