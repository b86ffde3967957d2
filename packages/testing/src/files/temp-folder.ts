import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder that one test has to itself. */
export interface TempFolder extends Disposable {
  readonly path: string;
  /** Writes a file, and the folders above it; returns its path. */
  write(name: string, content: string | Uint8Array): string;
  /** Removes the folder with all that is in it. Twice is once. */
  remove(): void;
}

/** Makes an empty folder among the temporary files; `prefix` begins its name. */
export function createTempFolder(prefix = 'toolwright-'): TempFolder {
  const path = mkdtempSync(join(tmpdir(), prefix));
  const remove = (): void => rmSync(path, { recursive: true, force: true });
  return {
    path,
    write(name, content) {
      const file = join(path, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
      return file;
    },
    remove,
    [Symbol.dispose]: remove,
  };
}
