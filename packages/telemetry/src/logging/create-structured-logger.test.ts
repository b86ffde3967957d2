import { createRedactor, createTool, createToolbox } from '@toolwright/core';
import { createFakeClock, loggerContract, recordTelemetry } from '@toolwright/testing';
import type { LoggedLine } from '@toolwright/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { trace } from '../tracing/trace.ts';
import { createStructuredLogger } from './create-structured-logger.ts';
import type { StructuredLoggerOptions } from './create-structured-logger.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

function scene(options: StructuredLoggerOptions = {}) {
  const written: string[] = [];
  const write = (line: string): void => void written.push(line);
  const logger = createStructuredLogger({ write, clock: createFakeClock(), level: 'debug', ...options });
  const lines = (): Record<string, unknown>[] =>
    written.map((line) => JSON.parse(line) as Record<string, unknown>);
  return { logger, lines, written };
}

describe('createStructuredLogger keeps the Logger contract', () => {
  it.each(loggerContract)('$name', (promise) =>
    promise.run(() => {
      const { logger, lines } = scene({ level: 'warn' });
      return {
        logger,
        lines: () =>
          lines().map(
            ({ level, message, ...fields }) => ({ level, message, fields }) as unknown as LoggedLine,
          ),
      };
    }),
  );
});

describe('createStructuredLogger', () => {
  it('writes a line of JSON with the time, level and message first', () => {
    const { logger, written } = scene();
    logger.child({ tool: 'weather' }).info('called', { attempt: 2 });
    expect(written).toEqual([
      '{"time":"2026-01-01T00:00:00.000Z","level":"info","message":"called","tool":"weather","attempt":2}\n',
    ]);
  });

  it('lets no field stand for the line’s own', () => {
    const { logger, lines } = scene();
    logger.warn('real', { message: 'false', level: 'error', time: 'never' });
    expect(lines()).toEqual([{ time: '2026-01-01T00:00:00.000Z', level: 'warn', message: 'real' }]);
  });

  it('drops lines below its level, and refuses a level that there is not', () => {
    const { logger, lines } = scene({ level: 'warn' });
    for (const level of ['debug', 'info', 'warn', 'error'] as const) logger.child({})[level](level);
    expect(lines().map(({ level }) => level)).toEqual(['warn', 'error']);
    expect(() => createStructuredLogger({ level: 'loud' as never })).toThrow('"level"');
  });

  it('takes secrets out by name at any depth, and sensitive fields by their schema', () => {
    const redactor = createRedactor({
      schema: { type: 'object', properties: { iban: { type: 'string', 'x-sensitive': true } } },
    });
    const { logger, written } = scene({ redactor });
    const fields = { iban: 'DE00', deep: [{ user: { apiKey: 'k-1', name: 'ada' } }] };
    logger.child({ password: 'p-1' }).info('called', fields);
    expect(written[0]).toContain(
      '"iban":"[redacted]","deep":[{"user":{"apiKey":"[redacted]","name":"ada"}}]',
    );
    expect(written[0]).not.toMatch(/DE00|k-1|p-1/);
  });

  it('says what errors say, their causes too', () => {
    const { logger, lines } = scene();
    const cause = new RangeError('too far');
    const error = Object.assign(new TypeError('not that', { cause }), { code: 'E1', token: 't-1' });
    logger.error('broken', { error, deep: { error: cause } });
    expect(lines()[0]).toMatchObject({
      error: {
        name: 'TypeError',
        message: 'not that',
        code: 'E1',
        token: '[redacted]',
        cause: { name: 'RangeError', message: 'too far' },
      },
      deep: { error: { name: 'RangeError' } },
    });
    expect(lines()[0]).toHaveProperty('error.stack', expect.stringContaining('TypeError: not that'));
  });

  it('writes what JSON has no words for, and the message at least', () => {
    const { logger, lines } = scene();
    logger.info('odd', { big: 1n, map: new Map([['a', 1]]), set: new Set([1, 2]) });
    const impossible = {
      toJSON() {
        throw new Error('never');
      },
    };
    logger.info('impossible', { impossible });
    expect(lines()).toMatchObject([
      { big: '1', map: { a: 1 }, set: [1, 2] },
      { message: 'impossible', level: 'info' },
    ]);
  });

  it('does not throw when nothing can be written', () => {
    const write = (): never => {
      throw new Error('disk full');
    };
    expect(() => createStructuredLogger({ write }).info('lost')).not.toThrow();
  });

  it('writes to the standard output by default', () => {
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    createStructuredLogger().info('hello');
    expect(String(write.mock.calls[0]?.[0])).toContain('"message":"hello"');
  });

  it('carries the call, its tool and tenant, and the trace it belongs to', async () => {
    const { telemetry, spans } = recordTelemetry();
    const { logger, lines } = scene({ telemetry });
    const tool = createTool({
      metadata: { name: 'subject', version: '1.0.0', description: 'x', kind: 'query' },
      execute: ({ call }) => {
        call.logger.info('inside');
        return 1;
      },
    });
    const toolbox = createToolbox({ tools: [tool], use: [trace({ telemetry })], logger });
    const principal = { subject: 'ada', tenant: 'acme', permissions: [] };
    const { metadata } = await toolbox.dispatch('subject', {}, { principal });
    logger.info('outside');
    const [span] = spans();
    expect(lines()).toEqual([
      expect.objectContaining({
        callId: metadata.callId,
        tool: 'subject',
        tenant: 'acme',
        traceId: span?.traceId,
        spanId: span?.spanId,
      }),
      expect.not.objectContaining({ traceId: expect.anything() as unknown }),
    ]);
  });
});
