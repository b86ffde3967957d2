import type { Clock, KeyValueStore } from '@toolwright/core';
import { tagMarks } from '../scope.ts';
import type { Intent, RaiseIntent } from './journal.ts';
import type { RemoteLevel } from './remote-level.ts';
import { readRecord } from './remote-record.ts';

const retryMs = 500;
const mostAttempts = 5;

/** What a store knows now that it had missed. */
export interface Replayed {
  readonly memoryKeys: string[];
  readonly raises: RaiseIntent[];
}

/** Brings a store that is back what it missed, newest wins: a record whose load began later is left alone. */
export class Replay {
  readonly #level: RemoteLevel;
  readonly #clock: Clock;
  readonly #onDone: (replayed: Replayed) => void;
  #cancel: (() => void) | undefined;
  #running = false;
  #closed = false;

  constructor(level: RemoteLevel, clock: Clock, onDone: (replayed: Replayed) => void) {
    this.#level = level;
    this.#clock = clock;
    this.#onDone = onDone;
  }

  /** Tries soon, and again until nothing is left. */
  schedule(): void {
    if (this.#cancel !== undefined || this.#running || this.#closed || this.#level.journal.size === 0) return;
    this.#cancel = this.#clock.after(retryMs, () => void this.#run());
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  async #run(): Promise<void> {
    this.#cancel = undefined;
    this.#running = true;
    const replayed: Replayed = { memoryKeys: [], raises: [] };
    if (await this.#raises(replayed)) await this.#intents(replayed);
    this.#running = false;
    if (replayed.memoryKeys.length + replayed.raises.length > 0) this.#onDone(replayed);
    this.schedule();
  }

  async #raises(replayed: Replayed): Promise<boolean> {
    const { access, journal, marks } = this.#level;
    for (const raise of journal.raises) {
      const answer = await access.insist((store) => marks.raise(store, [raise.name], raise.kind));
      if (!answer.ok) return false;
      journal.raised(raise);
      replayed.raises.push(raise);
    }
    return true;
  }

  async #intents(replayed: Replayed): Promise<void> {
    const { access, journal } = this.#level;
    for (const [storeKey, intent] of journal.intents) {
      const answer = await access.insist((store) => this.#replay(store, storeKey, intent));
      if (!answer.ok && answer.why === 'refused') {
        // Whatever stands under the key, nothing is better than that.
        const removed = await access.insist((store) => store.delete(storeKey));
        if (removed.ok && intent.kind === 'delete')
          journal.done(storeKey, intent, this.#clock.monotonicNow());
        else journal.refused(storeKey, intent);
        continue;
      }
      if (!answer.ok) return;
      const stood = journal.done(storeKey, intent, this.#clock.monotonicNow());
      // What was forgotten while it was being written must not stay.
      if (!stood && intent.kind === 'write') await access.insist((store) => store.delete(storeKey));
      replayed.memoryKeys.push(intent.memoryKey);
    }
  }

  async #replay(store: KeyValueStore, storeKey: string, intent: Intent): Promise<void> {
    for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
      const current = await store.get(storeKey);
      const record = current === undefined ? undefined : readRecord(current);
      const begunAtMs = record?.kind === 'value' ? record.begunAtMs : (record?.plantedAtMs ?? 0);
      const done =
        intent.kind === 'delete'
          ? current === undefined ||
            begunAtMs > intent.atMs ||
            (await store.compareAndSet(storeKey, current, undefined, 'forever'))
          : begunAtMs > intent.made.begunAtMs || (await this.#write(store, { storeKey, intent, current }));
      if (done) return;
    }
  }

  async #write(
    store: KeyValueStore,
    write: { storeKey: string; intent: Intent & { kind: 'write' }; current: string | undefined },
  ): Promise<boolean> {
    const { marks, journal } = this.#level;
    const { scope, made, memoryKey, epoch } = write.intent;
    // Without an epoch from before the load nobody can tell what was invalidated since.
    const usable = epoch !== 0 && (write.current !== undefined || journal.trusts(write.intent));
    const record = usable ? this.#level.record({ scope, key: '', memoryKey }, made, epoch) : undefined;
    // What cannot be written does away with what is older all the same.
    if (record === undefined) {
      if (write.current === undefined) return true;
      return store.compareAndSet(write.storeKey, write.current, undefined, 'forever');
    }
    const names = [...scope.marks, ...tagMarks(scope, made.tags)];
    const read = await store.getMany([marks.epochKey, ...marks.keys(names)]);
    await marks.ensure(store, names, read);
    return store.compareAndSet(write.storeKey, write.current, record.text, { ttlMs: record.ttlMs });
  }
}
