import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LogSketch } from './log-sketch.ts';

const values = fc.array(fc.double({ min: 1e-6, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 300 });
const quantiles = [0, 0.01, 0.5, 0.95, 0.99, 1];

function exact(sorted: readonly number[], quantile: number): number {
  return sorted[Math.max(Math.ceil(quantile * sorted.length), 1) - 1]!;
}

function sketchOf(recorded: readonly number[]): LogSketch {
  const sketch = new LogSketch();
  for (const value of recorded) sketch.add(value);
  return sketch;
}

function expectWithin(share: number, sketch: LogSketch, recorded: readonly number[]): void {
  const sorted = recorded.toSorted((a, b) => a - b);
  for (const quantile of quantiles) {
    const wanted = exact(sorted, quantile);
    expect(Math.abs(sketch.quantile(quantile, recorded.length) - wanted)).toBeLessThanOrEqual(wanted * share);
  }
}

describe('LogSketch', () => {
  it('is within 1 % of exact at every quantile, whatever is recorded', () => {
    fc.assert(fc.property(values, (recorded) => expectWithin(0.01, sketchOf(recorded), recorded)));
  });

  it('says the same of two halves that were merged', () => {
    fc.assert(
      fc.property(values, values, (left, right) => {
        const merged = sketchOf(left);
        merged.merge(sketchOf(right));
        expectWithin(0.01, merged, [...left, ...right]);
      }),
    );
  });

  it('lumps nothing that its room holds, however it grew', () => {
    const merged = sketchOf([756.1, 4e-6, 2.9e-6, 2e-6, 1.4e-6, 1e-6]);
    merged.merge(sketchOf([1e-6]));
    expectWithin(0.01, merged, [756.1, 4e-6, 2.9e-6, 2e-6, 1.4e-6, 1e-6, 1e-6]);
  });

  it('starts anew after a reset', () => {
    fc.assert(
      fc.property(values, values, (before, after) => {
        const sketch = sketchOf(before);
        sketch.reset();
        for (const value of after) sketch.add(value);
        expectWithin(0.01, sketch, after);
      }),
    );
  });
});
