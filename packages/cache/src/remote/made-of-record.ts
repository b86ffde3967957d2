import type { Made } from '../load/made.ts';
import type { MarkVerdict } from './marks.ts';
import type { RecordHeader } from './remote-record.ts';

/** What was read of a record, and what is known of it. */
export interface RecordReading {
  readonly value: unknown;
  readonly verdict: MarkVerdict;
  /** Wall clock. */
  readonly now: number;
  /** The name of the level. */
  readonly source: string;
}

/** The value of a record on its way up: stale from now on, if the marks say that it has expired. */
export function madeOfRecord(record: RecordHeader, { value, verdict, now, source }: RecordReading): Made {
  const { begunAtMs, loadMs, tags, keepForMs } = record;
  // Another machine's clock may be ahead: an entry is never younger than now.
  const createdAtMs = Math.min(record.createdAtMs, now);
  const freshForMs =
    verdict === 'expired' ? Math.min(record.freshForMs, now - createdAtMs) : record.freshForMs;
  return {
    value,
    begunAtMs,
    createdAtMs,
    freshForMs,
    lifeShare: 1,
    staleForMs: keepForMs - freshForMs,
    loadMs,
    tags,
    source,
    storable: true,
  };
}
