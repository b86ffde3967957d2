export { pinoLogger } from './pino-logger.ts';
export type { PinoLike, PinoLoggerOptions } from './pino-logger.ts';
