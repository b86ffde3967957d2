import type { AnyToolbox, JsonObject, ToolDescription } from '@toolwright/core';
import { compareSchemas } from './compare-schemas.ts';
import type { SchemaPair } from './compare-schemas.ts';
import type { SchemaChange, SchemaDifference } from './schema-change.ts';

/** What callers of a toolbox rely on, as data that can be kept in a file. */
export type SchemaSnapshot = Readonly<Record<string, ToolSnapshot>>;

/** What callers of one tool rely on. */
export interface ToolSnapshot {
  readonly version: string;
  readonly kind: 'query' | 'command';
  readonly permissions: readonly string[];
  readonly streaming: boolean;
  readonly input: JsonObject;
  readonly output?: JsonObject;
  readonly chunk?: JsonObject;
}

/** Writes down what callers of the toolbox rely on. */
export function schemaSnapshot(toolbox: Pick<AnyToolbox, 'describe'>): SchemaSnapshot {
  return Object.fromEntries(toolbox.describe().map((tool) => [tool.name, snapshotOf(tool)]));
}

/**
 * Every change between two snapshots that callers can notice, breaking ones first. A change that breaks callers is no
 * longer called breaking when the tool's major version has risen: then they were told.
 */
export function compareSnapshots(before: SchemaSnapshot, after: SchemaSnapshot): readonly SchemaChange[] {
  const changes: SchemaChange[] = [];
  for (const [tool, was] of Object.entries(before)) {
    const is = after[tool];
    if (is === undefined) {
      changes.push({ tool, breaking: true, message: 'the tool is gone: breaks everybody who calls it' });
      continue;
    }
    const announced = majorOf(is.version) > majorOf(was.version);
    for (const change of compareTools(tool, was, is)) {
      changes.push({ ...change, breaking: change.breaking && !announced });
    }
  }
  for (const tool of Object.keys(after)) {
    if (!(tool in before)) changes.push({ tool, breaking: false, message: 'the tool is new' });
  }
  return changes.toSorted((a, b) => Number(b.breaking) - Number(a.breaking));
}

function compareTools(tool: string, before: ToolSnapshot, after: ToolSnapshot): readonly SchemaChange[] {
  const changes: SchemaChange[] = [];
  const note = (breaking: boolean, message: string): void => void changes.push({ tool, breaking, message });
  if (before.kind !== after.kind) {
    const breaking = after.kind === 'command';
    note(
      breaking,
      `is now a ${after.kind}${breaking ? ': breaks callers that use GET, caches or retries' : ''}`,
    );
  }
  const added = after.permissions.filter((permission) => !before.permissions.includes(permission));
  if (added.length > 0) note(true, `now demands ${added.join(', ')}: breaks callers without it`);
  if (before.streaming !== after.streaming) {
    note(
      true,
      `${after.streaming ? 'now streams' : 'no longer streams'}: breaks callers that read its result`,
    );
  }
  const parts = [
    ['input', 'sent', before.input, after.input],
    ['output', 'read', before.output, after.output],
    ['chunk', 'read', before.chunk, after.chunk],
  ] as const;
  for (const [part, direction, was, is] of parts) {
    if (was !== undefined || is !== undefined) {
      for (const found of differences(direction, was ?? {}, is ?? {})) {
        changes.push({ tool, ...judged(part, direction, found) });
      }
    }
  }
  return changes;
}

function differences(
  direction: SchemaPair['direction'],
  before: JsonObject,
  after: JsonObject,
): readonly SchemaDifference[] {
  return compareSchemas({
    before,
    after,
    direction,
    path: '',
    roots: { before, after },
    depth: 0,
    followed: [],
  });
}

function judged(
  part: string,
  direction: SchemaPair['direction'],
  { path, effect, what }: SchemaDifference,
): Pick<SchemaChange, 'breaking' | 'message'> {
  const subject = path === '' ? `the ${part}` : `${part} "${path}"`;
  const breaking = effect === 'changed' || effect === (direction === 'sent' ? 'narrowed' : 'widened');
  const whom =
    direction === 'sent' ? 'callers that send what was accepted' : 'callers that read what was promised';
  return { breaking, message: `${subject} ${what}${breaking ? `: breaks ${whom}` : ''}` };
}

function snapshotOf(tool: ToolDescription): ToolSnapshot {
  const { version, kind, permissions, streaming, inputSchema, outputSchema, chunkSchema } = tool;
  return {
    version,
    kind,
    permissions,
    streaming,
    input: inputSchema,
    ...(outputSchema !== undefined && { output: outputSchema }),
    ...(chunkSchema !== undefined && { chunk: chunkSchema }),
  };
}

function majorOf(version: string): number {
  return Number.parseInt(version, 10) || 0;
}
