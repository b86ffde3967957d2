import type { Clock, KeyValueEntry, Random, Ttl } from '@toolwright/core';
import { lifetimeMs } from '../lifetime.ts';
import { addToStored } from '../stored-integer.ts';
import { storeUnavailable } from '../store-unavailable.ts';
import { isBusy, sqliteError } from './sqlite-error.ts';
import type { SqliteStore } from './sqlite-store.ts';
import { SqliteTable } from './sqlite-table.ts';

/** What a file store stands on. */
export interface FileStoreParts {
  readonly path: string;
  readonly timeoutMs: number;
  readonly busyTimeoutMs: number;
  readonly clock: Clock;
  readonly random: Random;
}

type Work<T> = (table: SqliteTable, now: number) => T;

// So many writes apart, so many expired rows are deleted at once.
const writesPerSweep = 64;
const rowsPerSweep = 256;
const keysPerPage = 256;

/** The port's methods as statements. A busy file is tried again, with pauses that leave the process free. */
export class FileStore implements SqliteStore {
  readonly #parts: FileStoreParts;
  #table: SqliteTable | undefined;
  #closed = false;
  #writes = 0;
  /**
   * While the file is busy. After the pause whoever has waited longest tries first, and when that fails all wait on:
   * so however many there are, the process stands still for one statement at a time.
   */
  #blocked: { readonly error: unknown; readonly over: Promise<void> } | undefined;

  constructor(parts: FileStoreParts) {
    this.#parts = parts;
    try {
      this.#table = new SqliteTable(parts);
    } catch (error) {
      // Another process is making the same file: the first operation tries again.
      if (!isBusy(error)) throw sqliteError(`open ${parts.path}`, error);
    }
  }

  async get(key: string): Promise<string | undefined> {
    return this.#run('get', (table, now) => table.get(key, now));
  }

  async getMany(keys: readonly string[]): Promise<readonly (string | undefined)[]> {
    return this.#run('getMany', (table, now) => keys.map((key) => table.get(key, now)));
  }

  async has(key: string): Promise<boolean> {
    return (await this.get(key)) !== undefined;
  }

  async set(key: string, value: string, ttl: Ttl): Promise<void> {
    const ttlMs = lifetimeMs(ttl);
    await this.#write('set', (table, now) => table.put(key, value, now + ttlMs));
  }

  async setMany(entries: readonly KeyValueEntry[]): Promise<void> {
    const lifetimes = entries.map((entry) => lifetimeMs(entry.ttl));
    await this.#write('setMany', (table, now) =>
      table.transaction(() => {
        for (const [index, { key, value }] of entries.entries()) {
          table.put(key, value, now + (lifetimes[index] ?? 0));
        }
      }),
    );
  }

  async compareAndSet(
    key: string,
    expected: string | undefined,
    next: string | undefined,
    ttl: Ttl,
  ): Promise<boolean> {
    const ttlMs = lifetimeMs(ttl);
    return this.#write('compareAndSet', (table, now) =>
      table.transaction(() => {
        if (table.get(key, now) !== expected) return false;
        if (next !== undefined) table.put(key, next, now + ttlMs);
        else table.delete(key, now);
        return true;
      }),
    );
  }

  async increment(key: string, by: number, ttl: Ttl): Promise<number> {
    const ttlMs = lifetimeMs(ttl);
    return this.#write('increment', (table, now) =>
      table.transaction(() => {
        const stored = table.get(key, now);
        const sum = addToStored(key, stored, by);
        if (stored === undefined) table.put(key, String(sum), now + ttlMs);
        else table.replace(key, String(sum));
        return sum;
      }),
    );
  }

  async expire(key: string, ttl: Ttl): Promise<boolean> {
    const ttlMs = lifetimeMs(ttl);
    return this.#write('expire', (table, now) => table.expire(key, now + ttlMs, now));
  }

  async delete(...keys: readonly string[]): Promise<number> {
    return this.#write('delete', (table, now) =>
      table.transaction(() => keys.filter((key) => table.delete(key, now)).length),
    );
  }

  async *scan(prefix: string, options?: { readonly signal?: AbortSignal }): AsyncIterable<string> {
    options?.signal?.throwIfAborted();
    let from = prefix;
    let inclusive = true;
    for (;;) {
      const [after, first] = [from, inclusive];
      const page = await this.#run('scan', (table, now) => table.page(after, first, now, keysPerPage));
      for (const key of page) {
        options?.signal?.throwIfAborted();
        if (!key.startsWith(prefix)) return;
        yield key;
        from = key;
      }
      inclusive = false;
      if (page.length < keysPerPage) return;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#table?.close();
    this.#table = undefined;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #write<T>(operation: string, work: Work<T>): Promise<T> {
    const result = await this.#run(operation, work, true);
    this.#writes += 1;
    if (this.#writes % writesPerSweep === 0) this.#sweep();
    return result;
  }

  /** Writes wait in line; reads need not, for they see what was there before the write under way. */
  async #run<T>(operation: string, work: Work<T>, inLine = false): Promise<T> {
    const { clock, timeoutMs } = this.#parts;
    let giveUpAtMs = Infinity;
    for (;;) {
      if (this.#closed) throw closed(operation);
      try {
        if (inLine && this.#blocked !== undefined) throw this.#blocked.error;
        this.#table ??= new SqliteTable(this.#parts);
        return work(this.#table, clock.now());
      } catch (error) {
        const now = clock.monotonicNow();
        giveUpAtMs = Math.min(giveUpAtMs, now + timeoutMs);
        if (!isBusy(error) || now >= giveUpAtMs) throw sqliteError(operation, error);
        this.#blocked ??= { error, over: this.#pause(giveUpAtMs - now) };
        await this.#blocked.over;
      }
    }
  }

  #pause(atMostMs: number): Promise<void> {
    const { clock, random } = this.#parts;
    return new Promise((resolve) => {
      clock.after(Math.min(2 + 18 * random.next(), atMostMs), () => {
        this.#blocked = undefined;
        resolve();
      });
    });
  }

  #sweep(): void {
    try {
      this.#table?.sweep(this.#parts.clock.now(), rowsPerSweep);
    } catch {
      // Another process is writing; the rows can wait for the next turn.
    }
  }
}

function closed(operation: string): Error {
  return storeUnavailable({
    store: 'SQLite',
    operation,
    reason: 'closed',
    committed: 'no',
    why: 'it was closed by its owner',
  });
}
