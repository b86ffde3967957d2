import { describe, expect, it } from 'vitest';
import { prefetch } from './prefetch.ts';
import { sceneOf, toolDoing } from '../test-support/scene.ts';

describe('a prediction', () => {
  it('that never comes is given up and logged, and harms no call', async () => {
    const predict = (): Promise<never> => new Promise(() => undefined);
    const scene = sceneOf(toolDoing(() => 1, { use: [prefetch({ predict, timeoutMs: 100 })] }));
    expect(await scene.call()).toMatchObject({ status: 'success' });
    await scene.clock.advance(200);
    expect(scene.lines()).toMatchObject([
      { level: 'warn', fields: { error: { code: 'OPERATION_TIMEOUT' } } },
    ]);
    expect(scene.clock.pendingTimers).toBe(0);
  });
});
