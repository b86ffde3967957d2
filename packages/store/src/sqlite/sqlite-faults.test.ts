import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { createSqliteStore } from './sqlite-store.ts';

const directory = mkdtempSync(join(tmpdir(), 'toolwright-sqlite-faults-'));
afterAll(() => rmSync(directory, { recursive: true }));
let files = 0;
const newPath = (): string => join(directory, `${(files += 1)}.db`);
const execArgv = ['--conditions=@toolwright/source', '--disable-warning=ExperimentalWarning'];
const holdFile = fileURLToPath(new URL('../../test-support/hold-file.ts', import.meta.url));
const fillFile = fileURLToPath(new URL('../../test-support/fill-file.ts', import.meta.url));

/** What another program does to the file meanwhile. */
function elsewhere(path: string, sql: string): void {
  const other = new DatabaseSync(path);
  other.exec(sql);
  other.close();
}

describe('a SQLite store in trouble', { timeout: 30_000 }, () => {
  it('refuses writes while another process holds the file, reads on, and is well when that is killed', async () => {
    const path = newPath();
    await using store = createSqliteStore({ path, timeoutMs: 100 });
    await store.set('key', 'old', 'forever');
    const holder = fork(holdFile, [path], { execArgv });
    await once(holder, 'message');
    await expect(store.set('key', 'new', 'forever')).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      details: { reason: 'busy', committed: 'no' },
    });
    expect(await store.getMany(['key', 'half'])).toEqual(['old', undefined]);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    await store.set('key', 'new', 'forever');
    expect(await store.getMany(['key', 'half'])).toEqual(['new', undefined]);
  });

  it('refuses what the disk has no room for, reads on, and has lost nothing when there is room', async () => {
    const path = newPath();
    // A limit on the size of files stands for the full disk: SQLite cannot write, and says so in the same way.
    const limited = ['-c', 'ulimit -f 200; exec "$0" "$@"', process.execPath, ...execArgv];
    const { stdout } = await promisify(execFile)('sh', [...limited, fillFile, path]);
    const told = JSON.parse(stdout) as { readonly written: number };
    expect(told).toEqual({
      written: expect.any(Number) as number,
      refusal: { code: 'STORE_UNAVAILABLE', operation: 'set', reason: 'refused', committed: 'unknown' },
      read: 2_000,
    });
    await using store = createSqliteStore({ path });
    const keys = Array.from({ length: told.written }, (_, index) => `key-${index}`);
    expect((await store.getMany(keys)).every((value) => value?.length === 2_000)).toBe(true);
    await store.set('more', 'value', 'forever');
    expect(await store.get('more')).toBe('value');
  });

  it('rejects every operation on a damaged file, and harms nobody else', async () => {
    const path = newPath();
    const first = createSqliteStore({ path });
    const keys = Array.from({ length: 1_000 }, (_, index) => `key-${index}`);
    await first.setMany(keys.map((key) => ({ key, value: 'x'.repeat(200), ttl: 'forever' })));
    await first.close();
    const file = openSync(path, 'r+');
    for (let at = 3 * 4_096; at < statSync(path).size; at += 4_096) {
      writeSync(file, Buffer.alloc(4_096, 0x5a), 0, 4_096, at);
    }
    closeSync(file);
    await using store = createSqliteStore({ path });
    const operations = [
      () => store.get('key-500'),
      () => store.getMany(keys),
      () => store.set('key-500', '1', 'forever'),
      () => store.increment('key-500', 1, 'forever'),
      () => store.compareAndSet('key-500', undefined, '1', 'forever'),
      () => store.delete('key-500'),
      async () => {
        for await (const key of store.scan('key')) expect(keys).toContain(key);
      },
    ];
    for (const operation of operations) {
      await expect(operation(), String(operation)).rejects.toMatchObject({
        code: 'STORE_UNAVAILABLE',
        message: expect.stringContaining('result code 11') as string,
        details: { reason: 'refused', committed: 'no' },
      });
    }
  });

  it('does not notice that another process folds the log into the file, or makes the file smaller', async () => {
    const path = newPath();
    await using store = createSqliteStore({ path });
    for (let round = 0; round < 5; round += 1) {
      await store.set('key', `value ${round}`, 'forever');
      elsewhere(path, 'PRAGMA wal_checkpoint(TRUNCATE)');
      expect(await store.get('key')).toBe(`value ${round}`);
      elsewhere(path, 'VACUUM');
      expect(await store.increment('count', 1, 'forever')).toBe(round + 1);
    }
  });

  it('goes on with the file it has open when that is removed; who opens the path then starts anew', async () => {
    const path = newPath();
    await using store = createSqliteStore({ path });
    await store.set('key', 'value', 'forever');
    rmSync(path);
    expect(await store.get('key')).toBe('value');
    await store.set('key', 'next', 'forever');
    expect(await store.get('key')).toBe('next');
    await using other = createSqliteStore({ path });
    expect(await other.get('key')).toBeUndefined();
  });
});
