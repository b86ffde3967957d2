import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { createTempFolder } from '../files/temp-folder.ts';
import { createSqliteFile } from './sqlite-file.ts';

describe('createSqliteFile', () => {
  it('makes a file of its own, in WAL mode, and removes all of it', () => {
    using other = createSqliteFile();
    const file = createSqliteFile();
    expect(file.path).not.toBe(other.path);
    expect(file.query('PRAGMA journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    file.query('CREATE TABLE places (name TEXT)');
    file.query('INSERT INTO places VALUES (?), (?)', 'Oslo', 'Rome');
    expect(file.query('SELECT name FROM places WHERE name > ?', 'P')).toEqual([{ name: 'Rome' }]);
    file.remove();
    file.remove();
    expect([existsSync(dirname(file.path)), existsSync(other.path)]).toEqual([false, true]);
  });

  it('is held as another process holds it: who reads goes on, who writes is refused', () => {
    using file = createSqliteFile();
    file.query('CREATE TABLE places (name TEXT)');
    const connection = new DatabaseSync(file.path);
    const write = (): void => connection.exec("INSERT INTO places VALUES ('Oslo')");
    const held = file.hold();
    expect(write).toThrow('locked');
    expect(connection.prepare('SELECT * FROM places').all()).toEqual([]);
    held.release();
    held.release();
    write();
    expect(file.query('SELECT count(*) AS count FROM places')).toEqual([{ count: 1 }]);
    connection.close();
  });

  it('is shared by processes that run a program over it, and names the one that fails', async () => {
    using file = createSqliteFile();
    using folder = createTempFolder();
    file.query('CREATE TABLE counts (n INTEGER)');
    const program = folder.write(
      'count.mjs',
      `import { DatabaseSync } from 'node:sqlite';
       const [path, times] = process.argv.slice(2);
       if (times === '0') throw new Error('nothing to count');
       const database = new DatabaseSync(path);
       database.exec('PRAGMA busy_timeout = 10000');
       for (let n = 0; n < Number(times); n += 1) database.prepare('INSERT INTO counts VALUES (?)').run(n);
       console.log('counted', process.execArgv.includes('--conditions=x'));`,
    );
    const said = await file.run(program, { processes: 3, nodeArgs: ['--conditions=x'], args: ['20'] });
    expect(said).toEqual(['counted true\n', 'counted true\n', 'counted true\n']);
    expect(file.query('SELECT count(*) AS count FROM counts')).toEqual([{ count: 60 }]);
    await expect(file.run(program, { args: ['0'] })).rejects.toThrow(
      /ended with 1; it said:\n[^]*nothing to count/,
    );
  });
});
