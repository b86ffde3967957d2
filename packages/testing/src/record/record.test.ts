import { createEventBus, failure } from '@toolwright/core';
import { describe, expect, it } from 'vitest';
import { recordEvents } from './record-events.ts';
import { recordLogs } from './record-logs.ts';
import { recordTelemetry } from './record-telemetry.ts';

describe('recordLogs', () => {
  it('keeps lines as they were when they were written', () => {
    const { logger, lines } = recordLogs();
    const fields = { attempt: 1 };
    logger.child({ tool: 'weather' }).info('called', fields);
    fields.attempt = 2;
    expect(lines()).toEqual([{ level: 'info', message: 'called', fields: { tool: 'weather', attempt: 1 } }]);
  });
});

describe('recordTelemetry', () => {
  it('keeps spans, the failure and what was measured', () => {
    const { telemetry, spans, openSpans, measurements, total } = recordTelemetry();
    const broken = failure('NETWORK_ERROR', 'The upstream hung up');
    const span = telemetry.startSpan('call', { tool: 'weather' });
    expect(openSpans()).toBe(1);
    span?.fail(broken);
    span?.end();
    expect(openSpans()).toBe(0);
    expect(spans()).toEqual([
      expect.objectContaining({
        name: 'call',
        attributes: { tool: 'weather' },
        failed: true,
        failure: broken,
      }),
    ]);
    telemetry.counter('calls')?.add(2, { tool: 'weather' });
    telemetry.counter('calls')?.add(3, { tool: 'bank', tenant: undefined });
    telemetry.histogram('duration')?.record(1.5);
    telemetry.gauge('queue')?.record(4);
    expect(total('calls')).toBe(5);
    expect(total('calls', { tool: 'bank' })).toBe(3);
    expect(measurements().map(({ kind, value }) => [kind, value])).toEqual([
      ['counter', 2],
      ['counter', 3],
      ['histogram', 1.5],
      ['gauge', 4],
    ]);
  });

  it('reads no trace out of headers that carry none', () => {
    const { telemetry } = recordTelemetry();
    const zeros = `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01`;
    for (const traceparent of [zeros, '00-abc', '01', '']) {
      expect(telemetry.extract({ traceparent })).toBeUndefined();
    }
  });
});

describe('recordEvents', () => {
  it('keeps what a bus emits, although nobody listens, until it is stopped', async () => {
    const bus = createEventBus<{ opened: number; closed: string }>();
    const { events, stop } = recordEvents(bus);
    await bus.emit('opened', 1);
    await bus.emit('closed', 'late', { call: 'a' });
    stop();
    await bus.emit('opened', 2);
    expect(events().map(({ name, data }) => [name, data])).toEqual([
      ['opened', 1],
      ['closed', 'late'],
    ]);
    expect(events('closed')[0]?.context).toEqual({ call: 'a' });
    expect(bus.listens('opened')).toBe(false);
  });
});
