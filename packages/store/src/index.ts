export { createMemoryStore } from './memory/memory-store.ts';
export type { MemoryStore, MemoryStoreOptions } from './memory/memory-store.ts';
export type { MemoryUsage } from './memory/memory-table.ts';
export { createMemoryPubSub } from './memory/memory-pub-sub.ts';
export type { MemoryPubSubOptions } from './memory/memory-pub-sub.ts';
