import { createOutageGate, isToolError } from '@toolwright/core';
import type { Clock, KeyValueStore, OutageGate } from '@toolwright/core';
import type { CacheLevelSettings } from './level-options.ts';
import { settleWithin } from './settle-within.ts';
import type { Settled } from './settle-within.ts';

/** The answer of a store, or why there is none: it has been failing and was not asked; it refused; it failed now. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly why: 'skipped' | 'refused' | 'failed' };

interface PendingRead {
  readonly keys: readonly string[];
  readonly resolve: (answer: Answer<readonly (string | undefined)[]>) => void;
}

const skipped = { ok: false, why: 'skipped' } as const;

/**
 * The one way to a store: every operation is bounded, and a store that fails is left alone for a while, reads and
 * writes apart (a full one still answers reads). The reads of one turn travel together.
 */
export class StoreAccess {
  readonly store: KeyValueStore;
  readonly #settings: CacheLevelSettings;
  readonly #clock: Clock;
  readonly #onFailure: (error: unknown) => void;
  readonly #readGate: OutageGate;
  readonly #writeGate: OutageGate;
  #pending: PendingRead[] = [];

  constructor(settings: CacheLevelSettings, clock: Clock, onFailure: (error: unknown) => void) {
    const { store, skipMs, longestSkipMs } = settings;
    this.store = store;
    this.#settings = settings;
    this.#clock = clock;
    this.#onFailure = onFailure;
    this.#readGate = createOutageGate({ clock, skipMs, longestSkipMs });
    this.#writeGate = createOutageGate({ clock, skipMs, longestSkipMs });
  }

  /** Reads keys, together with whatever else is read in this turn. */
  read(keys: readonly string[]): Promise<Answer<readonly (string | undefined)[]>> {
    return new Promise((resolve) => {
      if (this.#pending.length === 0) queueMicrotask(() => void this.#flush());
      this.#pending.push({ keys, resolve });
    });
  }

  /** Writes while a caller waits. */
  write<T>(work: (store: KeyValueStore) => Promise<T>): Promise<Answer<T>> {
    return this.#through(this.#writeGate, () => work(this.store), this.#settings.softTimeoutMs);
  }

  /** Writes what must not be lost: waits longer, and tries even a store that is being skipped for reads. */
  insist<T>(work: (store: KeyValueStore) => Promise<T>): Promise<Answer<T>> {
    return this.#through(this.#writeGate, () => work(this.store), this.#settings.hardTimeoutMs);
  }

  async #flush(): Promise<void> {
    const reads = this.#pending;
    this.#pending = [];
    const places = new Map<string, number>();
    for (const read of reads) for (const key of read.keys) if (!places.has(key)) places.set(key, places.size);
    const answer = await this.#through(
      this.#readGate,
      () => this.store.getMany([...places.keys()]),
      this.#settings.softTimeoutMs,
    );
    for (const { keys, resolve } of reads) {
      resolve(answer.ok ? { ok: true, value: keys.map((key) => answer.value[places.get(key)!]) } : answer);
    }
  }

  async #through<T>(gate: OutageGate, work: () => Promise<T>, timeoutMs: number): Promise<Answer<T>> {
    const probing = gate.skipping;
    if (!gate.allows()) return skipped;
    const settled: Settled<T> = await settleWithin(work, timeoutMs, this.#clock);
    if (settled.ok) {
      gate.succeeded();
      return settled;
    }
    if (isRefusal(settled.error)) {
      gate.succeeded();
      this.#onFailure(settled.error);
      return { ok: false, why: 'refused' };
    }
    // Many may fail in the same moment: only the first, or a probe, counts.
    if (probing || !gate.skipping) {
      gate.failed();
      this.#onFailure(settled.error);
    }
    return { ok: false, why: 'failed' };
  }
}

/** Whether the store is there and would not do it: it is full, or the key holds something else. */
function isRefusal(error: unknown): boolean {
  return isToolError(error) && error.details?.['reason'] === 'refused';
}
