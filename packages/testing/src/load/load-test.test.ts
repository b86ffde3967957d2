import { createTool, ToolError } from '@toolwright/core';
import type { Clock, ToolResult } from '@toolwright/core';
import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../fake-clock.ts';
import type { FakeClock } from '../fake-clock.ts';
import { seededRandom } from '../seeded-random.ts';
import { createLoadTelemetry } from './load-telemetry.ts';
import { loadTable } from './load-table.ts';
import { loadTest } from './load-test.ts';
import type { LoadProgress } from './load-options.ts';
import type { LoadReport } from './load-test.ts';

const success: ToolResult = {
  status: 'success',
  data: 1,
  metadata: { callId: '1', tool: 'sample', version: '1.0.0' },
};

describe('loadTest', () => {
  it('makes users call, think and call again', async () => {
    const clock = createFakeClock();
    const pending = loadTest(
      taking(clock, () => 40),
      {
        users: 10,
        thinkTimeMs: [60, 60],
        durationMs: 1_000,
        clock,
        random: seededRandom(1),
      },
    );
    const report = await finished(clock, pending);
    expect(report).toMatchObject({ model: 'closed', calls: 100, errors: {} });
    expect(report.latencyMs.p50).toBeCloseTo(40, 0);
    expect(report.throughputPerSecond).toBeCloseTo(100, 0);
    expect(clock.pendingTimers).toBe(0);
  });

  it('charges a stall with every call that it kept waiting', async () => {
    const clock = createFakeClock();
    let calls = 0;
    // One call of 1 000 ms in the middle of calls of 1 ms; only one at a time.
    const target = taking(clock, () => ((calls += 1) === 50 ? 1_000 : 1));
    const pending = loadTest(target, { ratePerSecond: 100, maxInFlight: 1, durationMs: 2_000, clock });
    const report = await finished(clock, pending);
    expect(report).toMatchObject({ model: 'open', calls: 200 });
    expect(report.serviceMs.p95).toBeLessThan(2);
    expect(report.latencyMs.p95).toBeGreaterThan(800);
    expect(report.latencyMs.max).toBeCloseTo(1_000, -1);
  });

  it('keeps its rate whatever the calls take', async () => {
    const clock = createFakeClock();
    const target = taking(clock, () => 500);
    const report = await finished(clock, loadTest(target, { ratePerSecond: 50, durationMs: 1_000, clock }));
    expect(report.calls).toBe(50);
    expect(report.latencyMs.max).toBeCloseTo(500, 0);
  });

  it('counts errors by code, and a target that rejects too', async () => {
    const clock = createFakeClock();
    const failing = createTool({
      metadata: { name: 'odd', version: '1.0.0', description: 'Fails for odd numbers', kind: 'query' },
      execute: ({ input }) => {
        if (Number(input) % 2 === 1) throw new ToolError('EXECUTION_FAILED', 'Odd');
        return {};
      },
    });
    const input = (call: number) => call;
    const pending = loadTest(failing, { ratePerSecond: 10, durationMs: 1_000, input, clock });
    const report = await finished(clock, pending);
    expect(report.errors).toEqual({ EXECUTION_FAILED: 5 });
    const rejecting = loadTest(() => Promise.reject(new Error('no')), {
      users: 1,
      thinkTimeMs: [1, 1],
      durationMs: 5,
      clock,
    });
    expect((await finished(clock, rejecting)).errors['REJECTED']).toBeGreaterThan(0);
  });

  it('says how far it has come, leaves out the warm-up, and sums up metrics', async () => {
    const clock = createFakeClock();
    const load = createLoadTelemetry();
    const progress: LoadProgress[] = [];
    const work = taking(clock, () => 10);
    const target = (): Promise<ToolResult> => {
      load.telemetry.counter('work')?.add(2);
      load.telemetry.histogram('size')?.record(5);
      load.telemetry.gauge('queue')?.record(1);
      return work();
    };
    const pending = loadTest(target, {
      ratePerSecond: 10,
      durationMs: 1_000,
      warmUpMs: 500,
      progressEveryMs: 400,
      onProgress: (at) => progress.push(at),
      telemetry: load,
      clock,
    });
    const report = await finished(clock, pending);
    expect(report.calls).toBe(10);
    expect(progress.map(({ elapsedMs }) => Math.round(elapsedMs / 100))).toEqual([4, 8, 9]);
    expect(progress.at(-1)).toMatchObject({ calls: 10, errors: 0, inFlight: 0 });
    expect(report.metrics['work']).toEqual({ count: 10, sum: 20, min: 2, max: 2 });
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it('ends early with its signal', async () => {
    const clock = createFakeClock();
    const leaving = new AbortController();
    const pending = loadTest(
      taking(clock, () => 10),
      {
        users: 2,
        thinkTimeMs: [1_000, 1_000],
        durationMs: 60_000,
        signal: leaving.signal,
        clock,
      },
    );
    await clock.advance(1_500);
    leaving.abort();
    const report = await finished(clock, pending);
    expect(report.calls).toBe(4);
    const late = loadTest(
      taking(clock, () => 1),
      { users: 1, durationMs: 10, signal: leaving.signal, clock },
    );
    expect((await finished(clock, late)).calls).toBe(0);
  });

  it('runs on the machine’s own time', async () => {
    const quick = createTool({
      metadata: { name: 'quick', version: '1.0.0', description: 'Answers', kind: 'query' },
      execute: ({ input }) => ({ input }),
    });
    const report = await loadTest(quick, { users: 4, durationMs: 50, input: { value: 1 } });
    expect(report.calls).toBeGreaterThan(4);
    expect(report.memory.rssPeak).toBeGreaterThan(0);
  });

  it('refuses options that make no load', async () => {
    const target = () => Promise.resolve(success);
    await expect(loadTest(target, { durationMs: 1 })).rejects.toThrow('Option "users"');
    await expect(loadTest(target, { durationMs: 1, users: 1, ratePerSecond: 1 })).rejects.toThrow('not both');
    await expect(loadTest(target, { durationMs: 1, users: 1, thinkTimeMs: [5, 1] })).rejects.toThrow(
      'thinkTimeMs',
    );
    await expect(loadTest(target, { durationMs: 0, users: 1 })).rejects.toThrow('Option "durationMs"');
  });
});

describe('loadTable', () => {
  it('shows what people look for', async () => {
    const clock = createFakeClock();
    const report = await finished(
      clock,
      loadTest(() => Promise.reject(new Error('no')), { ratePerSecond: 10, durationMs: 1_000, clock }),
    );
    const table = loadTable({ ...report, metrics: { work: { count: 2, sum: 3, min: 1, max: 2 } } });
    expect(table).toMatch(/^model +open$/m);
    expect(table).toMatch(/^errors +10 \(100\.00 %\)$/m);
    expect(table).toMatch(/^ {2}REJECTED +10$/m);
    expect(table).toMatch(/^ {2}work +2 measured, sum 3$/m);
    expect(loadTable({ ...report, errors: {} })).toMatch(/^errors +none$/m);
  });
});

/** A target whose calls take so long. */
function taking(clock: Clock, ms: () => number): () => Promise<ToolResult> {
  return () =>
    new Promise((resolve) => {
      clock.after(ms(), () => resolve(success));
    });
}

async function finished(clock: FakeClock, pending: Promise<LoadReport>): Promise<LoadReport> {
  const waiting = { done: false };
  const kept = pending.finally(() => (waiting.done = true));
  kept.catch(() => undefined);
  for (let step = 0; step < 1_000 && !waiting.done; step += 1) await clock.advance(10);
  return kept;
}
