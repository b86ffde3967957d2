import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createFakeClock, seededRandom } from '@toolwright/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { createSqliteStore } from './sqlite-store.ts';

const directory = mkdtempSync(join(tmpdir(), 'toolwright-sqlite-'));
afterAll(() => rmSync(directory, { recursive: true }));
let files = 0;
const newPath = (): string => join(directory, `${(files += 1)}.db`);

describe('a SQLite store', () => {
  it('keeps what it holds when it is closed and opened again', async () => {
    const path = newPath();
    const first = createSqliteStore({ path });
    await first.set('key', 'päivää\0🎉', 'forever');
    await first.close();
    await using second = createSqliteStore({ path });
    expect(await second.get('key')).toBe('päivää\0🎉');
  });

  it(
    'loses no write of several processes on one file, and excludes them by locks',
    { timeout: 30_000 },
    async () => {
      const path = newPath();
      const program = fileURLToPath(new URL('../../test-support/count-in-file.ts', import.meta.url));
      const options = ['--conditions=@toolwright/source', '--disable-warning=ExperimentalWarning', program];
      const processes = Array.from({ length: 4 }, () =>
        promisify(execFile)(process.execPath, [...options, path, '40']),
      );
      await Promise.all(processes);
      await using store = createSqliteStore({ path });
      expect(await store.getMany(['incremented', 'locked'])).toEqual(['160', '160']);
    },
  );

  it('waits for another process without standing still, and writes when it is done', async () => {
    const path = newPath();
    const clock = createFakeClock();
    await using store = createSqliteStore({ path, busyTimeoutMs: 0, clock, random: seededRandom(1) });
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    const written = store.set('key', 'value', 'forever');
    await clock.advance(500);
    other.exec('COMMIT');
    other.close();
    await clock.advance(20);
    await written;
    expect(await store.get('key')).toBe('value');
    expect(clock.pendingTimers).toBe(0);
  });

  it('gives up in time when another process keeps writing, and has written nothing', async () => {
    const path = newPath();
    const clock = createFakeClock();
    await using store = createSqliteStore({ path, timeoutMs: 200, busyTimeoutMs: 0, clock });
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    const refused = expect(store.set('key', 'value', 'forever')).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: 'SQLite could not answer "set": other processes were writing all the time',
      details: { operation: 'set', reason: 'busy', committed: 'no' },
    });
    await clock.advance(200);
    await refused;
    expect(await store.get('key')).toBeUndefined();
    other.close();
  });

  it('stands still for one statement at a time, however many wait', async () => {
    const path = newPath();
    const clock = createFakeClock();
    await using store = createSqliteStore({ path, timeoutMs: 100, busyTimeoutMs: 20, clock });
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    const startedAt = performance.now();
    const writes = Array.from({ length: 1_000 }, (_, index) => store.set(`key-${index}`, '', 'forever'));
    const refused = Promise.allSettled(writes);
    await clock.advance(0);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(clock.pendingTimers).toBe(1);
    expect(await store.has('key-999')).toBe(false);
    await clock.advance(50);
    other.exec('COMMIT');
    other.close();
    await clock.advance(50);
    expect((await refused).every(({ status }) => status === 'fulfilled')).toBe(true);
    expect(await store.has('key-999')).toBe(true);
  });

  it('opens a file that another process is making, once that is done', async () => {
    const path = newPath();
    const clock = createFakeClock();
    const other = new DatabaseSync(path);
    other.exec('BEGIN EXCLUSIVE');
    await using store = createSqliteStore({ path, busyTimeoutMs: 0, clock });
    const written = store.set('key', 'value', 'forever');
    await clock.advance(100);
    other.exec('COMMIT');
    other.close();
    await clock.advance(20);
    await written;
    expect(await store.get('key')).toBe('value');
  });

  it('deletes expired rows as others are written', async () => {
    const path = newPath();
    const clock = createFakeClock();
    await using store = createSqliteStore({ path, clock });
    for (let count = 0; count < 100; count += 1) await store.set(`short-${count}`, '', { ttlMs: 10 });
    await clock.advance(10);
    for (let count = 0; count < 64; count += 1) await store.set('long', '', 'forever');
    const rows = new DatabaseSync(path).prepare('SELECT count(*) AS count FROM toolwright_store').get();
    expect(rows).toEqual({ count: 1 });
  });

  it('leaves expired rows for later while another process writes', async () => {
    const path = newPath();
    const clock = createFakeClock();
    await using store = createSqliteStore({ path, busyTimeoutMs: 0, clock });
    for (let count = 0; count < 63; count += 1) await store.set('short', '', { ttlMs: 10 });
    const other = new DatabaseSync(path);
    const last = store.set('last', '', { ttlMs: 10 });
    other.exec('BEGIN IMMEDIATE');
    await last;
    other.exec('COMMIT');
    other.close();
    expect(await store.has('last')).toBe(true);
  });

  it('writes all entries of setMany, or none', async () => {
    await using store = createSqliteStore({ path: ':memory:' });
    await expect(
      store.setMany([
        { key: 'a', value: '1', ttl: 'forever' },
        { key: 'b', value: '\ud800', ttl: 'forever' },
      ]),
    ).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(await store.has('a')).toBe(false);
  });

  it('says which file cannot be opened', () => {
    const path = join(directory, 'no', 'such', 'folder.db');
    expect(() => createSqliteStore({ path })).toThrowError(
      `SQLite could not answer "open ${path}": Error: unable to open database file (result code 14)`,
    );
  });

  it('refuses a file that is no database', () => {
    const path = newPath();
    writeFileSync(path, 'not a database, but long enough to be mistaken for one'.repeat(20));
    expect(() => createSqliteStore({ path })).toThrowError('result code 26');
  });

  it('passes on that the file was written by another program', async () => {
    const path = newPath();
    await using store = createSqliteStore({ path });
    const other = new DatabaseSync(path);
    other.exec('DROP TABLE toolwright_store; CREATE TABLE toolwright_store (key, value, expires_at_ms)');
    other.exec(`INSERT INTO toolwright_store VALUES (x'6b', 'text', NULL)`);
    other.close();
    await expect(store.get('k')).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      cause: new TypeError('The file was written by another program'),
    });
  });

  it('refuses everything once it is closed', async () => {
    const store = createSqliteStore({ path: newPath() });
    await store.close();
    await store.close();
    await expect(store.get('key')).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      details: { reason: 'closed', committed: 'no' },
    });
  });

  it.each([
    [{ path: '' }, 'Option "path" must be the path of a file; got ""'],
    [
      { path: ':memory:', busyTimeoutMs: 51 },
      'Option "busyTimeoutMs" must be an integer from 0 to 50; got 51',
    ],
    [{ path: ':memory:', timeoutMs: 0 }, 'Option "timeoutMs" must be a number of at least 1; got 0'],
  ])('refuses %o', (options, message) => {
    expect(() => createSqliteStore(options)).toThrowError(message);
  });
});
