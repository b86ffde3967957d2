import type { KeyValueStore } from '@toolwright/core';
import { describe, expect, it } from 'vitest';
import { createMemoryStore } from './memory/memory-store.ts';
import { withPrefix } from './with-prefix.ts';

async function keysOf(store: KeyValueStore, prefix: string): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const key of store.scan(prefix)) keys.push(key);
  return keys.toSorted();
}

describe('a store behind a prefix', () => {
  it('sees its own keys only, under their own names', async () => {
    const store = createMemoryStore();
    const mine = withPrefix(store, 'mine:');
    const others = withPrefix(store, 'others:');
    await mine.set('a', '1', 'forever');
    await mine.setMany([{ key: 'b', value: '2', ttl: 'forever' }]);
    await others.set('a', 'x', 'forever');
    expect(await mine.getMany(['a', 'b'])).toEqual(['1', '2']);
    expect(await keysOf(mine, '')).toEqual(['a', 'b']);
    expect(await keysOf(store, 'mine')).toEqual(['mine:a', 'mine:b']);
    expect(await mine.delete('a', 'none')).toBe(1);
    expect(await others.get('a')).toBe('x');
  });

  it('nests', async () => {
    const store = createMemoryStore();
    await withPrefix(withPrefix(store, 'a:'), 'b:').set('c', '1', 'forever');
    expect(await store.get('a:b:c')).toBe('1');
  });
});
