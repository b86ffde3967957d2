import { noopTelemetry } from '@toolwright/core';
import { recordTelemetry, telemetryContract } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { combineTelemetry } from './combine-telemetry.ts';

describe('combineTelemetry', () => {
  it.each(telemetryContract)('keeps the contract: $name', (promise) =>
    promise.run(() => combineTelemetry(recordTelemetry().telemetry, recordTelemetry().telemetry)),
  );

  it('traces with the first and measures with both', () => {
    const [first, second] = [recordTelemetry(), recordTelemetry()];
    const both = combineTelemetry(first.telemetry, second.telemetry);
    both.startSpan('a')?.end();
    both.counter('calls')?.add(2);
    both.histogram('duration')?.record(3);
    both.gauge('queue')?.record(4);
    expect([first.spans().length, second.spans().length]).toEqual([1, 0]);
    for (const { measurements } of [first, second]) {
      expect(measurements().map(({ value }) => value)).toEqual([2, 3, 4]);
    }
  });

  it('needs no other where one records nothing', () => {
    const { telemetry, total } = recordTelemetry();
    for (const both of [
      combineTelemetry(noopTelemetry, telemetry),
      combineTelemetry(telemetry, noopTelemetry),
    ]) {
      both.counter('calls')?.add(1);
      both.gauge('queue')?.record(1);
      expect(both.enabled).toBe(true);
    }
    expect([total('calls'), total('queue')]).toEqual([2, 2]);
    const neither = combineTelemetry(noopTelemetry, noopTelemetry);
    expect(neither.counter('calls')).toBeUndefined();
    expect(neither.histogram('calls')).toBeUndefined();
    expect(neither.enabled).toBe(false);
  });
});
