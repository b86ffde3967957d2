import type { Logger } from '../ports/logger.ts';
import { steadyLogger } from './steady-logger.ts';

/** A logger that writes every line into both; `other` may be broken. */
export function teeLogger(one: Logger, other: Logger): Logger {
  return tee(one, steadyLogger(other));
}

function tee(one: Logger, other: Logger): Logger {
  return {
    debug(message, fields) {
      one.debug(message, fields);
      other.debug(message, fields);
    },
    info(message, fields) {
      one.info(message, fields);
      other.info(message, fields);
    },
    warn(message, fields) {
      one.warn(message, fields);
      other.warn(message, fields);
    },
    error(message, fields) {
      one.error(message, fields);
      other.error(message, fields);
    },
    child: (fields) => tee(one.child(fields), other.child(fields)),
  };
}
