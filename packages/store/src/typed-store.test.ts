import { describe, expect, it } from 'vitest';
import { jsonCodec } from './json-codec.ts';
import { createMemoryStore } from './memory/memory-store.ts';
import { typedStore } from './typed-store.ts';

interface User {
  readonly name: string;
  readonly age?: number;
}

const userSchema = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value: unknown) =>
      typeof value === 'object' && value !== null && 'name' in value
        ? { value: value as User }
        : { issues: [{ message: 'name is missing' }] },
  },
} as const;

describe('a typed store', () => {
  it('gives back what was stored, also what is falsy', async () => {
    const users = typedStore(createMemoryStore(), jsonCodec(userSchema));
    await users.set('ada', { name: 'Ada', age: 36 }, 'forever');
    expect(await users.get('ada')).toEqual({ name: 'Ada', age: 36 });
    expect(await users.get('bob')).toBeUndefined();

    const anything = typedStore<unknown>(createMemoryStore(), jsonCodec());
    const values = [0, '', false, null, [], { deep: [1, { two: 2 }] }];
    await anything.setMany(values.map((value, index) => ({ key: `${index}`, value, ttl: 'forever' })));
    expect(await anything.getMany(['0', '1', '2', '3', '4', '5', '6'])).toEqual([...values, undefined]);
  });

  it('writes equal values as equal text', async () => {
    const store = createMemoryStore();
    const users = typedStore<User>(store, jsonCodec());
    await users.set('a', { name: 'Ada', age: 36 }, 'forever');
    await users.set('b', { age: 36, name: 'Ada' }, 'forever');
    expect(await store.get('a')).toBe(await store.get('b'));
  });

  it('refuses what an older program stored, and says so without telling the value', async () => {
    const store = createMemoryStore();
    const users = typedStore(store, jsonCodec(userSchema));
    await store.set('old', '{"title":"secret"}', 'forever');
    await store.set('broken', '{"name":', 'forever');
    for (const key of ['old', 'broken']) {
      await expect(users.get(key)).rejects.toMatchObject({
        code: 'STORED_VALUE_INVALID',
        type: 'internal_error',
        message: `What is stored under "${key}" is not a value of this store; delete it or read it with the codec that wrote it`,
      });
    }
    await expect(users.getMany(['old'])).rejects.toMatchObject({ cause: { message: 'name is missing' } });
  });

  it('rejects what JSON cannot say, and writes nothing', async () => {
    const store = createMemoryStore();
    const numbers = typedStore<number>(store, jsonCodec());
    await expect(numbers.set('a', NaN, 'forever')).rejects.toThrow('JSON has no NaN');
    await expect(numbers.setMany([{ key: 'a', value: NaN, ttl: 'forever' }])).rejects.toThrow(TypeError);
    await expect(numbers.setIfAbsent('a', NaN, 'forever')).rejects.toThrow(TypeError);
    expect(await store.has('a')).toBe(false);
  });

  it('passes the rest on', async () => {
    const numbers = typedStore<number>(createMemoryStore(), jsonCodec());
    expect(await numbers.setIfAbsent('a', 1, 'forever')).toBe(true);
    expect(await numbers.setIfAbsent('a', 2, 'forever')).toBe(false);
    expect(await numbers.expire('a', { ttlMs: 1_000 })).toBe(true);
    expect(await numbers.has('a')).toBe(true);
    for await (const key of numbers.scan('')) expect(key).toBe('a');
    expect(await numbers.delete('a', 'b')).toBe(1);
  });
});
