import { createFakeClock } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { createMemoryStore } from './memory-store.ts';

const hour = { ttlMs: 3_600_000 };

describe('a memory store', () => {
  it('drops the least recently used entry when it is full', async () => {
    const store = createMemoryStore({ maxEntries: 2, clock: createFakeClock() });
    await store.set('a', '1', hour);
    await store.set('b', '2', hour);
    await store.get('a');
    await store.set('c', '3', hour);
    expect(await store.getMany(['a', 'b', 'c'])).toEqual(['1', undefined, '3']);
    expect(store.usage()).toMatchObject({ entries: 2, evictions: 1 });
  });

  it('drops what has expired before anything that lives', async () => {
    const clock = createFakeClock();
    const store = createMemoryStore({ maxEntries: 2, clock });
    await store.set('old but alive', '1', 'forever');
    await store.set('short', '2', { ttlMs: 5 });
    await clock.advance(5);
    await store.set('new', '3', hour);
    expect(await store.get('old but alive')).toBe('1');
    expect(store.usage()).toMatchObject({ entries: 2, evictions: 0 });
  });

  it('never holds more bytes than it may', async () => {
    const store = createMemoryStore({ maxBytes: 2_000, clock: createFakeClock() });
    for (let index = 0; index < 50; index += 1) await store.set(`key-${index}`, 'x'.repeat(100), hour);
    const { entries, bytes } = store.usage();
    expect(bytes).toBeLessThanOrEqual(2_000);
    expect(entries).toBeGreaterThan(3);
    expect(await store.get('key-49')).toBe('x'.repeat(100));
  });

  it('counts a value that grows and shrinks', async () => {
    const store = createMemoryStore({ clock: createFakeClock() });
    await store.set('a', 'x'.repeat(100), hour);
    const { bytes } = store.usage();
    await store.set('a', 'x'.repeat(300), hour);
    expect(store.usage().bytes).toBe(bytes + 400);
    await store.delete('a');
    expect(store.usage()).toMatchObject({ entries: 0, bytes: 0 });
  });

  it('refuses a value that can never fit, and keeps what it had', async () => {
    const store = createMemoryStore({ maxBytes: 1_000, clock: createFakeClock() });
    await store.set('a', 'small', hour);
    await expect(store.set('a', 'x'.repeat(1_000), hour)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: 'The value for "a" takes 2162 bytes and the store holds 1000; raise maxBytes or store less',
    });
    expect(await store.get('a')).toBe('small');
  });

  it('clears expired entries away as others are written, a few at a time', async () => {
    const clock = createFakeClock();
    const store = createMemoryStore({ clock });
    for (let index = 0; index < 20; index += 1) await store.set(`short-${index}`, 'x', { ttlMs: 10 });
    await clock.advance(10);
    await store.set('a', '1', hour);
    expect(store.usage().entries).toBe(13);
    await store.set('b', '1', hour);
    await store.set('c', '1', hour);
    expect(store.usage().entries).toBe(3);
  });

  it('lists neither what was deleted nor what expired during the listing', async () => {
    const clock = createFakeClock();
    const store = createMemoryStore({ clock });
    for (const key of ['a:1', 'a:2', 'a:3']) await store.set(key, 'x', hour);
    await store.set('a:4', 'x', { ttlMs: 10 });
    const seen: string[] = [];
    for await (const key of store.scan('a:')) {
      seen.push(key);
      await store.delete('a:2');
      await store.set(`a:new-${key}`, 'x', hour);
      await clock.advance(10);
    }
    expect(seen).toEqual(['a:1', 'a:3']);
  });

  it.each([
    [{ maxEntries: 0 }, 'Option "maxEntries" must be an integer of at least 1; got 0'],
    [{ maxBytes: 1.5 }, 'Option "maxBytes" must be an integer of at least 1; got 1.5'],
  ])('refuses %o', (options, message) => {
    expect(() => createMemoryStore(options)).toThrowError(message);
  });

  it('starts no timer', async () => {
    const clock = createFakeClock();
    const store = createMemoryStore({ clock });
    await store.set('a', '1', { ttlMs: 10 });
    expect(clock.pendingTimers).toBe(0);
  });
});
