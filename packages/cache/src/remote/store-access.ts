import { createOutageGate, isToolError } from '@toolwright/core';
import type { Clock, KeyValueStore, OutageGate } from '@toolwright/core';
import type { CacheLevelSettings } from './level-options.ts';
import { settleWithin } from './settle-within.ts';
import type { Settled } from './settle-within.ts';

/** The answer of a store, or why there is none: it has been failing and was not asked; it refused; it failed now. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly why: 'skipped' | 'refused' | 'failed' };

/** A key's value and those of the keys that many reads ask for along with their own. */
export interface ReadValues {
  readonly ok: true;
  readonly raw: string | undefined;
  readonly shared: readonly (string | undefined)[];
}

interface PendingRead {
  readonly key: string | undefined;
  readonly shared: readonly string[];
  readonly resolve: (answer: ReadValues | Refused) => void;
}

type Refused = Exclude<Answer<never>, { readonly ok: true }>;

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

  /** Reads a key, if one is given, and a list of others, together with whatever else is read in this turn. */
  read(key: string | undefined, shared: readonly string[]): Promise<ReadValues | Refused> {
    return new Promise((resolve) => {
      if (this.#pending.length === 0) queueMicrotask(() => void this.#flush());
      this.#pending.push({ key, shared, resolve });
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
    const keys: string[] = [];
    for (const { key } of reads) if (key !== undefined) keys.push(key);
    // Mostly one list for all: the marks of a namespace.
    const lists = new Map<readonly string[], number>();
    for (const { shared } of reads) {
      if (lists.has(shared)) continue;
      lists.set(shared, keys.length);
      keys.push(...shared);
    }
    const answer = await this.#through(
      this.#readGate,
      () => this.store.getMany(keys),
      this.#settings.softTimeoutMs,
    );
    if (answer.ok) deliver(reads, lists, answer.value);
    else for (const { resolve } of reads) resolve(answer);
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

/** Gives each read its values, which stand in the order of the reads; those of a shared list are told as one. */
function deliver(
  reads: readonly PendingRead[],
  lists: ReadonlyMap<readonly string[], number>,
  values: readonly (string | undefined)[],
): void {
  const told = new Map<readonly string[], readonly (string | undefined)[]>();
  for (const [list, from] of lists) told.set(list, values.slice(from, from + list.length));
  let place = 0;
  for (const { key, shared, resolve } of reads) {
    const raw = key === undefined ? undefined : values[place];
    if (key !== undefined) place += 1;
    resolve({ ok: true, raw, shared: told.get(shared)! });
  }
}

/** Whether the store is there and would not do it: it is full, or the key holds something else. */
function isRefusal(error: unknown): boolean {
  return isToolError(error) && error.details?.['reason'] === 'refused';
}
