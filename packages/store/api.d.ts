// @toolwright/store
// index.d.ts
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

// json-codec.d.ts
import type { Awaitable, Schema } from '@toolwright/core';
/** How values become text and come back. Equal values should give equal text, so that they can be compared. */
export interface Codec<T> {
    encode(value: T): string;
    /** Throws when the text is not one of its own, or not one any more. */
    decode(text: string): Awaitable<T>;
}
/**
 * Values as JSON, members sorted. With a `schema` every value read is validated first, so that what an older program
 * wrote is either made to fit or refused; what is written is not validated.
 *
 * `encode` throws a `TypeError` on what JSON cannot say; `decode` throws on text that is not JSON, or that the schema
 * refuses.
 */
export declare function jsonCodec<T>(schema?: Schema<unknown, T>): Codec<T>;

// lock/with-lock.d.ts
import type { Clock, KeyValueStore, Random } from '@toolwright/core';
/** How a lock is taken and kept. */
export interface LockOptions {
    /** Milliseconds until the lock of a holder that died is free again; it is renewed at a third; at least 1. @default 10_000 */
    readonly ttlMs?: number;
    /** Milliseconds to wait for others; at least 0. @default 5_000 */
    readonly waitMs?: number;
    /** Ends the wait, and is passed on to the work. */
    readonly signal?: AbortSignal;
    /** @default systemClock */
    readonly clock?: Clock;
    /** Names the holder, and spreads the tries of those who wait. @default systemRandom */
    readonly random?: Random;
}
/** What the work under a lock is told. */
export interface HeldLock {
    /**
     * Higher than the token of every earlier holder. Hand it to whatever the lock protects, and let that refuse a token
     * lower than one it has seen: a holder that was suspended beyond its time then does no harm.
     */
    readonly token: number;
    /** Aborts with `LOCK_LOST` when the lock can no longer be kept, or with the caller's own reason. */
    readonly signal: AbortSignal;
}
/**
 * Runs `work` while holding the lock `key`, renews the lock until the work has settled, and gives it back. Settles as
 * the work does, or rejects with `LOCK_LOST` when the lock was lost meanwhile. When nothing ran it rejects with
 * `LOCK_TAKEN` (others held the lock for `waitMs`), with the signal's reason, or as the store does.
 *
 * The store keeps a small counter under `<key>:token` for ever; a store that drops entries for room may hand out
 * tokens anew.
 */
export declare function withLock<T>(store: KeyValueStore, key: string, options: LockOptions, work: (lock: HeldLock) => Promise<T>): Promise<T>;

// memory/memory-pub-sub.d.ts
import type { PubSub } from '@toolwright/core';
/** How a memory pub/sub behaves. */
export interface MemoryPubSubOptions {
    /** Hears what a subscriber threw. @default nobody does */
    readonly onError?: (error: unknown) => void;
}
/**
 * Makes a pub/sub within this process. Messages arrive before `publish` resolves, in order for every subscriber, also
 * when a subscriber publishes; nothing is ever missed, so `gap` is never called.
 */
export declare function createMemoryPubSub(options?: MemoryPubSubOptions): PubSub;

// memory/memory-store.d.ts
import type { Clock, KeyValueStore } from '@toolwright/core';
import type { MemoryUsage } from './memory-table.ts';
/** How much a memory store may hold. */
export interface MemoryStoreOptions {
    /** Keys held at most; at least 1. @default 100_000 */
    readonly maxEntries?: number;
    /** Bytes held at most, by an estimate on the safe side: 160 for each entry, 2 for each UTF-16 unit. @default 67_108_864 */
    readonly maxBytes?: number;
    /** @default systemClock */
    readonly clock?: Clock;
}
/** A key-value store in this process's memory. */
export interface MemoryStore extends KeyValueStore {
    usage(): MemoryUsage;
}
/**
 * Makes a store in memory that never grows beyond its bounds: expired entries leave first, then the least recently
 * used. So size it such that what must not be lost, a lock or a counter, stays. Durations are counted on the
 * monotonic clock, and no timer runs.
 *
 * A single entry larger than `maxBytes` is refused with `INVALID_INPUT`; nothing changes then.
 */
export declare function createMemoryStore(options?: MemoryStoreOptions): MemoryStore;

// memory/memory-table.d.ts
/** How much a table may hold. */
export interface MemoryBounds {
    readonly maxEntries: number;
    readonly maxBytes: number;
}
/** What a table holds. */
export interface MemoryUsage {
    /** Expired entries that nothing has touched yet are counted. */
    readonly entries: number;
    readonly bytes: number;
    /** Live entries that had to go to make room, since the start. */
    readonly evictions: number;
}
/** Keys with values and expiry times, bounded in number and bytes; the least recently used leave first. */
export declare class MemoryTable {
    #private;
    constructor(bounds: MemoryBounds);
    usage(): MemoryUsage;
    /** What a key with that value counts: two bytes for each UTF-16 unit, and what the entry itself takes. */
    cost(key: string, value: string): number;
    keys(): IterableIterator<string>;
    /** Whether the key is there, without counting as a use. */
    has(key: string, now: number): boolean;
    get(key: string, now: number): string | undefined;
    put(key: string, value: string, expiresAtMs: number, now: number): void;
    /** A new value under the old expiry time; the key must be there. */
    replace(key: string, value: string, now: number): void;
    expire(key: string, expiresAtMs: number, now: number): boolean;
    delete(key: string, now: number): boolean;
}

// set-if-absent.d.ts
import type { KeyValueStore, Ttl } from '@toolwright/core';
/** Writes `value` if the key holds nothing, atomically; answers whether it did. Fails as the store does. */
export declare function setIfAbsent(store: KeyValueStore, key: string, value: string, ttl: Ttl): Promise<boolean>;

// typed-store.d.ts
import type { KeyValueStore, Ttl } from '@toolwright/core';
import type { Codec } from './json-codec.ts';
/** One typed value to write. */
export interface TypedEntry<T> {
    readonly key: string;
    readonly value: T;
    readonly ttl: Ttl;
}
/**
 * Values of one type under keys. Every method fails as the store's does; those that read also reject with
 * `STORED_VALUE_INVALID` when the codec cannot make sense of what is stored.
 */
export interface TypedStore<T> {
    get(key: string): Promise<T | undefined>;
    /** One answer per key, in order. */
    getMany(keys: readonly string[]): Promise<readonly (T | undefined)[]>;
    has(key: string): Promise<boolean>;
    set(key: string, value: T, ttl: Ttl): Promise<void>;
    setMany(entries: readonly TypedEntry<T>[]): Promise<void>;
    /** Writes the value if the key holds nothing, atomically; answers whether it did. */
    setIfAbsent(key: string, value: T, ttl: Ttl): Promise<boolean>;
    /** Gives an existing key a new life; `false` when there is none. */
    expire(key: string, ttl: Ttl): Promise<boolean>;
    /** Answers how many of the keys existed. */
    delete(...keys: readonly string[]): Promise<number>;
    /** The keys that start with `prefix`. */
    scan(prefix: string, options?: {
        readonly signal?: AbortSignal;
    }): AsyncIterable<string>;
}
/** The store as one of typed values, such as `typedStore(store, jsonCodec(userSchema))`. */
export declare function typedStore<T>(store: KeyValueStore, codec: Codec<T>): TypedStore<T>;

// with-prefix.d.ts
import type { KeyValueStore } from '@toolwright/core';
/**
 * The same store as seen from a namespace: every key stands behind `prefix`, and `scan` names them without it. End the
 * prefix with a separator that no other namespace's name contains, or `user` also sees what `users` wrote.
 */
export declare function withPrefix(store: KeyValueStore, prefix: string): KeyValueStore;

// @toolwright/store/redis
// redis/index.d.ts
export { createRedisStore } from './redis-store.ts';
export type { RedisStore, RedisStoreOptions } from './redis-store.ts';
export { createRedisPubSub } from './redis-pub-sub.ts';
export type { RedisPubSub, RedisPubSubOptions } from './redis-pub-sub.ts';
export { connectRedis } from './connect-redis.ts';
export type { RedisAddress, RedisConnections } from './connect-redis.ts';
export type { RedisClient, RedisSubscriber } from './redis-client.ts';

// redis/connect-redis.d.ts
import type { ConnectionOptions } from 'node:tls';
import type { Random } from '@toolwright/core';
import type { RedisClient, RedisSubscriber } from './redis-client.ts';
/** Where Redis is. */
export interface RedisAddress {
    /** Such as `redis://user:password@host:6379/0`, or `rediss:` for TLS; what else is given here goes before it. */
    readonly url?: string;
    /** @default 'localhost' */
    readonly host?: string;
    /** @default 6379 */
    readonly port?: number;
    readonly username?: string;
    readonly password?: string;
    /** The number of the database; a Cluster has 0 only. @default 0 */
    readonly db?: number;
    readonly tls?: ConnectionOptions;
    /** Some nodes of a Cluster, to ask for the others; then `url`, `host`, `port` and `db` are not used. */
    readonly cluster?: readonly {
        readonly host: string;
        readonly port: number;
    }[];
    /**
     * How long to wait before a lost connection is opened anew; doubled with each failure up to a second, and up to half of
     * it shorter by chance, so that not all clients come back at once. 1 to 60 000 milliseconds. @default 50
     */
    readonly retryDelayMs?: number;
}
/** Connections to one Redis, or one Cluster. */
export interface RedisConnections {
    readonly client: RedisClient;
    /** Opens one more connection, for subscriptions; whoever asks closes it. */
    connectSubscriber(): RedisSubscriber;
    close(): void;
}
/**
 * Opens connections on ioredis that fail fast and reconnect by themselves within about a second: nothing is queued
 * while there is no connection, nothing is ever sent twice, and a connection gone silent is replaced.
 *
 * @throws `INVALID_OPTIONS` for a bad `retryDelayMs`, or a cluster without nodes.
 */
export declare function connectRedis(address?: RedisAddress, random?: Random): RedisConnections;
/** The client somebody hands in, which closing leaves alone, or one of our own. */
export declare function redisClient(source: {
    readonly connection?: RedisAddress;
    readonly client?: RedisClient;
}): Pick<RedisConnections, 'client' | 'close'>;

// redis/redis-client.d.ts
/**
 * The narrowest Redis client that the adapters need. ioredis' `Redis` and `Cluster` fit as they are, made with the
 * options that {@link checkClient} asks for; another client fits behind a few lines.
 */
export interface RedisClient {
    /** `'ready'` or `'wait'` when a command may be sent now, `'end'` when none ever may again. */
    readonly status: string;
    /** Whether keys live on several nodes, so that no command may name keys of two. */
    readonly isCluster?: boolean;
    /** Sends one command. Rejects with an error named `ReplyError` when Redis answered that it will not. */
    call(command: string, ...parameters: string[]): Promise<unknown>;
    /** `ready`: commands may be sent from now on. `error`: something went wrong with a connection. */
    on(event: 'ready' | 'error', listener: () => void): unknown;
    off(event: 'ready' | 'error', listener: () => void): unknown;
    /** A client for each master of a Cluster. */
    nodes?(role: 'master'): readonly RedisClient[];
}
/** A connection for subscriptions alone. ioredis' `Redis` fits. */
export interface RedisSubscriber {
    subscribe(...channels: string[]): Promise<unknown>;
    unsubscribe(...channels: string[]): Promise<unknown>;
    on(event: 'ready' | 'close' | 'error', listener: () => void): unknown;
    on(event: 'message', listener: (channel: string, message: string) => void): unknown;
    disconnect(): void;
}
/** Whether Redis itself answered, with a refusal. */
export declare function isReplyError(error: unknown): error is Error;
/**
 * Throws `INVALID_OPTIONS` when an ioredis client is set up to send a command again after its reply was lost: an
 * increment would count twice. A client that shows no options is taken as it is.
 */
export declare function checkClient(client: RedisClient): void;

// redis/redis-pub-sub.d.ts
import type { Clock, PubSub, Random } from '@toolwright/core';
import type { RedisAddress } from './connect-redis.ts';
import type { RedisClient, RedisSubscriber } from './redis-client.ts';
/** How a Redis pub/sub behaves. Either `connection`, or `connectSubscriber` and `client`, say where Redis is. */
export interface RedisPubSubOptions {
    /** Opens connections of the pub/sub's own, which `close` closes. @default a Redis on this machine */
    readonly connection?: RedisAddress;
    /** Publishes; somebody else owns it. */
    readonly client?: RedisClient;
    /** Opens a connection for subscriptions, each time one is needed; `close` closes it. */
    readonly connectSubscriber?: () => RedisSubscriber;
    /** Stands before the name of every channel. @default '' */
    readonly prefix?: string;
    /** Milliseconds until an operation that has no answer rejects; at least 1. @default 500 */
    readonly timeoutMs?: number;
    /** How often a silent subscription is asked whether it still lives; at least 1. @default 5_000 */
    readonly heartbeatMs?: number;
    /** Messages that may wait for Redis to take them at once; at least 1. @default 10_000 */
    readonly maxPending?: number;
    /** Hears what a subscriber threw. @default nobody does */
    readonly onError?: (error: unknown) => void;
    /** @default systemClock */
    readonly clock?: Clock;
    /** Spreads reconnects. @default systemRandom */
    readonly random?: Random;
}
/** Pub/sub through Redis. */
export interface RedisPubSub extends PubSub, AsyncDisposable {
    /** Ends all subscriptions, refuses what comes after, and closes the connections that the pub/sub opened. */
    close(): Promise<void>;
}
/**
 * Makes a pub/sub on Redis' `PUBLISH` and `SUBSCRIBE`. All subscriptions share one connection, opened with the first;
 * when it breaks, or goes silent for longer than `heartbeatMs` and `timeoutMs`, another takes its place and every
 * subscriber hears of the `gap` once its subscription stands again.
 */
export declare function createRedisPubSub(options: RedisPubSubOptions): RedisPubSub;

// redis/redis-store.d.ts
import type { Clock, KeyValueStore } from '@toolwright/core';
import type { RedisAddress } from './connect-redis.ts';
import type { RedisClient } from './redis-client.ts';
/** How a Redis store behaves. Either `connection` or `client` says where Redis is. */
export interface RedisStoreOptions {
    /** Opens a connection of the store's own, which `close` closes. @default a Redis on this machine */
    readonly connection?: RedisAddress;
    /** A connection that somebody else owns; see {@link RedisClient}. */
    readonly client?: RedisClient;
    /** Stands before every key. @default '' */
    readonly prefix?: string;
    /** Milliseconds until an operation that has no answer rejects; at least 1. @default 500 */
    readonly timeoutMs?: number;
    /** Operations that may wait for an answer at once; at least 1. @default 10_000 */
    readonly maxPending?: number;
    /** @default systemClock */
    readonly clock?: Clock;
}
/** A key-value store in Redis. */
export interface RedisStore extends KeyValueStore, AsyncDisposable {
    /** Refuses what comes after, and closes the connection if the store opened it. */
    close(): Promise<void>;
}
/**
 * Makes a store in Redis, a single node or a Cluster. A refused, silent, slow or restarting Redis costs a caller
 * `timeoutMs` at most, and nothing while it is known to be away; it is used again as soon as it answers. No operation
 * is ever sent twice, so `details.committed: 'unknown'` means once or not at all.
 *
 * Reads of one turn of the event loop travel as one `MGET`, on a single node. A `scan` of a Cluster may miss keys
 * whose slot moves to another node meanwhile.
 */
export declare function createRedisStore(options: RedisStoreOptions): RedisStore;

// @toolwright/store/sqlite
// sqlite/index.d.ts
export { createSqliteStore } from './sqlite-store.ts';
export type { SqliteStore, SqliteStoreOptions } from './sqlite-store.ts';

// sqlite/sqlite-store.d.ts
import type { Clock, KeyValueStore, Random } from '@toolwright/core';
/** How a SQLite store behaves. */
export interface SqliteStoreOptions {
    /** The file, made when it is not there; `':memory:'` for none. */
    readonly path: string;
    /** Milliseconds until an operation that other processes keep out rejects; at least 1. @default 1_000 */
    readonly timeoutMs?: number;
    /**
     * Milliseconds that one statement may wait for another process, 0 to 50: SQLite is synchronous, so the whole process
     * stands still meanwhile. The rest of `timeoutMs` is waited without that. @default 10
     */
    readonly busyTimeoutMs?: number;
    /** Must tell the same wall time in all processes of a file. @default systemClock */
    readonly clock?: Clock;
    /** Spreads the tries of processes that write at once. @default systemRandom */
    readonly random?: Random;
}
/** A key-value store in a file. */
export interface SqliteStore extends KeyValueStore, AsyncDisposable {
    /** Closes the file and refuses what comes after. */
    close(): Promise<void>;
}
/**
 * Makes a store in a SQLite file, in write-ahead mode, which several processes of one machine may share. A write
 * survives the end of the process; the very last ones may be lost when the machine loses power. Expiry follows the wall
 * clock. Throws `STORE_UNAVAILABLE` when the file cannot be opened.
 */
export declare function createSqliteStore(options: SqliteStoreOptions): SqliteStore;
