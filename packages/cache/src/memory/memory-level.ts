import type { Scope } from '../scope.ts';
import { tagMark } from '../scope.ts';
import type { MemoryEngine } from './memory-engine.ts';
import { StoredEntry } from './stored-entry.ts';

/** Watches one key while a value for it is on its way: dropped when the key is invalidated meanwhile. */
export interface Guard {
  readonly key: string;
  /** The epoch when the watch began: what was invalidated later concerns the value. */
  readonly asOf: number;
  dropped: boolean;
  /** The next older watch of the same key. */
  older: Guard | undefined;
}

/** What became of an entry: unharmed; invalidated; made stale; or nobody knows, since messages were missed. */
export type EntryStanding = 'valid' | 'gone' | 'expired' | 'suspect';

// Tags whose invalidation is remembered one by one; beyond, every older tagged entry is given up.
const mostTagMarks = 50_000;

/**
 * The entries of this process and the order of its invalidations. Each invalidation takes the next epoch; an entry
 * made by a load that began before it is judged by it. Nothing is walked: entries are judged when they are read.
 */
export class MemoryLevel {
  /** Counts invalidations. Read on every hit, hence a field. */
  epoch = 1;
  readonly engine: MemoryEngine<StoredEntry>;
  /** The newest watch of each key. */
  readonly #guards = new Map<string, Guard>();
  readonly #deletedTags = new Map<string, number>();
  readonly #expiredTags = new Map<string, number>();
  #tagFloor = 0;
  #suspectBefore = 0;

  constructor(engine: MemoryEngine<StoredEntry>) {
    this.engine = engine;
  }

  /** What was invalidated since `asOf` that concerns a value with these tags. */
  invalidated(
    scope: Scope,
    { asOf, tags }: { readonly asOf: number; readonly tags: readonly string[] | undefined },
  ): 'valid' | 'gone' | 'expired' {
    for (const { clearedAt } of scope.chain) if (clearedAt > asOf) return 'gone';
    return this.#judgeTags(tags, asOf, scope);
  }

  /** Judges an entry by what was invalidated since it was last looked at. */
  judge(entry: StoredEntry, scope: Scope, now: number): EntryStanding {
    const asOf = StoredEntry.asOf(entry);
    const expired = this.invalidated(scope, { asOf, tags: StoredEntry.tags(entry) });
    if (expired === 'gone') return 'gone';
    if (asOf < this.#suspectBefore) return 'suspect';
    if (expired === 'expired') StoredEntry.expire(entry, now);
    StoredEntry.checked(entry, this.epoch);
    return expired;
  }

  #judgeTags(tags: readonly string[] | undefined, asOf: number, scope: Scope): 'valid' | 'gone' | 'expired' {
    if (tags === undefined || tags.length === 0) return 'valid';
    if (this.#tagFloor > asOf) return 'gone';
    let expired = false;
    for (const { path } of scope.chain) {
      for (const tag of tags) {
        const mark = tagMark(path, tag);
        if ((this.#deletedTags.get(mark) ?? 0) > asOf) return 'gone';
        expired ||= (this.#expiredTags.get(mark) ?? 0) > asOf;
      }
    }
    return expired ? 'expired' : 'valid';
  }

  /** Starts to watch a key: before its value is read or made. */
  watch(key: string): Guard {
    const guard: Guard = { key, asOf: this.epoch, dropped: false, older: this.#guards.get(key) };
    this.#guards.set(key, guard);
    return guard;
  }

  /** Ends a watch. */
  unwatch(guard: Guard): void {
    const newest = this.#guards.get(guard.key);
    if (newest === guard) {
      if (guard.older === undefined) this.#guards.delete(guard.key);
      else this.#guards.set(guard.key, guard.older);
      return;
    }
    for (let newer = newest; newer !== undefined; newer = newer.older) {
      if (newer.older === guard) newer.older = guard.older;
    }
  }

  /** Stores what was made under a watch, unless it was invalidated meanwhile; says whether it did. */
  store(guard: Guard, entry: StoredEntry, scope: Scope, bytes: number): boolean {
    if (guard.dropped) return false;
    const standing = this.judge(entry, scope, entry.createdAtMs);
    if (standing === 'gone' || standing === 'suspect') return false;
    this.engine.set(guard.key, entry, bytes);
    return true;
  }

  /** Makes sure that no value on its way to the key is stored. */
  dropGuards(key: string): void {
    for (let guard = this.#guards.get(key); guard !== undefined; guard = guard.older) guard.dropped = true;
    this.#guards.delete(key);
  }

  /** Forgets a key, and whatever is on its way to it. */
  drop(key: string): void {
    this.dropGuards(key);
    this.engine.delete(key);
  }

  /** Remembers that a tag was invalidated in a namespace. */
  invalidateTag(mark: string, kind: 'delete' | 'expire'): void {
    this.epoch += 1;
    const marks = kind === 'delete' ? this.#deletedTags : this.#expiredTags;
    marks.set(mark, this.epoch);
    if (marks.size <= mostTagMarks) return;
    this.#tagFloor = this.epoch;
    this.#deletedTags.clear();
    this.#expiredTags.clear();
  }

  /** Forgets everything of a namespace. */
  clear(scope: Scope): void {
    this.epoch += 1;
    scope.clearedAt = this.epoch;
  }

  /** Messages may have been missed: every entry has to be looked up below before it is served again. */
  suspectAll(): void {
    this.epoch += 1;
    this.#suspectBefore = this.epoch;
  }
}
