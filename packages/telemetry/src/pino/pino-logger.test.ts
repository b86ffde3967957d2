import { loggerContract, recordTelemetry } from '@toolwright/testing';
import type { LoggedLine } from '@toolwright/testing';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { pinoLogger } from './index.ts';
import type { PinoLoggerOptions } from './index.ts';

function scene(options: PinoLoggerOptions = {}, level = 'warn') {
  const written: string[] = [];
  const logger = pinoLogger(pino({ level }, { write: (line) => void written.push(line) }), options);
  const lines = (): Record<string, unknown>[] =>
    written.map((line) => JSON.parse(line) as Record<string, unknown>);
  return { logger, lines };
}

describe('pinoLogger keeps the Logger contract', () => {
  it.each(loggerContract)('$name', (promise) =>
    promise.run(() => {
      const { logger, lines } = scene();
      const levels: Record<number, string> = { 40: 'warn', 50: 'error' };
      const observed = ({ level, msg, ...fields }: Record<string, unknown>): LoggedLine =>
        ({ level: levels[level as number], message: msg, fields }) as LoggedLine;
      return { logger, lines: () => lines().map(observed) };
    }),
  );
});

describe('pinoLogger', () => {
  it('leaves levels to pino, takes secrets out, shows errors and carries the trace', () => {
    const { telemetry } = recordTelemetry();
    const { logger, lines } = scene({ telemetry }, 'info');
    const span = telemetry.startSpan('work');
    span?.run(() => logger.child({ token: 't-1' }).info('called', { error: new RangeError('too far') }));
    logger.debug('dropped');
    expect(lines()).toHaveLength(1);
    expect(lines()[0]).toMatchObject({
      level: 30,
      msg: 'called',
      token: '[redacted]',
      error: { name: 'RangeError', message: 'too far' },
      traceId: span?.context.traceId,
    });
  });

  it('writes the message when the fields cannot be, and does not throw when that fails too', () => {
    const written: unknown[] = [];
    const choosy = (fields: object, message: string): void => {
      if (Object.keys(fields).length > 0 || message === 'never') throw new Error('cannot');
      written.push(message);
    };
    const logger = pinoLogger({
      debug: choosy,
      info: choosy,
      warn: choosy,
      error: choosy,
      isLevelEnabled: () => true,
    });
    logger.info('kept', { a: 1 });
    expect(() => logger.info('never', { a: 1 })).not.toThrow();
    expect(written).toEqual(['kept']);
  });
});
