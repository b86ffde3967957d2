import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import { createTempFolder } from '../files/temp-folder.ts';
import { startProgram } from '../process/start-program.ts';

/** A SQLite file for one test, which several connections and processes may share. */
export interface SqliteFile extends Disposable {
  /** The file: empty, and in WAL mode. */
  readonly path: string;
  /** What a query of the test's own finds, or changes. */
  query(
    statement: string,
    ...values: readonly SQLInputValue[]
  ): readonly Readonly<Record<string, SQLOutputValue>>[];
  /** Keeps all others from writing, as another process that writes does, until it is released. */
  hold(): HeldFile;
  /**
   * Runs a program in that many processes at once, each with the file's path and then `args` as its arguments; resolves
   * to what each said. Rejects when one of them fails.
   */
  run(program: string, options?: SqliteRunOptions): Promise<readonly string[]>;
  /** Removes the file. Twice is once. */
  remove(): void;
}

/** How a program is run over a file. */
export interface SqliteRunOptions {
  /** @default 1 */
  readonly processes?: number;
  /** Node's own arguments: `--conditions=…`. */
  readonly nodeArgs?: readonly string[];
  readonly args?: readonly string[];
}

/** A file that nobody else can write. */
export interface HeldFile extends Disposable {
  /** Lets the others go on. Twice is once. */
  release(): void;
}

/** Makes an empty SQLite file in a folder of its own. */
export function createSqliteFile(): SqliteFile {
  const folder = createTempFolder('toolwright-sqlite-');
  const path = join(folder.path, 'test.sqlite');
  const own = new DatabaseSync(path);
  own.exec('PRAGMA journal_mode = WAL');
  const remove = (): void => {
    if (own.isOpen) own.close();
    folder.remove();
  };
  return {
    path,
    query: (statement, ...values) => own.prepare(statement).all(...values),
    hold: () => holding(path),
    run: (program, options) => runOver(path, program, options),
    remove,
    [Symbol.dispose]: remove,
  };
}

function holding(path: string): HeldFile {
  const holder = new DatabaseSync(path);
  holder.exec('BEGIN IMMEDIATE');
  const release = (): void => {
    if (holder.isOpen) holder.close();
  };
  return { release, [Symbol.dispose]: release };
}

async function runOver(
  path: string,
  program: string,
  { processes = 1, nodeArgs = [], args = [] }: SqliteRunOptions = {},
): Promise<readonly string[]> {
  const words = ['--disable-warning=ExperimentalWarning', ...nodeArgs, program, path, ...args];
  return Promise.all(
    Array.from({ length: processes }, async () => {
      await using running = await startProgram(process.execPath, { args: words });
      const code = await running.gone;
      if (code !== 0) throw new Error(`${program} ended with ${code}; it said:\n${running.output()}`);
      return running.output();
    }),
  );
}
