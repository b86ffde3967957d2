import { pause, ToolError } from '@toolwright/core';
import type { ExecuteContext, Middleware } from '@toolwright/core';
import { recordTelemetry } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { hedge } from './hedge.ts';
import { retry } from './retry.ts';
import { sceneOf, toolDoing } from '../test-support/scene.ts';

/** A tool that asks its upstream in a span, inside of the span of its call. */
function observed(rail: Middleware, ask: (context: ExecuteContext) => Promise<unknown>) {
  const { telemetry, spans } = recordTelemetry();
  const tool = toolDoing((context) => context.call.span('ask', {}, () => ask(context)), { use: [rail] });
  const inSpan: Middleware = (call, next) => call.span('call', {}, () => next());
  const scene = sceneOf(tool, { telemetry, use: [inSpan] });
  const tree = (): readonly string[] =>
    spans().map(({ name, parentSpanId, failed, attributes }) => {
      const parent = spans().find(({ spanId }) => spanId === parentSpanId);
      const attempt = attributes['toolwright.attempt'];
      const number = typeof attempt === 'number' ? ` #${attempt}` : '';
      return `${name}${number}${failed ? ' failed' : ''} < ${parent?.name}`;
    });
  return { ...scene, tree };
}

describe('a further attempt', () => {
  it('of a retried call is a span that holds what the attempt does', async () => {
    let asked = 0;
    const { call, clock, toolbox, tree } = observed(retry(), async () => {
      asked += 1;
      if (asked < 3) throw new ToolError('NETWORK_ERROR', 'The upstream hung up');
    });
    await toolbox.start();
    const calling = call();
    await clock.advance(30_000);
    expect((await calling).status).toBe('success');
    expect(tree()).toEqual([
      'ask failed < call',
      'ask failed < retry subject',
      'retry subject #2 failed < call',
      'ask < retry subject',
      'retry subject #3 < call',
      'call < undefined',
    ]);
  });

  it('of a hedged call is one beside the first', async () => {
    let slow = false;
    const { call, clock, toolbox, tree } = observed(
      hedge({ minimumSamples: 1 }),
      async ({ call: asking }) => {
        if (!slow) return;
        slow = false;
        await pause(asking.clock, 1_000, asking.signal);
      },
    );
    await toolbox.start();
    await call();
    slow = true;
    const calling = call();
    await clock.advance(2_000);
    expect((await calling).metadata).toMatchObject({ hedge: { won: 'second' } });
    expect(tree().slice(2).toSorted()).toEqual([
      'ask < hedge subject',
      'ask failed < call',
      'call < undefined',
      'hedge subject #1 < call',
    ]);
  });
});
