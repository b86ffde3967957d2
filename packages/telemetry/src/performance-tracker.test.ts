import { createTool, createToolbox } from '@toolwright/core';
import { createFakeClock } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { createPerformanceTracker, trackPerformance } from './performance-tracker.ts';

describe('createPerformanceTracker', () => {
  it('adds up what is measured under a name', async () => {
    const clock = createFakeClock();
    const tracker = createPerformanceTracker({ clock });
    const stop = tracker.startTimer('query');
    await clock.advance(40);
    expect(stop()).toBe(40);
    await clock.advance(10);
    expect(stop()).toBe(40);
    tracker.recordMetric('query', 20);
    tracker.recordMetric('rows', -3);
    tracker.recordMetric('rows', Number.NaN);
    expect(tracker.metrics()).toEqual({
      query: { sum: 60, count: 2, min: 20, max: 40, avg: 30 },
      rows: { sum: -3, count: 1, min: -3, max: -3, avg: -3 },
    });
    tracker.reset();
    expect(tracker.metrics()).toEqual({});
  });

  it('keeps no more names than it may', () => {
    const tracker = createPerformanceTracker({ maxMetrics: 2 });
    for (const name of ['a', 'b', 'c', 'a']) tracker.recordMetric(name, 1);
    expect(Object.keys(tracker.metrics())).toEqual(['a', 'b']);
    expect(() => createPerformanceTracker({ maxMetrics: 0 })).toThrow('"maxMetrics"');
  });
});

describe('trackPerformance', () => {
  it('gives a tool a tracker of its own, and tells what it measured', async () => {
    const clock = createFakeClock();
    const tool = createTool({
      metadata: { name: 'subject', version: '1.0.0', description: 'x', kind: 'query' },
      use: [trackPerformance()],
      execute: async ({ call }) => {
        const stop = call.context.performance.startTimer('database');
        await clock.advance(30);
        stop();
        await clock.advance(5);
        return 1;
      },
    });
    await using toolbox = createToolbox({ tools: [tool], clock });
    const { metadata } = await toolbox.call('subject', {});
    expect(metadata['performance']).toEqual({
      database: { sum: 30, count: 1, min: 30, max: 30, avg: 30 },
      execution: { sum: 35, count: 1, min: 35, max: 35, avg: 35 },
    });
  });

  it('describes itself, and refuses a limit that is none', () => {
    expect(trackPerformance({ maxMetrics: 5 }).rail?.describe()).toEqual({ maxMetrics: 5 });
    expect(() => trackPerformance({ maxMetrics: 1.5 })).toThrow('"maxMetrics"');
  });
});
