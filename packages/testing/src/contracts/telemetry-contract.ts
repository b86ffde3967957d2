import { failure } from '@toolwright/core';
import type { Span, Telemetry, TraceContext } from '@toolwright/core';
import { assertHolds, assertRejectsWith, assertSame } from './assert-promise.ts';
import { contractCase } from './contract-case.ts';
import type { ContractCase } from './contract-case.ts';

/** Telemetry that records, and the spans that have ended. */
export interface ObservedTelemetry {
  readonly telemetry: Telemetry;
  /** The spans that have ended, in the order in which they ended. */
  readonly spans: () => readonly ObservedSpan[];
}

/** A span that has ended. */
export interface ObservedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string | undefined;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly string[];
  readonly failed: boolean;
}

const parent: TraceContext = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  sampled: true,
};

/** What every {@link Telemetry} promises, one that records nothing included. */
export const telemetryContract: readonly ContractCase<Telemetry>[] = [
  contractCase('never throws, whatever it is handed', async (telemetry) => {
    const span = telemetry.startSpan(
      '',
      { none: undefined, list: ['a'] },
      { ...parent, traceId: 'no trace id' },
    );
    span?.set({ 'odd key\n': Number.NaN });
    span?.event('');
    span?.fail(failure('INTERNAL_ERROR', 'Failed', { cause: new Error('why') }));
    span?.end();
    span?.end();
    span?.set({ late: true });
    span?.event('late');
    for (const carrier of [{}, { traceparent: 'nonsense' }, { traceparent: '', tracestate: '=,=' }]) {
      telemetry.extract(carrier);
      telemetry.inject(carrier);
    }
    for (const value of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      telemetry.counter('calls', { unit: '{call}' })?.add(value, { none: undefined });
      telemetry.histogram('duration', { unit: 'ms', description: 'How long' })?.record(value);
      telemetry.gauge('queue')?.record(value, { tool: 'weather' });
    }
  }),
  contractCase('hands on what work in a span returns or throws', async (telemetry) => {
    const span = telemetry.startSpan('work');
    if (span === undefined) return;
    const broken = new Error('The work is broken');
    assertSame(
      'run',
      span.run(() => 1),
      1,
    );
    assertSame('run of a promise', await span.run(async () => 2), 2);
    const thrower = async (): Promise<unknown> => span.run(() => Promise.reject(broken));
    await assertRejectsWith('run of a rejection', thrower, broken);
    span.end();
  }),
];

/** What a {@link Telemetry} that records promises beyond that. */
export const recordingTelemetryContract: readonly ContractCase<ObservedTelemetry>[] = [
  contractCase('records a span with what it was told, until it ends', async ({ telemetry, spans }) => {
    const span = started(telemetry, 'call', { tool: 'weather', none: undefined });
    assertHolds('nothing is recorded before the end', spans().length === 0);
    span.set({ cached: true });
    span.event('retried', { attempt: 2 });
    span.fail(failure('NETWORK_ERROR', 'The upstream hung up'));
    span.end();
    span.set({ late: true });
    span.end();
    assertSame('how many spans', spans().length, 1);
    const [seen] = spans();
    assertSame('name', seen?.name, 'call');
    assertSame('failed', seen?.failed, true);
    const { tool, cached, late } = seen?.attributes ?? {};
    assertSame('tool, cached, late', [tool, cached, late], ['weather', true, undefined]);
    assertHolds('the event is there', seen?.events.includes('retried') === true);
    assertSame('whether none is there', Object.hasOwn(seen?.attributes ?? {}, 'none'), false);
    assertSame(
      'traceId and spanId',
      [seen?.traceId, seen?.spanId],
      [span.context.traceId, span.context.spanId],
    );
  }),
  contractCase(
    'makes spans started inside a span its children, across awaits',
    async ({ telemetry, spans }) => {
      const families = ['a', 'b'].map(async (name) => {
        const outer = started(telemetry, name);
        await outer.run(async () => {
          await Promise.resolve();
          started(telemetry, `child of ${name}`).end();
        });
        outer.end();
      });
      await Promise.all(families);
      started(telemetry, 'alone').end();
      const of = (name: string) => spans().find((span) => span.name === name);
      for (const name of ['a', 'b']) {
        assertSame('parent', of(`child of ${name}`)?.parentSpanId, of(name)?.spanId);
        assertSame('trace', of(`child of ${name}`)?.traceId, of(name)?.traceId);
      }
      assertHolds('two families are two traces', of('a')?.traceId !== of('b')?.traceId);
      assertSame('parent of a span outside', of('alone')?.parentSpanId, undefined);
    },
  ),
  contractCase(
    'hangs a span below the active one, unless the given parent is of another trace',
    async ({ telemetry, spans }) => {
      const outer = started(telemetry, 'outer');
      const inner = started(telemetry, 'inner', {}, outer.context);
      inner.run(() => {
        started(telemetry, 'same', {}, outer.context).end();
        started(telemetry, 'other', {}, parent).end();
      });
      inner.end();
      outer.end();
      const of = (name: string) => spans().find((span) => span.name === name);
      assertSame('parent of "inner"', of('inner')?.parentSpanId, outer.context.spanId);
      assertSame('parent of "same"', of('same')?.parentSpanId, inner.context.spanId);
      const { traceId, parentSpanId } = of('other') ?? {};
      assertSame('trace and parent of "other"', [traceId, parentSpanId], [parent.traceId, parent.spanId]);
    },
  ),
  contractCase('carries the active span over headers and reads it back', async ({ telemetry }) => {
    const span = started(telemetry, 'client');
    const headers: Record<string, string> = {};
    span.run(() => telemetry.inject(headers));
    span.end();
    const read = telemetry.extract(headers);
    const { traceId, spanId } = span.context;
    assertSame('what is read back', [read?.traceId, read?.spanId, read?.sampled], [traceId, spanId, true]);
    assertSame('what no headers say', telemetry.extract({}), undefined);
    const none: Record<string, string> = {};
    telemetry.inject(none);
    assertSame('headers outside a span', none, {});
  }),
];

function started(telemetry: Telemetry, name: string, attributes = {}, below?: TraceContext): Span {
  const span = telemetry.startSpan(name, attributes, below);
  assertHolds('a telemetry that records starts spans', span !== undefined);
  return span;
}
