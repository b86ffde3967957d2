import { afterEach, describe, expect, it, vi } from 'vitest';
import { consoleLogger, silentLogger } from './console-logger.ts';
import { noopTelemetry } from './noop-telemetry.ts';
import { systemClock } from './system-clock.ts';
import { systemRandom } from './system-random.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function written(log: () => void): unknown[] {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  log();
  const lines = write.mock.calls.map(([text]) => JSON.parse(String(text)) as unknown);
  write.mockRestore();
  return lines;
}

describe('the machine’s clock', () => {
  it('tells the time, and durations that never go back', () => {
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1_000);
    const before = systemClock.monotonicNow();
    expect(systemClock.monotonicNow()).toBeGreaterThanOrEqual(before);
  });

  it('runs what was asked once, and not what was cancelled', () => {
    vi.useFakeTimers();
    const runs: string[] = [];
    systemClock.after(10, () => runs.push('ten'));
    const cancel = systemClock.after(5, () => runs.push('five'));
    systemClock.after(-1, () => runs.push('at once'));
    cancel();
    cancel();
    vi.advanceTimersByTime(9);
    expect(runs).toEqual(['at once']);
    vi.advanceTimersByTime(100);
    expect(runs).toEqual(['at once', 'ten']);
  });

  it.each([2_147_483_648, Infinity])('does not take a wait of %d for none', (delayMs) => {
    vi.useFakeTimers();
    const run = vi.fn();
    const cancel = systemClock.after(delayMs, run);
    vi.advanceTimersByTime(2_147_483_646);
    expect(run).not.toHaveBeenCalled();
    cancel();
  });

  it('does not keep the process alive', () => {
    const timer = setTimeout(() => {}, 0);
    const unref = vi.spyOn(Object.getPrototypeOf(timer) as NodeJS.Timeout, 'unref');
    clearTimeout(timer);
    systemClock.after(1_000, () => {})();
    expect(unref).toHaveBeenCalledTimes(1);
  });
});

describe('the machine’s chance', () => {
  it('gives numbers from 0 up to 1, and as many bytes as asked', () => {
    for (let draw = 0; draw < 100; draw += 1) {
      const number = systemRandom.next();
      expect(number >= 0 && number < 1).toBe(true);
    }
    expect(systemRandom.bytes(16)).toHaveLength(16);
    expect(systemRandom.bytes(16)).not.toEqual(systemRandom.bytes(16));
  });
});

describe('the console logger', () => {
  it('writes warnings and errors as lines of JSON, with the fields of its parents', () => {
    const lines = written(() => {
      const logger = consoleLogger.child({ tool: 'a', call: 1 }).child({ call: 2 });
      logger.debug('no');
      logger.info('no');
      logger.warn('careful', { more: true });
      logger.error('broken');
    });
    expect(lines).toEqual([
      { level: 'warn', message: 'careful', tool: 'a', call: 2, more: true },
      { level: 'error', message: 'broken', tool: 'a', call: 2 },
    ]);
  });

  it('shows what an error says', () => {
    const error = new TypeError('not that');
    const lines = written(() => consoleLogger.error('broken', { error }));
    expect(lines).toEqual([
      {
        level: 'error',
        message: 'broken',
        error: { name: 'TypeError', message: 'not that', stack: error.stack },
      },
    ]);
  });

  it('does not throw for what JSON cannot say', () => {
    expect(written(() => consoleLogger.error('broken', { count: 1n }))).toEqual([
      { level: 'error', message: 'broken' },
    ]);
  });
});

describe('nobody', () => {
  it('logs nothing', () => {
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const logger = silentLogger.child({ a: 1 });
    for (const level of ['debug', 'info', 'warn', 'error'] as const) logger[level]('no');
    expect(write).not.toHaveBeenCalled();
  });

  it('records nothing', () => {
    const carrier: Record<string, string> = {};
    noopTelemetry.inject(carrier);
    expect(carrier).toEqual({});
    expect([
      noopTelemetry.startSpan('a'),
      noopTelemetry.extract({ traceparent: 'x' }),
      noopTelemetry.counter('a'),
      noopTelemetry.histogram('a'),
      noopTelemetry.gauge('a'),
    ]).toEqual([undefined, undefined, undefined, undefined, undefined]);
  });
});
