import { invalidOption } from '@toolwright/core';
import type { Awaitable, Cache, CacheEntry, CacheLoader, CacheOptions } from '@toolwright/core';
import { CacheCore } from './cache-core.ts';
import type { CacheEvent } from './cache-event.ts';
import { cacheSettings } from './cache-options.ts';
import type { TieredCacheOptions } from './cache-options.ts';
import { getOrSetMany } from './load/get-or-set-many.ts';
import type { ManyLoader } from './load/get-or-set-many.ts';
import { serve, shareFlight } from './load/serve.ts';
import { peek } from './load/peek.ts';
import { setValue } from './load/set-value.ts';
import { StoredEntry } from './memory/stored-entry.ts';
import type { Prefetcher } from './prefetch/prefetcher.ts';
import type { Place } from './remote/remote-level.ts';
import { memoryKey } from './scope.ts';
import type { Scope } from './scope.ts';
import { scopeSettings } from './scope-settings.ts';
import type { EntryDefaults } from './scope-settings.ts';
import { summarize } from './statistics.ts';
import type { CacheReport } from './statistics.ts';
import { copierOf } from './values/copier.ts';

/** Core's cache, with what only this one can do. */
export interface TieredCache extends Cache, AsyncDisposable {
  /** The fresh entries of the keys, in order; `undefined` for each miss. */
  getMany<T>(keys: readonly string[]): Promise<readonly (CacheEntry<T> | undefined)[]>;
  /** The values of the keys, in order; `load` is asked once for all that are missing, and answers by key. */
  getOrSetMany<T>(
    keys: readonly string[],
    load: ManyLoader<T>,
    options?: CacheOptions,
  ): Promise<readonly T[]>;
  /**
   * The same cache under a name of its own (1 to 128 of `A-Za-z0-9_.-`), with defaults of its own. The defaults count
   * when a name is used first. Names are for kinds of data, not for data: each is remembered.
   */
  namespace(name: string, defaults?: EntryDefaults): TieredCache;
  /** What this namespace and those below it did since the cache was made. */
  statistics(): CacheReport;
  /** Hears what happens in the whole cache; returns what ends that. Nobody listening costs nothing. */
  on(listener: (event: CacheEvent) => void): () => void;
  /** Resolves when invalidations of other processes are heard; at once without `pubSub`. */
  readonly ready: Promise<void>;
  /** Ends subscription and timers. What the stores have stays there. */
  close(): Promise<void>;
}

/** Makes a cache. Throws `INVALID_OPTIONS`. */
export function createCache(options: TieredCacheOptions = {}): TieredCache {
  const core = new CacheCore(cacheSettings(options));
  return new ScopedCache(core, core.root);
}

class ScopedCache implements TieredCache {
  readonly #core: CacheCore;
  readonly #scope: Scope;
  readonly #copy: ((value: unknown) => unknown) | undefined;
  readonly #prefetcher: Prefetcher | undefined;
  /** Whether a hit is no more than a look into memory. */
  readonly #plain: boolean;

  /** Whether a caller who finds a load under way can only wait for it. */
  readonly #waitsOnly: boolean;

  constructor(core: CacheCore, scope: Scope) {
    this.#core = core;
    this.#scope = scope;
    this.#copy = copierOf(scope.settings);
    this.#prefetcher = core.prefetcher(scope);
    this.#plain = this.#copy === undefined && this.#prefetcher === undefined;
    const { staleWhileRevalidateMs, staleIfErrorMs } = scope.settings;
    this.#waitsOnly = this.#copy === undefined && staleWhileRevalidateMs + staleIfErrorMs === 0;
  }

  get ready(): Promise<void> {
    return this.#core.backplane?.ready ?? Promise.resolve();
  }

  get<T>(key: string): Awaitable<CacheEntry<T> | undefined> {
    const hit = this.#hit(key);
    if (hit !== undefined) return this.#copied(hit) as CacheEntry<T>;
    return peek(this.#core, this.#place(key)).then(
      (entry) => entry && (this.#copied(entry) as CacheEntry<T>),
    );
  }

  getOrSet<T>(key: string, load: CacheLoader<T>, options?: CacheOptions): Awaitable<T> {
    if (options === undefined || options.forceRefresh !== true) {
      const hit = this.#hit(key);
      if (hit !== undefined) {
        if (this.#plain) return hit.value as T;
        return this.#prefetching(key, load as CacheLoader<unknown>, options).#copied(hit).value as T;
      }
    }
    const loader = load as CacheLoader<unknown>;
    const shared = options === undefined ? this.#shared(key, loader) : undefined;
    if (shared !== undefined) return shared as Promise<T>;
    return this.#serve(key, loader, options).then(({ value }) => value as T);
  }

  getOrSetEntry<T>(key: string, load: CacheLoader<T>, options?: CacheOptions): Awaitable<CacheEntry<T>> {
    if (options === undefined || options.forceRefresh !== true) {
      const hit = this.#hit(key);
      if (hit !== undefined) {
        return this.#plain
          ? (hit as CacheEntry<T>)
          : (this.#prefetching(key, load as CacheLoader<unknown>, options).#copied(hit) as CacheEntry<T>);
      }
    }
    return this.#serve(key, load as CacheLoader<unknown>, options) as Promise<CacheEntry<T>>;
  }

  getMany<T>(keys: readonly string[]): Promise<readonly (CacheEntry<T> | undefined)[]> {
    return Promise.all(keys.map(async (key) => this.get<T>(key)));
  }

  getOrSetMany<T>(
    keys: readonly string[],
    load: ManyLoader<T>,
    options?: CacheOptions,
  ): Promise<readonly T[]> {
    return getOrSetMany(
      keys,
      load,
      async (key, loadOne, onSettledWithoutLoad) =>
        (await this.#serve(key, loadOne, options, onSettledWithoutLoad)).value as T,
    );
  }

  async set<T>(key: string, value: T, options?: CacheOptions): Promise<void> {
    await setValue(this.#core, this.#place(key), { value, options });
  }

  async delete(...keys: readonly string[]): Promise<void> {
    if (keys.length > 0) await this.#core.delete(keys.map((key) => this.#place(key)));
  }

  async deleteByTag(...tags: readonly string[]): Promise<void> {
    if (tags.length > 0) await this.#core.invalidateTags(this.#scope, tags, 'delete');
  }

  async expireByTag(...tags: readonly string[]): Promise<void> {
    if (tags.length > 0) await this.#core.invalidateTags(this.#scope, tags, 'expire');
  }

  async clear(): Promise<void> {
    await this.#core.clear(this.#scope);
  }

  namespace(name: string, defaults?: EntryDefaults): TieredCache {
    if (!/^[\w.-]{1,128}$/.test(name)) throw invalidOption('namespace', '1 to 128 of A-Za-z0-9_.-', name);
    const settings = (): EntryDefaults & ReturnType<typeof scopeSettings> =>
      scopeSettings(defaults, this.#scope.settings);
    return new ScopedCache(this.#core, this.#core.scope(this.#scope, name, settings));
  }

  statistics(): CacheReport {
    const names = ['memory', ...this.#core.settings.levels.map(({ name }) => name)];
    const scopes = [...this.#core.scopes.values()].filter(({ chain }) => chain.includes(this.#scope));
    return {
      ...summarize(
        scopes.map(({ counters }) => counters),
        names,
      ),
      namespaces: Object.fromEntries(
        scopes.map(({ path, counters }) => [path, summarize([counters], names)]),
      ),
    };
  }

  on(listener: (event: CacheEvent) => void): () => void {
    return this.#core.events.on(listener);
  }

  async close(): Promise<void> {
    await this.#core.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** The entry in memory, if it can be served as it is. The path that has to be fast: one look, one clock read. */
  #hit(key: string): StoredEntry | undefined {
    const { memory, settings, events } = this.#core;
    const scope = this.#scope;
    const entry = memory.engine.get(memoryKey(scope, key));
    if (entry === undefined) return undefined;
    if (!StoredEntry.servable(entry, settings.clock.now(), memory.epoch)) return undefined;
    scope.counters.levels[0]!.hits += 1;
    if (events.heard) {
      events.emit({ type: 'entry-hit', namespace: scope.path, key, level: 'memory', stale: false });
    }
    return entry;
  }

  /** The value of a load that is under way, where nothing may be served meanwhile. */
  #shared(key: string, load: CacheLoader<unknown>): Promise<unknown> | undefined {
    const { flights, events } = this.#core;
    if (!this.#waitsOnly || events.heard) return undefined;
    const flight = flights.get(memoryKey(this.#scope, key));
    if (flight === undefined || flight.forced) return undefined;
    this.#scope.counters.levels[0]!.misses += 1;
    return shareFlight(this.#core, flight, () => this.#serve(key, load, undefined));
  }

  #serve(
    key: string,
    load: CacheLoader<unknown>,
    options: CacheOptions | undefined,
    onSettledWithoutLoad?: () => void,
  ): Promise<CacheEntry<unknown>> {
    const entry = serve({ core: this.#core, place: this.#place(key), load, options, onSettledWithoutLoad });
    return this.#copy === undefined ? entry : entry.then((own) => this.#copied(own));
  }

  #place(key: string): Place {
    return { scope: this.#scope, key, memoryKey: memoryKey(this.#scope, key) };
  }

  #copied(entry: CacheEntry<unknown>): CacheEntry<unknown> {
    const copy = this.#copy;
    if (copy === undefined) return entry;
    const { createdAtMs, freshUntilMs, source, stale, value } = entry;
    return { value: copy(value), createdAtMs, freshUntilMs, source, stale };
  }

  /** Remembers how a hot key is loaded, where prefetching is wanted. */
  #prefetching(key: string, load: CacheLoader<unknown>, options: CacheOptions | undefined): this {
    this.#prefetcher?.hit({ place: this.#place(key), load, options });
    return this;
  }
}
