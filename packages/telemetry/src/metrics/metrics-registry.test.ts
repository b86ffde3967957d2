import { createFakeClock, telemetryContract } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { createMetricsRegistry } from './metrics-registry.ts';

describe('createMetricsRegistry', () => {
  it.each(telemetryContract)('keeps the Telemetry contract: $name', (promise) =>
    promise.run(({ clock }) => createMetricsRegistry({ clock })),
  );

  it('sums up by names with sorted labels', () => {
    const registry = createMetricsRegistry({ clock: createFakeClock() });
    registry.counter('calls').add(2, { tool: 'a', outcome: 'success' });
    registry.counter('calls').add(3, { outcome: 'success', tool: 'a' });
    registry.counter('open', { upDown: true }).add(5);
    registry.counter('open', { upDown: true }).add(-2);
    registry.gauge('queue').record(4);
    registry.gauge('queue').record(7);
    for (const value of [10, 20, 30, 40])
      registry.histogram('duration', { unit: 'ms' }).record(value, { tool: 'a' });
    const { counters, gauges, histograms } = registry.getMetricsSummary();
    expect(counters).toEqual({ 'calls{outcome=success,tool=a}': 5, open: 3 });
    expect(gauges).toEqual({ queue: 7 });
    const duration = histograms['duration{tool=a}'];
    expect(duration).toMatchObject({ count: 4, min: 10, max: 40, mean: 25 });
    expect(Math.abs((duration?.p50 ?? 0) / 20 - 1)).toBeLessThan(0.01);
    expect(Math.abs((duration?.p99 ?? 0) / 40 - 1)).toBeLessThan(0.01);
  });

  it('records into a bound series as into that of the same attributes', () => {
    const clock = createFakeClock();
    const registry = createMetricsRegistry({ clock, windowMs: 6_000, periods: 6 });
    const duration = registry.histogram('duration');
    const record = duration.bind({ tool: 'a', outcome: 'success' });
    duration.record(1, { outcome: 'success', tool: 'a' });
    record(2);
    record(3, clock.monotonicNow() + 1_000);
    for (const value of [Number.NaN, Infinity, -1]) record(value);
    const { instruments } = registry.read();
    expect(instruments.flatMap(({ series }) => [...series])).toMatchObject([{ count: 3, sum: 6 }]);
    expect(registry.getMetricsSummary().histograms).toMatchObject({
      'duration{outcome=success,tool=a}': { count: 2, max: 2 },
    });
  });

  it('drops what is no measurement', () => {
    const registry = createMetricsRegistry({ clock: createFakeClock() });
    for (const value of [Number.NaN, Infinity, -1]) {
      registry.counter('calls').add(value);
      registry.histogram('duration').record(value);
    }
    registry.gauge('queue').record(Number.NaN);
    registry.gauge('heat').record(-Infinity);
    expect(registry.getMetricsSummary()).toEqual({
      counters: {},
      gauges: { heat: -Infinity },
      histograms: {},
    });
  });

  it('looks back over the window, period by period', async () => {
    const clock = createFakeClock();
    const registry = createMetricsRegistry({ clock, windowMs: 6_000, periods: 6 });
    registry.counter('calls').add(1);
    registry.histogram('duration').record(100);
    await clock.advance(3_000);
    registry.counter('calls').add(10);
    registry.histogram('duration').record(1);
    expect(registry.getMetricsSummary()).toMatchObject({
      counters: { calls: 11 },
      histograms: { duration: { count: 2, max: 100 } },
    });
    await clock.advance(3_000);
    expect(registry.getMetricsSummary()).toMatchObject({
      counters: { calls: 10 },
      histograms: { duration: { count: 1, min: 1, max: 1 } },
    });
    await clock.advance(6_000);
    registry.counter('calls').add(5);
    expect(registry.getMetricsSummary()).toMatchObject({
      counters: { calls: 5 },
      histograms: { duration: { count: 0, min: 0, max: 0, mean: 0, p99: 0 } },
    });
  });

  it('counts what comes beyond the limit together', () => {
    const registry = createMetricsRegistry({ clock: createFakeClock(), maxSeries: 3 });
    const calls = registry.counter('calls');
    for (let user = 0; user < 100; user += 1) calls.add(1, { user });
    calls.add(1, { user: 0 });
    expect(registry.getMetricsSummary().counters).toEqual({
      'calls{user=0}': 2,
      'calls{user=1}': 1,
      'calls{otel.metric.overflow=true}': 98,
    });
  });

  it('keeps no more instruments than it may; others work and are not read', () => {
    const registry = createMetricsRegistry({ clock: createFakeClock(), maxInstruments: 2 });
    for (const name of ['a', 'b', 'c']) registry.counter(name).add(1);
    registry.histogram('d').record(1);
    registry.gauge('e').record(1);
    expect(registry.getMetricsSummary()).toEqual({ counters: { a: 1, b: 1 }, gauges: {}, histograms: {} });
  });

  it('takes attributes as they are when it is told, however often an object comes', () => {
    const registry = createMetricsRegistry({ clock: createFakeClock() });
    const same = { tool: 'a' };
    const changing = { tool: 'b' };
    for (let time = 0; time < 3; time += 1) registry.counter('calls').add(1, same);
    registry.counter('calls').add(1, changing);
    changing.tool = 'c';
    registry.counter('calls').add(1, changing);
    expect(registry.getMetricsSummary().counters).toEqual({
      'calls{tool=a}': 3,
      'calls{tool=b}': 1,
      'calls{tool=c}': 1,
    });
  });

  it('times in the unit of the histogram', async () => {
    const clock = createFakeClock();
    const registry = createMetricsRegistry({ clock });
    const stop = registry.histogram('a', { unit: 's' }).startTimer({ tool: 'x' });
    const stopOther = registry.histogram('b', { unit: 'ms' }).startTimer();
    await clock.advance(250);
    expect(stop({ outcome: 'ok' })).toBe(250);
    expect(stopOther()).toBe(250);
    const { histograms } = registry.getMetricsSummary();
    expect(histograms['a{outcome=ok,tool=x}']).toMatchObject({ count: 1, mean: 0.25 });
    expect(histograms['b']).toMatchObject({ count: 1, mean: 250 });
  });

  it('measures before it is read, and goes on when that fails', () => {
    const registry = createMetricsRegistry({ clock: createFakeClock() });
    let reads = 0;
    registry.beforeRead(() => {
      throw new Error('cannot be measured');
    });
    const stop = registry.beforeRead(() => registry.gauge('reads').record((reads += 1)));
    registry.getMetricsSummary();
    expect(registry.getMetricsSummary().gauges).toEqual({ reads: 2 });
    stop();
    expect(registry.getMetricsSummary().gauges).toEqual({ reads: 2 });
  });

  it('records no spans and carries no context', () => {
    const registry = createMetricsRegistry();
    const carrier = {};
    registry.inject(carrier);
    expect([registry.startSpan('a'), registry.extract({ traceparent: 'x' }), carrier]).toEqual([
      undefined,
      undefined,
      {},
    ]);
  });

  it.each([
    [{ maxSeries: 1 }, 'maxSeries'],
    [{ maxInstruments: 0 }, 'maxInstruments'],
    [{ windowMs: 10 }, 'windowMs'],
    [{ periods: 61 }, 'periods'],
  ])('refuses %o', (options, name) => {
    expect(() => createMetricsRegistry(options)).toThrow(`"${name}"`);
  });

  it.each([[[]], [[2, 1]], [[1, Infinity]], [Array.from({ length: 201 }, (_, index) => index)]])(
    'refuses buckets that are none: %#',
    (buckets) => {
      expect(() => createMetricsRegistry().histogram('a', { buckets })).toThrow('"buckets"');
    },
  );
});
