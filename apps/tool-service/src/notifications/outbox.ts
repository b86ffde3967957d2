import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { StatementSync } from 'node:sqlite';
import { ToolError } from '@toolwright/core';
import type { Message } from './message.ts';

/** A message that waits for its delivery. */
export interface Waiting {
  readonly id: string;
  readonly message: Message;
  /** How often its delivery was tried before, this one not counted. */
  readonly attempts: number;
}

/** What must be delivered, in a file: a message that is in it survives the end of the process. */
export interface Outbox {
  /** Adds nothing when it has a message of that id. Throws `SERVICE_UNAVAILABLE` when too much waits already. */
  add(id: string, message: Message, atMs: number): void;
  /**
   * Takes the message `id`, or without one the message that has been due for longest; nobody else gets it until
   * `untilMs`.
   */
  claim(claim: Claim): Waiting | undefined;
  /** It was delivered. */
  settle(id: string): void;
  /** It was not: it is due again at `atMs`. */
  postpone(id: string, atMs: number): void;
  /** How many wait. */
  waiting(): number;
  close(): void;
}

/** What to take, and for how long. */
export interface Claim {
  readonly id?: string;
  readonly channels: readonly Message['channel'][];
  readonly nowMs: number;
  readonly untilMs: number;
}

const mostWaiting = 10_000;

/** Opens the outbox in `folder`. Several processes may share it. */
export function openOutbox(folder: string): Outbox {
  mkdirSync(folder, { recursive: true });
  const database = new DatabaseSync(join(folder, 'outbox.sqlite'), { timeout: 1_000 });
  database.exec(`
    PRAGMA journal_mode = WAL;
    CREATE TABLE IF NOT EXISTS messages (
      id TEXT PRIMARY KEY, channel TEXT NOT NULL, message TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
      due_at_ms REAL NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS messages_by_due ON messages (due_at_ms);
  `);
  return new FileOutbox(database);
}

class FileOutbox implements Outbox {
  readonly #database: DatabaseSync;
  readonly #count: StatementSync;
  readonly #take: StatementSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#count = database.prepare('SELECT count(*) AS count FROM messages');
    this.#take = database.prepare(`
      UPDATE messages SET due_at_ms = :untilMs, attempts = attempts + 1 WHERE id = (
        SELECT id FROM messages WHERE due_at_ms <= :nowMs AND channel IN (SELECT value FROM json_each(:channels))
          AND (:id IS NULL OR id = :id) ORDER BY due_at_ms LIMIT 1
      ) RETURNING id, message, attempts - 1 AS attempts`);
  }

  waiting(): number {
    return Number(this.#count.get()?.['count']);
  }

  add(id: string, message: Message, atMs: number): void {
    if (this.waiting() >= mostWaiting) {
      throw new ToolError(
        'SERVICE_UNAVAILABLE',
        `${mostWaiting} notifications wait already; try again later`,
      );
    }
    this.#run(
      'INSERT OR IGNORE INTO messages (id, channel, message, due_at_ms) VALUES (?, ?, ?, ?)',
      id,
      message.channel,
      JSON.stringify(message),
      atMs,
    );
  }

  claim({ id, channels, nowMs, untilMs }: Claim): Waiting | undefined {
    const row = this.#take.get({ id: id ?? null, channels: JSON.stringify(channels), nowMs, untilMs });
    if (row === undefined) return undefined;
    const message = JSON.parse(String(row['message'])) as Message;
    return { id: String(row['id']), message, attempts: Number(row['attempts']) };
  }

  settle(id: string): void {
    this.#run('DELETE FROM messages WHERE id = ?', id);
  }

  postpone(id: string, atMs: number): void {
    this.#run('UPDATE messages SET due_at_ms = ? WHERE id = ?', atMs, id);
  }

  close(): void {
    this.#database.close();
  }

  #run(sql: string, ...values: readonly (string | number)[]): void {
    this.#database.prepare(sql).run(...values);
  }
}
