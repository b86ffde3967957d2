import { ToolError } from '@toolwright/core';
import { describe, expect, it } from 'vitest';
import { circuitBreaker } from './circuit-breaker.ts';
import { errorIn, sceneOf, toolDoing } from '../test-support/scene.ts';
import { scriptedBreaker } from '../test-support/scripted-ports.ts';

describe('a call behind a breaker', () => {
  it('is counted as it ends, and says nothing of it', async () => {
    const breaker = scriptedBreaker();
    let fails = false;
    const work = (): string => {
      if (fails) throw new ToolError('NETWORK_ERROR', 'reset');
      return 'done';
    };
    const { call } = sceneOf(toolDoing(work, { use: [circuitBreaker({ breaker })] }));
    expect((await call()).metadata['circuitBreaker']).toBeUndefined();
    fails = true;
    expect(errorIn(await call()).code).toBe('NETWORK_ERROR');
    expect(breaker.counted).toMatchObject([{ ok: true }, { ok: false }]);
  });

  it('is refused by an open circuit, which is named, and does not run', async () => {
    const breaker = scriptedBreaker(5_000);
    breaker.open = true;
    let ran = 0;
    const { call } = sceneOf(
      toolDoing(() => (ran += 1), { use: [circuitBreaker({ breaker: () => breaker })] }),
    );
    const result = await call();
    expect(errorIn(result)).toMatchObject({ code: 'SERVICE_UNAVAILABLE', retryAfterMs: 5_000 });
    expect(result.metadata['circuitBreaker']).toEqual({ circuit: 'upstream', state: 'open' });
    expect(ran).toBe(0);
  });

  it('runs in shadow mode although the circuit is open, and says so', async () => {
    const breaker = scriptedBreaker();
    breaker.open = true;
    const { call } = sceneOf(toolDoing(() => 'done', { use: [circuitBreaker({ breaker, shadow: true })] }));
    expect(await call()).toMatchObject({
      data: 'done',
      metadata: { circuitBreaker: { circuit: 'upstream', state: 'open', shadow: true } },
    });
  });

  it('offers its signal to a breaker that has to wait', async () => {
    const breaker = scriptedBreaker();
    const { call } = sceneOf(
      toolDoing(({ call: { signal } }) => expect(breaker.options[0]?.signal).toBe(signal), {
        use: [circuitBreaker({ breaker })],
      }),
    );
    expect((await call()).status).toBe('success');
  });

  it('counts a stream when it has ended, and is answered when it opens', async () => {
    const breaker = scriptedBreaker();
    const chunks = async function* (): AsyncGenerator<number> {
      yield 1;
      throw new ToolError('NETWORK_ERROR', 'reset');
    };
    const { toolbox } = sceneOf(toolDoing(chunks, { streams: true, use: [circuitBreaker({ breaker })] }));
    const stream = toolbox.dispatchStream('subject', {});
    expect((await stream.next()).value).toMatchObject({ data: 1 });
    expect(breaker.counted).toEqual([]);
    expect((await stream.next()).value).toMatchObject({ result: { error: { code: 'NETWORK_ERROR' } } });
    await Promise.resolve();
    expect(breaker.counted).toMatchObject([{ ok: false }]);
  });

  it('counts a stream that does not open, and refuses one too', async () => {
    const breaker = scriptedBreaker();
    const chunks = (): AsyncIterable<number> => ({
      [Symbol.asyncIterator]: () => ({
        next: () => Promise.reject(new ToolError('NETWORK_ERROR', 'reset')),
      }),
    });
    const { call } = sceneOf(toolDoing(chunks, { streams: true, use: [circuitBreaker({ breaker })] }));
    expect(errorIn(await call()).code).toBe('NETWORK_ERROR');
    expect(breaker.counted).toMatchObject([{ ok: false }]);
    breaker.open = true;
    expect(errorIn(await call()).code).toBe('SERVICE_UNAVAILABLE');
  });
});
