import { createFakeClock, seededRandom } from '@toolwright/testing';
import { describe, expect, it, vi } from 'vitest';
import { createCache } from './cache.ts';
import { controlledLoader } from '../test-support/controlled-loader.ts';
import { SharedStore } from '../test-support/shared-store.ts';

const random = seededRandom(1);

function doubled(keys: readonly string[]): Promise<Map<string, string>> {
  return Promise.resolve(new Map(keys.map((key) => [key, `${key}${key}`])));
}

describe('reading many keys', () => {
  it('loads only what is missing, all at once, and answers in order', async () => {
    const cache = createCache();
    await cache.set('b', 'here');
    const load = vi.fn(doubled);
    expect(await cache.getOrSetMany(['a', 'b', 'c', 'a'], load)).toEqual(['aa', 'here', 'cc', 'aa']);
    expect(load.mock.calls.map(([keys]) => keys)).toEqual([['a', 'c']]);
    expect(await cache.getOrSetMany(['a', 'c'], load)).toEqual(['aa', 'cc']);
    expect(load).toHaveBeenCalledTimes(1);
    expect(await cache.getOrSetMany([], load)).toEqual([]);
  });

  it('loads at once also when some are in a level below, under way already, or loaded elsewhere', async () => {
    const clock = createFakeClock();
    const store = new SharedStore(clock);
    const process = () => createCache({ clock, random, levels: [{ store }] });
    const [here, elsewhere] = [process(), process()];
    await process().set('below', 'from below');
    const loader = controlledLoader<string>();
    const under = here.getOrSet('under way', loader.load);
    const away = elsewhere.getOrSet('elsewhere', loader.load);
    await clock.advance(0);
    const load = vi.fn(doubled);
    const many = here.getOrSetMany(['a', 'below', 'under way', 'elsewhere', 'b'], load);
    await clock.advance(0);
    expect(load.mock.calls.map(([keys]) => keys)).toEqual([['a', 'b']]);
    loader.resolve('one');
    loader.resolve('two');
    await clock.advance(100);
    expect(await many).toEqual(['aa', 'from below', 'one', 'two', 'bb']);
    expect(await Promise.all([under, away])).toEqual(['one', 'two']);
    expect(clock.pendingTimers).toBe(0);
  });

  it('rejects when the loader fails, and when it leaves a key out', async () => {
    const cache = createCache({ failureBackoffMs: 0 });
    const broken = new Error('broken');
    const fail = async (): Promise<Map<string, string>> => {
      throw broken;
    };
    await expect(cache.getOrSetMany(['a', 'b'], fail)).rejects.toBe(broken);
    await expect(cache.getOrSetMany(['a', 'b'], async () => new Map([['a', 1]]))).rejects.toThrow(
      /no value for "b"/,
    );
    expect(await cache.get('a')).toMatchObject({ value: 1 });
  });

  it('aborts the loader when nobody waits any more', async () => {
    const clock = createFakeClock();
    const cache = createCache({ clock });
    const controller = new AbortController();
    let seen: AbortSignal | undefined;
    const many = cache.getOrSetMany(
      ['a', 'b'],
      (_keys, { signal }) => {
        seen = signal;
        return new Promise<Map<string, string>>(() => undefined);
      },
      { signal: controller.signal },
    );
    const expected = expect(many).rejects.toBe('left');
    await clock.advance(0);
    controller.abort('left');
    await expected;
    await clock.advance(0);
    expect(seen?.aborted).toBe(true);
    expect(clock.pendingTimers).toBe(0);
  });

  it('reads without loading', async () => {
    const cache = createCache();
    await cache.set('a', 0);
    expect(await cache.getMany(['a', 'b'])).toMatchObject([{ value: 0 }, undefined]);
  });
});
