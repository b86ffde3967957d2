import { invalidOption, numberOption, systemClock, systemRandom } from '@toolwright/core';
import type { Clock, KeyValueStore, Random } from '@toolwright/core';
import { FileStore } from './file-store.ts';

/** How a SQLite store behaves. */
export interface SqliteStoreOptions {
  /** The file, made when it is not there; `':memory:'` for none. */
  readonly path: string;
  /** Milliseconds until an operation that other processes keep out rejects; at least 1. @default 1_000 */
  readonly timeoutMs?: number;
  /**
   * Milliseconds that one statement may wait for another process, 0 to 50: SQLite is synchronous, so the whole process
   * stands still meanwhile. The rest of `timeoutMs` is waited without that. @default 10
   */
  readonly busyTimeoutMs?: number;
  /** Must tell the same wall time in all processes of a file. @default systemClock */
  readonly clock?: Clock;
  /** Spreads the tries of processes that write at once. @default systemRandom */
  readonly random?: Random;
}

/** A key-value store in a file. */
export interface SqliteStore extends KeyValueStore, AsyncDisposable {
  /** Closes the file and refuses what comes after. */
  close(): Promise<void>;
}

/**
 * Makes a store in a SQLite file, in write-ahead mode, which several processes of one machine may share. A write
 * survives the end of the process; the very last ones may be lost when the machine loses power. Expiry follows the wall
 * clock. Throws `STORE_UNAVAILABLE` when the file cannot be opened.
 */
export function createSqliteStore(options: SqliteStoreOptions): SqliteStore {
  if (typeof options.path !== 'string' || options.path === '') {
    throw invalidOption('path', 'the path of a file', options.path);
  }
  return new FileStore({
    path: options.path,
    timeoutMs: numberOption('timeoutMs', options.timeoutMs ?? 1_000, { min: 1 }),
    busyTimeoutMs: numberOption('busyTimeoutMs', options.busyTimeoutMs ?? 10, {
      min: 0,
      max: 50,
      integer: true,
    }),
    clock: options.clock ?? systemClock,
    random: options.random ?? systemRandom,
  });
}
