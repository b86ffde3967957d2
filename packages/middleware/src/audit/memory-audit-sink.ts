import { numberOption } from '@toolwright/core';
import type { AuditSink, JsonObject } from '@toolwright/core';

/** How many records are kept. */
export interface MemoryAuditSinkOptions {
  /** The oldest go first; at least 1. @default 10_000 */
  readonly maxRecords?: number;
}

/** A sink that can be read. */
export interface MemoryAuditSink extends AuditSink {
  /** The records kept, oldest first. */
  readonly records: () => readonly JsonObject[];
}

/**
 * Keeps the latest records in memory: for tests and for programs that show them. Copies what it is given.
 *
 * @throws `INVALID_OPTIONS` for a bad `maxRecords`.
 */
export function memoryAuditSink(options: MemoryAuditSinkOptions = {}): MemoryAuditSink {
  const maxRecords = numberOption('maxRecords', options.maxRecords ?? 10_000, { min: 1, integer: true });
  const kept: JsonObject[] = [];
  return {
    async write(record, { signal } = {}) {
      signal?.throwIfAborted();
      kept.push(structuredClone(record));
      if (kept.length > maxRecords) kept.shift();
    },
    records: () => [...kept],
  };
}
