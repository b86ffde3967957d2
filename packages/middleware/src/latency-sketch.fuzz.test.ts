import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LatencySketch } from './latency-sketch.ts';

describe('a latency sketch', () => {
  it('knows its quantile to a ninth, never too low', () => {
    const durations = fc.array(fc.double({ min: 0.2, max: 1e6, noNaN: true }), {
      minLength: 1,
      maxLength: 500,
    });
    fc.assert(
      fc.property(durations, fc.constantFrom(0.5, 0.9, 0.95, 0.99), (values, quantile) => {
        const sketch = new LatencySketch(quantile);
        for (const value of values) sketch.record(value);
        const sorted = values.toSorted((a, b) => a - b);
        const exact = sorted[Math.max(0, Math.ceil(quantile * sorted.length - 1e-9) - 1)]!;
        expect(sketch.quantileMs).toBeGreaterThanOrEqual(exact * 0.999_999);
        expect(sketch.quantileMs).toBeLessThanOrEqual(exact * 2 ** (1 / 8) * 1.000_001);
      }),
    );
  });

  it('is 0 before the first measurement, and takes the shortest and the longest', () => {
    const sketch = new LatencySketch(0.95);
    expect(sketch.quantileMs).toBe(0);
    sketch.record(0);
    expect(sketch.quantileMs).toBe(0.125);
    const long = new LatencySketch(0.95);
    long.record(1e12);
    expect(long.quantileMs).toBeGreaterThan(1e8);
  });

  it('forgets what was long ago', () => {
    const sketch = new LatencySketch(0.95);
    for (let each = 0; each < 100_000; each += 1) sketch.record(1_000);
    for (let each = 0; each < 7_000; each += 1) sketch.record(10);
    expect(sketch.quantileMs).toBeLessThan(12);
    expect(sketch.count).toBe(107_000);
  });
});
