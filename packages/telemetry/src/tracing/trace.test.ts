import {
  createTool,
  createToolbox,
  failed,
  failure,
  noopTelemetry,
  succeeded,
  traceParent,
} from '@toolwright/core';
import type { AnyTool, Middleware, Schema } from '@toolwright/core';
import { recordLogs, recordTelemetry } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { trace } from './trace.ts';

type Execute = Parameters<typeof createTool>[0]['execute'];

function toolDoing(execute: Execute, use: readonly Middleware[] = [], name = 'subject'): AnyTool {
  return createTool({
    metadata: { name, version: '1.2.3', description: 'Does it', kind: 'query' },
    use,
    execute,
  });
}

function traced(tools: readonly AnyTool[], options: Partial<Parameters<typeof trace>[0]> = {}) {
  const recorded = recordTelemetry();
  const { telemetry } = recorded;
  const logs = recordLogs();
  const use = [trace({ telemetry, ...options })];
  const toolbox = createToolbox({ tools, use, telemetry, logger: logs.logger });
  return { ...recorded, toolbox, lines: logs.lines };
}

const anything: Schema = {
  '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) },
};
const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('trace', () => {
  it('puts a call into a span named by the conventions', async () => {
    const { toolbox, spans, openSpans } = traced([toolDoing(() => 1)]);
    const principal = { subject: 'ada', tenant: 'acme', permissions: [] };
    const { metadata } = await toolbox.dispatch('subject', {}, { principal });
    expect(spans()).toMatchObject([
      {
        name: 'execute_tool subject',
        failed: false,
        attributes: {
          'gen_ai.operation.name': 'execute_tool',
          'gen_ai.tool.name': 'subject',
          'gen_ai.tool.type': 'function',
          'gen_ai.tool.description': 'Does it',
          'toolwright.tool.version': '1.2.3',
          'toolwright.call.id': metadata.callId,
          'toolwright.tenant': 'acme',
        },
      },
    ]);
    expect(openSpans()).toBe(0);
  });

  it('hangs below what the headers carry, and below the place that the server gives before that', async () => {
    const { toolbox, spans } = traced([toolDoing(() => 1)]);
    await toolbox.dispatch('subject', {}, { headers: { traceparent } });
    const context = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), sampled: true };
    await toolbox.dispatch('subject', {}, { headers: { traceparent }, values: [[traceParent, context]] });
    await toolbox.dispatch('subject', {});
    expect(spans().map(({ parentSpanId }) => parentSpanId)).toEqual([
      'b7ad6b7169203331',
      'b'.repeat(16),
      undefined,
    ]);
  });

  it('holds spans of the tool, and calls that the tool makes', async () => {
    const inner = toolDoing(() => 'in', [], 'inner');
    const outer = toolDoing(async ({ call }) => {
      await call.span('database.query', { table: 'users' }, async () => undefined);
      return call.invoke(inner, {});
    });
    const { toolbox, spans } = traced([outer, inner]);
    await toolbox.dispatch('subject', {});
    const of = (name: string) => spans().find((span) => span.name === name);
    const root = of('execute_tool subject');
    expect(of('database.query')).toMatchObject({
      parentSpanId: root?.spanId,
      attributes: { table: 'users' },
    });
    expect(of('execute_tool inner')).toMatchObject({ parentSpanId: root?.spanId, traceId: root?.traceId });
  });

  it('tells what other rails did as events, and a failure as such', async () => {
    const refusing: Middleware = async (call, next) => {
      const outcome = await next();
      call.annotate('retry', { attempts: 3 });
      return outcome.ok === true ? failed(failure('RATE_LIMITED', 'Too many')) : outcome;
    };
    const { toolbox, spans } = traced([toolDoing(() => 1, [refusing])]);
    await toolbox.dispatch('subject', {});
    expect(spans()).toMatchObject([{ events: ['retry'], failed: true, failure: { code: 'RATE_LIMITED' } }]);
  });

  it('says that a call waits for an answer, and takes that for no failure', async () => {
    const asking: Middleware = async () => ({ ok: 'input-required', requests: [] });
    const { toolbox, spans } = traced([toolDoing(() => 1, [asking])]);
    await toolbox.dispatch('subject', {});
    expect(spans()).toMatchObject([{ events: ['input-required'], failed: false }]);
  });

  it('ends with a stream, not with its opening', async () => {
    const streaming = createTool({
      metadata: { name: 'subject', version: '1.0.0', description: 'x', kind: 'query' },
      schema: { chunk: anything },
      async *execute() {
        yield 1;
        throw new Error('broke');
      },
    });
    const { toolbox, spans, openSpans } = traced([streaming]);
    const stream = toolbox.dispatchStream('subject', {});
    await stream.next();
    expect(openSpans()).toBe(1);
    for await (const item of stream) expect(item.type).toBe('result');
    expect(spans()).toMatchObject([{ failed: true, failure: { code: 'STREAM_PROCESSING_ERROR' } }]);
  });

  it('says what the application adds, and goes on without when that fails', async () => {
    const { toolbox, spans, lines } = traced([toolDoing(() => 1)], {
      attributes: ({ input }) => {
        if (input === 'bad') throw new Error('no attributes');
        return { plan: 'free' };
      },
    });
    expect((await toolbox.dispatch('subject', {})).status).toBe('success');
    expect((await toolbox.dispatch('subject', 'bad')).status).toBe('success');
    expect(spans().map(({ attributes }) => attributes['plan'])).toEqual(['free', undefined]);
    expect(lines().map(({ level }) => level)).toEqual(['warn']);
  });

  it('leaves out an annotation that cannot be read', async () => {
    const annotating: Middleware = (call, next) => {
      call.annotate('broken', {
        get policies(): string {
          throw new Error('store is gone');
        },
      });
      call.annotate('cache', { hit: true });
      return next();
    };
    const { toolbox, spans, lines } = traced([toolDoing(() => 1, [annotating])]);
    const { status } = await toolbox.dispatch('subject', {});
    expect([status, spans()[0]?.events]).toEqual(['success', ['cache']]);
    expect(lines()).toMatchObject([{ level: 'warn', fields: { annotation: 'broken' } }]);
  });

  it('describes nothing of a trace that is not sampled', async () => {
    const annotating: Middleware = (call) => {
      call.annotate('cache', { hit: true });
      return Promise.resolve(succeeded(1));
    };
    const { toolbox, spans } = traced([toolDoing(() => 1, [annotating])]);
    await toolbox.dispatch('subject', {}, { headers: { traceparent: traceparent.replace(/01$/, '00') } });
    expect(spans()).toMatchObject([{ events: [] }]);
    expect(spans()[0]?.attributes).not.toHaveProperty('toolwright.call.id');
  });

  it('is left out when nobody will ever record, passes by when nobody does, and wants a telemetry', async () => {
    const unsure = { ...noopTelemetry, enabled: true };
    for (const telemetry of [noopTelemetry, unsure]) {
      const { toolbox } = traced([toolDoing(() => 1)], { telemetry });
      expect(await toolbox.dispatch('subject', {}, { headers: { traceparent } })).toMatchObject({ data: 1 });
      expect(trace({ telemetry }).rail?.idle).toBe(telemetry === noopTelemetry);
    }
    expect(() => trace({ telemetry: {} as never })).toThrow(/"telemetry" must be a Telemetry/);
    expect(trace({ telemetry: noopTelemetry }).rail?.describe()).toEqual({});
  });
});
