/** What a log line says beside its message. An `Error` may stand under `error`. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Where log lines go. No method throws; a line that cannot be written is dropped. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A logger whose every line carries these fields too. */
  child(fields: LogFields): Logger;
}
