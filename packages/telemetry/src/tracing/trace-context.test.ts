import { describe, expect, it } from 'vitest';
import { readTraceContext, writeTraceContext } from './trace-context.ts';

const ids = '0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331';

describe('readTraceContext', () => {
  it('reads what it writes', () => {
    const context = { traceId: ids.slice(0, 32), spanId: ids.slice(33), sampled: true, traceState: 'a=1' };
    const carrier: Record<string, string> = {};
    writeTraceContext(context, carrier);
    expect(carrier).toEqual({ traceparent: `00-${ids}-01`, tracestate: 'a=1' });
    expect(readTraceContext(carrier)).toEqual(context);
  });

  it('reads a later version as far as it is known', () => {
    expect(readTraceContext({ traceparent: `01-${ids}-01-more` })).toMatchObject({ sampled: true });
    expect(readTraceContext({ traceparent: `00-${ids}-00` })).toMatchObject({ sampled: false });
  });

  it.each([
    ['nothing', ''],
    ['the version that means none', `ff-${ids}-01`],
    ['a longer version 00', `00-${ids}-01-more`],
    ['zeros for a trace', `00-${'0'.repeat(32)}-b7ad6b7169203331-01`],
    ['zeros for a span', `00-${'a'.repeat(32)}-${'0'.repeat(16)}-01`],
    ['upper case', `00-${ids.toUpperCase()}-01`],
  ])('reads no context out of %s', (_what, traceparent) => {
    expect(readTraceContext({ traceparent })).toBeUndefined();
  });

  it('drops a trace state that is too long', () => {
    const found = readTraceContext({ traceparent: `00-${ids}-01`, tracestate: 'a'.repeat(513) });
    expect(found).not.toHaveProperty('traceState');
  });
});
