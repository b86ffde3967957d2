import type { PubSub } from '@toolwright/core';
import { createBackplane } from './backplane/backplane.ts';
import type { Backplane } from './backplane/backplane.ts';
import type { Message } from './backplane/message.ts';
import { createCacheEvents } from './cache-event.ts';
import type { CacheEvents } from './cache-event.ts';
import type { TieredCacheSettings } from './cache-options.ts';
import { FailureBackoff } from './load/failure-backoff.ts';
import { Flights } from './load/flights.ts';
import { earlyRefreshForMs } from './load/early-refresh.ts';
import { freshForIn } from './load/made.ts';
import type { Made } from './load/made.ts';
import { createWakeups } from './load/wakeups.ts';
import type { Wakeups } from './load/wakeups.ts';
import type { Guard } from './memory/memory-level.ts';
import { MemoryLevel } from './memory/memory-level.ts';
import { bytesOf } from './memory/bytes-of.ts';
import { StoredEntry } from './memory/stored-entry.ts';
import { Prefetcher } from './prefetch/prefetcher.ts';
import { RemoteLevel } from './remote/remote-level.ts';
import type { Place } from './remote/remote-level.ts';
import type { Replayed } from './remote/replay.ts';
import { clearedPath, createScope, joinPath, namespaceMark, splitMemoryKey, tagMark } from './scope.ts';
import type { Scope } from './scope.ts';
import type { ScopeSettings } from './scope-settings.ts';
import { noEngine } from './memory/no-engine.ts';

/** What all namespaces of one cache share: the levels, the loads under way, and the order of invalidations. */
export class CacheCore {
  readonly settings: TieredCacheSettings;
  readonly root: Scope;
  readonly scopes: Map<string, Scope> = new Map();
  readonly memory: MemoryLevel;
  readonly levels: readonly RemoteLevel[];
  readonly flights: Flights;
  readonly backoff: FailureBackoff;
  readonly events: CacheEvents = createCacheEvents();
  readonly wakeups: Wakeups;
  readonly backplane: Backplane | undefined;

  readonly #prefetchers = new Map<Scope, Prefetcher>();

  constructor(settings: TieredCacheSettings) {
    const { clock, random, memory, pubSub, lease, keyPrefix, checkValues } = settings;
    const { events } = this;
    this.settings = settings;
    this.root = createScope(settings.root, settings.levels.length + 1);
    this.scopes.set('', this.root);
    const onEvicted = (key: string): void => this.#evicted(key);
    const { maxEntries, maxBytes } = memory;
    this.memory = new MemoryLevel(
      memory.enabled ? memory.engine({ maxEntries, maxBytes, onEvicted }) : noEngine(),
    );
    const onReplayed = (from: RemoteLevel, replayed: Replayed): void => void this.#repair(from, replayed);
    const levels: RemoteLevel[] = [];
    for (const [index, level] of [...settings.levels.entries()].toReversed()) {
      const below = [...levels];
      levels.unshift(new RemoteLevel(level, index + 1, { clock, events, keyPrefix, below, onReplayed }));
    }
    this.levels = levels;
    this.backoff = new FailureBackoff(clock);
    this.wakeups = createWakeups(clock);
    this.flights = new Flights({
      clock,
      random,
      checkValues,
      events,
      memory: this.memory,
      levels: this.levels,
      backoff: this.backoff,
      wakeups: this.wakeups,
      leaseTtlMs: lease.ttlMs,
      leaseWaitMs: lease.waitMs,
      keep: (flight, made) => this.keep(flight.guard, flight.plan.place.scope, made),
      // Without a level in common, another process's own load is no news to this one.
      onFilled: (memoryKey) => {
        if (this.levels.length > 0) void this.publish({ kind: 'keys', keys: [memoryKey] });
      },
    });
    this.backplane = pubSub === undefined ? undefined : this.#connect(pubSub);
  }

  /** The namespace `name` below `parent`: the same one for the same path. */
  scope(parent: Scope, name: string, settings: () => ScopeSettings): Scope {
    const path = joinPath(parent.path, name);
    const known = this.scopes.get(path);
    if (known !== undefined) return known;
    const scope = createScope(settings(), this.levels.length + 1, { parent, name });
    this.scopes.set(path, scope);
    return scope;
  }

  /** Stores a value in memory, unless its key was invalidated since the guard was set. */
  keep(guard: Guard, scope: Scope, made: Made): boolean {
    const { clock, memory, random } = this.settings;
    if (!memory.enabled && made.source !== 'load') return false;
    const now = clock.now();
    const ttlMs = made.source === 'load' ? memory.ttlMs : Math.min(memory.ttlMs, memory.backfillTtlMs);
    const freshForMs = freshForIn(made, ttlMs, now);
    const keepForMs = freshForMs + made.staleForMs;
    if (made.createdAtMs + keepForMs <= now) return false;
    const capped = this.levels.length > 0 && freshForMs < made.freshForMs;
    const refreshForMs = capped
      ? freshForMs
      : earlyRefreshForMs(made, freshForMs, { earlyRefresh: scope.settings.earlyRefresh, random });
    const { value, createdAtMs, tags } = made;
    const entry = new StoredEntry(
      value,
      { createdAtMs, freshForMs, refreshForMs, keepForMs },
      { asOf: guard.asOf, tags: tags.length === 0 ? undefined : tags },
    );
    return this.memory.store(guard, entry, scope, memory.maxBytes === undefined ? 0 : bytesOf(value));
  }

  /** Tells the other processes. */
  async publish(message: Message): Promise<void> {
    await this.backplane?.publish(message);
  }

  /** Forgets keys everywhere. In memory twice: before, and after the last reader could have fetched the old value. */
  async delete(places: readonly Place[]): Promise<void> {
    const keys = places.map(({ memoryKey }) => memoryKey);
    this.drop(keys);
    for (const level of this.levels.toReversed()) await level.remove(places);
    if (this.levels.length > 0) this.drop(keys);
    await this.publish({ kind: 'keys', keys });
  }

  /** Invalidates tags of a namespace everywhere. */
  async invalidateTags(scope: Scope, tags: readonly string[], how: 'delete' | 'expire'): Promise<void> {
    const marks = tags.map((tag) => tagMark(scope.path, tag));
    const inMemory = (): void => {
      for (const mark of marks) this.memory.invalidateTag(mark, how);
      this.#distrust();
    };
    inMemory();
    for (const level of this.levels.toReversed()) await level.invalidate(marks, how);
    if (this.levels.length > 0) inMemory();
    await this.publish({ kind: 'tags', marks, how });
  }

  /** Forgets a namespace everywhere. */
  async clear(scope: Scope): Promise<void> {
    const inMemory = (): void => {
      this.memory.clear(scope);
      this.#distrust();
    };
    inMemory();
    const names = [namespaceMark(scope.path)];
    for (const level of this.levels.toReversed()) await level.invalidate(names, 'delete');
    if (this.levels.length > 0) inMemory();
    await this.publish({ kind: 'clear', path: scope.path });
  }

  /** Forgets keys in this process, and sees to it that nothing on its way to them is stored. */
  drop(memoryKeys: readonly string[]): void {
    for (const key of memoryKeys) {
      this.memory.drop(key);
      this.flights.detach(key);
      this.backoff.forget(key);
    }
  }

  /** What refreshes the hot keys of a namespace, if that is wanted. */
  prefetcher(scope: Scope): Prefetcher | undefined {
    const { prefetch } = scope.settings;
    if (prefetch === undefined) return undefined;
    const known = this.#prefetchers.get(scope);
    if (known !== undefined) return known;
    const made = new Prefetcher(this, prefetch);
    this.#prefetchers.set(scope, made);
    return made;
  }

  async close(): Promise<void> {
    for (const prefetcher of this.#prefetchers.values()) prefetcher.close();
    for (const level of this.levels) level.close();
    await this.backplane?.close();
  }

  #connect(pubSub: PubSub): Backplane {
    const { clock, random, keyPrefix } = this.settings;
    return createBackplane({
      pubSub,
      clock,
      random,
      channel: `${keyPrefix}:invalidations`,
      onMessage: (message) => this.#heard(message),
      onGap: (reason) => this.#gap(reason),
      onError: (error) => {
        if (this.events.heard) this.events.emit({ type: 'pub-sub-failed', error });
      },
    });
  }

  /**
   * A level has got what it missed. In the meantime others may have read there what it should not have had any more,
   * and carried it to the levels above and to memory.
   */
  async #repair(from: RemoteLevel, { memoryKeys, raises }: Replayed): Promise<void> {
    const places = memoryKeys.flatMap((full) => this.#placeOf(full) ?? []);
    for (const level of this.levels.filter(({ index }) => index < from.index).toReversed()) {
      if (places.length > 0) await level.remove(places);
      for (const { name, kind } of raises) await level.invalidate([name], kind);
    }
    this.drop(memoryKeys);
    for (const { name, kind } of raises) {
      const path = clearedPath(name);
      const message: Message =
        path === undefined ? { kind: 'tags', marks: [name], how: kind } : { kind: 'clear', path };
      this.#heard(message);
      await this.publish(message);
    }
    if (memoryKeys.length > 0) await this.publish({ kind: 'keys', keys: memoryKeys });
  }

  #placeOf(full: string): Place | undefined {
    const { path, key } = splitMemoryKey(full);
    const scope = this.scopes.get(path);
    return scope && { scope, key, memoryKey: full };
  }

  #heard(message: Message): void {
    switch (message.kind) {
      case 'hello':
        return;
      case 'keys':
        return this.#heardKeys(message.keys);
      case 'tags':
        for (const mark of message.marks) this.memory.invalidateTag(mark, message.how);
        this.#distrust();
        return;
      case 'clear': {
        const scope = this.scopes.get(message.path);
        if (scope !== undefined) this.memory.clear(scope);
        this.#distrust();
        return;
      }
      case 'gap':
        this.#gap('a sender could not send');
    }
  }

  /** Writes that a level missed may have been invalidated since. */
  #distrust(): void {
    for (const level of this.levels) level.journal.distrust();
  }

  #heardKeys(keys: readonly string[]): void {
    this.drop(keys);
    for (const full of keys) {
      this.wakeups.wake(full);
      const place = this.#placeOf(full);
      if (place === undefined) continue;
      void this.#forgetWrites(place);
    }
  }

  /** Somebody else changed the key: what a level missed here, or was told only now, may be from before that. */
  async #forgetWrites(place: Place): Promise<void> {
    const now = this.settings.clock.monotonicNow();
    let lowest = 0;
    for (const level of this.levels) {
      const storeKey = level.storeKey(place.scope, place.key);
      level.journal.forgetWrite(storeKey);
      if (level.journal.wroteLately(storeKey, now)) lowest = level.index;
    }
    for (const level of this.levels.slice(0, lowest).toReversed()) await level.remove([place]);
  }

  #gap(reason: string): void {
    this.memory.suspectAll();
    this.#distrust();
    if (this.events.heard) this.events.emit({ type: 'gap-noticed', reason });
  }

  #evicted(full: string): void {
    const { path, key } = splitMemoryKey(full);
    const scope = this.scopes.get(path) ?? this.root;
    scope.counters.levels[0]!.evictions += 1;
    if (this.events.heard) this.events.emit({ type: 'entry-evicted', namespace: path, key });
  }
}
