import type { KeyValueStore, Ttl } from '@toolwright/core';

/** How a store remembers one name: the epochs of its last invalidation of each kind. */
interface Mark {
  readonly deleted: number;
  readonly expired: number;
}

/** What the marks say of an entry. */
export type MarkVerdict = 'valid' | 'expired' | 'gone';

/** What makes marks. */
export interface MarksOptions {
  readonly prefix: string;
  readonly tagTtlMs: number;
  /** Wall clock, milliseconds. */
  readonly now: () => number;
}

// An epoch below this was counted from nothing: the counter was lost and starts anew at the time of day.
const leastEpoch = 1_000_000_000_000;
const mostAttempts = 20;
const mostMarks = 1_000;

/**
 * The order of invalidations in one store: each takes the next number of a counter, its epoch. An entry carries the
 * epoch that was current when its load began and is judged against the marks of its tags and namespaces. A mark that
 * is not there (evicted, expired) speaks against the entry, so losing marks costs loads and never freshness.
 */
export class Marks {
  readonly epochKey: string;
  readonly #options: MarksOptions;
  /** Marks by their text: every read brings the same few. */
  readonly #read = new Map<string, Mark>();
  #highest = 0;
  #epochText: string | undefined;

  constructor(options: MarksOptions) {
    this.#options = options;
    this.epochKey = `${options.prefix}:epoch`;
  }

  /** The highest epoch that this process has seen, 0 before the first: a counter that was lost does not start below. */
  get highest(): number {
    return this.#highest;
  }

  keys(names: readonly string[]): readonly string[] {
    return names.map((name) => this.#key(name));
  }

  /** Judges an entry by the marks that it stands under: all values, or those in a range. */
  judge(
    epoch: number,
    values: readonly (string | undefined)[],
    { from, to }: { readonly from: number; readonly to: number } = { from: 0, to: values.length },
  ): MarkVerdict {
    let verdict: MarkVerdict = 'valid';
    for (let place = from; place < to; place += 1) {
      const value = values[place];
      const mark = value === undefined ? undefined : (this.#read.get(value) ?? this.#remember(value));
      if (mark === undefined || mark.deleted > epoch) return 'gone';
      if (mark.expired > epoch) verdict = 'expired';
    }
    return verdict;
  }

  /** The current epoch as far as these values tell; 0 when the counter is not there. */
  epochOf(epoch: string | undefined): number {
    if (epoch !== undefined && epoch === this.#epochText) return this.#highest;
    const value = Number(epoch);
    if (!Number.isSafeInteger(value) || value < leastEpoch) return 0;
    if (value >= this.#highest) {
      this.#highest = value;
      this.#epochText = epoch;
    }
    return value;
  }

  /**
   * Makes sure that the counter and the marks of `names` are there; answers an epoch that is safe to load under.
   * `read` is what the counter and the marks were read as, in this order; nothing is asked when all are there.
   */
  async ensure(
    store: KeyValueStore,
    names: readonly string[],
    read: readonly (string | undefined)[],
  ): Promise<number> {
    const [first, ...values] = read;
    const epoch = this.epochOf(first) || (await this.#startEpoch(store, first, values));
    const absent = names.filter((_name, index) => readMark(values[index]) === undefined);
    if (absent.length > 0) await Promise.all(absent.map((name) => this.#create(store, name, epoch)));
    return epoch;
  }

  /** Invalidates names: every entry whose load began before now. */
  async raise(store: KeyValueStore, names: readonly string[], kind: 'delete' | 'expire'): Promise<void> {
    const epoch = await this.#nextEpoch(store);
    await Promise.all(names.map((name) => this.#raiseOne(store, name, epoch, kind)));
  }

  #remember(text: string): Mark | undefined {
    const mark = readMark(text);
    if (mark === undefined) return undefined;
    if (this.#read.size >= mostMarks) this.#read.clear();
    this.#read.set(text, mark);
    return mark;
  }

  async #create(store: KeyValueStore, name: string, epoch: number): Promise<void> {
    const key = this.#key(name);
    const current = await store.get(key);
    if (readMark(current) !== undefined) return;
    await store.compareAndSet(key, current, `${epoch}:0`, this.#ttl(name));
  }

  async #raiseOne(
    store: KeyValueStore,
    name: string,
    epoch: number,
    kind: 'delete' | 'expire',
  ): Promise<void> {
    const key = this.#key(name);
    for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
      const current = await store.get(key);
      const mark = readMark(current);
      // A mark that is not there has forgotten what came before: everything older is gone.
      const deleted = kind === 'delete' || mark === undefined ? epoch : mark.deleted;
      const expired = kind === 'expire' ? epoch : (mark?.expired ?? 0);
      const next = `${Math.max(deleted, mark?.deleted ?? 0)}:${Math.max(expired, mark?.expired ?? 0)}`;
      if (next === current || (await store.compareAndSet(key, current, next, this.#ttl(name)))) return;
    }
    throw new Error(`The mark "${key}" changed ${mostAttempts} times while it was being written`);
  }

  async #nextEpoch(store: KeyValueStore): Promise<number> {
    for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
      const counted = await store.increment(this.epochKey, 1, 'forever');
      if (this.epochOf(String(counted)) !== 0) return counted;
      const start = Math.max(Math.floor(this.#options.now()), this.#highest + 1);
      if (await store.compareAndSet(this.epochKey, String(counted), String(start), 'forever')) {
        return this.epochOf(String(start));
      }
    }
    throw new Error(
      `The counter "${this.epochKey}" changed ${mostAttempts} times while it was being started`,
    );
  }

  async #startEpoch(
    store: KeyValueStore,
    current: string | undefined,
    values: readonly (string | undefined)[],
  ): Promise<number> {
    const seen = values.map(readMark).flatMap((mark) => (mark ? [mark.deleted, mark.expired] : []));
    const start = Math.max(Math.floor(this.#options.now()), this.#highest, ...seen);
    if (await store.compareAndSet(this.epochKey, current, String(start), 'forever')) {
      return this.epochOf(String(start));
    }
    return this.epochOf(await store.get(this.epochKey)) || start;
  }

  #key(name: string): string {
    return `${this.#options.prefix}:${name}`;
  }

  #ttl(name: string): Ttl {
    return name.startsWith('t:') ? { ttlMs: this.#options.tagTtlMs } : 'forever';
  }
}

function readMark(value: string | undefined): Mark | undefined {
  if (value === undefined) return undefined;
  const [deleted, expired] = value.split(':').map(Number);
  if (!Number.isSafeInteger(deleted) || !Number.isSafeInteger(expired)) return undefined;
  return { deleted: deleted!, expired: expired! };
}
