import { describe, expect, it } from 'vitest';
import { createMemoryPubSub } from './memory-pub-sub.ts';

const rejectLater: (message: string) => unknown = async () => {
  throw new Error('rejected');
};

describe('a memory pub/sub', () => {
  it('keeps the order for everybody when a subscriber publishes', async () => {
    const pubSub = createMemoryPubSub();
    const seen: string[] = [];
    await pubSub.subscribe('news', {
      message: (message) => {
        seen.push(`first ${message}`);
        if (message === '1') void pubSub.publish('news', '2');
      },
    });
    await pubSub.subscribe('news', { message: (message) => void seen.push(`second ${message}`) });
    await pubSub.publish('news', '1');
    expect(seen).toEqual(['first 1', 'second 1', 'first 2', 'second 2']);
  });

  it('tells who wants to know what a subscriber threw, and goes on', async () => {
    const errors: unknown[] = [];
    const pubSub = createMemoryPubSub({
      onError: (error) => {
        errors.push(error);
        throw new Error('the listener fails too');
      },
    });
    const seen: string[] = [];
    await pubSub.subscribe('news', {
      message: () => {
        throw new Error('thrown');
      },
    });
    await pubSub.subscribe('news', { message: rejectLater });
    await pubSub.subscribe('news', { message: (text) => void seen.push(text) });
    await pubSub.publish('news', '1');
    await pubSub.publish('news', '2');
    expect(seen).toEqual(['1', '2']);
    await new Promise((resolve) => setImmediate(resolve));
    expect(errors.map(String).toSorted()).toEqual([
      'Error: rejected',
      'Error: rejected',
      'Error: thrown',
      'Error: thrown',
    ]);
  });

  it('delivers nothing to who left while the message was on its way', async () => {
    const pubSub = createMemoryPubSub();
    const seen: string[] = [];
    let leave: (() => Promise<void>) | undefined;
    await pubSub.subscribe('news', { message: () => void leave?.() });
    leave = await pubSub.subscribe('news', { message: (text) => void seen.push(text) });
    await pubSub.publish('news', '1');
    await leave();
    expect(seen).toEqual([]);
  });
});
