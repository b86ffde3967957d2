import { DatabaseSync } from 'node:sqlite';
import type { StatementSync } from 'node:sqlite';
import { wellFormed } from '../well-formed.ts';

/** Where a table is, and how long a statement may keep the process waiting for another process's write. */
export interface SqliteTableOptions {
  readonly path: string;
  readonly busyTimeoutMs: number;
}

// Text is kept as its UTF-8 bytes, since the driver cuts text at a NUL. Rows without an end have no expiry. All times are of the wall clock, which the processes of one machine share.
const schema = `
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS toolwright_store (
  key BLOB PRIMARY KEY NOT NULL,
  value BLOB NOT NULL,
  expires_at_ms INTEGER
) STRICT;
CREATE INDEX IF NOT EXISTS toolwright_store_expiry ON toolwright_store (expires_at_ms)
  WHERE expires_at_ms IS NOT NULL;
`;

const live = '(expires_at_ms IS NULL OR expires_at_ms > ?)';

/** Keys with values and expiry times in a file. Everything is synchronous, and throws what SQLite says. */
export class SqliteTable {
  readonly #database: DatabaseSync;
  readonly #select: StatementSync;
  readonly #upsert: StatementSync;
  readonly #replace: StatementSync;
  readonly #expire: StatementSync;
  readonly #delete: StatementSync;
  readonly #firstPage: StatementSync;
  readonly #nextPage: StatementSync;
  readonly #sweep: StatementSync;

  constructor({ path, busyTimeoutMs }: SqliteTableOptions) {
    const database = new DatabaseSync(path, { timeout: busyTimeoutMs });
    this.#database = database;
    try {
      database.exec(schema);
      const prepare = (sql: string): StatementSync => database.prepare(sql);
      this.#select = prepare(`SELECT value FROM toolwright_store WHERE key = ? AND ${live}`);
      this.#upsert = prepare('INSERT OR REPLACE INTO toolwright_store VALUES (?, ?, ?)');
      this.#replace = prepare('UPDATE toolwright_store SET value = ? WHERE key = ?');
      this.#expire = prepare(`UPDATE toolwright_store SET expires_at_ms = ? WHERE key = ? AND ${live}`);
      this.#delete = prepare(`DELETE FROM toolwright_store WHERE key = ? RETURNING ${live} AS lived`);
      const page = `AND ${live} ORDER BY key LIMIT ?`;
      this.#firstPage = prepare(`SELECT key FROM toolwright_store WHERE key >= ? ${page}`);
      this.#nextPage = prepare(`SELECT key FROM toolwright_store WHERE key > ? ${page}`);
      this.#sweep = prepare(`DELETE FROM toolwright_store WHERE key IN
        (SELECT key FROM toolwright_store WHERE expires_at_ms <= ? LIMIT ?)`);
    } catch (error) {
      database.close();
      throw error;
    }
  }

  get(key: string, now: number): string | undefined {
    const row = this.#select.get(bytesOf(key), now);
    return row === undefined ? undefined : textOf(row['value']);
  }

  put(key: string, value: string, expiresAtMs: number): void {
    this.#upsert.run(bytesOf(key), bytesOf(value), columnOf(expiresAtMs));
  }

  /** A new value under the old expiry time. */
  replace(key: string, value: string): void {
    this.#replace.run(bytesOf(value), bytesOf(key));
  }

  expire(key: string, expiresAtMs: number, now: number): boolean {
    return this.#expire.run(columnOf(expiresAtMs), bytesOf(key), now).changes === 1;
  }

  /** Whether it was there and had not expired. */
  delete(key: string, now: number): boolean {
    return this.#delete.all(bytesOf(key), now).some((row) => row['lived'] === 1);
  }

  /** The next keys in the order of their bytes, from `from` on; without it unless `inclusive`. */
  page(from: string, inclusive: boolean, now: number, size: number): readonly string[] {
    const page = inclusive ? this.#firstPage : this.#nextPage;
    return page.all(bytesOf(from), now, size).map((row) => textOf(row['key']));
  }

  /** Deletes some of the rows that have expired. */
  sweep(now: number, atMost: number): void {
    this.#sweep.run(now, atMost);
  }

  /** Does all that `work` does, or nothing; other processes wait meanwhile. */
  transaction<T>(work: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    this.#database.close();
  }
}

function columnOf(expiresAtMs: number): number | null {
  return expiresAtMs === Infinity ? null : expiresAtMs;
}

function bytesOf(text: string): Uint8Array {
  return Buffer.from(wellFormed(text));
}

function textOf(column: unknown): string {
  if (!(column instanceof Uint8Array)) throw new TypeError('The file was written by another program');
  return Buffer.from(column.buffer, column.byteOffset, column.byteLength).toString();
}
