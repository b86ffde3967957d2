import { describe, expect, it } from 'vitest';
import { LatencyHistogram } from './latency-histogram.ts';

describe('the latency histogram', () => {
  it('is all zero when it is empty', () => {
    const empty = { count: 0, mean: 0, p50: 0, p95: 0, p99: 0 };
    expect(new LatencyHistogram(60_000).summary(0)).toEqual(empty);
  });

  it('knows the count and the mean exactly, and percentiles to 5 %', () => {
    const histogram = new LatencyHistogram(60_000);
    for (let ms = 1; ms <= 1_000; ms += 1) histogram.record(0, ms);
    const { count, mean, p50, p95, p99 } = histogram.summary(0);
    expect([count, mean]).toEqual([1_000, 500.5]);
    for (const [found, exact] of [
      [p50, 500],
      [p95, 950],
      [p99, 990],
    ] as const) {
      expect(Math.abs(found / exact - 1)).toBeLessThan(0.05);
    }
  });

  it('takes anything from nothing to days', () => {
    const histogram = new LatencyHistogram(60_000);
    for (const ms of [0, 0.01, 1e9]) histogram.record(0, ms);
    expect(histogram.summary(0)).toMatchObject({ count: 3, p50: 0.0625 });
    expect(histogram.summary(0).p99).toBeGreaterThan(2_000_000);
  });

  it('forgets what is older than the window, a sixth at a time', () => {
    const histogram = new LatencyHistogram(6_000);
    for (let second = 0; second < 30; second += 1) {
      histogram.record(second * 1_000, 10 + second);
      expect(histogram.summary(second * 1_000).count).toBe(Math.min(second + 1, 6));
    }
    expect(histogram.summary(29_000).mean).toBe(36.5);
    expect(histogram.summary(33_000).count).toBe(2);
    expect(histogram.summary(900_000).count).toBe(0);
    histogram.record(900_000, 1);
    expect(histogram.summary(900_000)).toMatchObject({ count: 1, mean: 1 });
  });
});
