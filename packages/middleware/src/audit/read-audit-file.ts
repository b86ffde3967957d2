import { open } from 'node:fs/promises';
import type { JsonObject } from '@toolwright/core';

/**
 * The records of a file that {@link auditFileSink} has written, in order. A line that a crash has torn is yielded as
 * `{ unreadableLine }`, its number from 1. Rejects when the file cannot be read, or with the signal's reason.
 */
export async function* readAuditFile(
  path: string,
  options: { readonly signal?: AbortSignal } = {},
): AsyncGenerator<JsonObject, void, void> {
  await using file = await open(path, 'r');
  let number = 0;
  for await (const line of file.readLines()) {
    options.signal?.throwIfAborted();
    number += 1;
    if (line !== '') yield recordIn(line) ?? { unreadableLine: number };
  }
}

function recordIn(line: string): JsonObject | undefined {
  try {
    const value = JSON.parse(line) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : undefined;
  } catch {
    return undefined;
  }
}
