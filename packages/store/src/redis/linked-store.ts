import type { KeyValueEntry, Ttl } from '@toolwright/core';
import { lifetimeMs } from '../lifetime.ts';
import { checkIncrement, notCountable } from '../stored-integer.ts';
import { wellFormed } from '../well-formed.ts';
import { compareAndSetLua } from './compare-and-set.lua.ts';
import { incrementLua } from './increment.lua.ts';
import { persistLua } from './persist.lua.ts';
import { ReadBatch } from './read-batch.ts';
import type { RedisClient } from './redis-client.ts';
import type { RedisLink } from './redis-link.ts';
import { redisScript } from './redis-script.ts';
import type { RedisStore } from './redis-store.ts';

/** What a linked store stands on. */
export interface LinkedStoreParts {
  readonly link: RedisLink;
  readonly client: RedisClient;
  readonly prefix: string;
  readonly close: () => void;
}

/** The port's methods as Redis commands. */
export class LinkedStore implements RedisStore {
  readonly #link: RedisLink;
  readonly #client: RedisClient;
  readonly #prefix: string;
  readonly #close: () => void;
  readonly #reads: ReadBatch;
  readonly #compareAndSetScript = redisScript(compareAndSetLua);
  readonly #incrementScript = redisScript(incrementLua);
  readonly #persistScript = redisScript(persistLua);

  constructor({ link, client, prefix, close }: LinkedStoreParts) {
    this.#link = link;
    this.#client = client;
    this.#prefix = prefix;
    this.#close = close;
    this.#reads = new ReadBatch(link, client);
  }

  async get(key: string): Promise<string | undefined> {
    const name = this.#name(key);
    if (!this.#client.isCluster) return this.#reads.get(name);
    return textOf(await this.#link.run('get', 'read', () => this.#client.call('get', name)));
  }

  async getMany(keys: readonly string[]): Promise<readonly (string | undefined)[]> {
    if (this.#client.isCluster) return Promise.all(keys.map((key) => this.get(key)));
    return this.#reads.getMany(keys.map((key) => this.#name(key)));
  }

  async has(key: string): Promise<boolean> {
    return this.#exists('has', this.#name(key));
  }

  async set(key: string, value: string, ttl: Ttl): Promise<void> {
    const write = [this.#name(key), wellFormed(value), ...lifetimeArguments(ttl)];
    await this.#link.run('set', 'write', () => this.#client.call('set', ...write));
  }

  async setMany(entries: readonly KeyValueEntry[]): Promise<void> {
    const writes = entries.map(({ key, value, ttl }) => [
      this.#prefix + key,
      value,
      ...lifetimeArguments(ttl),
    ]);
    if (writes.length === 0) return;
    await this.#link.run('setMany', 'write', () =>
      Promise.all(writes.map((write) => this.#client.call('set', ...write))),
    );
  }

  async compareAndSet(
    key: string,
    expected: string | undefined,
    next: string | undefined,
    ttl: Ttl,
  ): Promise<boolean> {
    const name = this.#name(key);
    const lifetime = lifetimeArguments(ttl);
    if (expected === undefined) return this.#setIfAbsent(name, next, lifetime);
    const write = next === undefined ? ['del'] : ['set', wellFormed(next), ...lifetime];
    const reply = await this.#link.run('compareAndSet', 'write', () =>
      this.#compareAndSetScript.run(this.#client, name, expected, ...write),
    );
    return reply === 1;
  }

  async increment(key: string, by: number, ttl: Ttl): Promise<number> {
    const lifetime = lifetimeArguments(ttl);
    checkIncrement(key, by);
    const name = this.#name(key);
    const reply = await this.#link.run('increment', 'write', () =>
      this.#incrementScript.run(this.#client, name, String(by), ...lifetime),
    );
    if (reply === null) throw notCountable(key, by);
    return Number(reply);
  }

  async expire(key: string, ttl: Ttl): Promise<boolean> {
    const name = this.#name(key);
    const ttlMs = lifetimeMs(ttl);
    const reply = await this.#link.run('expire', 'write', () =>
      ttlMs === Infinity
        ? this.#persistScript.run(this.#client, name)
        : this.#client.call('pexpire', name, String(ttlMs)),
    );
    return reply === 1;
  }

  async delete(...keys: readonly string[]): Promise<number> {
    if (keys.length === 0) return 0;
    const names = keys.map((key) => this.#name(key));
    const groups = this.#client.isCluster ? names.map((name) => [name]) : [names];
    const replies = await this.#link.run('delete', 'write', () =>
      Promise.all(groups.map((group) => this.#client.call('unlink', ...group))),
    );
    return replies.reduce<number>((sum, reply) => sum + Number(reply), 0);
  }

  async *scan(prefix: string, options?: { readonly signal?: AbortSignal }): AsyncIterable<string> {
    const pattern = `${this.#name(prefix).replaceAll(/[*?[\]\\]/g, String.raw`\$&`)}*`;
    const nodes = this.#client.isCluster ? (this.#client.nodes?.('master') ?? []) : [this.#client];
    for (const node of nodes) {
      let cursor = '0';
      do {
        options?.signal?.throwIfAborted();
        const from = cursor;
        const reply = await this.#link.run('scan', 'read', () =>
          node.call('scan', from, 'MATCH', pattern, 'COUNT', '500'),
        );
        const page = pageOf(reply);
        for (const name of page.keys) {
          options?.signal?.throwIfAborted();
          yield name.slice(this.#prefix.length);
        }
        cursor = page.cursor;
      } while (cursor !== '0');
    }
  }

  async close(): Promise<void> {
    this.#link.close();
    this.#close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #name(key: string): string {
    return wellFormed(this.#prefix + key);
  }

  async #exists(operation: string, name: string): Promise<boolean> {
    return (await this.#link.run(operation, 'read', () => this.#client.call('exists', name))) === 1;
  }

  async #setIfAbsent(name: string, next: string | undefined, lifetime: readonly string[]): Promise<boolean> {
    if (next === undefined) return !(await this.#exists('compareAndSet', name));
    const write = [name, wellFormed(next), ...lifetime, 'NX'];
    const reply = await this.#link.run('compareAndSet', 'write', () => this.#client.call('set', ...write));
    return reply === 'OK';
  }
}

function lifetimeArguments(ttl: Ttl): readonly string[] {
  const ttlMs = lifetimeMs(ttl);
  return ttlMs === Infinity ? [] : ['PX', String(ttlMs)];
}

function textOf(reply: unknown): string | undefined {
  return typeof reply === 'string' ? reply : undefined;
}

function pageOf(reply: unknown): { readonly cursor: string; readonly keys: readonly string[] } {
  const [cursor, keys] = Array.isArray(reply) ? reply : [];
  return { cursor: String(cursor ?? '0'), keys: Array.isArray(keys) ? keys.map(String) : [] };
}
