import type { Clock } from '@toolwright/core';
import type { CacheEvents } from '../cache-event.ts';
import type { Made } from '../load/made.ts';
import { namespaceMark, tagMarks } from '../scope.ts';
import type { Scope } from '../scope.ts';
import type { LevelCounters } from '../statistics.ts';
import { Journal } from './journal.ts';
import type { CacheLevelSettings } from './level-options.ts';
import { Marks } from './marks.ts';
import type { MarkVerdict } from './marks.ts';
import { readPrevious, readRecord } from './remote-record.ts';
import type { LeaseRecord, ValueRecord } from './remote-record.ts';
import { Replay } from './replay.ts';
import type { Replayed } from './replay.ts';
import { storedText } from './stored-text.ts';
import type { StoredText } from './stored-text.ts';
import { StoreAccess } from './store-access.ts';
import type { Answer } from './store-access.ts';
import { madeOfRecord } from './made-of-record.ts';
import { readPayload } from './read-payload.ts';
import type { ReadPayload } from './read-payload.ts';

/** One key of one namespace. */
export interface Place {
  readonly scope: Scope;
  readonly key: string;
  readonly memoryKey: string;
}

/** What a level holds under a key. */
export interface Seen {
  readonly place: Place;
  readonly storeKey: string;
  readonly raw: string | undefined;
  /** The names read along with the key, and what the counter and their marks were read as. */
  readonly names: readonly string[];
  readonly marks: readonly (string | undefined)[];
  /** The value, fresh or stale; `undefined`: none that may be used. */
  readonly made: Made | undefined;
  readonly lease: LeaseRecord | undefined;
}

type ReadUnder = Pick<Seen, 'place' | 'names' | 'marks'>;

/** What all levels share. */
export interface RemoteContext {
  readonly clock: Clock;
  readonly events: CacheEvents;
  readonly keyPrefix: string;
  readonly below: readonly RemoteLevel[];
  /** What the store had missed is there now. */
  readonly onReplayed: (level: RemoteLevel, replayed: Replayed) => void;
}

/** One level below memory: values, the order of invalidations, and what it missed. Nothing here rejects. */
export class RemoteLevel {
  readonly settings: CacheLevelSettings;
  readonly access: StoreAccess;
  readonly marks: Marks;
  readonly journal: Journal = new Journal(namespaceMark(''));
  readonly index: number;
  readonly #context: RemoteContext;
  readonly #replay: Replay;
  readonly #scopeKeys = new Map<Scope, readonly string[]>();

  constructor(settings: CacheLevelSettings, index: number, context: RemoteContext) {
    const { clock, events, keyPrefix } = context;
    this.settings = settings;
    this.index = index;
    this.#context = context;
    this.access = new StoreAccess(settings, clock, (error) => {
      if (events.heard) events.emit({ type: 'level-failed', level: settings.name, error });
    });
    this.marks = new Marks({ prefix: keyPrefix, tagTtlMs: settings.tagTtlMs, now: () => clock.now() });
    this.#replay = new Replay(this, clock, (replayed) => {
      if (events.heard) {
        const count = replayed.memoryKeys.length + replayed.raises.length;
        events.emit({ type: 'level-recovered', level: settings.name, replayed: count });
      }
      context.onReplayed(this, replayed);
    });
  }

  storeKey(scope: Scope, key: string): string {
    return `${this.#context.keyPrefix}:e:${scope.path}:${key}`;
  }

  counters(scope: Scope): LevelCounters {
    return scope.counters.levels[this.index]!;
  }

  /** What the level holds; `undefined` when it cannot say. `tags` are those the caller would store under. */
  async look(place: Place, tags: readonly string[]): Promise<Seen | undefined> {
    const { scope, key } = place;
    const storeKey = this.storeKey(scope, key);
    const names = tags.length === 0 ? scope.marks : [...scope.marks, ...tagMarks(scope, tags)];
    if (this.journal.concerns(storeKey) || this.#taintedBelow(storeKey)) return this.#past(scope);
    const answer = await this.access.read(storeKey, this.#markKeys(scope, names));
    if (!answer.ok) return this.#missed(scope, answer);
    const { raw, shared: marks } = answer;
    // Known from the first look on: a write that has to wait needs an epoch from before it.
    if (this.marks.epochOf(marks[0]) === 0) {
      void this.access.write((store) => this.marks.ensure(store, [], marks));
    }
    const record = raw === undefined ? undefined : readRecord(raw);
    if (raw !== undefined && record === undefined) this.incompatible(place, 'unreadable');
    const lease = record?.kind === 'lease' ? record : undefined;
    const held = record?.kind === 'value' ? record : readPrevious(lease);
    const under = { place, names, marks };
    const usable = held === undefined ? undefined : this.#usable(under, held);
    const made = usable instanceof Promise ? await usable : usable;
    return { place, storeKey, raw, names, marks, made, lease };
  }

  /** Writes a value whatever is there; when it cannot, does so later. */
  async write(place: Place, made: Made): Promise<void> {
    const { scope, key } = place;
    const storeKey = this.storeKey(scope, key);
    const names = [...scope.marks, ...tagMarks(scope, made.tags)];
    const behind = this.journal.concernsAny(names);
    const epoch = this.lastEpoch;
    const answer = behind
      ? this.#past(scope)
      : await this.access.insist(async (store) => {
          const read = await store.getMany([this.marks.epochKey, ...this.marks.keys(names)]);
          const current = await this.marks.ensure(store, names, read);
          const record = this.record(place, made, current);
          if (record !== undefined) await store.set(storeKey, record.text, { ttlMs: record.ttlMs });
        });
    if (answer?.ok === true) {
      this.journal.forgetWrite(storeKey);
      return;
    }
    // A store that would not take the new value must not go on with the old one.
    if (answer !== undefined) await this.access.insist((store) => store.delete(storeKey));
    this.missedWrite(place, made, epoch, true);
  }

  /** Forgets keys; what cannot be forgotten now is later. */
  async remove(places: readonly Place[]): Promise<void> {
    const atMs = this.#context.clock.now();
    const storeKeys = places.map(({ scope, key }) => this.storeKey(scope, key));
    const answer = await this.access.insist((store) => store.delete(...storeKeys));
    for (const [index, storeKey] of storeKeys.entries()) {
      const { memoryKey, scope } = places[index]!;
      if (answer.ok) this.journal.forgetWrite(storeKey);
      else {
        this.#missed(scope, answer);
        this.journal.add(storeKey, { kind: 'delete', memoryKey, refusals: 0, atMs });
      }
    }
    this.#replay.schedule();
  }

  /** Invalidates names; what cannot be done now is done later. */
  async invalidate(names: readonly string[], kind: 'delete' | 'expire'): Promise<void> {
    const answer = await this.access.insist((store) => this.marks.raise(store, names, kind));
    if (!answer.ok) for (const name of names) this.journal.raise(name, kind);
    this.#replay.schedule();
  }

  /** The store's epoch as last seen; 0 when never. Ask before a load begins. */
  get lastEpoch(): number {
    return this.marks.highest;
  }

  /** A value that the store should have got, whose load began when the store's epoch was this. */
  missedWrite({ scope, key, memoryKey }: Place, made: Made, epoch: number, overrides = false): void {
    const intent = { kind: 'write', memoryKey, refusals: 0, overrides, scope, made, epoch } as const;
    this.journal.add(this.storeKey(scope, key), intent);
    this.#replay.schedule();
  }

  /** The record of a value under an epoch, and its life in the store; `undefined` when there is nothing to write. */
  record(place: Place, made: Made, epoch: number): StoredText | undefined {
    const { settings } = place.scope;
    const now = this.#context.clock.now();
    const text = storedText(made, { epoch, settings, ttlMs: this.settings.ttlMs, now });
    if (text === 'not encodable') this.incompatible(place, text);
    return typeof text === 'string' ? undefined : text;
  }

  /** Counts a value that is there and cannot be used. */
  incompatible({ scope, key }: Place, reason: string): void {
    const { events } = this.#context;
    this.counters(scope).incompatible += 1;
    if (!events.heard) return;
    const where = { namespace: scope.path, key, level: this.settings.name };
    events.emit({ type: 'value-incompatible', ...where, reason });
  }

  /** What the marks say of a value with these tags; `undefined`: nobody knows. */
  async verdict(
    { scope }: Place,
    { tags, epoch }: { readonly tags: readonly string[]; readonly epoch: number },
  ): Promise<MarkVerdict | undefined> {
    const names = [...scope.marks, ...tagMarks(scope, tags)];
    if (this.journal.concernsAny(names)) return 'gone';
    const answer = await this.access.read(undefined, this.marks.keys(names));
    return answer.ok ? this.marks.judge(epoch, answer.shared) : undefined;
  }

  close(): void {
    this.#replay.close();
  }

  /** The value of a record, if its version, the marks and its schema allow it. At once where nothing has to be asked. */
  #usable(under: ReadUnder, record: ValueRecord): Made | undefined | Promise<Made | undefined> {
    const { place } = under;
    const { scope } = place;
    if (record.version !== scope.settings.version) {
      this.incompatible(place, `version ${JSON.stringify(record.version)}`);
      return undefined;
    }
    if (this.#isBehind(scope, record.tags)) return undefined;
    const verdict = this.#knownVerdict(under, record);
    if (verdict === undefined) return this.#judged(place, record);
    return this.#read(place, record, verdict);
  }

  async #judged(place: Place, record: ValueRecord): Promise<Made | undefined> {
    const verdict = await this.verdict(place, record);
    return verdict === undefined ? undefined : this.#read(place, record, verdict);
  }

  #read(
    place: Place,
    record: ValueRecord,
    verdict: MarkVerdict,
  ): Made | undefined | Promise<Made | undefined> {
    if (verdict === 'gone') return undefined;
    const reading = readPayload(place.scope.settings, record.payload);
    if (!('then' in reading)) return this.#made(place, { record, verdict, reading });
    return reading.then((settled) => this.#made(place, { record, verdict, reading: settled }));
  }

  #made(
    place: Place,
    read: { readonly record: ValueRecord; readonly verdict: MarkVerdict; readonly reading: ReadPayload },
  ): Made | undefined {
    const { record, verdict, reading } = read;
    if (!reading.ok) {
      this.incompatible(place, reading.reason);
      return undefined;
    }
    const now = this.#context.clock.now();
    return madeOfRecord(record, { value: reading.value, verdict, now, source: this.settings.name });
  }

  /** Whether others may have carried up what a level below should have forgotten. */
  #taintedBelow(storeKey: string): boolean {
    for (const { journal } of this.#context.below) if (journal.taints(storeKey)) return true;
    return false;
  }

  /** Whether this level or one below has yet to hear of an invalidation that concerns a value with these tags. */
  #isBehind(scope: Scope, tags: readonly string[]): boolean {
    const names = tags.length === 0 ? scope.marks : [...scope.marks, ...tagMarks(scope, tags)];
    if (this.journal.concernsAny(names)) return true;
    for (const { journal } of this.#context.below) if (journal.concernsAny(names)) return true;
    return false;
  }

  /** The verdict, when all marks that it takes were read with the key. */
  #knownVerdict({ place, names, marks }: ReadUnder, record: ValueRecord): MarkVerdict | undefined {
    const { scope } = place;
    if (record.tags.length === 0)
      return this.marks.judge(record.epoch, marks, { from: 1, to: scope.marks.length + 1 });
    const places = [...scope.marks, ...tagMarks(scope, record.tags)].map((name) => names.indexOf(name));
    if (places.includes(-1)) return undefined;
    return this.marks.judge(
      record.epoch,
      places.map((index) => marks[index + 1]),
    );
  }

  /** The keys of the counter and of the marks; those of a namespace are made once. */
  #markKeys(scope: Scope, names: readonly string[]): readonly string[] {
    if (names !== scope.marks) return [this.marks.epochKey, ...this.marks.keys(names)];
    const known = this.#scopeKeys.get(scope);
    if (known !== undefined) return known;
    const keys = [this.marks.epochKey, ...this.marks.keys(names)];
    this.#scopeKeys.set(scope, keys);
    return keys;
  }

  #missed(scope: Scope, answer: Answer<unknown>): undefined {
    const counters = this.counters(scope);
    if (!answer.ok && answer.why === 'skipped') counters.skipped += 1;
    else counters.errors += 1;
    return undefined;
  }

  #past(scope: Scope): undefined {
    this.counters(scope).skipped += 1;
    return undefined;
  }
}
