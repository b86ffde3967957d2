import { failure, pause, ToolError } from '@toolwright/core';
import type { ExecuteContext } from '@toolwright/core';
import { createFakeClock, seededRandom } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { cached, chaos, exceptTools, fallback, prefetch, timeout, when } from './index.ts';
import type { ChaosOptions } from './index.ts';
import { mapCache } from '../test-support/map-cache.ts';
import { errorIn, sceneOf, toolDoing } from '../test-support/scene.ts';

const slow =
  (ms: number) =>
  async ({ call }: ExecuteContext) =>
    pause(call.clock, ms, call.signal).then(() => 'done');
const throwing = (error: Error) => () => {
  throw error;
};

describe('timeout', () => {
  it('ends an attempt that takes too long, and aborts its signal', async () => {
    const { call, clock } = sceneOf(toolDoing(slow(500), { use: [timeout({ attemptMs: 100 })] }));
    const calling = call();
    await clock.advance(115);
    expect(errorIn(await calling)).toMatchObject({ code: 'OPERATION_TIMEOUT', retryable: true });
    await clock.advance(10);
    expect(clock.pendingTimers).toBe(0);
  });

  it('leaves an attempt alone that comes in time', async () => {
    const { call, clock } = sceneOf(toolDoing(slow(50), { use: [timeout({ attemptMs: 100 })] }));
    const calling = call();
    await clock.advance(70);
    expect(await calling).toMatchObject({ data: 'done' });
  });

  it('bounds a stream until its first chunk', async () => {
    const chunks = async function* ({ call }: ExecuteContext): AsyncGenerator<number> {
      yield 1;
      await pause(call.clock, 500);
      yield 2;
    };
    const { toolbox, clock } = sceneOf(
      toolDoing(chunks, { streams: true, use: [timeout({ attemptMs: 100 })] }),
    );
    const stream = toolbox.dispatchStream('subject', {});
    await stream.next();
    const second = stream.next();
    await clock.advance(600);
    expect((await second).value).toMatchObject({ data: 2 });
    await stream.return();
  });
});

describe('when', () => {
  const rails = { use: [when(({ input }) => input === 'slow', timeout({ attemptMs: 20 }))] };

  it('applies a rail to some calls only', async () => {
    const { call, clock } = sceneOf(toolDoing(slow(50), rails));
    const calls = [call('slow'), call('other')];
    await clock.advance(100);
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual(['error', 'success']);
  });

  it('waits for a predicate, and fails the call when it throws', async () => {
    const conditional = when(
      async ({ input }) => {
        if (input === 'bad') throw new ToolError('NETWORK_ERROR', 'flags are down');
        return input === 'slow';
      },
      timeout({ attemptMs: 20 }),
    );
    const { call, clock } = sceneOf(toolDoing(slow(50), { use: [conditional] }));
    const calls = [call('slow'), call('other'), call('bad')];
    await clock.advance(100);
    const results = await Promise.all(calls);
    expect(results.map(({ status }) => status)).toEqual(['error', 'success', 'error']);
    expect(errorIn(results[2]!).message).toBe('flags are down');
  });

  it('keeps what the rail says of itself, and does without', () => {
    expect(when(() => true, timeout({ attemptMs: 20 })).rail?.name).toBe('timeout');
    expect(
      when(
        () => true,
        (_call, next) => next(),
      ).rail,
    ).toBeUndefined();
  });

  it('leaves out tools by name or by the beginning of it', async () => {
    for (const [name, status] of [
      ['health', 'success'],
      ['admin.users', 'success'],
      ['users', 'error'],
      ['healthy', 'error'],
    ] as const) {
      const use = [exceptTools(['health', 'admin.*'], timeout({ attemptMs: 20 }))];
      const { call, clock } = sceneOf(toolDoing(slow(50), { name, use }));
      const calling = call();
      await clock.advance(100);
      expect((await calling).status).toBe(status);
    }
  });
});

describe('fallback', () => {
  it('answers instead of a dependency that fails, and says so', async () => {
    const use = [fallback({ run: async (_call, { code }) => `instead of ${code}` })];
    const { call } = sceneOf(toolDoing(throwing(new ToolError('NETWORK_ERROR', 'reset')), { use }));
    expect(await call()).toMatchObject({
      data: 'instead of NETWORK_ERROR',
      metadata: { fallback: { used: true, code: 'NETWORK_ERROR' } },
    });
  });

  it("leaves the caller's own mistakes and successes alone", async () => {
    const use = [fallback({ run: () => 'never' })];
    const mistake = sceneOf(toolDoing(throwing(new ToolError('INVALID_INPUT', 'bad')), { use }));
    expect(errorIn(await mistake.call()).code).toBe('INVALID_INPUT');
    expect(await sceneOf(toolDoing(() => 1, { use })).call()).toMatchObject({ data: 1 });
  });

  it('stands in for what `when` says, and fails as its own answer does', async () => {
    const use = [
      fallback({
        when: ({ code }) => code === 'INVALID_INPUT',
        run: throwing(new ToolError('NETWORK_ERROR', 'b')),
      }),
    ];
    const { call } = sceneOf(toolDoing(throwing(new ToolError('INVALID_INPUT', 'a')), { use }));
    expect(errorIn(await call()).message).toBe('b');
  });

  it('still answers when the call was out of time', async () => {
    const { call, clock } = sceneOf(toolDoing(slow(500), { use: [fallback({ run: () => 'at hand' })] }));
    const calling = call({}, { timeoutMs: 50 });
    await clock.advance(70);
    expect(await calling).toMatchObject({ data: 'at hand' });
  });
});

describe('chaos', () => {
  const place = (options: Partial<ChaosOptions>) => {
    let ran = 0;
    const rails = chaos({
      enabled: true,
      environment: 'test',
      random: seededRandom(4),
      faults: [{ name: 'down', share: 1, failure: failure('NETWORK_ERROR', 'chaos') }],
      ...options,
    });
    return { ...sceneOf(toolDoing(() => (ran += 1), { use: [rails] })), ran: () => ran, rails };
  };

  it('does nothing unless both switches are on', async () => {
    for (const options of [
      { enabled: false },
      { environment: 'production' },
      { environment: undefined },
      { environments: ['staging'] },
    ]) {
      const { call, rails } = place(options);
      expect((await call()).status).toBe('success');
      expect(rails.rail?.describe()).toMatchObject({ active: false });
    }
    expect(errorIn(await place({}).call()).message).toBe('chaos');
  });

  it('hits its share of the calls it is for, and names the fault', async () => {
    const down = failure('NETWORK_ERROR', 'chaos');
    const { call } = place({
      faults: [{ name: 'a fifth', share: 0.2, failure: () => down, when: ({ input }) => input !== 'spared' }],
    });
    let hits = 0;
    for (let each = 0; each < 500; each += 1) {
      const result = await call();
      if (result.status === 'error') hits += 1;
      expect(result.metadata['chaos'] !== undefined).toBe(result.status === 'error');
    }
    expect(hits).toBeGreaterThan(70);
    expect(hits).toBeLessThan(130);
    for (let each = 0; each < 50; each += 1) expect((await call('spared')).status).toBe('success');
  });

  it('delays, and lets go when the caller leaves', async () => {
    const { call, clock } = place({ faults: [{ name: 'slow', share: 1, delayMs: 300 }] });
    const patient = call();
    const hasty = call({}, { timeoutMs: 100 });
    await clock.advance(120);
    expect(errorIn(await hasty).code).toBe('OPERATION_TIMEOUT');
    await clock.advance(300);
    expect(await patient).toMatchObject({
      status: 'success',
      metadata: { chaos: { fault: 'slow', point: 'before' } },
    });
  });

  it('loses the answer of work that is done', async () => {
    const { call, ran } = place({
      faults: [{ name: 'lost', share: 1, point: 'after', failure: failure('NETWORK_ERROR', 'lost') }],
    });
    expect(errorIn(await call()).message).toBe('lost');
    expect(ran()).toBe(1);
  });
});

describe('prefetch', () => {
  const pages = (
    predict: (page: number) => readonly number[] | Promise<readonly number[]>,
    more: object = {},
  ) => {
    const clock = createFakeClock();
    const seen: number[] = [];
    const ahead = prefetch({ predict: ({ input }) => predict(input as number), ...more });
    const tool = toolDoing(
      async ({ call, input }) => {
        seen.push(input as number);
        if (input === 13) throw new ToolError('NETWORK_ERROR', 'no such page');
        await pause(call.clock, 50, call.signal);
        return input;
      },
      { use: [ahead, cached({ cache: mapCache(clock), ttlMs: 60_000 })] },
    );
    const scene = sceneOf(tool, { clock });
    const ask = async (page: number, options: object = {}) => {
      const calling = scene.call(page, options);
      await clock.advance(70);
      return calling;
    };
    return { ...scene, seen, ask };
  };

  it('has the next result by the time it is asked for, and predicts nothing from that', async () => {
    const { ask, clock, seen } = pages((page) => [page + 1]);
    await ask(1);
    await clock.advance(500);
    expect(seen).toEqual([1, 2]);
    expect((await ask(2)).metadata['cache']).toMatchObject({ hit: true });
  });

  it('does so for the same caller only', async () => {
    const { ask, clock, seen } = pages((page) => [page + 1]);
    await ask(1, { principal: { subject: 'ada', permissions: [] } });
    await clock.advance(100);
    await ask(2);
    expect(seen.slice(0, 3)).toEqual([1, 2, 2]);
  });

  it('fetches so many at once, and leaves out the rest', async () => {
    const { ask, clock, seen } = pages(async () => [2, 3, 4, 5]);
    await ask(1);
    await clock.advance(500);
    expect(seen).toEqual([1, 2, 3]);
  });

  it('harms nobody when it or its prediction fails', async () => {
    const { ask, clock, lines } = pages((page) => {
      if (page === 7) throw new Error('no idea');
      return [13];
    });
    expect((await ask(1)).metadata['cache']).toMatchObject({ hit: false });
    expect((await ask(7)).status).toBe('success');
    await clock.advance(100);
    expect(
      lines()
        .map(({ level }) => level)
        .toSorted(),
    ).toEqual(['debug', 'warn']);
  });

  it('ends within its time, and when the toolbox stops', async () => {
    const { ask, clock, toolbox, seen } = pages((page) => [page + 1], { timeoutMs: 20 });
    await ask(1);
    await clock.advance(100);
    expect(seen).toEqual([1, 2]);
    expect(clock.pendingTimers).toBe(0);
    await toolbox.stop({ drainMs: 0 });
  });

  it('follows no command', async () => {
    let predicted = 0;
    const ahead = prefetch({ predict: () => [(predicted += 1)] });
    const { call, clock } = sceneOf(toolDoing(() => 1, { kind: 'command', use: [ahead] }));
    await call();
    await clock.advance(50);
    expect(predicted).toBe(0);
  });
});
