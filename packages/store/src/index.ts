export { createMemoryStore } from './memory/memory-store.ts';
export type { MemoryStore, MemoryStoreOptions } from './memory/memory-store.ts';
export type { MemoryUsage } from './memory/memory-table.ts';
export { createMemoryPubSub } from './memory/memory-pub-sub.ts';
export type { MemoryPubSubOptions } from './memory/memory-pub-sub.ts';

export { jsonCodec } from './json-codec.ts';
export type { Codec } from './json-codec.ts';
export { typedStore } from './typed-store.ts';
export type { TypedEntry, TypedStore } from './typed-store.ts';
export { withPrefix } from './with-prefix.ts';
export { setIfAbsent } from './set-if-absent.ts';

export { withLock } from './lock/with-lock.ts';
export type { HeldLock, LockOptions } from './lock/with-lock.ts';
