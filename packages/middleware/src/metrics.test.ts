import { createTool, noopTelemetry, ToolError } from '@toolwright/core';
import { createFakeClock, recordTelemetry } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { metrics } from './metrics.ts';
import type { MetricsOptions } from './metrics.ts';
import { sceneOf, toolDoing } from '../test-support/scene.ts';

function measured(execute: () => unknown, options: Partial<MetricsOptions> = {}) {
  const recorded = recordTelemetry();
  const clock = createFakeClock();
  const use = [metrics({ telemetry: recorded.telemetry, ...options })];
  return { ...recorded, ...sceneOf(toolDoing(execute), { clock, use }) };
}

describe('metrics', () => {
  it('counts calls and measures how long they took, by tool and outcome', async () => {
    const { call, clock, measurements } = measured(() => clock.advance(30));
    await call();
    const attributes = { tool: 'subject', outcome: 'success' };
    expect(measurements()).toEqual([
      { kind: 'counter', instrument: 'toolwright.call.count', value: 1, attributes },
      { kind: 'histogram', instrument: 'toolwright.call.duration', value: 30, attributes },
    ]);
  });

  it('tells failures apart by code', async () => {
    const { call, total } = measured(() => {
      throw new ToolError('EXECUTION_FAILED', 'no');
    });
    await call();
    expect(total('toolwright.call.count', { outcome: 'error', code: 'EXECUTION_FAILED' })).toBe(1);
  });

  it('records dimensions and numbers of the application', async () => {
    const { call, measurements } = measured(() => 1, {
      dimensions: { plan: () => 'gold', none: () => undefined },
      custom: { businessValue: ({ input }) => (input as { amount?: number }).amount },
    });
    await call({ amount: 12.5 });
    await call({});
    await call({ amount: Number.NaN });
    const values = measurements().filter(({ instrument }) => instrument === 'toolwright.call.businessValue');
    expect(values).toMatchObject([{ value: 12.5, attributes: { plan: 'gold', tool: 'subject' } }]);
    expect(values[0]?.attributes).not.toHaveProperty('none');
  });

  it('tells no more values of a dimension apart than it may', async () => {
    const { call, total } = measured(() => 1, {
      maxValues: 2,
      dimensions: { name: ({ input }) => (input as { name: string }).name },
    });
    for (const name of ['a', 'b', 'c', 'd', 'a']) await call({ name });
    const counts = ['a', 'b', 'c', 'other'].map((name) => total('toolwright.call.count', { name }));
    expect(counts).toEqual([2, 1, 0, 2]);
  });

  it('costs a measurement that throws, and never the call', async () => {
    const broken = (): never => {
      throw new Error('x');
    };
    const { call, lines, measurements } = measured(() => 'done', {
      dimensions: { plan: broken },
      custom: { value: broken },
    });
    expect(await call()).toMatchObject({ data: 'done' });
    expect(measurements()).toHaveLength(2);
    expect(lines().map(({ level, fields }) => [level, fields['measurement']])).toEqual([
      ['warn', 'plan'],
      ['warn', 'value'],
    ]);
  });

  it('measures a stream to its end, and a question as one', async () => {
    const { telemetry, measurements } = recordTelemetry();
    const clock = createFakeClock();
    const tool = createTool({
      metadata: { name: 'streams', version: '1.0.0', description: 'Streams', kind: 'query' },
      schema: { chunk: z.number() },
      async *execute() {
        yield 1;
        await clock.advance(40);
      },
    });
    const { toolbox } = sceneOf(tool, { clock, use: [metrics({ telemetry })] });
    for await (const item of toolbox.dispatchStream('streams', {})) void item;
    await clock.advance(0);
    expect(measurements()[1]).toMatchObject({ value: 40, attributes: { outcome: 'success' } });

    const asks = toolDoing(({ call }) => call.ask(z.string(), 'Sure?'));
    await sceneOf(asks, { use: [metrics({ telemetry })] }).call();
    expect(measurements().at(-1)).toMatchObject({ attributes: { outcome: 'input-required' } });
  });

  it('looks at nothing while nobody records', async () => {
    let looked = 0;
    const dimensions = { plan: () => `${(looked += 1)}` };
    const { call } = measured(() => 1, {
      telemetry: noopTelemetry,
      dimensions,
      custom: { x: () => (looked += 1) },
    });
    await call();
    expect(looked).toBe(0);
  });

  it('says what it measures, and refuses to be set badly', () => {
    const { telemetry } = recordTelemetry();
    const rail = metrics({ telemetry, custom: { value: () => 1 } });
    expect(rail.rail?.describe()).toEqual({ dimensions: [], custom: ['value'] });
    expect(() => metrics({ telemetry: {} as never })).toThrow('telemetry');
    expect(() => metrics({ telemetry, custom: { value: 1 as never } })).toThrow('custom.value');
    expect(() => metrics({ telemetry, maxValues: 0 })).toThrow('maxValues');
  });
});
