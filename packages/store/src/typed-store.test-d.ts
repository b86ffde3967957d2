import type { KeyValueStore } from '@toolwright/core';
import { expectTypeOf, it } from 'vitest';
import { jsonCodec } from './json-codec.ts';
import { setIfAbsent } from './set-if-absent.ts';
import { typedStore } from './typed-store.ts';

declare const store: KeyValueStore;

it('asks for a ttl or the word forever wherever something is written', () => {
  void store.set('key', 'value', { ttlMs: 1 });
  void store.set('key', 'value', 'forever');
  // @ts-expect-error a value without an end must be meant
  void store.set('key', 'value');
  // @ts-expect-error milliseconds say so
  void store.set('key', 'value', 60);
  // @ts-expect-error so for every write
  void setIfAbsent(store, 'key', 'value');
  // @ts-expect-error so for typed values
  void typedStore<number>(store, jsonCodec()).set('key', 1);
});

it('reads the type that it writes', () => {
  const numbers = typedStore<number>(store, jsonCodec());
  expectTypeOf(numbers.get('key')).resolves.toEqualTypeOf<number | undefined>();
  expectTypeOf(numbers.getMany(['key'])).resolves.toEqualTypeOf<readonly (number | undefined)[]>();
  // @ts-expect-error not a number
  void numbers.set('key', 'text', 'forever');
});
