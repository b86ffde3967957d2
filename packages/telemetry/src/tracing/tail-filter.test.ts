import { BatchSpanProcessor, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { describe, expect, it } from 'vitest';
import { registerSdk, removeSdk } from '../../test-support/with-sdk.ts';
import { openTelemetry } from './open-telemetry.ts';
import { createTailFilter } from './tail-filter.ts';
import type { TailFilterOptions } from './tail-filter.ts';

interface TestSpan {
  readonly name: string;
  readonly status: { readonly code: number };
  readonly duration: readonly [number, number];
  spanContext(): { readonly traceId: string };
}

const low = `${'0'.repeat(31)}1`;
const high = 'f'.repeat(32);

function span(name: string, traceId: string, { failed = false, tookMs = 1 } = {}): TestSpan {
  const seconds = Math.floor(tookMs / 1_000);
  return {
    name,
    status: { code: failed ? 2 : 0 },
    duration: [seconds, (tookMs - seconds * 1_000) * 1e6],
    spanContext: () => ({ traceId }),
  };
}

function scene(options: Partial<TailFilterOptions<TestSpan, TestSpan, undefined>> = {}) {
  const kept: string[] = [];
  const calls: string[] = [];
  const filter = createTailFilter<TestSpan, TestSpan, undefined>({
    to: {
      onStart: ({ name }) => void calls.push(name),
      onEnd: ({ name }) => void kept.push(name),
      forceFlush: async () => void calls.push('flush'),
      shutdown: async () => void calls.push('shutdown'),
    },
    ratio: 0.5,
    ...options,
  });
  return {
    filter,
    kept,
    calls,
    start: (...spans: TestSpan[]) => spans.forEach((one) => filter.onStart(one, undefined)),
  };
}

describe('createTailFilter', () => {
  it('hands on its share of the traces at once, and nothing of the others', () => {
    const { filter, kept, start } = scene();
    const [inShare, outside] = [span('in', high), span('out', low)];
    start(inShare, outside);
    filter.onEnd(outside);
    filter.onEnd(inShare);
    expect(kept).toEqual(['in']);
  });

  it('keeps the share that it is told, near enough', () => {
    const { filter, kept } = scene({ ratio: 0.1 });
    for (let number = 0; number < 2_000; number += 1) {
      const traceId = ((number * 2_654_435_761) % 2 ** 32).toString(16).padStart(8, '0').repeat(4);
      const one = span('x', traceId);
      filter.onStart(one, undefined);
      filter.onEnd(one);
    }
    expect(kept.length).toBeGreaterThan(150);
    expect(kept.length).toBeLessThan(250);
  });

  it('keeps a whole trace in which something failed, what ended before and what comes after included', () => {
    const { filter, kept, start } = scene();
    const [root, early, broken] = [
      span('root', low),
      span('early', low),
      span('broken', low, { failed: true }),
    ];
    start(root, early, broken);
    filter.onEnd(early);
    expect(kept).toEqual([]);
    filter.onEnd(broken);
    filter.onEnd(root);
    const late = span('late', low);
    start(late);
    filter.onEnd(late);
    expect(kept).toEqual(['early', 'broken', 'root', 'late']);
  });

  it('keeps what was slow', () => {
    const { filter, kept, start } = scene({ slowMs: 100 });
    const [quick, slow] = [
      span('quick', low, { tookMs: 99 }),
      span('slow', `${'0'.repeat(31)}2`, { tookMs: 1_100 }),
    ];
    start(quick, slow);
    filter.onEnd(quick);
    filter.onEnd(slow);
    expect(kept).toEqual(['slow']);
  });

  it('gives up the oldest undecided trace rather than hold more than it may', () => {
    const { filter, kept, start } = scene({ maxTraces: 2, slowMs: Infinity });
    const ids = [1, 2, 3].map((digit) => `${'0'.repeat(31)}${digit}`);
    for (const id of ids) start(span('root', id), span('child', id));
    for (const id of ids) filter.onEnd(span(`child ${id.at(-1)}`, id));
    for (const id of ids) filter.onEnd(span(`root ${id.at(-1)}`, id, { failed: true }));
    // The first was forgotten, and is told only by the span that failed.
    expect(kept).toEqual(['root 1', 'child 2', 'root 2', 'child 3', 'root 3']);
  });

  it('holds no more spans than it may, however long a trace is', () => {
    const { filter, kept, start } = scene({ maxSpans: 3 });
    const root = span('root', low, { failed: true });
    start(root);
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      const one = span(name, low);
      start(one);
      filter.onEnd(one);
    }
    filter.onEnd(root);
    expect(kept.length).toBeLessThanOrEqual(4);
    expect(kept.at(-1)).toBe('root');
  });

  it('remembers no more kept traces than it may', () => {
    const { filter, kept, start } = scene({ maxTraces: 1 });
    for (const digit of [1, 2]) {
      const one = span(`bad ${digit}`, `${'0'.repeat(31)}${digit}`, { failed: true });
      start(one);
      filter.onEnd(one);
    }
    for (const digit of [1, 2]) filter.onEnd(span(`late ${digit}`, `${'0'.repeat(31)}${digit}`));
    expect(kept).toEqual(['bad 1', 'bad 2', 'late 2']);
  });

  it('samples a tenth in production and all elsewhere, unless it is told', () => {
    const inTenth = `${'0'.repeat(18)}${'f'.repeat(14)}`;
    for (const [environment, expected] of [
      ['production', ['in']],
      ['test', ['out', 'in']],
    ] as const) {
      const kept: string[] = [];
      const to = {
        onStart() {},
        onEnd: (one: TestSpan) => void kept.push(one.name),
        forceFlush: async () => {},
        shutdown: async () => {},
      };
      const filter = createTailFilter<TestSpan, TestSpan, undefined>({ to, environment });
      for (const one of [span('out', low), span('in', inTenth)]) {
        filter.onStart(one, undefined);
        filter.onEnd(one);
      }
      expect(kept).toEqual(expected);
    }
    expect(() => scene({ ratio: 2 })).toThrow(/"ratio" must be a number from 0 to 1/);
  });

  it('flushes and shuts down what is behind it', async () => {
    const { filter, calls } = scene();
    await filter.forceFlush();
    await filter.shutdown();
    expect(calls).toEqual(['flush', 'shutdown']);
  });

  it('stands before a processor of the SDK', async () => {
    const exporter = new InMemorySpanExporter();
    const provider = registerSdk(
      createTailFilter({ to: new BatchSpanProcessor({ exporter }), ratio: 0 }),
      new SimpleSpanProcessor({ exporter: new InMemorySpanExporter() }),
    );
    const telemetry = openTelemetry();
    telemetry.startSpan('well')?.end();
    const outer = telemetry.startSpan('outer');
    outer?.run(() => {
      const inner = telemetry.startSpan('inner');
      inner?.fail({ code: 'X', type: 'internal_error', message: 'no', retryable: false });
      inner?.end();
    });
    outer?.end();
    await provider.forceFlush();
    expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual(['inner', 'outer']);
    await provider.shutdown();
    removeSdk();
  });
});
