import { describe, expect, it } from 'vitest';
import { createLatencyRecorder } from './latency-summary.ts';

describe('createLatencyRecorder', () => {
  it('tells percentiles to three figures, whatever the order', () => {
    const recorder = createLatencyRecorder();
    for (let value = 1_000; value >= 1; value -= 1) recorder.record(value);
    expect(recorder.summary()).toEqual({
      count: 1_000,
      min: 1,
      mean: 500.5,
      p50: 500,
      p95: 950,
      p99: 990,
      max: 1_000,
    });
  });

  it('takes nothing, and what is shorter than a clock can tell', () => {
    const recorder = createLatencyRecorder();
    expect(recorder.summary()).toEqual({ count: 0, min: 0, mean: 0, p50: 0, p95: 0, p99: 0, max: 0 });
    recorder.record(0);
    expect(recorder.summary()).toMatchObject({ count: 1, p50: 0, max: 0 });
  });
});
