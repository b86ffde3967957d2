import { seededRandom } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { LogSketch } from './log-sketch.ts';

const count = 100_000;

/** Distributions whose quantiles are known, as their inverse cumulative functions. */
const distributions: Readonly<Record<string, (share: number) => number>> = {
  uniform: (share) => 5 + 95 * share,
  exponential: (share) => -40 * Math.log(1 - share),
  'log-logistic (a long tail)': (share) => 20 * (share / (1 - share)) ** (1 / 2),
  'two peaks': (share) => (share < 0.9 ? 2 + share : 800 + 200 * share),
};

describe('LogSketch', () => {
  it.each(Object.entries(distributions))('is within 1 % of the true quantiles: %s', (_name, inverse) => {
    const sketch = new LogSketch();
    // Evenly spread shares: what differs is the sketch's doing, not chance's.
    for (let index = 0; index < count; index += 1) sketch.add(inverse((index + 0.5) / count));
    for (const quantile of [0.5, 0.95, 0.99]) {
      const error = Math.abs(sketch.quantile(quantile, count) / inverse(quantile) - 1);
      expect(error).toBeLessThan(0.01);
    }
  });

  it('is within 1 % of the exact quantiles of a random sample', () => {
    const random = seededRandom(7);
    const sketch = new LogSketch();
    const sample = Array.from({ length: 20_000 }, () => -10 * Math.log(1 - random.next()) + 0.01);
    for (const value of sample) sketch.add(value);
    sample.sort((a, b) => a - b);
    for (const quantile of [0.5, 0.95, 0.99]) {
      const wanted = sample[Math.ceil(quantile * sample.length) - 1]!;
      expect(Math.abs(sketch.quantile(quantile, sample.length) / wanted - 1)).toBeLessThan(0.01);
    }
  });

  it('counts what is next to nothing as 0', () => {
    const sketch = new LogSketch();
    for (const value of [0, 0, 1e-30, 4]) sketch.add(value);
    expect(sketch.quantile(0.5, 4)).toBe(0);
    expect(sketch.quantile(1, 4)).toBeCloseTo(4, 1);
    expect(new LogSketch().quantile(0.5, 0)).toBeNaN();
  });

  it('lumps the smallest together rather than grow, whichever comes first', () => {
    for (const extremes of [
      [1e-9, 1e9, 1e100],
      [1e100, 1e9, 1e-9],
    ]) {
      const sketch = new LogSketch();
      for (let time = 0; time < 100; time += 1) for (const value of extremes) sketch.add(value);
      expect(sketch.quantile(1, 300) / 1e100).toBeCloseTo(1, 1);
      expect(sketch.quantile(0, 300)).toBeGreaterThan(1e80);
    }
  });

  it('keeps its range when what does not fit comes again and again', () => {
    const sketch = new LogSketch();
    sketch.add(2 ** 30);
    for (let time = 0; time < 1_000; time += 1) sketch.add(2 ** -30);
    expect(sketch.quantile(1, 1_001) / 2 ** 30).toBeCloseTo(1, 1);
    expect(sketch.quantile(0, 1_001)).toBeLessThan(1);
  });

  it('keeps a bucket that is full at its most', () => {
    const sketch = new LogSketch();
    sketch.add(1);
    for (let doubling = 0; doubling < 40; doubling += 1) sketch.merge(sketch);
    sketch.add(1);
    expect([...sketch.coarse()]).toEqual([[-1, 2 ** 32 - 1]]);
  });
});
