import { pause, ToolError } from '@toolwright/core';
import type { ExecuteContext } from '@toolwright/core';
import { describe, expect, it } from 'vitest';
import { hedge } from './hedge.ts';
import type { HedgeOptions } from './hedge.ts';
import { createRetryBudget } from './retry-budget.ts';
import { retry } from './retry.ts';
import { errorIn, sceneOf, toolDoing } from '../test-support/scene.ts';
import type { Scene, ToolSettings } from '../test-support/scene.ts';

interface Attempt {
  readonly ms: number;
  readonly fails?: boolean;
}

interface Place extends Scene {
  /** How each attempt ended, in that order. */
  readonly ends: string[];
  readonly began: () => number;
}

/** A tool whose attempts take what the script says; 10 ms each before and after it. */
function placeWith(options: HedgeOptions, script: Attempt[], metadata: ToolSettings = {}): Place {
  const ends: string[] = [];
  let began = 0;
  const work = async ({ call, input }: ExecuteContext): Promise<number> => {
    began += 1;
    const number = began;
    const { ms, fails = false } = input === 'warm' ? { ms: 10 } : (script.shift() ?? { ms: 10 });
    try {
      await pause(call.clock, ms, call.signal);
    } catch (error) {
      ends.push(`${number} aborted`);
      throw error;
    }
    ends.push(`${number} ${fails ? 'failed' : 'done'}`);
    if (fails) throw new ToolError('NETWORK_ERROR', `Attempt ${number} failed`);
    return number;
  };
  const tool = toolDoing(work, { use: [hedge({ minimumSamples: 5, ...options })], ...metadata });
  return { ...sceneOf(tool), ends, began: () => began };
}

async function warm({ call, clock, ends }: Place, times = 5): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    const calling = call('warm');
    await clock.advance(30);
    await calling;
  }
  ends.length = 0;
}

describe('a hedged query', () => {
  it('that takes longer than most is tried a second time, and the slower attempt is aborted', async () => {
    const place = placeWith({}, [{ ms: 500 }, { ms: 10 }]);
    await warm(place);
    const calling = place.call();
    await place.clock.advance(60);
    const result = await calling;
    expect(result).toMatchObject({ status: 'success', data: 7 });
    expect(result.metadata['hedge']).toMatchObject({ hedged: true, won: 'second' });
    expect(place.ends).toEqual(['7 done', '6 aborted']);
    await place.clock.advance(10);
    expect(place.clock.pendingTimers).toBe(0);
  });

  it('keeps the first attempt when that comes first after all', async () => {
    const place = placeWith({}, [{ ms: 40 }, { ms: 500 }]);
    await warm(place);
    const calling = place.call();
    await place.clock.advance(100);
    expect(await calling).toMatchObject({ data: 6, metadata: { hedge: { hedged: true, won: 'first' } } });
    expect(place.ends).toEqual(['6 done', '7 aborted']);
  });

  it('is left alone while it is as fast as ever, and says nothing', async () => {
    const place = placeWith({}, []);
    await warm(place);
    const calling = place.call();
    await place.clock.advance(30);
    expect((await calling).metadata['hedge']).toBeUndefined();
    expect(place.began()).toBe(6);
  });

  it('is not hedged before enough answers were measured', async () => {
    const place = placeWith({ minimumSamples: 50 }, [{ ms: 1_000 }]);
    await warm(place);
    const calling = place.call();
    await place.clock.advance(1_100);
    expect(await calling).toMatchObject({ data: 6 });
  });

  it('is not tried a second time when its first attempt fails at once', async () => {
    const place = placeWith({}, [{ ms: 5, fails: true }]);
    await warm(place);
    const calling = place.call();
    await place.clock.advance(100);
    expect(errorIn(await calling).message).toBe('Attempt 6 failed');
    expect(place.began()).toBe(6);
  });

  it('waits for the second attempt when the first fails meanwhile, and for the first when the second does', async () => {
    for (const script of [
      [{ ms: 40, fails: true }, { ms: 60 }],
      [{ ms: 90 }, { ms: 10, fails: true }],
    ]) {
      const place = placeWith({}, script);
      await warm(place);
      const calling = place.call();
      await place.clock.advance(200);
      expect((await calling).status).toBe('success');
    }
  });

  it('fails as its first attempt did when both fail', async () => {
    const place = placeWith({}, [
      { ms: 60, fails: true },
      { ms: 10, fails: true },
    ]);
    await warm(place);
    const calling = place.call();
    await place.clock.advance(200);
    const result = await calling;
    expect(errorIn(result).message).toBe('Attempt 6 failed');
    expect(result.metadata['hedge']).toMatchObject({ hedged: true });
    expect(result.metadata['hedge']).not.toHaveProperty('won');
  });

  it('is not hedged beyond the budget', async () => {
    const place = placeWith({ budget: createRetryBudget({ ratio: 0, floorPerSecond: 0 }) }, [{ ms: 200 }]);
    await warm(place);
    const calling = place.call();
    await place.clock.advance(300);
    expect((await calling).metadata['hedge']).toMatchObject({ hedged: false, reason: 'budget' });
    expect(place.began()).toBe(6);
  });

  it('shares a budget that retry earns', async () => {
    const budget = createRetryBudget({ ratio: 1, floorPerSecond: 0 });
    const place = placeWith({}, [{ ms: 200 }, { ms: 10 }], {
      use: [retry({ budget }), hedge({ budget, minimumSamples: 5 })],
    });
    await warm(place);
    expect(budget.balance).toBe(5);
    const calling = place.call();
    await place.clock.advance(300);
    await calling;
    expect(budget.balance).toBe(5);
  });

  it('learns that everything has become slower', async () => {
    const script = Array.from({ length: 60 }, () => ({ ms: 100 }));
    const place = placeWith({ budget: createRetryBudget({ ratio: 0, floorPerSecond: 0 }) }, script);
    await warm(place);
    for (let each = 0; each < 50; each += 1) {
      const calling = place.call();
      await place.clock.advance(130);
      await calling;
    }
    const calling = place.call();
    await place.clock.advance(130);
    // The wait has become as long as the calls are: nothing is slow any more.
    expect((await calling).metadata['hedge']).toBeUndefined();
  });

  it('measures one that lost too, so that hedging does not flatter itself', async () => {
    const script = Array.from({ length: 40 }, () => [{ ms: 500 }, { ms: 30 }]).flat();
    const place = placeWith({}, script);
    await warm(place);
    let last: unknown;
    for (let each = 0; each < 20; each += 1) {
      const calling = place.call();
      await place.clock.advance(700);
      last = (await calling).metadata['hedge'];
    }
    expect(last).toMatchObject({ hedged: true });
    expect((last as { delayMs: number }).delayMs).toBeGreaterThan(35);
  });

  it('is no command and no stream', async () => {
    const place = placeWith(
      {},
      Array.from({ length: 10 }, () => ({ ms: 900 })),
      { kind: 'command', idempotent: true },
    );
    await warm(place);
    const calling = place.call();
    await place.clock.advance(1_000);
    expect(await calling).toMatchObject({ data: 6 });
  });
});
