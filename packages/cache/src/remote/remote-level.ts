import type { Clock } from '@toolwright/core';
import type { CacheEvents } from '../cache-event.ts';
import type { Made } from '../load/made.ts';
import { freshForIn } from '../load/made.ts';
import { namespaceMark, namespaceMarks, tagMarks } from '../scope.ts';
import type { Scope } from '../scope.ts';
import type { LevelCounters } from '../statistics.ts';
import { jsonCodec } from '../values/codec.ts';
import type { Codec } from '../values/codec.ts';
import { Journal } from './journal.ts';
import type { CacheLevelSettings } from './level-options.ts';
import { Marks } from './marks.ts';
import type { MarkVerdict } from './marks.ts';
import { readRecord, writeValue } from './remote-record.ts';
import type { LeaseRecord, ValueRecord } from './remote-record.ts';
import { Replay } from './replay.ts';
import type { Replayed } from './replay.ts';
import { StoreAccess } from './store-access.ts';
import type { Answer } from './store-access.ts';
import { readPayload } from './read-payload.ts';

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

/** What all levels share. */
export interface RemoteContext {
  readonly clock: Clock;
  readonly events: CacheEvents;
  readonly keyPrefix: string;
  /** A change that the store had missed is there now: other processes should hear of it. */
  readonly onReplayed: (replayed: Replayed) => void;
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
  #lastEpoch = 0;

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
      context.onReplayed(replayed);
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
    const names = [...namespaceMarks(scope), ...tagMarks(scope, tags)];
    if (this.journal.concerns(storeKey)) return this.#past(scope);
    const answer = await this.access.read([storeKey, this.marks.epochKey, ...this.marks.keys(names)]);
    if (!answer.ok) return this.#missed(scope, answer);
    const [raw, ...marks] = answer.value;
    this.#lastEpoch = this.marks.epochOf(marks[0]) || this.#lastEpoch;
    const record = raw === undefined ? undefined : readRecord(raw);
    const lease = record?.kind === 'lease' ? record : undefined;
    const held = record?.kind === 'value' ? record : readPrevious(lease);
    if (raw !== undefined && record === undefined) this.incompatible(place, 'unreadable');
    const known = new Map(names.map((name, index) => [name, marks[index + 1]]));
    const made = held === undefined ? undefined : await this.#usable(place, held, known);
    return { place, storeKey, raw, names, marks, made, lease };
  }

  /** Writes a value whatever is there; when it cannot, does so later. */
  async write(place: Place, made: Made): Promise<void> {
    const { scope, key } = place;
    const storeKey = this.storeKey(scope, key);
    const names = [...namespaceMarks(scope), ...tagMarks(scope, made.tags)];
    const behind = this.journal.concernsAny(names);
    const answer = behind
      ? this.#past(scope)
      : await this.access.insist(async (store) => {
          const read = await store.getMany([this.marks.epochKey, ...this.marks.keys(names)]);
          const epoch = await this.marks.ensure(store, names, read);
          const record = this.record(place, made, epoch);
          if (record !== undefined) await store.set(storeKey, record.text, { ttlMs: record.ttlMs });
        });
    if (answer?.ok === true) {
      this.journal.forgetWrite(storeKey);
      return;
    }
    // A store that would not take the new value must not go on with the old one.
    if (answer !== undefined) await this.access.insist((store) => store.delete(storeKey));
    this.missedWrite(place, made);
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

  /** A value that the store should have got. */
  missedWrite({ scope, key, memoryKey }: Place, made: Made): void {
    const epoch = this.#lastEpoch;
    this.journal.add(this.storeKey(scope, key), {
      kind: 'write',
      memoryKey,
      refusals: 0,
      scope,
      made,
      epoch,
    });
    this.#replay.schedule();
  }

  /** The record of a value under an epoch, and its life in the store; `undefined` when it cannot be written. */
  record(place: Place, made: Made, epoch: number): { text: string; ttlMs: number } | undefined {
    const { codec = jsonCodec, version } = place.scope.settings;
    const now = this.#context.clock.now();
    const freshForMs = freshForIn(made, this.settings.ttlMs, now);
    const keepForMs = freshForMs + made.staleForMs;
    const ttlMs = Math.ceil(made.createdAtMs + keepForMs - now);
    if (ttlMs <= 0) return undefined;
    const payload = encoded(codec, made.value);
    if (payload === undefined) {
      this.incompatible(place, 'not encodable');
      return undefined;
    }
    const { begunAtMs, createdAtMs, loadMs, tags } = made;
    const header = { epoch, begunAtMs, createdAtMs, freshForMs, keepForMs, loadMs, version, tags };
    return { text: writeValue(header, payload), ttlMs };
  }

  /** Counts a value that is there and cannot be used. */
  incompatible({ scope, key }: Place, reason: string): void {
    const { events } = this.#context;
    this.counters(scope).incompatible += 1;
    if (events.heard) {
      events.emit({
        type: 'value-incompatible',
        namespace: scope.path,
        key,
        level: this.settings.name,
        reason,
      });
    }
  }

  /**
   * What the marks say of a value with these tags; `undefined`: nobody knows. Marks in `known` are not read again.
   */
  async verdict(
    place: Place,
    { tags, epoch }: { readonly tags: readonly string[]; readonly epoch: number },
    known: ReadonlyMap<string, string | undefined> = new Map(),
  ): Promise<MarkVerdict | undefined> {
    const names = [...namespaceMarks(place.scope), ...tagMarks(place.scope, tags)];
    if (this.journal.concernsAny(names)) return 'gone';
    const unknown = names.filter((name) => !known.has(name));
    const values = names.map((name) => known.get(name)).filter((_value, index) => known.has(names[index]!));
    if (unknown.length === 0) return this.marks.judge(epoch, values);
    const answer = await this.access.read(this.marks.keys(unknown));
    return answer.ok ? this.marks.judge(epoch, [...values, ...answer.value]) : undefined;
  }

  close(): void {
    this.#replay.close();
  }

  async #usable(
    place: Place,
    record: ValueRecord,
    known: ReadonlyMap<string, string | undefined>,
  ): Promise<Made | undefined> {
    const { clock } = this.#context;
    if (record.version !== place.scope.settings.version) {
      this.incompatible(place, `version ${JSON.stringify(record.version)}`);
      return undefined;
    }
    const verdict = await this.verdict(place, record, known);
    if (verdict === undefined || verdict === 'gone') return undefined;
    const read = await readPayload(place.scope.settings, record.payload);
    if (!read.ok) {
      this.incompatible(place, read.reason);
      return undefined;
    }
    // Another machine's clock may be ahead: an entry is never younger than now.
    const now = clock.now();
    const createdAtMs = Math.min(record.createdAtMs, now);
    const { begunAtMs, loadMs, tags, keepForMs } = record;
    const freshForMs =
      verdict === 'expired' ? Math.min(record.freshForMs, now - createdAtMs) : record.freshForMs;
    return {
      value: read.value,
      begunAtMs,
      createdAtMs,
      freshForMs,
      lifeShare: 1,
      staleForMs: keepForMs - freshForMs,
      loadMs,
      tags,
      source: this.settings.name,
      storable: true,
    };
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

function readPrevious(lease: LeaseRecord | undefined): ValueRecord | undefined {
  if (lease?.previous === undefined) return undefined;
  const record = readRecord(lease.previous);
  return record?.kind === 'value' ? record : undefined;
}

function encoded(codec: Codec, value: unknown): string | undefined {
  try {
    const text: unknown = codec.encode(value);
    return typeof text === 'string' ? text : undefined;
  } catch {
    return undefined;
  }
}
