import { AssertionError } from 'node:assert';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { AnyToolbox } from '@toolwright/core';
import { compareSnapshots, schemaSnapshot } from './schema-snapshot.ts';
import type { SchemaSnapshot } from './schema-snapshot.ts';
import type { SchemaChange } from './schema-change.ts';

/** What became of the file. */
export interface SchemaFileReport {
  /** `matched`: nothing breaks, and the file is as it was. */
  readonly outcome: 'matched' | 'written';
  /** What callers can notice, none of it breaking unless the file was written on purpose. */
  readonly changes: readonly SchemaChange[];
}

/**
 * The gate against schema drift: compares the toolbox with the snapshot in a file that is committed beside the test.
 * A compatible change passes and leaves the file alone; a missing file is written, except on CI (`CI` is set).
 *
 * @param options `update: true` writes the file whatever has changed: the change is meant.
 * @throws `AssertionError` that says of every breaking change what broke and for whom.
 */
export async function matchSchemaFile(
  toolbox: Pick<AnyToolbox, 'describe'>,
  path: string,
  options: { readonly update?: boolean } = {},
): Promise<SchemaFileReport> {
  const after = schemaSnapshot(toolbox);
  const before = await read(path);
  const changes = before === undefined ? [] : compareSnapshots(before, after);
  const missing = before === undefined && !process.env['CI'];
  if (options.update === true || missing) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `${JSON.stringify(after, undefined, 2)}\n`);
    return { outcome: 'written', changes };
  }
  if (before === undefined) {
    throw new AssertionError({
      message: `There is no ${path}: run the test once outside of CI and commit it`,
    });
  }
  const breaking = changes.filter((change) => change.breaking);
  if (breaking.length > 0) throw new AssertionError({ message: messageOf(path, breaking) });
  return { outcome: 'matched', changes };
}

async function read(path: string): Promise<SchemaSnapshot | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as SchemaSnapshot;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function messageOf(path: string, breaking: readonly SchemaChange[]): string {
  const lines = breaking.map(({ tool, message }) => `- ${tool}: ${message}`);
  return [
    `Callers of the tools in ${path} would break:`,
    ...lines,
    'Keep what they rely on, raise the major version of the tool, or write the file anew with { update: true }.',
  ].join('\n');
}
